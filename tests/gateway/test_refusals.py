"""Each wrong call has its own clear problem; from authentication on it is on record too."""

import json
import socket
import time
from collections.abc import Callable
from datetime import timedelta

import httpx
import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from tests.gateway.stage import ABSENT, KNOWN, Stage
from yishu.agencies import commands as agencies
from yishu.agencies.credentials import PersonCredential, new_token
from yishu.agencies.models import Key, Scope
from yishu.audit.models import Record
from yishu.audit.record import leaf_hash, subject_hash
from yishu.catalogue import commands as catalogue
from yishu.core.suites import INTL

Call = Callable[..., httpx.Response]


def assert_refused(answer: httpx.Response, status: int, code: str, *, reason: str = "") -> Record:
    """The problem is of this kind, and its receipt names a record of the refusal."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), body
    assert answer.headers["content-type"] == "application/problem+json"
    number, _, leaf = body["receipt"].partition(".")
    record = Record.objects.get(pk=number)
    assert leaf_hash(INTL, bytes(record.salt), record.body.encode()).hex() == leaf
    assert record.outcome == "denied"
    assert json.loads(record.body)["reason"] == code
    return record


def fields(answer: httpx.Response) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic eDp5"}])
def test_nobody_is_told_to_say_who_they_are(http: httpx.Client, stage: Stage, headers: dict[str, str]) -> None:
    answer = http.post(stage.path("verify"), json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("text", ["ysk_" + "A" * 43, "ysk_x", "yst_1.2.3.4", "yst_", "什么"])
def test_a_wrong_key_is_refused(verify: Call, text: str) -> None:
    answer = verify(headers={"Authorization": f"Bearer {text}".encode()})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_key")
    assert "receipt" not in answer.json()


def test_refusals_before_authentication_are_counted(verify: Call, database_url: str) -> None:
    verify(headers={"Authorization": "Bearer ysk_wrong"})
    deadline = time.monotonic() + 15
    with psycopg.connect(database_url, autocommit=True) as connection:
        while time.monotonic() < deadline:
            found = connection.execute(
                "select sum(count) from audit_refusal_count where source = '127.0.0.1' and code = 'wrong_key'"
            ).fetchone()
            if found and found[0]:
                return
            time.sleep(0.2)
    pytest.fail("the refusal was not counted")


def test_a_revoked_key_and_an_expired_one_are_wrong_keys(verify: Call, stage: Stage) -> None:
    civil, system = stage.civil, stage.civil_system.system
    revoked = agencies.issue_key(civil.a, system, now=timezone.now())
    expired = agencies.issue_key(civil.a, system, expires_at=timezone.now() + timedelta(seconds=2), now=timezone.now())
    for made in (revoked, expired):
        assert verify(headers={"Authorization": f"Bearer {made.text}"}).status_code == 200
    agencies.revoke_key(civil.a, Key.objects.get(hash=revoked.hash), now=timezone.now())
    time.sleep(2)
    for made in (revoked, expired):
        answer = verify(headers={"Authorization": f"Bearer {made.text}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_key")


@pytest.mark.clause("26.5")
def test_who_has_no_grant_is_refused(verify: Call, query: Call, stage: Stage) -> None:
    record = assert_refused(verify(headers=stage.forestry_system.headers), 403, "no_grant")
    assert (record.agency, record.resource) == (stage.forestry.agency.code, stage.resource.code)
    assert bytes(record.subjects) == subject_hash(settings.YISHU_SECRETS.subjects, "resident_id", KNOWN)
    assert_refused(query(headers=stage.forestry_system.headers, subject=KNOWN), 403, "no_grant")
    for named in ("01a20000-0000-7000-8000-000000000000", "$1$4$not-a-grant"):
        assert_refused(verify(grant=named), 403, "no_grant")


@pytest.mark.clause("4.4")
def test_use_is_bound_to_the_grants_purpose(verify: Call, stage: Stage) -> None:
    record = assert_refused(verify(purpose={"duty": "别的事项", "case": "1"}), 403, "purpose_not_granted")
    assert record.grant_id == str(stage.grant.pk)
    assert '"duty":"别的事项"' in record.body
    assert_refused(verify(purpose=stage.purpose(case=" ")), 403, "case_required")


def test_items_outside_the_grant_are_named(verify: Call, query: Call) -> None:
    answer = verify(claims={"name": "赵一", "sex": "1"})
    assert_refused(answer, 403, "item_not_granted")
    assert "sex" in answer.json()["detail"]
    assert_refused(query(items=["sex", "name"], subject=KNOWN), 403, "item_not_granted")


def test_an_item_that_does_not_exist_is_unknown_to_a_holder_only(query: Call, stage: Stage) -> None:
    answer = query(items=["name", "nickname"], subject=KNOWN)
    assert_refused(answer, 422, "unknown_item")
    assert "nickname" in answer.json()["detail"]
    assert_refused(query(items=["nickname"], subject=KNOWN, headers=stage.forestry_system.headers), 403, "no_grant")


def test_evidence_keeps_no_names_that_the_resource_does_not_have(verify: Call, query: Call, stage: Stage) -> None:
    """A refusal's record counts what it does not know: nobody fills the record with text of their own."""
    for answer in (
        query(items=["name", "li_si_330102", "x"], subject=KNOWN),
        verify(claims={"name": "赵一", "li_si_330102": 1, "x": 1}, headers=stage.forestry_system.headers),
    ):
        body = json.loads(Record.objects.get(pk=answer.json()["receipt"].partition(".")[0]).body)
        assert (body["items"], body["detail"]) == (["name"], {"unknown_items": 2})


@pytest.mark.parametrize("name", ["330102199003076015", "赵一", "a b", "A", "", "a" * 49])
def test_an_item_is_named_by_what_can_be_its_code(verify: Call, query: Call, name: str) -> None:
    for answer, field in ((query(items=[name], subject=KNOWN), "items"), (verify(claims={name: 1}), "claims")):
        record = assert_refused(answer, 422, "invalid")
        assert fields(answer) == [field]
        assert json.loads(record.body)["items"] == []


def test_more_than_200_items_are_refused(query: Call) -> None:
    answer = query(items=[f"item_{n}" for n in range(201)], subject=KNOWN)
    assert_refused(answer, 422, "invalid")
    assert fields(answer) == ["items"]
    assert_refused(query(items=[f"item_{n}" for n in range(200)], subject=KNOWN), 422, "unknown_item")


def test_a_mode_outside_the_grant_is_refused(query: Call, stage: Stage) -> None:
    only_verify = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(
        stage.police, only_verify, f"id_number,name,sex,birth_date,residence_code\n{KNOWN},赵一,1,,\n", stage.folder
    )
    stage.cast.grant(stage.civil, stage.police, only_verify, systems=(stage.civil_system,), modes=("verify",))
    answer = query(stage.path("query", only_verify), subject=KNOWN, items=["name"])
    assert_refused(answer, 403, "mode_not_granted")
    catalogue.suspend_resource(stage.office.b, only_verify, reason="核查", now=timezone.now())
    assert_refused(query(stage.path("query", only_verify), subject=KNOWN), 409, "resource_suspended")


def test_an_expired_grant_is_refused(verify: Call, stage: Stage, database_url: str) -> None:
    """Grants end at the end of a day; the test moves the end of one, with its hash, into the past."""
    import msgspec

    from yishu.core.canonical import canonical
    from yishu.node import epoch
    from yishu.sharing.models import Grant
    from yishu.sharing.rules import Terms

    other = stage.civil.system()
    grant = stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(other,))
    terms = msgspec.json.decode(grant.terms, type=Terms)
    ended = msgspec.structs.replace(terms, valid_until=timezone.now() - timedelta(seconds=1))
    from django.db import transaction

    with transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(
            terms=canonical(msgspec.to_builtins(ended)).decode(), hash=ended.hash, valid_until=ended.valid_until
        )
        epoch.bump()
    assert_refused(verify(headers=other.headers), 403, "grant_expired")


@pytest.mark.parametrize("code", ["307022001-999999", "nothing", "a" * 300, "r%00x", "%E4%BA%BA"])
def test_an_unknown_resource_is_not_found(verify: Call, code: str) -> None:
    record = assert_refused(verify(f"/api/v1/data/{code}/verify"), 404, "resource_not_found")
    assert len(record.resource) <= 60


@pytest.mark.parametrize("code", ["%00", "a%20b", "a_b", "%E4%BA%BA", "a" * 61])
def test_what_can_be_no_code_is_not_found_by_publishers_either(http: httpx.Client, stage: Stage, code: str) -> None:
    headers = stage.police_system.headers | {"Content-Type": "text/csv"}
    for answer in (
        http.post(f"/api/v1/data/{code}/batches", content=b"id_number\n", headers=headers),
        http.get(f"/api/v1/data/{code}/quarantine", headers=headers),
    ):
        record = assert_refused(answer, 404, "resource_not_found")
        assert record.actor == f"system:{stage.police_system.system.pk}"


def test_a_file_that_is_refused_is_on_record_once(http: httpx.Client, stage: Stage) -> None:
    """The command puts its refusal on record itself; the answer names that record."""
    before = Record.objects.filter(action="batch:published", outcome="denied").count()
    headers = stage.police_system.headers | {"Content-Type": "text/csv"}
    answer = http.post(stage.path("batches"), content=b"what,is\nthis,then\n", headers=headers)
    assert answer.status_code == 422
    assert_refused(answer, 422, answer.json()["code"])
    assert Record.objects.filter(action="batch:published", outcome="denied").count() == before + 1


def test_a_resource_without_data_is_not_hosted(verify: Call, stage: Stage) -> None:
    empty = stage.cast.resource(stage.police, stage.office)
    assert_refused(verify(stage.path("verify", empty)), 409, "not_hosted")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"purpose": ',
        b"\xff\xfe",
        b'{"purpose":{"duty":"\xb9\xab"}}',
        b"[" * 100_000,
        b'{"a":1} x',
        b"\xef\xbb\xbf{}",
    ],
)
def test_malformed_json_is_said_to_be_that(http: httpx.Client, stage: Stage, body: bytes) -> None:
    headers = stage.civil_system.headers | {"Content-Type": "application/json"}
    record = assert_refused(http.post(stage.path("verify"), content=body, headers=headers), 400, "malformed_json")
    assert record.resource == stage.resource.code


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "purpose"),
        ([], ""),
        ({"purpose": {"case": "1"}}, "purpose.duty"),
        ({"purpose": {"duty": 7}}, "purpose.duty"),
        ({"purpose": {"duty": ""}, "subject": KNOWN}, "purpose.duty"),
        ({"purpose": {"duty": "x", "case": "a\u0000b"}, "subject": KNOWN}, "purpose.case"),
        ({"purpose": {"duty": "x", "case": "长" * 201}, "subject": KNOWN}, "purpose.case"),
        ({"purpose": {"duty": "长" * 201}, "subject": KNOWN}, "purpose.duty"),
        ({"purpose": {"duty": "x"}}, "subject"),
        ({"purpose": {"duty": "x"}, "subject": KNOWN, "claim": {}}, "claim"),
        ({"purpose": {"duty": "x"}, "subject": KNOWN, "claims": []}, "claims"),
        ({"purpose": {"duty": "x"}, "subjects": []}, "subjects"),
        ({"purpose": {"duty": "x"}, "subjects": [{"claims": {}}]}, "subjects[0].subject"),
        ({"purpose": {"duty": "x"}, "subject": KNOWN, "subjects": [{"subject": KNOWN}]}, "subject"),
    ],
)
def test_wrong_fields_are_named(http: httpx.Client, stage: Stage, body: object, field: str) -> None:
    answer = http.post(stage.path("verify"), json=body, headers=stage.civil_system.headers)
    assert_refused(answer, 422, "invalid")
    assert fields(answer)[0].replace("[...]", "[0]") == field


@pytest.mark.parametrize(
    ("subject", "field", "rule"),
    [
        ("", "subject", "empty"),
        ("12345", "subject", "length"),
        ("330102199003076014", "subject", "checksum"),
        ("330102199013076015", "subject", "date"),
        (f"{KNOWN[:17]}\x00", "subject", "text"),
        (None, "subject", "type"),
        (["x"], "subject", "type"),
        ({"name": "赵一"}, "subject", "fields"),
        ({"id_number": 1.5}, "subject.id_number", "type"),
        ({"type": "414", "value": "E1234567"}, "subject", "fields"),
    ],
)
def test_a_malformed_subject_is_named(verify: Call, subject: object, field: str, rule: str) -> None:
    answer = verify(subject=subject)
    record = assert_refused(answer, 422, "malformed_subject")
    error = answer.json()["errors"][0]
    assert (error["field"], error["rule"]) == (field, rule)
    assert str(subject) not in record.body or not subject


@pytest.mark.parametrize("text", ["' or '1'='1", "1; drop table audit_record; --", "$1", "%s", '{"name"}', "name\\"])
def test_what_is_sql_is_a_text_like_any_other(verify: Call, query: Call, text: str) -> None:
    assert_refused(verify(subject=text), 422, "malformed_subject")
    assert query(items=[text]).json()["code"] == "invalid"
    answer = verify(claims={"name": text})
    assert answer.json()["result"] == {"name": "mismatch"}


def test_the_wrong_one_of_many_subjects_is_named(query: Call) -> None:
    answer = query(subjects=[KNOWN, ABSENT, "x"])
    assert_refused(answer, 422, "malformed_subject")
    assert fields(answer) == ["subjects[2]"]


def test_too_many_subjects_are_refused(query: Call) -> None:
    assert query(subjects=[KNOWN] * 1001).status_code == 200
    assert_refused(query(subjects=[KNOWN] * 100_001), 422, "too_many_subjects")


def test_an_11_mb_body_is_too_large(http: httpx.Client, stage: Stage) -> None:
    body = b'{"purpose":"' + b"x" * 11_000_000 + b'"}'
    answer = http.post(stage.path("verify"), content=body, headers=stage.civil_system.headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")

    def pieces():
        for start in range(0, len(body), 1 << 20):
            yield body[start : start + (1 << 20)]

    headers = stage.civil_system.headers | {"Content-Type": "application/json"}
    assert_refused(http.post(stage.path("verify"), content=pieces(), headers=headers), 413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/json; charset=gbk", "application/x-www-form-urlencoded"])
def test_only_json_in_utf8_is_read(http: httpx.Client, stage: Stage, kind: str) -> None:
    headers = stage.civil_system.headers | {"Content-Type": kind}
    assert_refused(http.post(stage.path("verify"), content=b"{}", headers=headers), 415, "unsupported_media_type")


def test_paths_and_methods_that_do_not_exist_say_so(http: httpx.Client, stage: Stage) -> None:
    answer = http.get(stage.path("verify"), headers=stage.civil_system.headers)
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", "POST")
    answer = http.post(stage.path("peek"), headers=stage.civil_system.headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "path_not_found")


def test_a_key_without_the_scope_cannot_call(verify: Call, stage: Stage) -> None:
    publisher = stage.civil.system(Scope.PUBLISH)
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(publisher,))
    assert_refused(verify(headers=publisher.headers), 403, "scope_missing")


def test_problems_speak_the_callers_language(verify: Call, stage: Stage) -> None:
    headers = stage.forestry_system.headers
    assert "授权" in verify(headers=headers).json()["detail"]
    english = verify(headers=headers | {"Accept-Language": "en-GB, zh;q=0.5"}).json()
    assert "grant" in english["detail"]
    assert english["title"] == "Not allowed"


def test_a_person_named_in_the_grant_calls_with_a_token(verify: Call, stage: Stage) -> None:
    from django.conf import settings

    secret = settings.YISHU_SECRETS.tokens
    token = new_token(secret, PersonCredential(stage.civil.person_a.pk, 0), timezone.now()).text
    headers = {"Authorization": f"Bearer {token}"}
    assert_refused(verify(headers=headers), 403, "no_grant")
    stage.cast.grant(stage.civil, stage.police, stage.resource, users=(stage.civil.person_a,))
    answer = verify(headers=headers)
    assert answer.status_code == 200
    record = Record.objects.get(pk=answer.json()["receipt"].partition(".")[0])
    assert record.actor == f"person:{stage.civil.person_a.pk}"
    old = new_token(secret, PersonCredential(stage.civil.person_a.pk, 0), timezone.now() - timedelta(hours=2)).text
    assert verify(headers={"Authorization": f"Bearer {old}"}).status_code == 401


def test_a_call_that_breaks_off_harms_nobody(gateway, verify: Call, stage: Stage) -> None:
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as broken:
        head = f"POST {stage.path('verify')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stage.civil_system.key}\r\n"
        broken.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
    assert verify().status_code == 200
