"""Declared checks on many records at once, by columns: the same as each rule's `breaks` says of one record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.declared.rules import (
    NUMBERS,
    Compare,
    Must,
    Pattern,
    Range,
    Rule,
    Sum,
    When,
    first_of_future,
    whole,
)
from yishu.hosting.faults import Fault
from yishu.hosting.tables import Column, Value, parse

# Room for a sum of ten; what has more digits is looked at one by one.
NUMBER: Final = pa.decimal256(60, 25)
_TYPES: Final = {
    "integer": pa.int64(),
    "decimal": NUMBER,
    "date": pa.date32(),
    "datetime": pa.timestamp("us", "UTC"),
}
_COMPARED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": pc.equal,
    "!=": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
}

Columns = Mapping[str, pa.Array]


@dataclass(frozen=True, slots=True)
class Check:
    """A rule, and what is said of a record that breaks it."""

    rule: Rule
    fault: Fault


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks in force for one file, on the day by which "not in the future" is meant."""

    checks: Sequence[Check]
    today: date

    def judge(self, columns: Columns, found: dict[int, list[Fault]]) -> None:
        """Add to `found` (by index) the fault of each rule that a record breaks; `columns`: canonical texts by item, empty where a value could not be read.

        An item that has a fault already is not judged further: what it should have been nobody knows.
        """
        if not self.checks:
            return
        faulty = {index: {fault.field for fault in faults} for index, faults in found.items()}
        for check in self.checks:
            items = {item.code for item in check.rule.items}
            for index in pc.indices_nonzero(broken(check.rule, columns, self.today)).to_pylist():
                if items.isdisjoint(faulty.get(index, ())):
                    found.setdefault(index, []).append(check.fault)


NO_CHECKS: Final = Checks((), date.min)


def broken(rule: Rule, columns: Columns, today: date) -> pa.Array:
    """True where a record breaks the rule, else false."""
    try:
        return pc.fill_null(_by_columns(rule, columns, today), False)
    except pa.ArrowInvalid:  # a number beyond NUMBER
        return _one_by_one(rule, columns, today)


def _by_columns(rule: Rule, columns: Columns, today: date) -> Any:
    match rule:
        case Pattern():
            return pc.invert(pc.match_substring_regex(columns[rule.item.code], whole(rule.pattern)))
        case Range():
            return _out_of_range(rule, _typed(rule.item, columns), today)
        case Compare():
            left, right = (_typed(item, columns, mixed=rule.left.type != rule.right.type) for item in rule.items)
            return pc.invert(_COMPARED[rule.operator](left, right))
        case When():
            return pc.and_(_applies(rule, columns), _is_missed(rule, columns))
        case Sum():
            total, *parts = (_typed(item, columns, mixed=True) for item in rule.items)
            return pc.not_equal(total, reduce(pc.add, parts))


def _out_of_range(rule: Range, values: pa.Array, today: date) -> Any:
    wrong = []
    if rule.least is not None:
        wrong.append(pc.less(values, pa.scalar(rule.least, values.type)))
    if rule.most is not None:
        wrong.append(pc.greater(values, pa.scalar(rule.most, values.type)))
    if rule.not_future:
        wrong.append(pc.greater_equal(values, pa.scalar(first_of_future(rule.item, today), values.type)))
    return reduce(pc.or_, wrong)


def _applies(rule: When, columns: Columns) -> Any:
    if not rule.values:
        return pc.is_valid(columns[rule.given.code])
    return _is_among(_typed(rule.given, columns), rule.given, rule.values)


def _is_missed(rule: When, columns: Columns) -> Any:
    if rule.must == Must.GIVEN:
        return pc.is_null(columns[rule.then.code])
    if rule.must == Must.EMPTY:
        return pc.is_valid(columns[rule.then.code])
    return pc.invert(_is_among(_typed(rule.then, columns), rule.then, rule.wanted))


def _is_among(values: pa.Array, item: Column, wanted: tuple[Value, ...]) -> Any:
    """An empty value is none of them."""
    scalars = (pa.scalar(_as_text(item, one), values.type) for one in wanted)
    return pc.fill_null(reduce(pc.or_, (pc.equal(values, scalar) for scalar in scalars)), False)


def _as_text(item: Column, value: Value) -> Value:
    return ("true" if value else "false") if item.type == "boolean" else value


def _typed(item: Column, columns: Columns, *, mixed: bool = False) -> pa.Array:
    """An item's values by its type; numbers of both kinds as NUMBER where they are `mixed`. Texts and booleans stay texts."""
    kind = NUMBER if mixed and item.type in NUMBERS else _TYPES.get(item.type)
    return columns[item.code] if kind is None else pc.cast(columns[item.code], kind)


def _one_by_one(rule: Rule, columns: Columns, today: date) -> pa.Array:
    values = ([parse(item, text) for text in columns[item.code].to_pylist()] for item in rule.items)
    codes = [item.code for item in rule.items]
    rows = zip(*values, strict=True)
    return pa.array([rule.breaks(dict(zip(codes, row, strict=True)), today) for row in rows], pa.bool_())
