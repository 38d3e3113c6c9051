"""How far control records can be trusted: the chance that is told is an upper bound, and their values are nobody's (20.2)."""

import hashlib
import math
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from yishu.core.identifiers import KeyKind
from yishu.hosting.controls.drawing import controls_of
from yishu.hosting.controls.learning import key_shape, shape_of
from yishu.hosting.controls.rules import ControlRule, Kind, Shape, chance, count_for, draw, numbers
from yishu.hosting.masking import NO_MASKS
from yishu.hosting.tables import Column, Table

pytestmark = pytest.mark.clause("20.2")
TODAY = date(2026, 11, 28)


def rule(**shapes: Shape) -> ControlRule:
    return ControlRule(1, "code", 1, "Z", datetime(2026, 1, 1, tzinfo=UTC), shapes)


def key(n: int) -> bytes:
    return hashlib.sha256(str(n).encode()).digest()


def text(code: str = "item", **more: object) -> Column:
    return Column(code, code, "string", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("held", [20, 100, 300])
def test_the_chance_of_an_accident_is_never_told_too_small(held: int) -> None:
    """Files of some of a thousand keys, whichever, against copies of eight control records that they owe nothing to."""
    declared, tries = rule(code=Shape(Kind.DIGITS, begin="Z", places=3)), 4000
    file = {f"Z{n:03d}" for n in range(held)}  # neighbours are no likelier than others
    told = []
    for n in range(tries):
        hits = sum(drawn in file for _record, drawn in numbers(declared, key(n), 8))
        told.append(chance(hits, 8, held, math.log2(declared.shapes["code"].size)))
    for most in (-0.5, -1.0, -2.0, -3.0):
        share = sum(one <= most for one in told) / tries
        assert share <= 10**most + 3 * (10**most / tries) ** 0.5


def test_a_whole_copy_is_beyond_doubt_and_none_is_nothing() -> None:
    assert chance(50, 50, 50, 40) < -450
    assert chance(0, 50, 10**6, 40) == 0.0
    assert chance(3, 50, 10**6, 10) == 0.0  # there are more values in the file than can be told apart


def test_values_are_drawn_evenly_by_key_record_and_item_alone() -> None:
    declared = rule(code=Shape(Kind.DIGITS, begin="Z", places=12), list=Shape(Kind.LISTED, listed=("a", "b", "c", "d")))
    drawn = Counter(draw(declared, key(1), n, "list") for n in range(4000))
    assert all(900 < drawn[one] < 1100 for one in "abcd")
    first, again, other = (list(numbers(declared, key(n), 100)) for n in (1, 1, 2))
    assert first == again
    assert not {each for _, each in first} & {each for _, each in other}
    assert len({each for _, each in first}) == 100
    # A range of few keys gives each once.
    assert len({each for _, each in numbers(rule(code=Shape(Kind.DIGITS, places=2)), key(1), 90)}) == 90


def test_every_index_has_a_value_of_its_own() -> None:
    for shape in (
        Shape(Kind.WORDS, places=2),
        Shape(Kind.LETTERS, begin="Q-", places=3),
        Shape(Kind.WHOLE, least=-20, most=500),
        Shape(Kind.DECIMAL, least=-150, most=2000, scale=2),
        Shape(Kind.DAY, least=-9000, most=9000),
        Shape(Kind.MOMENT, least=1_700_000_000, most=1_700_009_000),
        Shape(Kind.TRUTH),
    ):
        assert len({shape.value(index) for index in range(shape.size)}) == shape.size


@pytest.mark.parametrize(
    ("rows", "records"), [(0, 0), (3, 0), (4, 1), (10, 2), (100, 10), (10_000, 100), (10**6, 1000), (10**8, 1000)]
)
def test_how_many_there_are(rows: int, records: int) -> None:
    assert count_for(rows) == records


def test_values_look_like_the_records_and_are_nobodys() -> None:
    draws = random.Random(5)

    def some(shape: Shape) -> list[object]:
        return [shape.value(draws.randrange(shape.size)) for _ in range(200)]

    phones = some(shape_of(text(), ["13912345678", "13800001111"], TODAY))
    assert all(isinstance(one, str) and len(one) == 11 and one.startswith("10") for one in phones)
    residents = some(shape_of(text(), ["330102199003076015"], TODAY))
    assert all(isinstance(one, str) and len(one) == 18 and one.startswith("59") for one in residents)
    assert {str(one) for one in some(shape_of(text(codes=("1", "2")), ["1"], TODAY))} == {"1", "2"}
    names = some(shape_of(text(length=2), ["赵一"], TODAY))
    assert all(isinstance(one, str) and len(one) == 2 for one in names)
    amounts = some(shape_of(Column("fee", "费用", "decimal"), [Decimal("1.50"), Decimal("99.25")], TODAY))
    assert all(isinstance(one, Decimal) and Decimal("1.50") <= one <= Decimal("99.25") for one in amounts)
    days = some(shape_of(Column("day", "日期", "date"), [date(2020, 5, 1)], TODAY))
    assert all(isinstance(one, date) and date(2019, 5, 1) <= one <= date(2020, 5, 1) for one in days)
    assert len({str(one) for one in some(shape_of(text(), [], TODAY))}) > 150


def test_a_key_keeps_its_length_where_it_leaves_room() -> None:
    assert key_shape(text(length=8), ["12345678"], "9") is None  # 10^7 are too few
    shape = key_shape(text(length=20), ["C0000001"], "ZQ")
    assert shape == Shape(Kind.LETTERS, begin="ZQ", places=6)
    assert key_shape(text(), ["123456789012"], "99") == Shape(Kind.DIGITS, begin="99", places=10)


def test_an_item_that_says_where_a_record_lies_stays_empty() -> None:
    assert (
        shape_of(Column("place", "位置", "geometry"), ['{"type":"Point","coordinates":[120,30]}'], TODAY).kind
        == "empty"
    )


def test_an_item_that_came_in_another_type_since_stays_empty_and_takes_no_part() -> None:
    columns = (text("code"), Column("amount", "amount", "integer"), text("note"))
    words = Shape(Kind.WORDS, places=3)
    declared = rule(code=Shape(Kind.DIGITS, begin="Z", places=12), amount=words, note=words)
    table = Table("some", KeyKind.PLAIN, (replace(columns[0], is_key=True), *columns[1:]))
    made = controls_of(declared, table, ("code", "amount", "note"), 100, NO_MASKS, None)
    assert made is not None
    assert made.apart == ["amount"]
    assert {values[1] for values in (record.values for record in made.records(key(1)))} == {None}
    assert all(record.values[0] and record.values[2] for record in made.records(key(1)))
