"""THE rule of authorisation: what it allows never grows when a right is taken away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from yishu.core.networks import address_of, networks_of
from yishu.core.rows import RowRule
from yishu.sharing.rules import (
    NOT_COUNTED,
    PLENTIFUL,
    Allowed,
    Bounds,
    Call,
    Denied,
    Left,
    Limits,
    Rights,
    Terms,
    authorise,
    decide,
)

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


NETWORKS = ("10.0.0.0/8", "10.33.0.0/16", "192.168.7.9/32", "2001:db8::/32", "::ffff:10.33.4.0/118")
SOURCES = ("10.33.4.9", "::ffff:10.33.4.9", "10.1.1.1", "192.168.7.9", "192.168.7.8", "2001:db8::1", "2001:db9::1")
amounts = st.none() | st.integers(1, 6)
limits_of = st.builds(Limits, second=amounts, day=amounts, total=amounts, batch=amounts, rows=amounts)
bounds_of = st.builds(
    lambda networks, limits: Bounds(networks_of(networks), limits, limits.is_counted),
    subsets(NETWORKS).map(sorted),
    limits_of,
)
left_of = st.builds(Left, st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
bounded_calls = st.builds(
    lambda call, size, source, records: structs.replace(call, size=size, source=source, records=records),
    calls,
    st.integers(1, 7),
    st.none() | st.sampled_from(SOURCES).map(address_of),
    st.integers(0, 7),
)


@pytest.mark.clause("26.5")
@given(rights_of, bounds_of, bounded_calls, left_of)
def test_bounds_never_allow_more(rights: Rights, bounds: Bounds, call: Call, left: Left) -> None:
    counted = {rights.grant: left}
    if isinstance(authorise(replace(rights, bounds=bounds), call, NOW, counted), Allowed):
        assert isinstance(authorise(rights, call, NOW), Allowed)


@given(rights_of, bounds_of, limits_of, bounded_calls, left_of)
def test_narrower_bounds_or_less_left_never_allow_more(
    rights: Rights, bounds: Bounds, other: Limits, call: Call, left: Left
) -> None:
    def least(one: int | None, two: int | None) -> int | None:
        return min((each for each in (one, two) if each is not None), default=None)

    limits = Limits(*map(least, structs.astuple(bounds.limits), structs.astuple(other)))
    narrower = Bounds(bounds.networks[1:] or bounds.networks, limits, limits.is_counted)
    wide, narrow = replace(rights, bounds=bounds), replace(rights, bounds=narrower)
    less = Left(*(each // 2 for each in left))
    if isinstance(authorise(narrow, call, NOW, {rights.grant: less}), Allowed):
        assert isinstance(authorise(wide, call, NOW, {rights.grant: left}), Allowed)


@given(st.sampled_from(NETWORKS), st.sampled_from(SOURCES))
def test_a_network_holds_what_the_standard_library_says(text: str, source: str) -> None:
    from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

    made, found = ip_network(text), ip_address(source)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    expected = found in made
    if isinstance(found, IPv4Address) and made.version == 6:
        expected = IPv6Address(f"::ffff:{found}") in made
    number = address_of(source)
    assert number is not None
    assert networks_of([text])[0].holds(number) == expected


@given(st.integers(1, 20), st.lists(st.integers(1, 5), max_size=20))
def test_what_is_allowed_adds_up_to_no_more_than_the_limit(most: int, sizes: list[int]) -> None:
    limits = Limits(total=most)
    rights, used = replace(FULL, bounds=Bounds((), limits, True)), 0
    for size in sizes:
        left = Left(PLENTIFUL, PLENTIFUL, most - used)
        outcome = authorise(rights, structs.replace(CALL, size=size), NOW, {"g1": left})
        assert isinstance(outcome, Allowed) == (size <= most - used)
        used += size if isinstance(outcome, Allowed) else 0
    assert used <= most


def test_without_knowing_what_is_left_nothing_is_decided() -> None:
    counted = replace(FULL, grant="g0", bounds=Bounds((), Limits(day=5), True))
    for held in ((counted, FULL), (counted, replace(FULL, valid_until=NOW))):
        outcome = decide(held, CALL, NOW)
        assert (outcome.grant, getattr(outcome, "reason", "")) == ("g0", NOT_COUNTED)
    used_up = {"g0": Left(PLENTIFUL, 0, PLENTIFUL)}
    assert decide((counted, FULL), CALL, NOW, used_up).grant == "g1"  # the next that allows it
    refused = decide((counted,), CALL, NOW, used_up)
    assert isinstance(refused, Denied)
    assert refused.reason == "day_used_up"


def test_terms_without_bounds_keep_the_hash_that_they_had() -> None:
    terms = Terms(
        grant=UUID(int=7), resource="r/1", entry_version=1, provider="P", consumer="C", callers=("system:1",),
        items=("name",), modes=("verify",), duties=("救助",), case_required=False, valid_from=NOW, valid_until=NOW,
    )  # fmt: skip
    assert set(msgspec.to_builtins(terms)) & {"limits", "networks", "masks", "rows"} == set()
    again = msgspec.json.decode(msgspec.json.encode(terms), type=Terms)
    assert again.hash == terms.hash
    assert Rights.of(again).bounds is None
    assert msgspec.to_builtins(Limits(day=5)) == {"day": 5}  # so have those that bound less than can be bounded now
