"""Records as the rows of one binary COPY (PostgreSQL, "COPY", Binary Format): how the gateway writes them.

Nearly all that a data call's record says is the same for every call of one caller under one grant. A frame keeps that part encoded, as JSON and as columns; a call
adds its own, of which the case is personal. A frame's record is byte for byte the one that `record.write` makes.
"""

import os
import struct
from binascii import b2a_base64
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from yishu.audit import personal
from yishu.audit.record import COLUMNS, Record, write
from yishu.core.ids import new_ids, text_of
from yishu.core.suites import Suite

_HEADER: Final = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER: Final = struct.pack(">h", -1)
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's timestamps
_length = struct.Struct(">i").pack
_opening = struct.Struct(">hi16siq").pack  # the number of columns, then id and at
_ending = struct.Struct(">i16si32s").pack  # salt and leaf
_two_salts = struct.Struct("16s16s").iter_unpack


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


class Moment:
    """Now, for the records of some calls that are made together: one time for all, in each of its forms, and for each record its number and two salts."""

    __slots__ = ("at", "draws", "said", "stored")

    def __init__(self, records: int = 1) -> None:
        self.at = at = datetime.now(UTC)
        self.stored, self.said = _microseconds(at), _encode(at)
        self.draws = zip(new_ids(records), _two_salts(os.urandom(32 * records)), strict=True)


class Frame:
    """What all calls of one caller under one grant, with one duty and the same items, have in common on record."""

    __slots__ = ("_before_subjects", "_columns", "_is_plain", "_part", "_suite", "_to_personal")

    def __init__(self, record: Record, suite: Suite) -> None:
        """From the record of any one of them."""
        self._part, self._suite = personal.part_of(record), suite
        self._is_plain = self._part == personal.Part(case=record.case)
        kept = personal.without(record, self._part, "")
        shared = _Shared(*(getattr(kept, name) for name in _Shared.__struct_fields__))
        self._before_subjects = _encode(shared)[:-1] + b',"case":"","items":' + _encode(kept.items) + b',"subjects":"'
        self._to_personal = b',"reason":%b,"detail":%b,"personal":"' % (_encode(kept.reason), _encode(kept.detail))
        first, last = COLUMNS.index("at") + 1, COLUMNS.index("case_number")
        self._columns = b"".join(map(_column, write(record, suite).values[first:last]))

    def evidence(self, case: str, subjects: bytes, *, found: int, version: int, now: Moment) -> Evidence:
        """The record of one more call, made now."""
        number, (salt, salt_of_part) = next(now.draws)
        named, suite, part = text_of(number), self._suite, self._part
        if self._is_plain:
            told, commitment = personal.case_kept(suite, case, salt_of_part)
        else:
            part = personal.Part(part.actor_name, case, part.reason, part.detail)
            told, commitment = personal.kept(suite, part, salt_of_part)
        body = b'%b%b","found":%d,"version":%d%b%b","id":"%b","at":%b}' % (
            self._before_subjects, b2a_base64(subjects, newline=False), found, version,
            self._to_personal, commitment.encode(), named.encode(), now.said,
        )  # fmt: skip
        leaf, case_number = suite.digest(b"\0%b%b" % (salt, body)), case.encode()
        row = (
            _opening(len(COLUMNS), 16, number, 8, now.stored), self._columns, _length(len(case_number)), case_number,
            _length(len(subjects)), subjects, _length(len(body)), body, _ending(16, salt, 32, leaf), _column(told or None),
        )  # fmt: skip
        return Evidence(b"".join(row), f"{named}.{leaf.hex()}")


_encode = msgspec.json.Encoder().encode


def _opened(number: bytes, at: datetime) -> bytes:
    return _opening(len(COLUMNS), 16, number, 8, _microseconds(at))


def _microseconds(at: datetime) -> int:
    """As a timestamp stands in a row."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _column(value: Any) -> bytes:
    """A text, bytes, or null."""
    if value is None:
        return _length(-1)
    encoded = value.encode() if isinstance(value, str) else value
    return _length(len(encoded)) + encoded
