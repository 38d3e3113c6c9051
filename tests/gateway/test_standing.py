"""A decision that stands for the next subject lets nothing through that would have been refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import Node
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage
from yishu.access.standing import Standings, key_of
from yishu.access.state import AccessState, Caller, Hosted, Offer, Plan
from yishu.core.actor import Actor
from yishu.core.identifiers import KeyKind
from yishu.hosting.tables import Column, Table
from yishu.sharing.rules import Bounds, Limits, Restraint, Rights
from yishu.wire.data import Purpose, VerifyRequest

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
PLAIN: dict[str, Any] = {
    "purpose": {"duty": DUTY, "case": "SQ-1"}, "subject": KNOWN, "claims": {"name": "赵一"},
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One caller over one connection."""

    client: httpx.Client
    path: str

    def ask(self, **other: Any) -> httpx.Response:
        return self.client.post(self.path, json=PLAIN | other)


@pytest.fixture
def line(gateway: Node, stage: Stage) -> Iterator[Line]:
    """Whose plain call was allowed often enough that the decision stands."""
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=("name", "birth_date"))
    with httpx.Client(base_url=gateway.url, headers=system.headers, timeout=20) as client:
        opened = Line(client, stage.path("verify"))
        for _ in range(3):
            assert opened.ask().json()["result"] == {"name": "match"}
        yield opened


@pytest.mark.clause("4.4")
@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"purpose": {"duty": DUTY}}, "case_required"),
        ({"purpose": {"duty": DUTY, "case": "  "}}, "case_required"),
        ({"purpose": {"duty": DUTY, "case": "S" * 201}}, "invalid"),
        ({"purpose": {"duty": DUTY, "case": "S\n1"}}, "invalid"),
        ({"purpose": {"duty": "森林防火", "case": "SQ-1"}}, "purpose_not_granted"),
        ({"claims": {"residence_code": "330000"}}, "item_not_granted"),
        ({"claims": {"name": "赵一", "residence_code": "330000"}}, "item_not_granted"),
        ({"subject": "330102199003076016"}, "malformed_subject"),
        ({"subject": " "}, "malformed_subject"),
        ({"subject": {"nothing": "1"}}, "malformed_subject"),
        ({"grant": "01a22de6-ac34-75b4-aedc-4c243323f5c5"}, "no_grant"),
    ],
)
def test_what_differs_is_decided_by_itself(line: Line, other: dict[str, Any], code: str) -> None:
    answer = line.ask(**other)
    assert answer.json()["code"] == code, answer.text
    assert line.ask().status_code == 200


def test_whoever_comes_next_gets_the_answer_about_themselves(line: Line) -> None:
    answers = [
        line.ask(subject=subject, claims={"name": "赵一"}).json() for subject in (KNOWN, NO_RESIDENCE, ABSENT, KNOWN)
    ]
    assert [(answer["found"], answer["result"]) for answer in answers] == [
        (True, {"name": "match"}), (True, {"name": "mismatch"}), (False, {}), (True, {"name": "match"}),
    ]  # fmt: skip
    assert len({answer["receipt"] for answer in answers}) == 4


def test_a_query_under_the_same_head_is_another_decision(line: Line, stage: Stage) -> None:
    body = {"purpose": PLAIN["purpose"], "subject": KNOWN, "items": ["name"]}
    for wanted in ({}, {}, {"meanings": True}):
        assert line.client.post(stage.path("query"), json=body | wanted).json()["record"] == {"name": "赵一"}
    assert line.ask().json()["result"] == {"name": "match"}


# The rule by itself: what time does to it cannot be waited for.
TABLE = Table(
    "t",
    KeyKind.PLAIN,
    (Column("k", "k", "string", True, 18, (), "", True, {}), Column("n", "n", "string", False, 9, (), "", False, {})),
)
CALLER = Caller.of(Actor("system", 7, "S", 1, "A", scopes=frozenset({"data"})))
REQUEST = VerifyRequest(Purpose(DUTY, "1"), "K1", {"n": "x"})


def state_of(*held: Rights) -> AccessState:
    plan = Plan("330000/000001", "published", 1, 1, TABLE, Offer("unrestricted", frozenset({"verify"})))
    rights = {each.grant: each for each in held}
    return AccessState(1, {}, {"c": plan}, {"c": Hosted(plan, TABLE, 1)}, {(CALLER.ref, plan.code): held}, rights)


def rights_of(grant: str, begins: datetime, ends: datetime, **more: Any) -> Rights:
    return Rights(
        grant, "h", frozenset({CALLER.ref}), frozenset({"n"}), frozenset({"verify"}), frozenset({DUTY}), False, begins, ends, **more
    )  # fmt: skip


def decided(*held: Rights) -> Callable[[datetime], object]:
    """Whether a decision of NOW, by these grants, stands at another moment."""
    from yishu.access.asks import ask_to_verify
    from yishu.access.governed import Permit, judge

    state, standings, ask = state_of(*held), Standings(), ask_to_verify("c", REQUEST)
    permit = judge(state, CALLER, ask, NOW)
    assert isinstance(permit, Permit), permit
    key = key_of(CALLER, "c", REQUEST, "127.0.0.1")
    assert key is not None
    standings.add(key, state, CALLER, ask, permit, NOW)
    return lambda moment: standings.find(key, moment)


DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


@pytest.mark.clause("26.5")
def test_it_ends_with_the_grant_and_is_not_of_before() -> None:
    find = decided(rights_of("a", NOW - DAY, NOW + DAY))
    assert find(NOW)
    assert find(NOW + DAY - TICK)
    assert not find(NOW + DAY)
    assert not find(NOW - TICK)


def test_it_ends_where_another_grant_begins() -> None:
    find = decided(rights_of("a", NOW - DAY, NOW + DAY), rights_of("b", NOW + TICK, NOW + DAY))
    assert find(NOW)
    assert not find(NOW + TICK)


@pytest.mark.parametrize(
    "bound",
    [
        {"bounds": Bounds((), Limits(day=5), True)},
        {"restraints": (Restraint("r", False, Limits(), NOW - DAY, ""),)},
    ],
    ids=["counted", "laid on after unusual use"],
)
def test_what_is_counted_or_restrained_is_decided_each_time(bound: dict[str, Any]) -> None:
    find = decided(rights_of("a", NOW - DAY, NOW + DAY), rights_of("b", NOW - DAY, NOW + DAY, **bound))
    assert not find(NOW)
