"""Who stands in a twin: a few dozen invented subjects of its shape, always the same, each with what asking about them provokes. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from yishu.access.errors import (
    BackendFailed,
    BackendTimeout,
    BackendUnavailable,
    CaseRequired,
    DayUsedUp,
    GrantExpired,
    GrantNotYetValid,
    ItemNotGranted,
    MalformedSubject,
    ModeNotGranted,
    NetworkNotGranted,
    NoGrant,
    PurposeNotGranted,
    RateExceeded,
    TotalUsedUp,
    Unavailable,
    UseSuspended,
)
from yishu.access.guessing.rules import TooManyMisses, TooManyWrongClaims
from yishu.access.naming.declared import Alternatives, find_alternative
from yishu.access.naming.errors import AmbiguousSubject
from yishu.access.subjects import read_item, read_subject
from yishu.core.identifiers import KeyKind
from yishu.hosting.invented.rules import invent
from yishu.hosting.tables import Table, Value, parse, shown

RECORD, EMPTY, NOT_FOUND, AMBIGUOUS = "record", "empty", "not_found", AmbiguousSubject.code
_BACKEND: Final = (BackendUnavailable.code, BackendTimeout.code, BackendFailed.code)
OUTCOMES: Final = (
    RECORD,
    RECORD,
    RECORD,
    RECORD,
    RECORD,
    EMPTY,
    NOT_FOUND,
    AMBIGUOUS,
    AMBIGUOUS,
    NoGrant.code,
    GrantExpired.code,
    GrantNotYetValid.code,
    ModeNotGranted.code,
    PurposeNotGranted.code,
    CaseRequired.code,
    ItemNotGranted.code,
    NetworkNotGranted.code,
    UseSuspended.code,
    TotalUsedUp.code,
    DayUsedUp.code,
    RateExceeded.code,
    TooManyMisses.code,
    TooManyWrongClaims.code,
    Unavailable.code,
    *_BACKEND,
)
"""What the n-th invented subject provokes. Those who write programs keep the numbers: more are added at the end, none is moved."""

Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """The n-th subject: as it is asked about, its key, its outcome, and its record in the order of the table (None where there is none)."""

    number: int
    subject: Any
    key: Key
    outcome: str
    values: tuple[Value, ...] | None


class Roster:
    """The seats of a table; fewer where the key has room for fewer, or where nothing can provoke an outcome."""

    def __init__(self, table: Table, seats: Sequence[Seat]) -> None:
        self.table = table
        self._by_key = {seat.key: seat for seat in seats}

    def __iter__(self) -> Iterator[Seat]:
        return iter(self._by_key.values())

    def find(self, alternatives: Alternatives, raw: Any, today: date) -> list[Seat]:
        """Who is meant: by an alternative key perhaps several. Whoever cannot be read is nobody."""
        try:
            if (by := find_alternative(alternatives, raw)) is None:
                seat = self._by_key.get(read_subject(self.table, raw, "subject", today=today).key)
                return [] if seat is None else [seat]
            columns = [self.table.by_code[code] for code in by.items if code in self.table.by_code]
            values = tuple(read_item(column, raw[column.code], "subject") for column in columns)
        except MalformedSubject:
            return []
        return self.having(tuple(column.code for column in columns), values)

    def having(self, items: Sequence[str], values: Key) -> list[Seat]:
        """Whose record has these values."""
        at = [self.place(code) for code in items]
        return [seat for seat in self if seat.values is not None and tuple(seat.values[n] for n in at) == values]

    def place(self, code: str) -> int:
        """Where in a record an item stands."""
        return next(n for n, column in enumerate(self.table.columns) if column.code == code)

    def record_of(self, seat: Seat) -> dict[str, Any] | None:
        """As it travels in JSON, whole."""
        if seat.values is None:
            return None
        return {column.code: shown(value) for column, value in zip(self.table.columns, seat.values, strict=True)}


def roster_of(
    table: Table,
    patterns: Mapping[str, Sequence[str]],
    alternatives: Alternatives,
    *,
    has_backend: bool,
    today: date,
) -> Roster:
    """`patterns`: item code → those that its provider has declared."""
    named = frozenset(item for each in alternatives for item in each.items)
    records = [_values(table, record) for record in invent(table, patterns, len(OUTCOMES))]
    seats: dict[Key, Seat] = {}
    for number, (outcome, values) in enumerate(zip(OUTCOMES, records, strict=True), 1):
        if outcome in _BACKEND and not has_backend:
            continue
        if outcome == AMBIGUOUS:
            twin = records[OUTCOMES.index(AMBIGUOUS)]
            values = _sharing(table, values, twin, named)
            outcome = outcome if named else RECORD
        asked = subject_of(table, {code: shown(value) for code, value in zip(table.by_code, values, strict=True)})
        key = read_subject(table, asked, "subject", today=today).key
        seats.setdefault(key, Seat(number, asked, key, outcome, _as_found(table, values, outcome)))
    return Roster(table, list(seats.values()))


def subject_of(table: Table, record: Mapping[str, Any]) -> Any:
    """The contract's three forms, of a record as it travels in JSON: a text, a document with its type, or by item code."""
    keys = [column.code for column in table.key]
    if len(keys) != 1:
        return {code: record[code] for code in keys}
    value = record[keys[0]]
    if table.key_kind == KeyKind.IDENTITY_DOCUMENT:
        kind, _colon, number = value.partition(":")
        return {"type": kind, "value": number}
    return value


def _values(table: Table, record: Mapping[str, str]) -> tuple[Value, ...]:
    return tuple(parse(column, record[column.code]) for column in table.columns)


def _sharing(
    table: Table, values: tuple[Value, ...], twin: tuple[Value, ...], named: frozenset[str]
) -> tuple[Value, ...]:
    """With the other's values where these name a subject, so that they name both; never the key."""
    pairs = zip(table.columns, values, twin, strict=True)
    return tuple(other if column.code in named and not column.is_key else own for column, own, other in pairs)


def _as_found(table: Table, values: tuple[Value, ...], outcome: str) -> tuple[Value, ...] | None:
    if outcome == NOT_FOUND:
        return None
    if outcome != EMPTY:
        return values
    return tuple(
        value if column.required or column.is_key else None for column, value in zip(table.columns, values, strict=True)
    )
