"""The sandbox over HTTP: whoever has a key asks about invented subjects, and is answered as a grant would be (26.5, 27)."""

from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.access.sandbox.scene import KNOWN, Scene
from tests.cast import PASSWORD, PEOPLE_CSV
from tests.conftest import Node
from yishu.access.guessing.models import Guess, Miss
from yishu.access.sandbox.counting import MOST
from yishu.access.sandbox.models import SandboxUse
from yishu.agencies.models import Scope
from yishu.audit.models import Record
from yishu.hosting.models import Holding

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("27.2")]
GRANTED = ("no_grant", "grant_expired", "grant_not_yet_valid", "mode_not_granted", "purpose_not_granted")
BOUND = ("item_not_granted", "network_not_granted", "use_suspended", "total_used_up")
SLOWED = ("day_used_up", "rate_exceeded", "too_many_misses", "too_many_wrong_claims")


@pytest.fixture(scope="module")
def http(node: Node) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=node.url, timeout=20) as client:
        yield client


def test_a_system_without_a_grant_verifies_and_queries_invented_subjects(scene: Scene, http: httpx.Client) -> None:
    one = scene.subject(http, "record")
    record = one["record"]
    claims = {"name": record["name"], "birth_date": "1999-09-09", "sex": "男"}
    verified = scene.ask(http, subject=one["subject"], claims=claims)
    assert verified.status_code == 200, verified.text
    assert verified.json()["result"] == {"name": "match", "birth_date": "mismatch", "sex": "match"}
    queried = scene.ask(http, "query", subject=one["subject"], items=["name", "phone", "sex"], meanings=True)
    told = queried.json()
    assert told["record"]["name"] == record["name"]
    assert told["record"]["phone"] != record["phone"]  # masked, as the entry has it
    assert told["meanings"] == {"sex": "男"}
    assert told["version"] == 1
    for answer in (verified, queried):
        assert answer.json()["sandbox"] is True
        assert answer.headers["Yishu-Sandbox"] == "true"
        assert answer.json()["receipt"].endswith(".sandbox")


def test_the_same_subject_always_has_the_same_record(scene: Scene, http: httpx.Client) -> None:
    first, again = scene.described(http), scene.described(http)
    assert first == again
    assert len({str(one["subject"]) for one in first["subjects"]}) == len(first["subjects"]) == 24
    empty = scene.subject(http, "empty")
    claims = {"name": empty["record"]["name"], "birth_date": "1900-01-01"}
    told = scene.ask(http, subject=empty["subject"], claims=claims).json()
    assert told["result"] == {"name": "match", "birth_date": "empty"}


@pytest.mark.parametrize("outcome", [*GRANTED, *BOUND, *SLOWED, "unavailable"])
def test_a_subject_provokes_the_refusal_it_stands_for(scene: Scene, http: httpx.Client, outcome: str) -> None:
    answer = scene.ask(http, subject=scene.subject(http, outcome)["subject"])
    assert answer.json()["code"] == outcome
    assert answer.status_code == answer.json()["status"] == (429 if outcome in SLOWED else answer.status_code)
    assert ("Retry-After" in answer.headers) == (outcome in SLOWED or outcome == "unavailable")
    assert answer.json()["sandbox"] is True
    assert answer.headers["Yishu-Sandbox"] == "true"
    assert answer.json()["receipt"].endswith(".sandbox")


def test_a_case_is_wanted_of_one_and_of_all_where_the_entry_wants_it(
    scene: Scene, http: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    subject = scene.subject(http, "case_required")["subject"]
    assert scene.ask(http, subject=subject).json()["code"] == "case_required"
    assert scene.ask(http, subject=subject, purpose={"duty": "试用", "case": "SQ-1"}).json()["found"] is True
    strict = scene.cast.resource(scene.police, scene.office, case_required=True)
    scene.cast.publish(scene.police, strict, PEOPLE_CSV, tmp_path_factory.mktemp("strict"))
    assert scene.described(http, strict)["case_required"] is True
    subject = scene.described(http, strict)["subjects"][0]["subject"]
    assert scene.ask(http, subject=subject, resource=strict).json()["code"] == "case_required"


def test_a_value_that_two_have_is_ambiguous(scene: Scene, http: httpx.Client) -> None:
    shared = scene.subject(http, "ambiguous_subject")
    by = {"file_no": shared["record"]["file_no"]}
    assert scene.ask(http, subject=by).json()["code"] == "ambiguous_subject"
    listed = scene.ask(http, "query", subjects=[by, shared["subject"]]).json()
    assert [one.get("ambiguous", False) for one in listed["records"]] == [True, False]
    assert [one["found"] for one in listed["records"]] == [False, True]
    first = scene.subject(http, "record")
    one = scene.ask(http, "query", subject={"file_no": first["record"]["file_no"]})
    assert one.json()["record"]["name"] == first["record"]["name"]


def test_many_are_answered_in_their_order(scene: Scene, http: httpx.Client) -> None:
    subjects = [one["subject"] for one in scene.described(http)["subjects"][:7]]
    told = scene.ask(http, "query", subjects=subjects).json()
    assert [one["found"] for one in told["records"]] == [True] * 6 + [False]
    claimed = [{"subject": subject, "claims": {"name": "示例姓名1"}} for subject in subjects[:2]]
    told = scene.ask(http, subjects=claimed).json()
    assert [one["result"]["name"] for one in told["results"]] == ["match", "mismatch"]
    assert told["sandbox"] is True


def test_a_real_subject_has_no_record_and_the_hosted_table_is_not_touched(scene: Scene, http: httpx.Client) -> None:
    """Whoever touched the table would wait for the lock."""
    table = Holding.objects.get(resource=scene.people).table
    with psycopg.connect(settings.YISHU_DATABASE_URL) as locking:
        locking.execute(sql.SQL("lock table hosted.{} in access exclusive mode").format(sql.Identifier(table)))
        for subject in (KNOWN, {"file_no": "D-1"}, {"type": "111", "value": KNOWN}):
            verified = scene.ask(http, subject=subject, claims={"name": "赵一"})
            assert (verified.status_code, verified.json()["found"], verified.json()["result"]) == (200, False, {})
            assert scene.ask(http, "query", subject=subject).json()["record"] is None
        listed = scene.ask(http, "query", subjects=[KNOWN, scene.subject(http, "record")["subject"]]).json()
        assert [one["found"] for one in listed["records"]] == [False, True]
        locking.rollback()


@pytest.mark.clause("32.1")
def test_a_trial_is_no_use_of_data(scene: Scene, http: httpx.Client) -> None:
    """Nothing on record, nothing counted against anybody: only that there were trials, and how many."""
    trying = scene.forestry.system()
    asked = {"key": trying.key, "subject": scene.subject(http, "record")["subject"]}
    assert scene.ask(http, claims={"name": "猜"}, **asked).json()["result"] == {"name": "mismatch"}
    assert scene.ask(http, key=trying.key, subject=KNOWN).json()["found"] is False
    refused = scene.ask(http, key=trying.key, subject=scene.subject(http, "grant_expired")["subject"])
    number = refused.json()["receipt"].partition(".")[0]
    ref = trying.actor.ref
    assert not Record.objects.filter(pk=number).exists()
    assert not Record.objects.filter(actor=ref).exists()
    assert not Guess.objects.filter(caller=ref).exists()
    assert not Miss.objects.filter(caller=ref).exists()
    used = SandboxUse.objects.get(caller=ref)
    assert (used.resource, used.calls, used.subjects) == (scene.people.code, 3, 3)


def test_so_much_is_tried_in_a_day_and_no_more(scene: Scene, http: httpx.Client) -> None:
    trying = scene.forestry.system()
    many = [KNOWN] * 1000
    for _ in range(MOST // 1000):
        assert scene.ask(http, "query", key=trying.key, subjects=many, items=["name"]).status_code == 200
    beyond = scene.ask(http, "query", key=trying.key, subject=KNOWN)
    assert (beyond.status_code, beyond.json()["code"]) == (429, "sandbox_used_up")
    assert int(beyond.headers["Retry-After"]) > 0
    assert scene.ask(http, "query", subject=KNOWN).status_code == 200
    too_many = scene.ask(http, "query", subjects=[KNOWN] * 1001)
    assert too_many.json()["code"] == "too_many_subjects"


@pytest.mark.parametrize(
    ("act", "body", "code"),
    [
        ("verify", {"subject": "330102190001010012"}, "malformed_subject"),
        ("verify", {"subject": KNOWN, "claims": {"height": "1"}}, "unknown_item"),
        ("verify", {"subject": KNOWN, "claims": {"note": "甲"}}, "item_not_granted"),
        ("verify", {"subject": KNOWN, "misspelt": 1}, "invalid"),
        ("query", {"items": ["name"]}, "invalid"),
        ("query", {"place": {"point": [120, 30]}}, "not_in_sandbox"),
        ("query", {"subject": KNOWN, "as": "reference"}, "not_in_sandbox"),
        ("batches", {}, "not_in_sandbox"),
        ("bulk", {}, "not_in_sandbox"),
    ],
)
def test_what_is_wrong_is_told_as_a_real_call_tells_it(
    scene: Scene, http: httpx.Client, act: str, body: dict[str, Any], code: str
) -> None:
    answer = scene.ask(http, act, **body)
    assert answer.json()["code"] == code, answer.text
    assert answer.headers["Yishu-Sandbox"] == "true"


def test_who_may_not_call_data_may_not_try_it(scene: Scene, http: httpx.Client) -> None:
    subject = scene.subject(http, "record")["subject"]
    assert scene.ask(http, key="ysk_wrong", subject=subject).json()["code"] == "wrong_key"
    publisher = scene.police.system(Scope.PUBLISH)
    assert scene.ask(http, key=publisher.key, subject=subject).json()["code"] == "scope_missing"
    session = {"login": scene.forestry.person_b.login, "password": PASSWORD}
    token = http.post("/api/v1/session", json=session).json()["token"]
    assert scene.ask(http, key=token, subject=subject).json()["found"] is True


def test_what_is_not_shared_or_not_there_has_no_twin(scene: Scene, http: httpx.Client) -> None:
    closed = scene.cast.resource(scene.police, scene.office)
    assert scene.ask(http, resource=closed, subject=KNOWN).json()["code"] == "not_hosted"
    unknown = http.get("/api/v1/sandbox/data/999999999-000001", headers=scene.stranger.headers)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "resource_not_found")
    assert http.get("/api/v1/sandbox/data/", headers=scene.stranger.headers).status_code == 404
    assert http.get(scene.path("verify"), headers=scene.stranger.headers).status_code == 405
    assert "note" not in scene.described(http)["subjects"][0]["record"]
