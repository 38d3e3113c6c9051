"""The bytes: in the node's folder, by application, written whole or not at all, read back by their digest."""

import hashlib
import os
from pathlib import Path

from django.conf import settings

from yishu.sharing.attachments.errors import AttachmentDamaged
from yishu.sharing.attachments.models import Attachment


def put(attachment: Attachment, content: bytes) -> None:
    """Durable before the transaction commits: a crash in between leaves a file that no row names, and the next of this number replaces it."""
    path = _path(attachment)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(attachment: Attachment) -> bytes:
    """As it was attached. Raises AttachmentDamaged."""
    try:
        content = _path(attachment).read_bytes()
    except FileNotFoundError:
        raise AttachmentDamaged(n=attachment.n) from None
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise AttachmentDamaged(n=attachment.n)
    return content


def _path(attachment: Attachment) -> Path:
    """By numbers of our own only: no part of a name that somebody sent."""
    return settings.YISHU_DIR / "attachments" / attachment.application.number / str(attachment.n)
