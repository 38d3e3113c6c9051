"""By columns the verdicts and values are those that each would have by itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.thorough import full_or
from yishu.access.lists.streams import VERDICTS, plain_values
from yishu.access.lists.values import delivered, verdicts
from yishu.access.verdicts import compare
from yishu.core.identifiers import KeyKind
from yishu.core.text import MaskKind
from yishu.hosting.copying_formats import ARROW_TYPES
from yishu.hosting.masking import masked
from yishu.hosting.tables import Column, Table, Value, shown

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("27.2")]
TEXTS = st.sampled_from(
    ["", "1", " 1", "男", "张三", "張三", "Ａ b", "A B", "12-5", "true", "2001-03-04", "1.50", "0.0000001"]
)
STORED: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXTS.filter(str.strip).map(str.strip),
    "integer": st.integers(-(10**17), 10**17) | st.sampled_from([0, 1, 2]),
    "decimal": st.sampled_from(["1.50", "1.5", "0.0000001", "0.0000000", "-0.00000012", "1200", "1"]).map(Decimal),
    "date": st.dates(date(1000, 1, 1)) | st.just(date(2001, 3, 4)),
    "datetime": st.integers(-(2**31), 2**32).map(lambda second: datetime.fromtimestamp(second, UTC)),
    "boolean": st.booleans(),
}
CLAIMS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): TEXTS,
    pa.int64(): st.integers(-5, 5),
    pa.date32(): st.sampled_from([date(2001, 3, 4), date(1990, 1, 1)]),
    pa.bool_(): st.booleans(),
    pa.float64(): st.sampled_from([1.5, 2.0]),
    pa.timestamp("us"): st.just(datetime(2001, 3, 4)),  # noqa: DTZ001 - as files bring them
}
TABLE = Table("t", KeyKind.PLAIN, (Column("k", "", "string", is_key=True),))


def as_kept(kind: str, values: list[Value]) -> pa.Array:
    """A column as a replica has it."""
    if kind == "decimal":
        return pa.array([None if each is None else f"{each:f}" for each in values], pa.string())
    return pa.array(values, ARROW_TYPES[kind])


def pairs(kind: str) -> st.SearchStrategy[tuple[list[Any], list[bool], pa.Array]]:
    """What is stored, whether the record counts, and what is claimed; often the same in another form."""

    def of(values: list[Any]) -> st.SearchStrategy[tuple[list[Any], list[bool], pa.Array]]:
        same = st.just(pa.array([None if each is None else str(shown(each)) for each in values], pa.string()))
        others = st.sampled_from(list(CLAIMS)).flatmap(
            lambda claimed: st.lists(st.none() | CLAIMS[claimed], min_size=len(values), max_size=len(values)).map(
                lambda each: pa.array(each, claimed)
            )
        )
        stand = st.lists(st.booleans(), min_size=len(values), max_size=len(values))
        return st.tuples(st.just(values), stand, same | others)

    return st.lists(st.none() | STORED[kind], min_size=1, max_size=8).flatmap(of)


@pytest.mark.abridged
@pytest.mark.parametrize("kind", list(STORED))
@pytest.mark.parametrize("declared", ["", "exact", "name"])
def test_verdicts_are_those_of_each(kind: str, declared: str) -> None:
    column = Column("c", "", kind, codes=("1",), meanings={"1": "男"})

    @given(pairs(kind))
    @settings(deadline=None, max_examples=full_or(60, 20))
    def holds(case: tuple[list[Any], list[bool], pa.Array]) -> None:
        values, stand, claimed = case
        notions = {"c": declared} if declared else {}
        told = verdicts(TABLE, column, as_kept(kind, values), claimed, np.array(stand), notions)
        expected = [
            None if claim is None or not counts else compare(TABLE, column, value, claim, declared)
            for value, counts, claim in zip(values, stand, plain_values(claimed), strict=True)
        ]
        assert [None if place is None else VERDICTS[place] for place in told.to_pylist()] == expected

    holds()


@pytest.mark.abridged
@pytest.mark.parametrize("mask", [None, MaskKind.NAME, MaskKind.HIDDEN])
@pytest.mark.parametrize("kind", list(STORED))
def test_values_are_those_of_each(kind: str, mask: MaskKind | None) -> None:
    column, masks = Column("c", "", kind), {} if mask is None else {"c": mask}

    @given(st.lists(st.none() | STORED[kind], max_size=8), st.data())
    @settings(deadline=None, max_examples=full_or(40, 15))
    def holds(values: list[Any], more: st.DataObject) -> None:
        stand = more.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
        told = delivered(column, as_kept(kind, values), np.array(stand, np.bool_), masks).to_pylist()
        as_it_goes: Callable[[Any], Any] = str if kind == "decimal" else lambda value: value
        expected = [
            None
            if value is None or not counts
            else masked(mask, column, shown(value))
            if mask is not None
            else as_it_goes(value)
            for value, counts in zip(values, stand, strict=True)
        ]
        assert told == expected

    holds()
