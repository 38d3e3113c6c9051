"""The sealed files: in the node's folder, written whole or not at all, read back by their digest."""

import hashlib
from pathlib import Path

from django.conf import settings

from yishu.node.durable_files import write_whole
from yishu.seals.errors import DocumentDamaged
from yishu.seals.models import Document


def seals_folder() -> Path:
    """Keys and certificates."""
    return settings.YISHU_DIR / "seals"


def archive_folder() -> Path:
    """Archive packages, a folder for each agency."""
    return settings.YISHU_DIR / "archive"


def put(document: Document, content: bytes) -> str:
    """Store a sealed file and return its SHA-256. Durable before the transaction commits: a crash in between leaves a file that no row names,
    and the next issuing of the same number replaces it."""
    write_whole(_path(document), content)
    return hashlib.sha256(content).hexdigest()


def read(document: Document) -> bytes:
    """The sealed file as it was sealed. Raises DocumentDamaged."""
    try:
        content = _path(document).read_bytes()
    except FileNotFoundError:
        raise DocumentDamaged(number=document.number) from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(number=document.number)
    return content


def _path(document: Document) -> Path:
    return settings.YISHU_DIR / "documents" / document.agency.code / f"{document.number}.pdf"
