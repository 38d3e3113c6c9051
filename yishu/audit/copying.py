"""Records as the rows of one binary COPY (PostgreSQL, "COPY", Binary Format): how the gateway writes them.

Nearly all that a data call's record says is the same for every call of one caller under one grant. A frame keeps that part encoded, as JSON and as columns; a call
adds its own, of which the case is personal. A frame's record is byte for byte the one that `record.write` makes.
"""

import os
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from yishu.audit import personal
from yishu.audit.record import COLUMNS, Record, leaf_hash, receipt_of, write
from yishu.core.ids import new_id_bytes, text_of
from yishu.core.suites import Suite

_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER: Final = struct.pack(">h", -1)
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's timestamps
_length = struct.Struct(">i").pack
_opening = struct.Struct(">hi16siq").pack  # the number of columns, then id and at
_ending = struct.Struct(">i16si32s").pack  # salt and leaf


class Evidence(msgspec.Struct):
    """A record on its way: its row, and the receipt of whoever caused it."""

    row: bytes
    receipt: str


def copy_of(rows: Iterable[bytes]) -> bytes:
    """The whole input of `COPY audit_record (COLUMNS) FROM STDIN (FORMAT binary)`."""
    return b"".join((_HEADER, *rows, _TRAILER))


def evidence_of(record: Record, suite: Suite) -> Evidence:
    """Raises ValueError where a text is no Unicode text."""
    written = write(record, suite)
    number, at, *others = written.values
    return Evidence(_opened(number.bytes, at) + b"".join(map(_column, others)), written.receipt)


class _Shared(msgspec.Struct):
    """The first fields of a record, up to its case."""

    action: str
    outcome: str
    node: str
    actor: str
    actor_name: str
    agency: str
    resource: str
    target: str
    grant: str
    grant_hash: str
    duty: str


class _Own(msgspec.Struct):
    """The other fields of a record's body; the case is in its personal part."""

    case: str
    items: msgspec.Raw
    subjects: bytes
    found: int | None
    version: int | None
    reason: str
    detail: msgspec.Raw
    personal: str
    id: str
    at: datetime


class Frame:
    """What all calls of one caller under one grant, with one duty and the same items, have in common on record."""

    __slots__ = ("_columns", "_detail", "_head", "_items", "_part", "_reason", "_suite")

    def __init__(self, record: Record, suite: Suite) -> None:
        """From the record of any one of them."""
        self._part = personal.part_of(record)
        kept = personal.without(record, self._part, "")
        shared = _Shared(*(getattr(kept, name) for name in _Shared.__struct_fields__))
        self._head = _encode(shared)[:-1] + b","
        self._items, self._detail = msgspec.Raw(_encode(kept.items)), msgspec.Raw(_encode(kept.detail))
        self._reason, self._suite = kept.reason, suite
        first, last = COLUMNS.index("at") + 1, COLUMNS.index("case_number")
        self._columns = b"".join(map(_column, write(record, suite).values[first:last]))

    def evidence(self, case: str, subjects: bytes, *, found: int | None, version: int | None) -> Evidence:
        """The record of one more call, made now."""
        number, at, random = new_id_bytes(), datetime.now(UTC), os.urandom(32)
        named, part = text_of(number), self._part
        if case != part.case:
            part = personal.Part(part.actor_name, case, part.reason, part.detail)
        told, commitment = personal.kept(self._suite, part, random[16:])
        own = _Own("", self._items, subjects, found, version, self._reason, self._detail, commitment, named, at)
        body = self._head + _encode(own)[1:]
        salt = random[:16]
        leaf, case_number = leaf_hash(self._suite, salt, body), case.encode()
        row = (
            _opened(number, at), self._columns, _length(len(case_number)), case_number,
            _length(len(subjects)), subjects, _length(len(body)), body, _ending(16, salt, 32, leaf), _column(told or None),
        )  # fmt: skip
        return Evidence(b"".join(row), receipt_of(named, leaf))


_encode = msgspec.json.Encoder().encode


def _opened(number: bytes, at: datetime) -> bytes:
    since = at - _EPOCH
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return _opening(len(COLUMNS), 16, number, 8, microseconds)


def _column(value: Any) -> bytes:
    """A text, bytes, or null."""
    if value is None:
        return _length(-1)
    encoded = value.encode() if isinstance(value, str) else value
    return _length(len(encoded)) + encoded
