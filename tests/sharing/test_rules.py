"""THE rule of authorisation: what it allows never grows when a right is taken away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from yishu.core.rows import RowRule
from yishu.sharing.rules import Allowed, Call, Denied, Rights, authorise, decide

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CALLERS, ITEMS, MODES, DUTIES = (
    ("system:1", "system:2"),
    ("name", "sex", "birth"),
    ("verify", "query", "bulk"),
    ("救助", "入学"),
)


def subsets(values: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values))


moments = st.integers(-3, 3).map(lambda days: NOW + timedelta(days=days))
rights_of = st.builds(
    Rights,
    grant=st.sampled_from(("g1", "g2", "g3")),
    hash=st.just("h"),
    callers=subsets(CALLERS),
    items=subsets(ITEMS),
    modes=subsets(MODES),
    duties=subsets(DUTIES),
    case_required=st.booleans(),
    valid_from=moments,
    valid_until=moments,
)
calls = st.builds(
    Call,
    caller=st.sampled_from(CALLERS),
    mode=st.sampled_from(MODES),
    items=subsets(ITEMS),
    duty=st.sampled_from((*DUTIES, None)),
    case=st.sampled_from(("", "1")),
    grant=st.sampled_from(("g1", None)),
)
FULL = Rights(
    "g1", "h", frozenset(CALLERS), frozenset(ITEMS), frozenset(MODES), frozenset(DUTIES), False,
    NOW - timedelta(days=1), NOW + timedelta(days=1),
)  # fmt: skip
CALL = Call("system:1", "verify", frozenset({"name"}), "救助", "1")


@pytest.mark.clause("26.5")
@given(rights_of, calls, st.sampled_from(("callers", "items", "modes", "duties")), st.data())
def test_dropping_any_right_never_allows_more(rights: Rights, call: Call, part: str, data: st.DataObject) -> None:
    had = getattr(rights, part)
    fewer = replace(rights, **{part: data.draw(subsets(tuple(sorted(had)))) if had else had})
    if isinstance(authorise(fewer, call, NOW), Allowed):
        assert isinstance(authorise(rights, call, NOW), Allowed)


@given(rights_of, calls)
def test_a_shorter_life_or_a_required_case_never_allows_more(rights: Rights, call: Call) -> None:
    for less in (
        replace(rights, valid_until=rights.valid_until - timedelta(days=1)),
        replace(rights, valid_from=rights.valid_from + timedelta(days=1)),
        replace(rights, case_required=True),
    ):
        if isinstance(authorise(less, call, NOW), Allowed):
            assert isinstance(authorise(rights, call, NOW), Allowed)


@given(rights_of, calls, subsets(ITEMS))
def test_asking_for_more_items_is_never_allowed_more(rights: Rights, call: Call, more: frozenset[str]) -> None:
    if isinstance(authorise(rights, structs.replace(call, items=call.items | more), NOW), Allowed):
        assert isinstance(authorise(rights, call, NOW), Allowed)


@given(st.lists(rights_of, max_size=4).map(tuple), calls)
def test_a_call_is_allowed_by_the_oldest_grant_that_allows_it_alone(held: tuple[Rights, ...], call: Call) -> None:
    outcome = decide(held, call, NOW)
    alone = [
        each for each in held if call.grant in (None, each.grant) and isinstance(authorise(each, call, NOW), Allowed)
    ]
    assert isinstance(outcome, Allowed) == bool(alone)
    if isinstance(outcome, Allowed):
        assert outcome.grant == alone[0].grant


@given(st.lists(rights_of, max_size=4).map(tuple), calls)
def test_a_caller_named_in_no_grant_learns_of_none(held: tuple[Rights, ...], call: Call) -> None:
    assert decide(held, structs.replace(call, caller="system:9"), NOW) == Denied("no_grant")


@pytest.mark.clause("4.4", "26.5")
@pytest.mark.parametrize(
    ("rights", "call", "reason"),
    [
        (FULL, structs.replace(CALL, caller="system:9"), "no_grant"),
        (replace(FULL, valid_until=NOW), CALL, "grant_expired"),
        (replace(FULL, valid_from=NOW + timedelta(seconds=1)), CALL, "grant_not_yet_valid"),
        (replace(FULL, modes=frozenset({"query"})), CALL, "mode_not_granted"),
        (FULL, structs.replace(CALL, duty="别的"), "purpose_not_granted"),
        (replace(FULL, case_required=True), structs.replace(CALL, case=""), "case_required"),
        (FULL, structs.replace(CALL, items=frozenset({"name", "phone"})), "item_not_granted"),
    ],
)
def test_each_refusal_says_why(rights: Rights, call: Call, reason: str) -> None:
    outcome = authorise(rights, call, NOW)
    assert isinstance(outcome, Denied)
    assert outcome.reason == reason


SOME = replace(FULL, grant="g0", rows=RowRule("residence_code", ("330106",)))


def test_a_grant_of_all_rows_serves_a_call_before_an_older_one_of_some() -> None:
    assert decide((SOME, FULL), CALL, NOW) == Allowed("g1", "h")
    assert decide((SOME, replace(FULL, valid_until=NOW)), CALL, NOW) == Allowed("g0", "h", SOME.rows)
    assert decide((SOME, FULL), structs.replace(CALL, grant="g0"), NOW) == Allowed("g0", "h", SOME.rows)


def test_a_copy_stays_with_the_oldest_grant_whatever_its_rows() -> None:
    copy = Call("system:1", "bulk", frozenset(), None, "")
    assert decide((SOME, FULL), copy, NOW) == Allowed("g0", "h", SOME.rows)


def test_a_copys_purpose_is_its_grants() -> None:
    copy = Call("system:1", "bulk", frozenset(), None, "")
    assert isinstance(authorise(replace(FULL, case_required=True), copy, NOW), Allowed)


def test_several_grants_give_the_refusal_that_came_nearest() -> None:
    expired = replace(FULL, grant="g0", valid_until=NOW)
    outcome = decide((expired, FULL), structs.replace(CALL, items=frozenset({"phone"})), NOW)
    assert isinstance(outcome, Denied)
    assert (outcome.reason, outcome.items) == ("item_not_granted", ("phone",))
