"""A large file in parts (tus 1.0.0): what arrived is not sent again, whatever breaks, this command included (20.1)."""

import hashlib
import os
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

from yishu.front.insisting import insisting, opened
from yishu.front.language import say
from yishu.front.node import Node
from yishu.wire.batches import BatchReceipt, UploadStatus

PART: Final = 16 * 1024**2  # bytes, held in memory
_EVERY: Final = 1.0  # seconds between questions of how it stands


def send_in_parts(
    node: Node, resource: str, file: Path, size: int, *, media_type: str, mode: str, told: Callable[[str], None]
) -> BatchReceipt:
    """Raises NodeRefused, NotSent, SourceWrong, HeldAtNode."""
    note = _note_of(node, resource, file, mode)
    key, digest = _key_in(note), _digest(file)

    def begin() -> str:
        return node.begin_upload(resource, size, media_type=media_type, mode=mode, key=key, digest=digest)

    place = insisting(begin, told)
    offset = insisting(lambda: node.upload_offset(place), told)
    while offset < size:
        if offset:
            told(say("已送达 {n}%", "{n} % delivered", n=offset * 100 // size))
        offset = insisting(lambda: _append(node, place, file, size), told)
    _forget(note)
    return _awaited(node, place, told)


def _append(node: Node, place: str, file: Path, size: int) -> int:
    """The next part, from where the node is: an attempt before this one may have brought something."""
    offset = node.upload_offset(place)
    if offset >= size:
        return offset
    with opened(file) as (body, _size):
        body.seek(offset)
        return node.append(place, body.read(PART), offset)


def _awaited(node: Node, place: str, told: Callable[[str], None]) -> BatchReceipt:
    records = 0

    def status() -> UploadStatus:
        return node.upload_status(place)

    while (said := insisting(status, told)).state in ("receiving", "received"):
        if said.records > records:
            records = said.records
            told(say("节点已读 {n} 条", "the node has read {n} records", n=records))
        time.sleep(_EVERY)
    return node.outcome(said)


def _digest(file: Path) -> str:
    """Of the whole, as Repr-Digest tells it (RFC 9530)."""
    digest = hashlib.sha256()
    with opened(file) as (body, _size):
        while block := body.read(PART):
            digest.update(block)
    return f"sha-256=:{b64encode(digest.digest()).decode()}:"


def _note_of(node: Node, resource: str, file: Path, mode: str) -> Path:
    """Where the key of this very file is noted, so that the command goes on when it is run again."""
    stat = file.stat()
    said = "\n".join((node.url, resource, mode, str(file.resolve()), str(stat.st_size), str(stat.st_mtime_ns)))
    home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return home / "yishu" / "uploads" / hashlib.sha256(said.encode()).hexdigest()


def _key_in(note: Path) -> str:
    with suppress(OSError, UnicodeError):
        if key := note.read_text("ascii").strip():
            return key
    key = str(uuid4())
    with suppress(OSError):  # then it does not outlive this run
        note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        note.write_text(key, "ascii")
    return key


def _forget(note: Path) -> None:
    with suppress(OSError):
        note.unlink(missing_ok=True)
