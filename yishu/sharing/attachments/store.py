"""The bytes: in the node's folder, by application, written whole or not at all, read back by their digest."""

import hashlib
from pathlib import Path

from django.conf import settings

from yishu.node.durable_files import write_whole
from yishu.sharing.attachments.errors import AttachmentDamaged
from yishu.sharing.attachments.models import Attachment


def put(attachment: Attachment, content: bytes) -> None:
    """Durable before the transaction commits: a crash in between leaves a file that no row names, and the next of this number replaces it."""
    write_whole(_path(attachment), content)


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
