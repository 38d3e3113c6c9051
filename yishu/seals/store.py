"""The sealed files: in the node's folder, written whole or not at all, read back by their digest."""

import hashlib
import os
from pathlib import Path

from django.conf import settings

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
    path = _path(document)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    sync(path.parent)
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


def sync(path: Path) -> None:
    """Make a rename in a folder, or a file's content, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path(document: Document) -> Path:
    return settings.YISHU_DIR / "documents" / document.agency.code / f"{document.number}.pdf"
