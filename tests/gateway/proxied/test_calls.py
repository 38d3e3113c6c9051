"""What cannot be hosted yet is reached through its provider's own interface, under the same rule, evidence, errors and limits (7.2)."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from psycopg import sql

from tests.conftest import Node
from tests.gateway.proxied.backend import KEY, running
from tests.gateway.proxied.stage import ABSENT, DUTY, KNOWN, NO_BIRTH, Story, newest, signed_in
from yishu.access import calls
from yishu.core.rows import RowRule
from yishu.hosting import mounting
from yishu.sharing import commands as sharing
from yishu.wire.data import Purpose, QueryManyAnswer, QueryRequest


@pytest.mark.clause("7.2", "27.1", "27.2")
def test_verify_and_query_answer_like_hosted_data(story: Story) -> None:
    claims = {"name": "赵一", "sex": "2", "birth_date": "1990-03-07"}
    verified = story.call("verify", claims=claims).json()
    assert verified["found"] is True
    assert verified["result"] == {"name": "match", "sex": "mismatch", "birth_date": "match"}
    empty = story.call("verify", subject=NO_BIRTH, claims={"birth_date": "1990-03-07"}).json()
    assert empty["result"] == {"birth_date": "empty"}
    absent = story.call("verify", subject=ABSENT, claims={"name": "赵一"})
    assert (absent.status_code, absent.json()["found"]) == (200, False)
    many = story.call("query", subjects=[NO_BIRTH, ABSENT, KNOWN], items=["birth_date", "sex", "id_number"]).json()
    assert [each["found"] for each in many["records"]] == [True, False, True]
    assert many["records"][2]["record"] == {"birth_date": "1990-03-07", "sex": "1", "id_number": KNOWN}
    assert many["receipt"]


@pytest.mark.clause("7.2", "32.1")
def test_what_is_asked_of_the_interface_and_what_goes_on_record(story: Story) -> None:
    story.backend.asked.clear()
    answer = story.call("query")
    path, headers, body = story.backend.asked[-1]
    assert (path, body, headers["X-Api-Key"]) == ("/person/query", {"sfzh": KNOWN}, KEY)
    assert headers["Host"] == story.backend.origin.partition("//")[2]
    assert story.system.key not in str(headers)  # the caller's key is for the gateway alone
    record = newest(story)
    assert answer.json()["receipt"].startswith(str(record.id))
    assert (record.outcome, record.case, record.items, record.found) == ("allowed", "SQ-1", ["birth_date", "name"], 1)
    assert record.grant == str(story.grant.pk)


@pytest.mark.clause("7.2", "32.1")
def test_the_interface_is_told_under_which_number_the_call_goes_on_record(story: Story) -> None:
    """Each request of a call bears the number of its one record, the call's receipt begins with it; a refusal that follows the asking stands under it too."""

    def told(receipt: str) -> set[str]:
        numbers = {headers["Fsc-Transaction-Id"] for _, headers, _ in story.backend.asked}
        assert [UUID(number).version for number in numbers] == [7]
        assert numbers == {receipt.partition(".")[0]} == {str(newest(story).id)}
        story.backend.asked.clear()
        return numbers

    story.backend.asked.clear()
    seen = told(story.call("query").json()["receipt"])
    many = story.call("query", subjects=[NO_BIRTH, ABSENT, KNOWN])
    assert len(story.backend.asked) == 3
    seen |= told(many.json()["receipt"])
    story.backend.mode = "error"
    failed = story.call("verify")
    assert failed.json()["code"] == "backend_failed"
    seen |= told(failed.json()["receipt"])
    story.backend.mode = "ok"
    request = QueryRequest(Purpose(DUTY, "SQ-1"), ["name"], subject=KNOWN)
    on_page = calls.query(story.civil.a, story.resource.code, request, now=timezone.now())
    seen |= told(on_page.receipt)
    assert len(seen) == 4


@pytest.mark.clause("7.2", "32.1")
def test_a_call_that_is_read_for_twice_is_told_under_one_number(story: Story) -> None:
    """What was read under one grant is no answer under another of fewer rows."""
    system, rows = story.civil.system(), RowRule("residence_code", ("330106",))
    given = {"systems": (system,), "items": ("id_number", "name", "birth_date")}
    whole = story.cast.grant(story.civil, story.police, story.resource, **given)
    some = story.cast.grant(story.civil, story.police, story.resource, **given, rows=rows)

    def withdraw() -> None:
        sharing.withdraw_grant(story.police.b, str(whole.pk), reason="更正", now=timezone.now())
        connections.close_all()

    story.backend.asked.clear()
    story.backend.meanwhile.append(withdraw)
    answer = story.call("query", headers=system.headers).json()
    numbers = [headers["Fsc-Transaction-Id"] for _, headers, _ in story.backend.asked]
    assert (len(numbers), answer["found"], newest(story).grant) == (2, False, str(some.pk))
    assert set(numbers) == {answer["receipt"].partition(".")[0]}


@pytest.mark.clause("7.2", "26.5")
def test_rows_hold_for_what_the_interface_answers_too(story: Story) -> None:
    rows, system = RowRule("residence_code", ("330106",)), story.civil.system()
    person, items = story.civil.person_b, ("id_number", "name")
    story.cast.grant(
        story.civil, story.police, story.resource, systems=(system,), users=(person,), items=items, rows=rows
    )
    asked: Any = {"items": ["name"], "subjects": [KNOWN, NO_BIRTH]}
    answer = story.call("query", headers=system.headers, **asked).json()
    assert [each["record"] for each in answer["records"]] == [None, {"name": "钱二"}]
    request = QueryRequest(Purpose(DUTY, "SQ-1"), ["name"], subjects=[KNOWN, NO_BIRTH])
    told = calls.query(story.civil.b, story.resource.code, request, now=timezone.now())
    assert isinstance(told, QueryManyAnswer)
    assert [each.record for each in told.records] == [None, {"name": "钱二"}]


def test_a_get_interface_has_the_subject_in_a_header(story: Story) -> None:
    draft = story.draft(method="GET", path="/person", key_fields={"id_number": "X-Subject"})
    mounting.mount(story.police.a, story.resource.code, draft, now=timezone.now())
    assert story.call("query").json()["record"] == {"name": "赵一", "birth_date": "1990-03-07"}
    path, headers, body = story.backend.asked[-1]
    assert (path, headers["X-Subject"], body) == ("/person", KNOWN, None)


@pytest.mark.clause("7.2", "26.5")
def test_the_same_refusals_and_the_interface_is_not_asked(story: Story) -> None:
    story.backend.asked.clear()
    refused = {
        "no_grant": story.call("query", headers=story.stranger.headers),
        "purpose_not_granted": story.call("query", purpose={"duty": "别的事项", "case": "1"}),
        "case_required": story.call("query", purpose={"duty": DUTY}),
        "item_not_granted": story.call("query", items=["residence_code"]),
        "malformed_subject": story.call("query", subject="330102199003076016"),
        "too_many_subjects": story.call("query", subjects=[KNOWN] * 21),
    }
    assert {code: answer.json()["code"] for code, answer in refused.items()} == {code: code for code in refused}
    assert all(answer.json()["receipt"] for answer in refused.values())
    assert story.backend.asked == []
    bulk = httpx.get(
        f"{story.node.url}/api/v1/data/{story.resource.path_code}/bulk", headers=story.system.headers, timeout=20
    )
    assert bulk.json()["code"] == "mode_not_granted"


@pytest.mark.clause("7.2", "26.5")
def test_a_grant_that_is_withdrawn_while_the_interface_answers_gives_nothing(story: Story) -> None:
    system = story.civil.system()
    grant = story.cast.grant(story.civil, story.police, story.resource, systems=(system,), items=("id_number", "name"))
    mounting.mount(story.police.a, story.resource.code, story.draft(timeout_ms=5000), now=timezone.now())
    story.backend.mode = "slow"
    before = len(story.backend.asked)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(story.call, "query", headers=system.headers, items=["name"])
        while len(story.backend.asked) == before:
            time.sleep(0.02)
        sharing.withdraw_grant(story.police.b, str(grant.pk), reason="核查", now=timezone.now())
        answer = asked.result()
    assert (answer.status_code, answer.json()["code"]) == (403, "no_grant")
    assert "赵一" not in answer.text


@pytest.mark.clause("7.2")
@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        ("slow", 504, "backend_timeout"),
        ("drip", 504, "backend_timeout"),
        ("error", 502, "backend_failed"),
        ("html", 502, "backend_failed"),
        ("exponent", 502, "backend_failed"),
        ("bad_type", 502, "backend_failed"),
        ("another", 502, "backend_failed"),
        ("redirect", 502, "backend_failed"),
    ],
)
def test_a_failing_interface_is_told_plainly_and_recorded(story: Story, mode: str, status: int, code: str) -> None:
    story.backend.mode = mode
    began = time.monotonic()
    answer = story.call("query")
    assert time.monotonic() - began < 5  # dripping, the answer takes more than ten
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "secret of the provider" not in answer.text
    record = newest(story)
    assert (record.outcome, record.reason, record.duty, record.case) == ("denied", code, DUTY, "SQ-1")
    assert answer.json()["receipt"].startswith(str(record.id))


def test_an_interface_that_is_down_or_not_listed_any_more_is_unavailable(
    story: Story, start_node: Callable[..., Node]
) -> None:
    with running() as gone:
        origin = gone.origin
    settings.YISHU_BACKENDS = frozenset({story.backend.origin, origin})
    mounting.mount(story.police.a, story.resource.code, story.draft(origin=origin), now=timezone.now())
    settings.YISHU_BACKENDS = frozenset({story.backend.origin})
    # The node was started without that origin in its list.
    answer = story.call("query")
    assert (answer.status_code, answer.json()["code"]) == (503, "backend_unavailable")
    other = start_node("gateway", YISHU_BACKENDS=origin)
    path = f"{other.url}/api/v1/data/{story.resource.path_code}/query"
    body = {"purpose": {"duty": DUTY, "case": "1"}, "subject": KNOWN, "items": ["name"]}
    answer = httpx.post(path, json=body, headers=story.system.headers, timeout=20)
    assert (answer.status_code, answer.json()["code"]) == (503, "backend_unavailable")
    other.stop()


@pytest.mark.clause("7.2", "32.1")
def test_what_cannot_be_put_on_record_is_not_answered(story: Story, database_url: str) -> None:
    """Evidence takes no record of this caller: the interface answers, the caller gets nothing; and the same with hosted data."""
    system = story.civil.system()
    for resource in (story.resource, story.hosted):
        story.cast.grant(story.civil, story.police, resource, systems=(system,), items=("id_number", "name"))
    refuse = """
    create function no_record() returns trigger language plpgsql as $$ begin raise 'the log is out of order'; end $$;
    create trigger no_record before insert on audit_record for each row when (new.actor = {})
    execute function no_record();
    """
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(sql.SQL(refuse).format(sql.Literal(system.actor.ref)))
        try:
            answers = [
                story.call("query", one, headers=system.headers, items=["name"])
                for one in (story.resource, story.hosted)
            ]
        finally:
            connection.execute("drop function no_record cascade")
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
        assert "赵一" not in answer.text
    assert story.call("query", headers=system.headers, items=["name"]).json()["record"] == {"name": "赵一"}


@pytest.mark.clause("7.2")
def test_a_slow_interface_is_slow_for_nobody_else(story: Story) -> None:
    """While the slow one holds all its threads and its queue is full, hosted calls are answered at once."""
    mounting.mount(story.police.a, story.resource.code, story.draft(timeout_ms=2500, at_once=2), now=timezone.now())
    story.backend.mode = "slow"
    with ThreadPoolExecutor(24) as threads:
        slow = [threads.submit(story.call, "query") for _ in range(24)]
        time.sleep(0.4)
        took = []
        for _ in range(10):
            began = time.monotonic()
            assert story.call("query", story.hosted).json()["found"] is True
            took.append(time.monotonic() - began)
        codes = {answer.result().json().get("code", "answered") for answer in slow}
    assert sorted(took)[5] < 0.75  # half of what the slow one takes at least
    assert codes >= {"backend_unavailable"}
    assert codes <= {"answered", "backend_timeout", "backend_unavailable"}


def test_after_failures_in_a_row_the_interface_is_left_alone_for_a_while(story: Story) -> None:
    story.backend.mode = "error"
    for _ in range(5):
        assert story.call("query").json()["code"] == "backend_failed"
    before = len(story.backend.asked)
    assert story.call("query").json()["code"] == "backend_unavailable"
    assert len(story.backend.asked) == before


@pytest.mark.clause("7.2")
def test_the_desk_asks_the_interface_too(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    form = {"mode": "query", "duty": DUTY, "case": "JZ-1", "subject": KNOWN, "items": ["name", "sex"], "whole": "1"}
    page = client.post(f"/access/{story.grant.pk}/", form).content.decode()
    assert "赵一" in page
    assert "提供单位接口实时答复" in page
    record = newest(story)
    assert (record.actor, record.detail) == (story.civil.a.ref, {"shown": "whole"})
    story.backend.mode = "error"
    refused = client.post(f"/access/{story.grant.pk}/", form)
    assert refused.status_code == 502
    assert newest(story).reason == "backend_failed"


@pytest.mark.clause("7.2", "27.2")
def test_the_interface_is_asked_by_its_key_only(story: Story) -> None:
    story.cast.declare_keys(story.police, story.office, story.resource, name="1")
    refused = story.call("query", subject={"name": "赵一"})
    assert (refused.status_code, refused.json()["code"]) == (422, "named_by_key_only")
    assert "id_number" in refused.json()["detail"]
