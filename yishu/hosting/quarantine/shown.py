"""Records sent back as a page shows them: values masked where they identify a person, until somebody asks for the whole and is recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yishu.core.errors import Language
from yishu.core.identifiers import KeyKind
from yishu.core.text import MaskKind, mask
from yishu.hosting.models import QuarantinedRecord
from yishu.hosting.queries import table_of
from yishu.hosting.tables import Column, Table

PERSONS = (KeyKind.RESIDENT_ID, KeyKind.IDENTITY_DOCUMENT)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a record; `wrong` where a rule is broken."""

    name: str
    value: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Reason:
    item: str  # empty for the record as a whole
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class ShownRecord:
    record: QuarantinedRecord
    cells: list[Cell]
    reasons: list[Reason]


def shown_records(records: Iterable[QuarantinedRecord], language: Language, *, whole: bool) -> Iterator[ShownRecord]:
    """Each in the shape of its resource's data."""
    tables: dict[int, Table] = {}
    for record in records:
        holding = record.batch.holding
        if holding.pk not in tables:
            tables[holding.pk] = table_of(holding)
        yield shown_record(record, tables[holding.pk], language, whole=whole)


def shown_record(record: QuarantinedRecord, table: Table, language: Language, *, whole: bool) -> ShownRecord:
    wrong = {error["field"] for error in record.errors}
    cells = [
        Cell(_name(table, code), _value(table, code, value, whole=whole), code in wrong)
        for code, value in _in_order(record.values, table)
    ]
    reasons = [Reason(_name(table, error["field"]), error["rule"], error[language]) for error in record.errors]
    return ShownRecord(record, cells, reasons)


def _in_order(values: dict[str, str | None], table: Table) -> list[tuple[str, str | None]]:
    """As the entry orders its items: jsonb does not keep the file's order."""
    places = {column.code: place for place, column in enumerate(table.columns)}
    return sorted(values.items(), key=lambda pair: places.get(pair[0], len(places)))


def _name(table: Table, code: str) -> str:
    column = table.by_code.get(code)
    return column.name if column else code


def _value(table: Table, code: str, value: str | None, *, whole: bool) -> str:
    if not value or whole:
        return value or ""
    kind = mask_kind(table, table.by_code.get(code))
    return mask(kind, value) if kind else value


def mask_kind(table: Table, column: Column | None) -> MaskKind | None:
    """How an item is hidden; None where it is shown. A record that could not be split into items may hold anything."""
    if column is None or column.sensitivity == "sensitive" or (column.is_key and table.key_kind in PERSONS):
        return MaskKind.IDENTITY
    return MaskKind.NAME if column.sensitivity == "personal" else None
