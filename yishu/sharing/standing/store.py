"""The basis documents: in the node's folder, by number and digest, written whole or not at all, read back by their digest."""

import hashlib
from pathlib import Path

from django.conf import settings

from yishu.node.durable_files import write_whole
from yishu.sharing.standing.errors import StandingFileDamaged, StandingFileNotFound
from yishu.sharing.standing.models import StandingAuthorisation


def put(number: str, sha256: str, content: bytes) -> None:
    """Durable before the transaction commits: a crash in between leaves a file that no row names."""
    write_whole(_path(number, sha256), content)


def read(one: StandingAuthorisation) -> bytes:
    """As it was attached. Raises StandingFileNotFound, StandingFileDamaged."""
    if not one.file_sha256:
        raise StandingFileNotFound
    try:
        content = _path(one.number, one.file_sha256).read_bytes()
    except FileNotFoundError:
        raise StandingFileDamaged(number=one.number) from None
    if hashlib.sha256(content).hexdigest() != one.file_sha256:
        raise StandingFileDamaged(number=one.number)
    return content


def _path(number: str, sha256: str) -> Path:
    """By numbers of our own only: no part of a name that somebody sent."""
    return settings.YISHU_DIR / "standing" / number / sha256
