"""Limits, networks, masks and dates of a grant hold on every gateway, page and copy, and add up across processes (26.5)."""

import csv
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.gateway.stage import ABSENT, DUTY, KNOWN, NO_RESIDENCE, Stage
from yishu.core.calendar import seconds_left
from yishu.core.errors import Problem
from yishu.sharing.models import Grant
from yishu.sharing.rules import Limits
from yishu.wire.data import Purpose, VerifyRequest

PURPOSE = {"duty": DUTY, "case": "SQ-1"}
ITEMS = ("id_number", "name", "birth_date")


@pytest.fixture(scope="module")
def second(start_node: Callable[..., Node], stage: Stage) -> Node:
    return start_node("gateway")


def granted(stage: Stage, **bounds: Any) -> tuple[Cast.System, Grant]:
    system = stage.civil.system()
    grant = stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=ITEMS, bounds=bounds)
    return system, grant


def asked(url: str, stage: Stage, system: Cast.System, subjects: int = 1, **headers: str) -> httpx.Response:
    one = {"subject": KNOWN} if subjects == 1 else {"subjects": [KNOWN, NO_RESIDENCE, ABSENT][:subjects]}
    body = {"purpose": PURPOSE, "items": ["name"], **one}
    return httpx.post(url + stage.path("query"), json=body, headers=system.headers | headers, timeout=20)


def codes_of(answers: list[httpx.Response]) -> dict[str, int]:
    found: dict[str, int] = {}
    for answer in answers:
        code = "ok" if answer.status_code == 200 else answer.json()["code"]
        found[code] = found.get(code, 0) + 1
    return found


@pytest.mark.clause("26.5")
@pytest.mark.parametrize(("limit", "code"), [("day", "day_used_up"), ("total", "total_used_up")])
def test_a_limit_holds_over_two_gateways_together(
    gateway: Node, second: Node, stage: Stage, limit: str, code: str
) -> None:
    system, _ = granted(stage, limits=Limits(**{limit: 60}))
    with ThreadPoolExecutor(12) as threads:
        urls = [(gateway.url, second.url)[n % 2] for n in range(90)]
        answers = list(threads.map(lambda url: asked(url, stage, system), urls))
    assert codes_of(answers) == {"ok": 60, code: 30}
    assert all("receipt" in answer.json() for answer in answers)  # the refusals are on record too
    assert {answer.status_code for answer in answers if answer.status_code != 200} == {429 if limit == "day" else 403}


@pytest.mark.clause("26.5")
def test_subjects_count_not_calls_and_pages_count_with_the_gateway(gateway: Node, stage: Stage) -> None:
    from yishu.access import calls

    system, grant = granted(stage, limits=Limits(day=6))
    assert asked(gateway.url, stage, system, 3).status_code == 200
    request = VerifyRequest(Purpose(DUTY, "SQ-1"), subject=KNOWN, claims={"name": "赵一"}, grant=str(grant.pk))
    for _ in range(2):
        calls.verify(system.actor, stage.resource.code, request, now=timezone.now())
    refused = asked(gateway.url, stage, system, 2)
    assert (refused.status_code, refused.json()["code"]) == (429, "day_used_up")
    assert abs(int(refused.headers["retry-after"]) - seconds_left(timezone.now())) < 30
    assert asked(gateway.url, stage, system, 1).status_code == 200
    with pytest.raises(Problem) as used_up:
        calls.verify(system.actor, stage.resource.code, request, now=timezone.now())
    assert (used_up.value.code, bool(used_up.value.receipt)) == ("day_used_up", True)


def test_a_refused_call_takes_nothing(gateway: Node, stage: Stage) -> None:
    system, _ = granted(stage, limits=Limits(day=2))
    for _ in range(3):
        assert asked(gateway.url, stage, system, 3).json()["code"] == "day_used_up"
    assert asked(gateway.url, stage, system, 2).status_code == 200


@pytest.mark.clause("26.5")
def test_a_rate_is_kept_and_recovers(gateway: Node, second: Node, stage: Stage) -> None:
    system, _ = granted(stage, limits=Limits(second=5))
    begun = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        urls = [(gateway.url, second.url)[n % 2] for n in range(60)]
        answers = codes_of(list(threads.map(lambda url: asked(url, stage, system), urls)))
    seconds = int(time.monotonic() - begun) + 2  # windows that the calls may have touched
    assert 0 < answers["ok"] <= 5 * seconds
    assert answers["rate_exceeded"] == 60 - answers["ok"]
    time.sleep(1.1)
    assert asked(gateway.url, stage, system).status_code == 200


def test_a_gateway_that_is_killed_makes_a_grant_no_richer(
    start_node: Callable[..., Node], gateway: Node, stage: Stage
) -> None:
    system, _ = granted(stage, limits=Limits(day=1000))
    doomed = start_node("gateway")
    for _ in range(3):
        assert asked(doomed.url, stage, system).status_code == 200
    doomed.process.kill()
    doomed.process.wait()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select used from sharing_allowance order by id desc limit 1")
        (used,) = cursor.fetchone()
    assert used >= 3  # what was leased stays counted
    assert asked(gateway.url, stage, system).status_code == 200


def test_a_clock_that_is_set_back_opens_nothing_anew(stage: Stage) -> None:
    from django.db import connection

    from yishu.access import calls

    system, grant = granted(stage, limits=Limits(day=1))
    request = VerifyRequest(Purpose(DUTY, "SQ-1"), subject=KNOWN, claims={"name": "赵一"}, grant=str(grant.pk))
    calls.verify(system.actor, stage.resource.code, request, now=timezone.now())
    with connection.cursor() as cursor:  # the window of a day that is ahead of the clock of now
        cursor.execute(
            "update sharing_allowance set window_start = window_start + interval '2 days' where grant_id = %s",
            [grant.pk],
        )
    with pytest.raises(Problem) as used_up:
        calls.verify(system.actor, stage.resource.code, request, now=timezone.now())
    assert used_up.value.code == "day_used_up"


@pytest.mark.clause("26.5")
def test_a_batch_is_bounded(gateway: Node, stage: Stage) -> None:
    system, _ = granted(stage, limits=Limits(batch=2))
    assert asked(gateway.url, stage, system, 2).status_code == 200
    refused = asked(gateway.url, stage, system, 3)
    assert (refused.status_code, refused.json()["code"]) == (422, "batch_too_large")


@pytest.mark.clause("26.5")
def test_a_copy_is_bounded_and_counted(gateway: Node, stage: Stage) -> None:
    few, _ = granted(stage, limits=Limits(rows=2))
    refused = httpx.get(gateway.url + stage.path("bulk"), headers=few.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "copy_too_large")
    assert refused.json()["receipt"]
    enough, _ = granted(stage, limits=Limits(rows=3, day=2))
    answers = [httpx.get(gateway.url + stage.path("bulk"), headers=enough.headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.clause("26.5")
def test_a_grant_holds_for_its_networks_only(gateway: Node, stage: Stage) -> None:
    from dataclasses import replace

    from yishu.access import calls

    here, grant = granted(stage, networks=("127.0.0.0/8",))
    away, _ = granted(stage, networks=("10.33.0.0/16", "2001:db8::/32"))
    assert asked(gateway.url, stage, here).status_code == 200
    for answer in (asked(gateway.url, stage, away), httpx.get(gateway.url + stage.path("bulk"), headers=away.headers)):
        assert (answer.status_code, answer.json()["code"]) == (403, "network_not_granted")
        assert answer.json()["receipt"]
    request = VerifyRequest(Purpose(DUTY, "SQ-1"), subject=KNOWN, claims={"name": "赵一"}, grant=str(grant.pk))
    inside = replace(here.actor, source="127.0.0.9")
    assert calls.verify(inside, stage.resource.code, request, now=timezone.now())
    for source in ("10.33.0.1", "", "unknown"):
        with pytest.raises(Problem) as refused:
            calls.verify(replace(here.actor, source=source), stage.resource.code, request, now=timezone.now())
        assert refused.value.code == "network_not_granted"


@pytest.mark.clause("26.5")
def test_a_grant_masks_more_than_the_entry_and_never_less(gateway: Node, stage: Stage) -> None:
    from tests.cast import PEOPLE_CSV

    made = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
    stage.cast.mask(stage.police, stage.office, made, residence_code="hidden")
    plain, masked = stage.civil.system(), stage.civil.system()
    items = ("id_number", "name", "birth_date", "residence_code")
    stage.cast.grant(stage.civil, stage.police, made, systems=(plain,), items=items)
    bounds = {"masks": {"name": "name", "birth_date": "hidden", "residence_code": "identity"}}
    stage.cast.grant(stage.civil, stage.police, made, systems=(masked,), items=items, bounds=bounds)

    def read(system: Cast.System) -> dict[str, str]:
        body = {"purpose": PURPOSE, "items": list(items), "subject": KNOWN}
        answer = httpx.post(gateway.url + stage.path("query", made), json=body, headers=system.headers)
        copy = httpx.get(gateway.url + stage.path("bulk", made), headers=system.headers)
        record = answer.json()["record"]
        rows = [{name: row[name] for name in items} for row in csv.DictReader(io.StringIO(copy.text))]
        assert record in rows
        return record

    assert read(plain) == {"id_number": KNOWN, "name": "赵一", "birth_date": "1990-03-07", "residence_code": "****"}
    assert read(masked) == {"id_number": KNOWN, "name": "赵*", "birth_date": "****", "residence_code": "****"}


@pytest.mark.clause("26.5")
def test_a_grant_that_begins_later_opens_nothing_before(gateway: Node, stage: Stage) -> None:
    system, _ = granted(stage, start=timezone.localdate() + timedelta(days=2))
    answer = asked(gateway.url, stage, system)
    assert (answer.status_code, answer.json()["code"]) == (403, "grant_not_yet_valid")


@pytest.mark.clause("26.5")
def test_bounds_stand_in_the_terms_under_their_hash(stage: Stage) -> None:
    from yishu.core.canonical import digest

    _, grant = granted(
        stage, limits=Limits(day=5), networks=("10.33.0.0/16", "10.33.0.0/16", "10.1.2.3"), masks={"name": "name"}
    )
    terms = grant.read_terms()
    assert (terms.limits, terms.networks) == (Limits(day=5), ("10.1.2.3/32", "10.33.0.0/16"))
    assert terms.masks == {"name": "name"}
    import msgspec

    told = msgspec.json.decode(grant.terms)
    assert digest(told) == grant.hash
    for part in ("limits", "networks", "masks"):
        assert digest({name: value for name, value in told.items() if name != part}) != grant.hash
