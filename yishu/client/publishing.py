"""Publishing a batch: what is sent, small ones at once and large ones in parts (tus 1.0.0), and what became of it."""

import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, json

from yishu.client import requests, tables
from yishu.client.content import Bytes, Content, File, sha256_of
from yishu.client.errors import (
    AnswerStrange,
    BatchHeld,
    BatchNotPublished,
    ContentUnclear,
    Held,
    Refused,
    StillUnderWay,
    refused,
    told_of,
)
from yishu.client.line import Line
from yishu.client.requests import Mode, Request
from yishu.client.transport import Answer
from yishu.client.waiting import pause
from yishu.core.decoding import converted
from yishu.wire.batches import MEDIA_TYPES, BatchReceipt, UploadStatus
from yishu.wire.problems import ProblemMessage

IN_PARTS_FROM: Final = 32 * 1024**2  # bytes
PART: Final = 16 * 1024**2  # bytes, held in memory
_TUS: Final = {"Tus-Resumable": "1.0.0"}
_UNDER_WAY: Final = ("receiving", "received")
_FIRST, _LONGEST = 0.2, 2.0  # seconds between questions of how it stands

Records = str | PathLike[str] | bytes | Iterable[Mapping[str, Any]] | tables.Table
"""A file by its path; its content; records by item code; or a pyarrow table."""


class Batch(Struct, frozen=True):
    """What is to be published, under the key by which it is published once."""

    content: Content
    media_type: str
    mode: Mode
    key: str


def content_of(records: Records, media_type: str) -> tuple[Content, str]:
    """What is sent, and as what. Raises ContentUnclear, PackageMissing, OSError."""
    if isinstance(records, str | PathLike):
        path = Path(records)
        return File(path), _known(media_type or MEDIA_TYPES.get(path.suffix.lower(), ""), path.name)
    if isinstance(records, bytes):
        return Bytes(records), _known(media_type, "bytes")
    if hasattr(records, "schema"):
        return Bytes(tables.stream(records)), MEDIA_TYPES[".arrows"]
    return Bytes(b"".join(json.encode(record) + b"\n" for record in records)), MEDIA_TYPES[".ndjson"]


def send(line: Line, code: str, batch: Batch, *, wait: float) -> BatchReceipt:
    """`wait`: seconds in which what is not published at once must be. Raises Held besides Refused."""
    if batch.content.size >= IN_PARTS_FROM:
        return _send_in_parts(line, code, batch, wait)
    asked = requests.publish(code, batch.content, batch.media_type, batch.mode, key=batch.key)
    found = line.read(asked, lambda answer: _receipt_or_status(line, answer))
    if isinstance(found, BatchReceipt):
        return found
    if found.state in _UNDER_WAY:  # as after somebody has released it
        return _awaited(line, requests.data_path(code, "uploads", found.upload), wait)
    return _outcome(line, found)


def _receipt_or_status(line: Line, answer: Answer) -> BatchReceipt | UploadStatus:
    kind = BatchReceipt if answer.status == 200 else UploadStatus
    return line.message(answer.read(), kind)


def _send_in_parts(line: Line, code: str, batch: Batch, wait: float) -> BatchReceipt:
    uploads = requests.data_path(code, "uploads")
    place = line.read(_beginning(uploads, batch), lambda answer: answer.headers.get("Location", ""))
    if not place.startswith(f"{uploads}/"):
        raise line.found(AnswerStrange(url=line.url))
    reached = line.read(Request("HEAD", place, headers=_TUS), lambda answer: _offset(line, answer))
    quiet_since = time.monotonic()
    while reached < batch.content.size:
        before, reached = reached, _append(line, place, batch.content, reached, quiet_since)
        quiet_since = time.monotonic() if reached > before else quiet_since
    return _awaited(line, place, wait)


def _beginning(path: str, batch: Batch) -> Request:
    headers = {
        "Upload-Length": str(batch.content.size),
        "Upload-Metadata": f"filetype {b64encode(batch.media_type.encode()).decode()}",
        "Idempotency-Key": batch.key,
        "Repr-Digest": f"sha-256=:{b64encode(sha256_of(batch.content)).decode()}:",
    }
    return Request("POST", f"{path}?mode={batch.mode}", headers=headers | _TUS, good=(201,))


def _append(line: Line, place: str, content: Content, offset: int, quiet_since: float) -> int:
    """The offset after one more part; where it broke off, the one that the node has come to."""
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    part = Request("PATCH", place, content.part(offset, PART), headers | _TUS, good=(204,), repeatable=False, slow=True)
    try:
        return line.read(part, lambda answer: _offset(line, answer))
    except Refused as failure:
        passes = failure.code in ("client_not_reached", "offset_mismatch", "upload_busy")
        if not passes or time.monotonic() - quiet_since > line.patience:
            raise
    pause(_FIRST)
    return line.read(Request("HEAD", place, headers=_TUS), lambda answer: _offset(line, answer))


def _offset(line: Line, answer: Answer) -> int:
    text = answer.headers.get("Upload-Offset", "")
    if not (text.isascii() and text.isdigit()):
        raise line.found(AnswerStrange(url=line.url))
    return int(text)


def _awaited(line: Line, place: str, wait: float) -> BatchReceipt:
    deadline, between = time.monotonic() + wait, _FIRST
    while (status := line.ask(Request("GET", place), UploadStatus)).state in _UNDER_WAY:
        if time.monotonic() + between > deadline:
            raise line.found(StillUnderWay(seconds=round(wait)))
        pause(between)
        between = min(_LONGEST, between * 1.5)
    return _outcome(line, status)


def _outcome(line: Line, status: UploadStatus) -> BatchReceipt:
    """What became of a file that was not published at once. Raises Held, Refused."""
    if status.batch is not None:
        return status.batch
    if status.state == "held" and status.held is not None:
        problem = BatchHeld(records=status.held.records, bad=status.held.quarantined)
        held = Held(told_of(problem, line.language))
        held.upload = status
        raise held
    if status.problem:
        raise refused(converted(status.problem, ProblemMessage))
    reason = " ".join(filter(None, (status.decided_by, status.reason))) or "—"
    raise line.found(BatchNotPublished(state=status.state, reason=reason))


def _known(media_type: str, what: str) -> str:
    if not media_type:
        raise ContentUnclear(what=what, known=", ".join(MEDIA_TYPES.values()))
    return media_type
