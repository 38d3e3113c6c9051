"""Records as the rows of one binary COPY (PostgreSQL, "COPY", Binary Format): how the gateway writes them.

Nearly all that a data call's record says is the same for every call of one caller under one grant. A frame keeps that part encoded, as JSON and as columns; a call
adds its own. A frame's record is byte for byte the one that `record.write` makes.
"""

import os
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from yishu.audit.record import COLUMNS, Record, leaf_hash, receipt_of, write
from yishu.core.ids import new_id_bytes, text_of

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


def evidence_of(record: Record) -> Evidence:
    """Raises ValueError where a text is no Unicode text."""
    written = write(record)
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
    """The other fields of a record."""

    case: str
    items: msgspec.Raw
    subjects: bytes
    found: int | None
    version: int | None
    reason: str
    detail: msgspec.Raw
    id: str
    at: datetime


class Frame:
    """What all calls of one caller under one grant, with one duty and the same items, have in common on record."""

    __slots__ = ("_columns", "_detail", "_head", "_items", "_reason")

    def __init__(self, record: Record) -> None:
        """From the record of any one of them."""
        shared = _Shared(*(getattr(record, name) for name in _Shared.__struct_fields__))
        self._head = _encode(shared)[:-1] + b","
        self._items, self._detail = msgspec.Raw(_encode(record.items)), msgspec.Raw(_encode(record.detail))
        self._reason = record.reason
        first, last = COLUMNS.index("at") + 1, COLUMNS.index("case_number")
        self._columns = b"".join(map(_column, write(record).values[first:last]))

    def evidence(self, case: str, subjects: bytes, *, found: int | None, version: int | None) -> Evidence:
        """The record of one more call, made now."""
        number, at, salt = new_id_bytes(), datetime.now(UTC), os.urandom(16)
        named = text_of(number)
        own = _Own(case, self._items, subjects, found, version, self._reason, self._detail, named, at)
        body = self._head + _encode(own)[1:]
        leaf, case_number = leaf_hash(salt, body), case.encode()
        row = (
            _opened(number, at), self._columns, _length(len(case_number)), case_number,
            _length(len(subjects)), subjects, _length(len(body)), body, _ending(16, salt, 32, leaf),
        )  # fmt: skip
        return Evidence(b"".join(row), receipt_of(named, leaf))


_encode = msgspec.json.Encoder().encode


def _opened(number: bytes, at: datetime) -> bytes:
    since = at - _EPOCH
    microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return _opening(len(COLUMNS), 16, number, 8, microseconds)


def _column(value: Any) -> bytes:
    """A text or bytes."""
    encoded = value.encode() if isinstance(value, str) else value
    return _length(len(encoded)) + encoded
