"""What a rule may say, and what it says of records: by columns the same as by a plain reading of each."""

import operator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.thorough import full_or
from yishu.core.errors import Invalid
from yishu.hosting.declared import wording
from yishu.hosting.declared.drafts import Draft, Parameters, kept, parameters_of, read, read_new
from yishu.hosting.declared.evaluating import broken
from yishu.hosting.declared.rules import Rule
from yishu.hosting.tables import Column

TODAY = date(2026, 11, 28)
TYPES = {"i": "integer", "j": "integer", "k": "decimal", "l": "decimal", "s": "string", "t": "string"}
TYPES |= {"d": "date", "e": "date", "m": "datetime", "n": "datetime", "b": "boolean"}
KNOWN = {code: Column(code, code.upper(), kind) for code, kind in TYPES.items()} | {
    "c": Column("c", "类别", "string", codes=("1", "2"))
}


def rule(kind: str, *items: str, **said: Any) -> Rule:
    return read_new(Draft(kind, items, Parameters(**said)), KNOWN)


def columns(records: list[dict[str, str | None]]) -> dict[str, pa.Array]:
    return {code: pa.array([record.get(code) for record in records], pa.string()) for code in KNOWN}


def found(one: Rule, *records: dict[str, str | None]) -> list[bool]:
    return broken(one, columns(list(records)), TODAY).to_pylist()


@pytest.mark.parametrize(
    ("draft", "field", "rule_broken"),
    [
        (("regex", ("s",), {}), "kind", "one_of"),
        (("cross", ("i", "j"), {"form": "product"}), "parameters.form", "one_of"),
        (("pattern", ("s",), {}), "parameters.pattern", "text"),
        (("pattern", ("s",), {"pattern": "a" * 201}), "parameters.pattern", "text"),
        (("pattern", ("s",), {"pattern": "["}), "parameters.pattern", "re2"),
        (("pattern", ("s",), {"pattern": r"(a)\1"}), "parameters.pattern", "re2"),
        (("pattern", ("s",), {"pattern": "(?=a)a"}), "parameters.pattern", "re2"),
        (("pattern", ("s",), {"pattern": "a)|(?:b"}), "parameters.pattern", "re2"),
        (("pattern", ("s",), {"pattern": r"\Qa"}), "parameters.pattern", "re2"),
        (("pattern", ("s",), {"pattern": "a{200}b{0,101}"}), "parameters.pattern", "repeats"),
        (("pattern", ("s",), {"pattern": r"(?:\pL{0,50}x?){6}"}), "parameters.pattern", "slow"),
        (("pattern", ("s",), {"pattern": r"浙(\pL{0,20}){12}"}), "parameters.pattern", "slow"),
        (("pattern", ("s",), {"pattern": "a", "least": "1"}), "parameters.least", "not_of_kind"),
        (("pattern", ("i",), {"pattern": "1"}), "items.0", "type"),
        (("pattern", ("zz",), {"pattern": "1"}), "items.0", "unknown_item"),
        (("pattern", ("s", "t"), {"pattern": "1"}), "items", "count"),
        (("range", ("i",), {}), "parameters.least", "required"),
        (("range", ("i",), {"least": "1.5"}), "parameters.least", "type"),
        (("range", ("d",), {"most": "2026-02-30"}), "parameters.most", "type"),
        (("range", ("i",), {"least": "3", "most": "2"}), "parameters.most", "not_below_least"),
        (("range", ("i",), {"not_future": True}), "parameters.not_future", "type"),
        (("range", ("b",), {"least": "1"}), "items.0", "type"),
        (("cross", ("i", "i"), {"form": "compare", "operator": "<"}), "items", "count"),
        (("cross", ("i", "d"), {"form": "compare", "operator": "<"}), "items.1", "type"),
        (("cross", ("s", "t"), {"form": "compare", "operator": "<"}), "parameters.operator", "one_of"),
        (("cross", ("s", "t"), {"form": "when", "must": "be"}), "parameters.must", "one_of"),
        (("cross", ("s", "t"), {"form": "when", "must": "equal"}), "parameters.wanted", "with_equal"),
        (("cross", ("s", "t"), {"form": "when", "must": "empty", "wanted": ("x",)}), "parameters.wanted", "with_equal"),
        (("cross", ("c", "t"), {"form": "when", "values": ("3",), "must": "given"}), "parameters.values", "code_list"),
        (("cross", ("i", "t"), {"form": "when", "values": ("x",), "must": "given"}), "parameters.values", "type"),
        (("cross", ("s", "t"), {"form": "when", "values": (" ",), "must": "given"}), "parameters.values", "required"),
        (("cross", ("i", "j"), {"form": "sum"}), "items", "count"),
        (("cross", ("i", "j", "s"), {"form": "sum"}), "items.2", "type"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_by_field_and_remedy(draft: Any, field: str, rule_broken: str) -> None:
    kind, items, said = draft
    with pytest.raises(Invalid) as refused:
        rule(kind, *items, **said)
    (error,) = refused.value.errors
    assert (error.field, error.rule) == (field, rule_broken)
    assert error.message("zh")
    assert error.message("en")


@pytest.mark.parametrize(
    "pattern",
    [
        r"[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]",
        r"[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63}){1,4}",
        r"[\p{Han}·]{2,30}",
        r"浙[A-Z][A-Z0-9]{5,6}",
        r".*(路|街|巷).*[0-9]+号.*",
    ],
)
def test_what_officials_ask_of_texts_is_quick_enough(pattern: str) -> None:
    assert rule("pattern", "s", pattern=pattern).parameters == Parameters(pattern=pattern)


@pytest.mark.parametrize(
    ("one", "texts", "wrong"),
    [
        (rule("pattern", "s", pattern="1[0-9]{2}"), ["123", "1234", "x123", "123\n", None], [0, 1, 1, 1, 0]),
        (rule("pattern", "s", pattern="a|b"), ["a", "b", "ab"], [0, 0, 1]),
        (rule("range", "i", least="0", most="120"), ["-1", "0", "120", "121", None], [1, 0, 0, 1, 0]),
        (rule("range", "k", least="0.10"), ["0.1", "0.09999999999999999999999999", "1E+50"], [0, 1, 0]),
        (rule("range", "k", most="1e50"), ["1E+50", "1.1E+50", "-1E-40"], [0, 1, 0]),
        (rule("range", "d", least="1949-10-01"), ["1949-09-30", "1949-10-01"], [1, 0]),
        (rule("range", "d", not_future=True), ["2026-11-28", "2026-11-29"], [0, 1]),
        (
            rule("range", "m", not_future=True),  # Shanghai's midnight is 16:00 by UTC
            ["2026-11-28 15:59:59.999999+00:00", "2026-11-28 16:00:00+00:00"],
            [0, 1],
        ),
        (rule("range", "m", most="2026-11-28T08:00:00"), ["2026-11-28 00:00:00+00:00", "2026-11-28 00:00:01+00:00"], [0, 1]),
    ],
)  # fmt: skip
def test_one_item_is_held_to_its_pattern_or_range(one: Rule, texts: list[str | None], wrong: list[int]) -> None:
    (item,) = one.items
    assert found(one, *({item.code: text} for text in texts)) == [bool(each) for each in wrong]


def test_two_items_are_compared_where_both_are_given() -> None:
    one = rule("cross", "d", "e", form="compare", operator="<=")
    earlier, later = "2026-01-01", "2026-01-02"
    pairs = [(earlier, later), (later, later), (later, earlier), (later, None), (None, earlier)]
    assert found(one, *({"d": d, "e": e} for d, e in pairs)) == [False, False, True, False, False]
    mixed = rule("cross", "i", "k", form="compare", operator="=")
    assert found(mixed, {"i": "2", "k": "2.00"}, {"i": "2", "k": "2.01"}) == [False, True]


def test_a_condition_asks_for_presence_absence_or_a_value() -> None:
    records: list[dict[str, str | None]] = [{"c": c, "d": d} for c in ("1", "2", None) for d in ("2026-01-01", None)]
    given_where_2 = rule("cross", "c", "d", form="when", values=("2",), must="given")
    assert found(given_where_2, *records) == [False, False, False, True, False, False]
    empty_where_1 = rule("cross", "c", "d", form="when", values=("1",), must="empty")
    assert found(empty_where_1, *records) == [True, False, False, False, False, False]
    given_where_any = rule("cross", "c", "d", form="when", must="given")
    assert found(given_where_any, *records) == [False, True, False, True, False, False]
    equal = rule("cross", "b", "k", form="when", values=("是",), must="equal", wanted=("1.0", "2"))
    said: list[dict[str, str | None]] = [{"b": "true", "k": k} for k in ("1.00", "2", "3", None)]
    assert found(equal, *said, {"b": "false", "k": "3"}) == [False, False, True, True, False]


def test_a_sum_is_exact_whatever_its_digits() -> None:
    one = rule("cross", "k", "i", "l", form="sum")
    assert found(one, {"k": "0.3", "i": "0", "l": "0.3"}, {"k": "0.3", "i": "0", "l": "0.30000000000000000001"}) == [
        False,
        True,
    ]
    # Sixty digits apart: more than a column of decimals holds.
    assert found(one, {"k": "1E+60", "i": "0", "l": "1E+60"}, {"k": "1E+60", "i": "1", "l": "1E+60"}) == [False, True]
    assert found(one, {"k": "1", "i": None, "l": "2"}) == [False]


def test_a_rule_is_said_in_both_languages() -> None:
    zh, en = wording.asked(rule("range", "i", least="0", most="120"))
    assert (zh, en) == ("“I”应不小于 0、不大于 120", "i should be at least 0 and at most 120")
    said = wording.fault(rule("cross", "c", "d", form="when", values=("2",), must="given"))
    assert said == ("d", "cross", "“类别”为 2 时，“D”应填写，请核对更正。", "where c is 2, d should be given; check and correct it.")  # fmt: skip


# A model of its own: values as Python and fractions hold them, rules as the how-to says them.
COMPARED = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
SHANGHAI = ZoneInfo("Asia/Shanghai")
INTEGERS = st.integers(-(10**18) + 1, 10**18 - 1) | st.integers(-3, 3)
DECIMALS = st.sampled_from([Decimal(text) for text in ("0", "-0.00", "1.50", "1.5", "2", "1E+60", "1E-40", "3.0")]) | (
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=3)
)
DAYS = st.dates() | st.sampled_from([TODAY, TODAY + timedelta(1)])
NAIVE = (datetime(2, 1, 1), datetime(9999, 12, 30))  # noqa: DTZ001 - as Hypothesis takes its bounds
MOMENTS = st.datetimes(*NAIVE, timezones=st.just(UTC)) | st.sampled_from(
    [datetime(2026, 11, 28, 15, 59, tzinfo=UTC), datetime(2026, 11, 28, 16, tzinfo=UTC)]
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "integer": INTEGERS,
    "decimal": DECIMALS,
    "date": DAYS,
    "datetime": MOMENTS,
    "boolean": st.booleans(),
    "string": st.sampled_from(["1", "2", "a", "b", "甲"]),
}


def text_of(value: Any) -> str | None:
    """The canonical text in which checked values stand."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def plain(value: Any) -> Any:
    return Fraction(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


@st.composite
def cases(draw: Any) -> tuple[str, tuple[str, ...], dict[str, Any], Any]:
    """A rule as written, and its model: whether a record (code → value) breaks it."""
    form = draw(st.sampled_from(["range", "future", "compare", "when", "sum"]))
    if form == "range":
        code = draw(st.sampled_from("ikdm"))
        low, high = sorted(draw(st.tuples(VALUES[TYPES[code]], VALUES[TYPES[code]])))
        said = {"least": text_of(low), "most": text_of(high)}
        return "range", (code,), said, lambda r: r[code] is not None and not low <= r[code] <= high
    if form == "future":
        code = draw(st.sampled_from("dm"))
        return "range", (code,), {"not_future": True}, lambda r: r[code] is not None and day(r[code]) > TODAY
    if form == "compare":
        left, right = draw(st.sampled_from(["ij", "ik", "kl", "de", "mn", "st"]))
        sign = draw(st.sampled_from(["=", "!="] if left == "s" else sorted(COMPARED)))
        return "cross", (left, right), {"form": form, "operator": sign}, lambda r: both(r, left, right) and not (
            COMPARED[sign](plain(r[left]), plain(r[right]))
        )  # fmt: skip
    if form == "sum":
        codes = draw(st.permutations("ijkl"))
        return "cross", tuple(codes), {"form": form}, lambda r: both(r, *codes) and plain(r[codes[0]]) != sum(
            plain(r[code]) for code in codes[1:]
        )  # fmt: skip
    return draw(conditions())


@st.composite
def conditions(draw: Any) -> tuple[str, tuple[str, ...], dict[str, Any], Any]:
    a, b = draw(st.permutations("iksdmb"))[:2]
    values = draw(st.lists(VALUES[TYPES[a]], max_size=2))
    must = draw(st.sampled_from(["given", "empty", "equal"]))
    wanted = draw(st.lists(VALUES[TYPES[b]], min_size=1, max_size=2)) if must == "equal" else []
    said = {
        "form": "when",
        "must": must,
        **{n: tuple(map(text_of, v)) for n, v in (("values", values), ("wanted", wanted))},
    }

    def breaks(r: dict[str, Any]) -> bool:
        if r[a] is None or (values and r[a] not in values):
            return False
        return {"given": r[b] is None, "empty": r[b] is not None, "equal": r[b] not in wanted}[must]

    return "cross", (a, b), said, breaks


def day(value: Any) -> date:
    return value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value


def both(record: dict[str, Any], *codes: str) -> bool:
    return all(record[code] is not None for code in codes)


RECORDS = st.lists(
    st.fixed_dictionaries({code: st.none() | VALUES[kind] for code, kind in TYPES.items()}), min_size=1, max_size=8
)


@pytest.mark.abridged
@settings(max_examples=full_or(300, 80))
@given(cases(), RECORDS)
def test_by_columns_a_rule_says_what_a_plain_reading_says(case: Any, records: list[dict[str, Any]]) -> None:
    kind, items, said, breaks = case
    one = rule(kind, *items, **said)
    texts = columns([{code: text_of(value) for code, value in record.items()} for record in records])
    expected = [breaks(record) for record in records]
    assert broken(one, texts, TODAY).to_pylist() == expected
    assert [one.breaks(record, TODAY) for record in records] == expected
    again = read(Draft(kind, items, parameters_of(kept(one.parameters))), KNOWN)
    assert again == one  # as it is kept, it says the same
