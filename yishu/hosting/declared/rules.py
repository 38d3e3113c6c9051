"""The checks that a provider declares for its records, pure: what each says, and whether a record breaks it (13.1, 21.2).

No rule is a program: a pattern is matched by RE2 in time linear in the text, everything else compares values of the items' own types. An empty value breaks no
pattern, range, comparison or sum; only a condition asks whether something is there.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.tables import SHANGHAI, Column, Value

NUMBERS: Final = ("integer", "decimal")
ORDERED: Final = (*NUMBERS, "date", "datetime")
_EXACT: Final = Context(prec=1000)  # more than any sum of values that `tables.parse` takes can need

Record = Mapping[str, Value]


class Kind(StrEnum):
    PATTERN = "pattern"
    RANGE = "range"
    CROSS = "cross"


class Form(StrEnum):
    """How a rule across items is put."""

    COMPARE = "compare"
    WHEN = "when"
    SUM = "sum"


class Must(StrEnum):
    """What a condition asks of the other item."""

    GIVEN = "given"
    EMPTY = "empty"
    EQUAL = "equal"


COMPARED: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a rule says of its items, as it travels and is kept: every value a text that `tables.parse` reads. Each kind uses its own."""

    pattern: str = ""
    least: str = ""
    most: str = ""
    not_future: bool = False
    form: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()
    must: str = ""
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """The whole text matches an RE2 pattern."""

    item: Column
    pattern: str
    kind = Kind.PATTERN

    @property
    def items(self) -> tuple[Column, ...]:
        return (self.item,)

    @property
    def parameters(self) -> Parameters:
        return Parameters(pattern=self.pattern)

    def breaks(self, record: Record, _today: date) -> bool:
        text = record[self.item.code]
        return (
            text is not None and not pc.match_substring_regex(pa.scalar(text, pa.string()), whole(self.pattern)).as_py()
        )


@dataclass(frozen=True, slots=True)
class Range:
    """Not below `least`, not above `most`; with `not_future` not after Shanghai's today."""

    item: Column
    least: Value = None
    most: Value = None
    not_future: bool = False
    kind = Kind.RANGE

    @property
    def items(self) -> tuple[Column, ...]:
        return (self.item,)

    @property
    def parameters(self) -> Parameters:
        return Parameters(least=written(self.least), most=written(self.most), not_future=self.not_future)

    def breaks(self, record: Record, today: date) -> bool:
        value: Any = record[self.item.code]
        if value is None:
            return False
        least: Any = self.least
        most: Any = self.most
        too_small = least is not None and value < least
        too_large = most is not None and value > most
        return too_small or too_large or (self.not_future and value >= first_of_future(self.item, today))


@dataclass(frozen=True, slots=True)
class Compare:
    left: Column
    operator: str
    right: Column
    kind = Kind.CROSS

    @property
    def items(self) -> tuple[Column, ...]:
        return (self.left, self.right)

    @property
    def parameters(self) -> Parameters:
        return Parameters(form=Form.COMPARE, operator=self.operator)

    def breaks(self, record: Record, _today: date) -> bool:
        left, right = record[self.left.code], record[self.right.code]
        return left is not None and right is not None and not COMPARED[self.operator](left, right)


@dataclass(frozen=True, slots=True)
class When:
    """Where `given` is filled in (with one of `values`, if there are any), `then` must be given, be empty, or be one of `wanted`."""

    given: Column
    values: tuple[Value, ...]
    then: Column
    must: Must
    wanted: tuple[Value, ...] = ()
    kind = Kind.CROSS

    @property
    def items(self) -> tuple[Column, ...]:
        return (self.given, self.then)

    @property
    def parameters(self) -> Parameters:
        values, wanted = (tuple(map(written, each)) for each in (self.values, self.wanted))
        return Parameters(form=Form.WHEN, values=values, must=self.must, wanted=wanted)

    def breaks(self, record: Record, _today: date) -> bool:
        given, then = record[self.given.code], record[self.then.code]
        if given is None or (self.values and given not in self.values):
            return False
        if self.must == Must.EQUAL:
            return then not in self.wanted
        return (then is None) == (self.must == Must.GIVEN)


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` equals the sum of `parts`, where all of them are filled in."""

    total: Column
    parts: tuple[Column, ...]
    kind = Kind.CROSS

    @property
    def items(self) -> tuple[Column, ...]:
        return (self.total, *self.parts)

    @property
    def parameters(self) -> Parameters:
        return Parameters(form=Form.SUM)

    def breaks(self, record: Record, _today: date) -> bool:
        numbers: list[Any] = [record[item.code] for item in self.items]
        if None in numbers:
            return False
        with localcontext(_EXACT):
            total, *parts = map(Decimal, numbers)
            return total != sum(parts)


Rule = Pattern | Range | Compare | When | Sum


def whole(pattern: str) -> str:
    """The pattern of the whole text."""
    return rf"\A(?:{pattern})\z"


def first_of_future(item: Column, today: date) -> date | datetime:
    """What is not before this is in the future: a day after today, a moment of such a day in Shanghai."""
    tomorrow = today + timedelta(days=1)
    return tomorrow if item.type == "date" else datetime.combine(tomorrow, time(), SHANGHAI)


def written(value: Value) -> str:
    """A value as a text that `tables.parse` reads again; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.astimezone(SHANGHAI).isoformat() if isinstance(value, datetime) else str(value)


def blamed(rule: Rule) -> Column:
    """The item that a fault names: what is asked for before what it depends on, and a key only where nothing else is, since a key with a fault names nobody."""
    candidates = (rule.then, rule.given) if isinstance(rule, When) else rule.items
    return next((item for item in candidates if not item.is_key), candidates[0])
