"""A rule of rows says the same of a value in Python and in SQL, and copies follow it."""

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import sql

from tests.hosting.people import csv, number, person
from tests.thorough import full_or
from yishu.core.rows import RowRule, division_prefix, row_rule
from yishu.hosting.rows import row_sql
from yishu.hosting.tables import Column

TEXTS = (
    "330106",
    "3301",
    "33",
    "330106001000",
    "330102",
    "O'Hara",
    "a\\b",
    "%",
    "_",
    "{}",
    "%s",
    "",
    "杭州",
    "7",
    "-8",
)
texts = st.sampled_from(TEXTS)
rules = st.builds(
    RowRule, st.just("x"), st.lists(texts, min_size=1, max_size=3).map(tuple), st.sampled_from(("exact", "prefix"))
)
values = st.one_of(st.none(), texts, st.integers(-8, 8), st.booleans())
KINDS = {bool: "boolean", int: "integer"}


@pytest.mark.abridged
@pytest.mark.clause("26.5")
@given(rule=rules, value=values)
@settings(max_examples=full_or(150, 50))
def test_a_value_is_among_the_rows_in_sql_as_in_python(database_url: str, rule: RowRule, value: object) -> None:
    column = Column("x", "X", KINDS.get(type(value), "string"))
    stored = sql.Literal(value).as_string(None)
    query = f"select {row_sql(rule, column, 'v.x')} from (select {stored}::{column.pg_type} as x) v"
    with psycopg.connect(database_url) as connection:
        found = connection.execute(query.encode()).fetchone()
    assert found == (rule.holds(value),)


@given(rule=rules, other=rules, value=values)
def test_a_rule_that_covers_another_opens_all_that_the_other_opens(
    rule: RowRule, other: RowRule, value: object
) -> None:
    if rule.covers(other) and other.holds(value):
        assert rule.holds(value)


@pytest.mark.parametrize(
    ("asked", "narrower", "covered"),
    [
        (RowRule("x", ("3301",), "prefix"), RowRule("x", ("330106",), "prefix"), True),
        (RowRule("x", ("3301",), "prefix"), RowRule("x", ("330106", "330108")), True),
        (RowRule("x", ("330106", "330108")), RowRule("x", ("330106",)), True),
        (RowRule("x", ("330106",)), RowRule("x", ("330106", "330108")), False),
        (RowRule("x", ("330106",)), RowRule("x", ("330106",), "prefix"), False),
        (RowRule("x", ("330106",), "prefix"), RowRule("x", ("3301",), "prefix"), False),
        (RowRule("x", ("330106",)), RowRule("y", ("330106",)), False),
    ],
)
def test_a_rule_covers_what_is_narrower_on_the_same_item(asked: RowRule, narrower: RowRule, covered: bool) -> None:
    assert asked.covers(narrower) is covered


def test_one_meaning_has_one_form_and_a_division_its_digits() -> None:
    assert row_rule("x", ["2", "1", "2"], "exact") == RowRule("x", ("1", "2"))
    assert [division_prefix(code) for code in ("330106", "330100", "330000", "331000")] == [
        "330106",
        "3301",
        "33",
        "3310",
    ]


def lines(scene, since: int | None = None) -> list[str]:
    from yishu.hosting.copying import open_copy

    rule = RowRule("residence_code", ("330106",))
    copy = open_copy(scene.table, scene.holding.pk, ("id_number", "name"), "csv", since, rule)
    found = b"".join(copy.chunks).decode().splitlines()[1:]
    assert copy.rows == len(found)
    return found


@pytest.mark.clause("26.5", "27.3")
def test_changes_are_those_of_a_table_that_holds_the_rows_alone(scene):
    scene.publish(csv(person(1, residence="330106"), person(2), person(3, residence="330106"), person(4)))  # 1
    scene.publish(csv(person(1), person(2, residence="330106"), person(3, "改", "330106"), person(4, "换")))  # 2
    assert sorted(lines(scene)) == [f"{number(2)},人2", f"{number(3)},改"]
    assert lines(scene, since=1) == [
        f"delete,2,{number(1)},人1",
        f"insert,2,{number(2)},人2",
        f"update,2,{number(3)},改",
    ]
    scene.publish(csv(person(1, residence="330106"), person(2)))  # 3: back where they were
    assert lines(scene, since=1) == [f"update,2,{number(3)},改"]
    assert lines(scene, since=2) == [f"insert,3,{number(1)},人1", f"delete,3,{number(2)},人2"]
    scene.publish(f"id_number\n{number(2)}\n{number(3)}\n", how="delete")  # 4: the second was not among the rows
    assert lines(scene, since=3) == [f"delete,4,{number(3)},改"]
    scene.publish(csv(person(2, residence="330106"), person(3)))  # 5: come back elsewhere
    assert lines(scene, since=3) == [f"insert,5,{number(2)},人2", f"delete,5,{number(3)},改"]


def test_a_key_item_may_tell_the_rows_apart(scene_with):
    from yishu.catalogue.rules import ItemDraft
    from yishu.hosting.copying import open_copy

    items = (
        ItemDraft("division_code", "行政区划代码", is_key=True, required=True),
        ItemDraft("year", "年份", type="integer", is_key=True, required=True),
        ItemDraft("amount", "数额", type="decimal"),
    )
    scene = scene_with(items=items, key_kind="plain")
    scene.publish("division_code,year,amount\n330106,2024,1\n330102,2024,2\n330106,2025,3\n")
    scene.publish("division_code,year,amount\n330106,2024,9\n330102,2024,8\n")
    for rule, since, wanted in (
        (RowRule("division_code", ("330106",)), None, ["330106,2024,9", "330106,2025,3"]),
        (RowRule("division_code", ("3301",), "prefix"), None, ["330102,2024,8", "330106,2024,9", "330106,2025,3"]),
        (RowRule("year", ("2025",)), None, ["330106,2025,3"]),
        (RowRule("division_code", ("330106",)), 1, ["update,2,330106,2024,9"]),
    ):
        copy = open_copy(scene.table, scene.holding.pk, tuple(item.code for item in items), "csv", since, rule)
        assert sorted(b"".join(copy.chunks).decode().splitlines()[1:]) == wanted
