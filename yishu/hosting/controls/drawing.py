"""The control records of one copy, as they stand among its rows: of the copy's items, masked as they are, within the rows of its grant. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from yishu.core.rows import RowRule
from yishu.hosting import fingerprint
from yishu.hosting.controls.rules import ControlRule, Kind, count_for, draw, index_of, numbers
from yishu.hosting.masking import Masks, as_delivered, masked
from yishu.hosting.row_names import plain_of
from yishu.hosting.tables import SHANGHAI, Column, Table, Value

Row = TypeVar("Row")
OF_TYPE: Final = {
    Kind.WHOLE: "integer",
    Kind.DECIMAL: "decimal",
    Kind.DAY: "date",
    Kind.MOMENT: "datetime",
    Kind.TRUTH: "boolean",
}
"""By kind of values their type, where they are no texts."""


@dataclass(frozen=True, slots=True)
class ControlRecord:
    """`before`: the number of rows that are read before it, so that any part of a copy has its share; `plain`: its plain text, as a row has."""

    before: int
    plain: bytes
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Controls:
    """What a copy of so many `rows` and these `columns` will have, once its key is known. `apart`: its items whose values are not drawn as the declaration says."""

    rule: ControlRule
    rows: int
    columns: tuple[Column, ...]
    marking: tuple[str, ...]
    masks: Masks
    within: RowRule | None

    @property
    def count(self) -> int:
        return count_for(self.rows)

    @property
    def apart(self) -> list[str]:
        within = {self.within.item} if self.within else set()
        return [
            column.code for column in self.columns if column.code in within | set(self.masks) or not self._fits(column)
        ]

    def digits(self, item: str) -> tuple[int, int]:
        """Of a decimal: its places after the point, and before it."""
        shape = self.rule.shapes.get(item)
        if shape is None:
            return 0, 0
        return shape.scale, len(str(max(abs(shape.least), abs(shape.most)) // 10**shape.scale))

    def records(self, key: bytes) -> list[ControlRecord]:
        return [self._record(key, place, record) for place, record in enumerate(self._numbers(key))]

    def _numbers(self, key: bytes) -> Iterator[int]:
        return (record for record, _key in numbers(self.rule, key, self.count))

    def _record(self, key: bytes, place: int, record: int) -> ControlRecord:
        step = self.rows // self.count
        before = place * self.rows // self.count + index_of(key, record, "", step)
        drawn = {column.code: self._value(key, record, column) for column in self.columns}
        by_code = {column.code: column for column in self.columns}
        named = tuple(as_delivered(by_code[item], self.masks) for item in self.marking)
        plain = plain_of(named, (text_of(drawn[column.code]) for column in named))
        return ControlRecord(before, plain, tuple(drawn.values()))

    def _fits(self, column: Column) -> bool:
        """Whether the declaration's values are of the item's type: it may have come in another one since."""
        shape = self.rule.shapes.get(column.code)
        if shape is None or shape.kind is Kind.EMPTY:
            return True
        if shape.kind is Kind.LISTED:
            return column.type == "string" or set(shape.listed) <= set(column.codes)
        return column.type == OF_TYPE.get(shape.kind, "string")

    def _value(self, key: bytes, record: int, column: Column) -> Value:
        value = draw(self.rule, key, record, column.code) if self._fits(column) else None
        if self.within is not None and column.code == self.within.item:
            value = _within(self.rule, self.within, key, record)
        return masked(self.masks[column.code], column, value) if column.code in self.masks else value


def controls_of(
    rule: ControlRule, table: Table, items: tuple[str, ...], rows: int, masks: Masks, within: RowRule | None
) -> Controls | None:
    """None where whoever has the copy could not tell them from records: its key is not in it, or not as it is; or where they would fall outside the rows of its grant."""
    keys = {column.code for column in table.key}
    if not keys <= set(items) or keys & set(masks) or rule.item not in keys or not count_for(rows):
        return None
    if within is not None and (within.item in keys or table.by_code[within.item].type != "string"):
        return None
    columns = tuple(table.by_code[item] for item in items)
    return Controls(rule, rows, columns, fingerprint.marking_items(table, items), masks, within)


def text_of(value: Value, *, parsed: bool = False) -> str | None:
    """A value as COPY writes it: for people, or to be `parsed` by columns."""
    if isinstance(value, bool):
        return str(value).lower()[: 1 if parsed else None]
    if isinstance(value, datetime):
        if parsed:
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
        return value.astimezone(SHANGHAI).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def lines(records: Iterable[ControlRecord], *, parsed: bool, named: bool) -> list[tuple[int, bytes]]:
    """As COPY would send them, and after how many rows; `named`: with the plain text before each."""
    told = []
    for one in records:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([text_of(value, parsed=parsed) for value in one.values])
        before = one.plain.hex() + "," if named else ""
        told.append((one.before, (before + line.getvalue()).encode()))
    return told


def among_blocks(blocks: Iterable[list[bytes]], told: list[tuple[int, bytes]]) -> Iterator[list[bytes]]:
    """Blocks of rows with the control records that belong in each; what is left stands in the last."""
    read = at = 0
    waiting: list[bytes] | None = None
    for block in blocks:
        if waiting is not None:
            yield waiting
        read += len(block)
        while at < len(told) and told[at][0] < read:
            block.append(told[at][1])
            at += 1
        waiting = block
    if waiting is not None:
        yield waiting + [line for _, line in told[at:]]


def among_rows(
    rows: Iterable[tuple[bytes, tuple[Value, ...]]], records: list[ControlRecord]
) -> Iterator[tuple[bytes, tuple[Value, ...]]]:
    """The same for rows with their plain texts, one by one."""
    at = 0
    for read, row in enumerate(rows):
        while at < len(records) and records[at].before <= read:
            yield records[at].plain, records[at].values
            at += 1
        yield row
    yield from ((one.plain, one.values) for one in records[at:])


def _within(rule: ControlRule, within: RowRule, key: bytes, record: int) -> str:
    """One of the values that the grant opens; of a division its own code, as long as the item's are."""
    value = within.values[index_of(key, record, within.item, len(within.values))]
    shape = rule.shapes.get(within.item)
    if within.match == "exact" or shape is None:
        return value
    listed = [one for one in shape.listed if one.startswith(value)]
    if listed:
        return listed[index_of(key, record, f"{within.item}\0", len(listed))]
    return value.ljust(len(shape.begin) + shape.places, "0")


def in_header(controls: Controls) -> str:
    """For a header, as a dictionary of RFC 8941: how many there are, and by what they are told from records."""
    rule = controls.rule
    return f'count={controls.count}, item="{rule.item}", start={rule.start}, text="{rule.text}", number={rule.number}'


def told_of(controls: Controls | None) -> dict[str, int | list[str]]:
    """What the evidence of a copy says of them, and tracing needs."""
    if controls is None:
        return {}
    return {"controls": controls.rule.number, "control_records": controls.count, "controls_apart": controls.apart}
