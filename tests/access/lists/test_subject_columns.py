"""Read as a column, subjects are those that each would be by itself: the same key, the same name in evidence, the same refusal."""

from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.thorough import full_or
from yishu.access.errors import MalformedSubject
from yishu.access.subject_columns import read_column, read_subjects
from yishu.access.subjects import read_subject
from yishu.core.identifiers import KeyKind
from yishu.hosting.tables import Column, Table

pytestmark = pytest.mark.clause("21.2")
TODAY = date(2026, 11, 29)
RIGHT = {
    KeyKind.RESIDENT_ID: ["330102199003076015", "330102199003076031", "11010519491231002X"],
    KeyKind.IDENTITY_DOCUMENT: ["330102199003076015", "414:E12345678"],
    KeyKind.ORG_CODE: ["D2143569X"],
    KeyKind.USCC: ["91350100M000100Y43"],
    KeyKind.LEGAL_ENTITY: ["91350100M000100Y43", "D2143569X"],
    KeyKind.DIVISION: ["330102", "330000"],
    KeyKind.PLAIN: ["A 1", "编号12", "x" * 200],
}
WRONG = ["", " ", "12", "330102199003076014", "x" * 201, "a\n", "９", None]


def table_of(kind: KeyKind) -> Table:
    return Table("t", kind, (Column("k", "", "string", is_key=True),))


def written(text: str) -> st.SearchStrategy[str]:
    """The same in the ways that people write it."""
    return st.sampled_from([text, f" {text}", text.lower(), text.translate({ord("3"): "３"}), f"{text[:6]} {text[6:]}"])


@pytest.mark.abridged
@pytest.mark.parametrize("kind", list(RIGHT))
def test_a_column_reads_as_each_of_it(kind: KeyKind) -> None:
    table, texts = table_of(kind), st.sampled_from(RIGHT[kind]).flatmap(written) | st.sampled_from(WRONG)

    @given(st.lists(st.sampled_from(RIGHT[kind]) | texts, min_size=1, max_size=12))
    @settings(deadline=None, max_examples=full_or(150, 40))
    def holds(given_: list[str | None]) -> None:
        assert outcome(lambda: as_column(table, given_)) == outcome(lambda: one_by_one(table, given_))

    holds()


def as_column(table: Table, texts: list[str | None]) -> Any:
    column = read_column(table, pa.array(texts, pa.string()), "subjects[{}]", today=TODAY)
    head, *lines = column.lines().decode().split("\n")
    assert [column.at(place) for place in range(len(texts))] == column.listed()
    assert head.startswith(f"{column.kind}\0")
    return column.listed(), column.hashed(b"k" * 32), lines


def one_by_one(table: Table, texts: list[str | None]) -> Any:
    read = [read_subject(table, text, f"subjects[{n}]", today=TODAY) for n, text in enumerate(texts)]
    return read, b"".join(each.hashed(b"k" * 32) for each in read), [each.text for each in read]


def outcome(act: Any) -> Any:
    try:
        return act()
    except MalformedSubject as wrong:
        return [(error.field, error.rule) for error in wrong.errors]


@pytest.mark.parametrize("odd", ["\ud800", 12, {"type": "111", "value": "330102199003076015"}])
def test_what_is_no_text_is_read_by_itself(odd: Any) -> None:
    table, many = table_of(KeyKind.IDENTITY_DOCUMENT), ["330102199003076015"] * 40
    read = outcome(lambda: read_subjects(table, [*many, odd], "subjects[{}]", today=TODAY))
    each = outcome(
        lambda: [read_subject(table, raw, f"subjects[{n}]", today=TODAY) for n, raw in enumerate([*many, odd])]
    )
    assert read == each
