"""Whoever guesses is stopped: values of a subject, and subjects, over all processes together (27.1, 30.1)."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage
from yishu.access import calls
from yishu.access.guessing.counting import sweep
from yishu.access.guessing.rules import WRONG, TooManyMisses, TooManyWrongClaims
from yishu.audit.models import Record
from yishu.sharing.rules import Limits
from yishu.wire.data import Purpose, QueryRequest, VerifyRequest

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("30.1")]
ITEMS = ("id_number", "name", "birth_date", "residence_code")
RIGHT = "1990-03-07"
WRONG_DAYS = [f"1991-01-{day:02}" for day in range(1, 29)]


@pytest.fixture(scope="module")
def second(start_node: Callable[..., Node], stage: Stage) -> Node:
    return start_node("gateway")


def granted(stage: Stage, **bounds: Any) -> Cast.System:
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=ITEMS, bounds=bounds)
    return system


def asked(node: Node, stage: Stage, system: Cast.System, **body: Any) -> httpx.Response:
    act = "query" if "items" in body else "verify"
    body = {"purpose": {"duty": DUTY, "case": "SQ-1"}, **body}
    return httpx.post(node.url + stage.path(act), json=body, headers=system.headers, timeout=20)


def told(node: Node, stage: Stage, system: Cast.System, born: str, subject: str = KNOWN) -> str:
    answer = asked(node, stage, system, subject=subject, claims={"birth_date": born})
    return answer.json()["result"]["birth_date"] if answer.status_code == 200 else answer.json()["code"]


def test_ten_wrong_values_are_answered_and_then_nothing_else(gateway: Node, stage: Stage) -> None:
    system = granted(stage)
    assert told(gateway, stage, system, RIGHT) == "match"
    assert [told(gateway, stage, system, day) for day in WRONG_DAYS[:WRONG]] == ["mismatch"] * WRONG
    stop = asked(gateway, stage, system, subject=KNOWN, claims={"name": "赵一", "birth_date": RIGHT})
    problem = stop.json()
    assert (stop.status_code, problem["code"]) == (429, "too_many_wrong_claims")
    assert [error["field"] for error in problem["errors"]] == ["claims.birth_date"]
    assert 0 < int(stop.headers["retry-after"]) <= 86400
    assert told(gateway, stage, system, WRONG_DAYS[10]) == "too_many_wrong_claims"
    # Retold, a wrong value is no guess; another item, subject or caller is another matter.
    assert told(gateway, stage, system, WRONG_DAYS[3]) == "mismatch"
    assert asked(gateway, stage, system, subject=KNOWN, claims={"name": "赵一"}).json()["result"] == {"name": "match"}
    assert told(gateway, stage, system, RIGHT, NO_RESIDENCE) in ("match", "mismatch")
    assert told(gateway, stage, granted(stage), RIGHT) == "match"
    kept = Record.objects.filter(actor=system.actor.ref).order_by("id")
    assert [(one.outcome, json.loads(one.body)["reason"]) for one in kept[11:13]] == [
        ("denied", "too_many_wrong_claims")
    ] * 2


def test_the_same_wrong_value_is_one_guess_however_written(gateway: Node, stage: Stage) -> None:
    system = granted(stage)
    for _ in range(WRONG + 2):
        answer = asked(gateway, stage, system, subject=KNOWN, claims={"name": "钱二"})
        assert answer.json()["result"] == {"name": "mismatch"}
    for name in ("钱 二", " 钱二 ", "钱　二"):
        assert asked(gateway, stage, system, subject=KNOWN, claims={"name": name}).status_code == 200
    assert asked(gateway, stage, system, subject=KNOWN, claims={"name": "赵一"}).json()["result"] == {"name": "match"}


def test_an_empty_item_tells_nothing_and_is_no_guess(gateway: Node, stage: Stage) -> None:
    system = granted(stage)
    for n in range(WRONG + 2):
        claims = {"residence_code": f"33010{n}"}
        assert asked(gateway, stage, system, subject=NO_RESIDENCE, claims=claims).json()["result"] == {
            "residence_code": "empty"
        }


def test_guesses_sent_all_at_once_to_two_gateways_are_counted_one_by_one(
    gateway: Node, second: Node, stage: Stage
) -> None:
    system = granted(stage)
    with ThreadPoolExecutor(14) as threads:
        given = list(threads.map(lambda n: told((gateway, second)[n % 2], stage, system, WRONG_DAYS[n]), range(28)))
    assert {said: given.count(said) for said in set(given)} == {"mismatch": WRONG, "too_many_wrong_claims": 28 - WRONG}


def test_a_right_guess_is_refused_by_the_other_gateway_too(gateway: Node, second: Node, stage: Stage) -> None:
    system = granted(stage)
    for day in WRONG_DAYS[:WRONG]:
        told(gateway, stage, system, day)
    until = time.monotonic() + 5
    while told(second, stage, system, RIGHT) != "too_many_wrong_claims":
        assert time.monotonic() < until
        time.sleep(0.2)


def test_in_a_list_the_claims_that_went_too_far_are_named(gateway: Node, stage: Stage) -> None:
    system = granted(stage)
    subjects = [{"subject": ABSENT, "claims": {"birth_date": RIGHT}}]
    subjects += [{"subject": KNOWN, "claims": {"birth_date": day}} for day in WRONG_DAYS[: WRONG + 2]]
    refused = asked(gateway, stage, system, subjects=subjects)
    assert refused.status_code == 429
    assert [error["field"] for error in refused.json()["errors"]] == [
        f"subjects[{n}].claims.birth_date" for n in (WRONG + 1, WRONG + 2)
    ]


def test_subjects_without_a_record_and_wrong_ones_are_bounded_by_the_day(
    gateway: Node, second: Node, stage: Stage
) -> None:
    system = granted(stage, limits=Limits(misses=5))
    for _ in range(2):  # asked again, a wrong subject counts again: nobody could tell a list from a guess otherwise
        assert asked(gateway, stage, system, subject=ABSENT, items=["name"]).json()["found"] is False
        assert told(second, stage, system, WRONG_DAYS[0]) == "mismatch"
    assert asked(gateway, stage, system, subjects=[KNOWN, NO_RESIDENCE], items=["name"]).status_code == 200
    assert asked(second, stage, system, subjects=[KNOWN, ABSENT], items=["name"]).status_code == 200
    for node, subject in ((second, KNOWN), (gateway, ABSENT), (gateway, KNOWN)):
        stop = asked(node, stage, system, subject=subject, items=["name"])
        assert (stop.status_code, stop.json()["code"]) == (429, "too_many_misses")
    assert asked(gateway, stage, granted(stage), subject=ABSENT, items=["name"]).status_code == 200


def test_pages_count_with_the_gateway_and_the_day_begins_anew(gateway: Node, stage: Stage) -> None:
    system, code = granted(stage), stage.resource.code

    def on_page(born: str) -> str:
        request = VerifyRequest(Purpose(DUTY, "SQ-1"), subject=KNOWN, claims={"birth_date": born})
        answer = calls.verify(system.actor, code, request, now=timezone.now())
        return answer.result["birth_date"]  # type: ignore[union-attr]

    for day in WRONG_DAYS[:4]:
        assert told(gateway, stage, system, day) == "mismatch"
    assert [on_page(day) for day in WRONG_DAYS[2:WRONG]] == ["mismatch"] * (WRONG - 2)
    for day in (WRONG_DAYS[WRONG], RIGHT):
        with pytest.raises(TooManyWrongClaims) as stop:
            on_page(day)
        assert stop.value.receipt
        assert stop.value.pause
    assert on_page(WRONG_DAYS[0]) == "mismatch"
    with connection.cursor() as cursor:
        cursor.execute("update access_guess set day = day - 1")
    assert on_page(RIGHT) == "match"
    assert on_page(WRONG_DAYS[WRONG]) == "mismatch"
    assert sweep(timezone.now())
    assert not sweep(timezone.now())
    assert sweep(timezone.now() + timedelta(days=1))


def test_pages_bound_misses_as_well(stage: Stage) -> None:
    system = granted(stage, limits=Limits(misses=1))
    request = QueryRequest(Purpose(DUTY, "SQ-1"), ["name"], subject=ABSENT)
    calls.query(system.actor, stage.resource.code, request, now=timezone.now())
    for subject in (ABSENT, KNOWN):
        request = QueryRequest(Purpose(DUTY, "SQ-1"), ["name"], subject=subject)
        with pytest.raises(TooManyMisses):
            calls.query(system.actor, stage.resource.code, request, now=timezone.now())


def test_nothing_on_the_count_says_who_or_what(gateway: Node, stage: Stage) -> None:
    told(gateway, stage, granted(stage), WRONG_DAYS[0])
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(g::text, '') from access_guess g")
        (kept,) = cursor.fetchone()
    for text in (KNOWN, RIGHT, WRONG_DAYS[0]):
        assert text not in kept
        assert text.encode().hex() not in kept


def test_answers_to_one_question_have_one_length(gateway: Node, stage: Stage) -> None:
    system = granted(stage)
    asks = [(KNOWN, RIGHT), (KNOWN, WRONG_DAYS[0]), (ABSENT, RIGHT)]
    answers = [asked(gateway, stage, system, subject=subject, claims={"birth_date": day}) for subject, day in asks]
    assert len({tuple(sorted(answer.json())) for answer in answers}) == 1
    assert len({answer.headers["content-length"] for answer in answers}) == 1
