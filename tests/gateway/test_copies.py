"""Bulk, publication and quarantine over HTTP."""

import io
import json

import httpx
import pyarrow.parquet as pq
import pytest

from tests.gateway.stage import KNOWN, Stage
from tests.gateway.test_refusals import assert_refused
from yishu.audit.models import Record
from yishu.catalogue.models import Resource

HEADER = "id_number,name,sex,birth_date,residence_code"


@pytest.fixture(scope="module")
def copied(stage: Stage) -> Resource:
    """A population of three of which CIVIL may copy two items."""
    resource = stage.cast.resource(stage.police, stage.office)
    rows = "330102199003076015,赵一,1,1990-03-07,330102\n330102199003076031,钱二,1,,\n330102199003076058,孙三,1,,\n"
    stage.cast.publish(stage.police, resource, f"{HEADER}\n{rows}", stage.folder)
    stage.cast.grant(
        stage.civil, stage.police, resource, systems=(stage.civil_system,), items=("id_number", "name"), modes=("bulk",)
    )
    return resource


@pytest.mark.clause("27.1")
def test_a_copy_holds_the_granted_items_and_its_record_is_durable(
    http: httpx.Client, stage: Stage, copied: Resource
) -> None:
    answer = http.get(stage.path("bulk", copied), headers=stage.civil_system.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    lines = answer.content.decode("utf-8-sig").split()
    assert lines[0] == "id_number,name"
    assert sorted(lines[1:]) == ["330102199003076015,赵一", "330102199003076031,钱二", "330102199003076058,孙三"]
    record = Record.objects.get(pk=answer.headers["yishu-receipt"].partition(".")[0])
    body = json.loads(record.body)
    assert (record.action, record.outcome, body["version"]) == ("data:copied", "allowed", 1)
    assert (body["items"], body["found"], body["detail"]) == (
        ["id_number", "name"],
        3,
        {"format": "csv", "since": None, "marked_by": ["id_number"], "order": 3},
    )
    assert answer.headers["yishu-version"] == "1"


def test_a_copy_comes_as_parquet_and_head_gives_its_version(http: httpx.Client, stage: Stage, copied: Resource) -> None:
    answer = http.get(stage.path("bulk", copied), params={"format": "parquet"}, headers=stage.civil_system.headers)
    table = pq.read_table(io.BytesIO(answer.content))
    assert table.column_names == ["id_number", "name"]
    assert table.num_rows == 3
    head = http.head(stage.path("bulk", copied), headers=stage.civil_system.headers)
    assert (head.status_code, head.headers["yishu-version"], head.content) == (200, "1", b"")


def test_changes_since_a_version(http: httpx.Client, stage: Stage, copied: Resource) -> None:
    more = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, more, f"{HEADER}\n{KNOWN},赵一,1,,\n", stage.folder)
    stage.cast.grant(stage.civil, stage.police, more, systems=(stage.civil_system,), modes=("bulk",))
    stage.cast.publish(stage.police, more, f"{HEADER}\n{KNOWN},赵二,1,,\n", stage.folder)
    answer = http.get(stage.path("bulk", more), params={"since": "1"}, headers=stage.civil_system.headers)
    assert answer.status_code == 200, answer.text
    lines = answer.content.decode("utf-8-sig").split()
    assert "_change" in lines[0]
    assert len(lines) == 2
    assert "赵二" in lines[1]
    assert "update" in lines[1]
    assert_refused(
        http.get(stage.path("bulk", more), params={"since": "9"}, headers=stage.civil_system.headers),
        422,
        "since_ahead",
    )


def test_a_copy_is_refused_with_a_record(http: httpx.Client, stage: Stage, copied: Resource) -> None:
    path, headers = stage.path("bulk", copied), stage.civil_system.headers
    assert_refused(http.get(path, headers=stage.forestry_system.headers), 403, "no_grant")
    assert_refused(http.get(path, params={"format": "docx"}, headers=headers), 406, "not_acceptable")
    assert_refused(http.get(path, params={"since": "x"}, headers=headers), 422, "invalid")
    assert_refused(http.get(path, params={"sinc": "1"}, headers=headers), 422, "invalid")
    assert_refused(http.get(path, headers=stage.police_system.headers), 403, "scope_missing")


@pytest.mark.clause("13.1")
def test_a_batch_is_published_and_answered_with_its_receipt(http: httpx.Client, stage: Stage) -> None:
    resource = stage.cast.resource(stage.police, stage.office)
    path, headers = stage.path("batches", resource), stage.police_system.headers | {"Idempotency-Key": "b-1"}
    body = f"{HEADER}\n{KNOWN},赵一,1,1990-03-07,\nwrong,钱二,1,,\n".encode("gbk")
    answer = http.post(path, content=body, headers=headers | {"Content-Type": "text/csv; charset=gbk"})
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    assert {receipt[name] for name in ("accepted", "quarantined", "version")} == {1}
    again = http.post(path, content=body, headers=headers | {"Content-Type": "text/csv; charset=gbk"})
    assert again.json()["batch"] == receipt["batch"]
    other = http.post(path, content=body + b"\n", headers=headers | {"Content-Type": "text/csv; charset=gbk"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    rows = http.get(stage.path("quarantine", resource), params={"batch": receipt["batch"]}, headers=headers).json()
    assert rows["items"][0]["values"]["id_number"] == "wrong"
    assert {"field", "rule", "message"} == set(rows["items"][0]["errors"][0])
    # The gateway knows of the new table at once.
    stage.cast.grant(stage.civil, stage.police, resource, systems=(stage.civil_system,))
    query = {"purpose": stage.purpose(), "subject": KNOWN, "items": ["name"]}
    found = http.post(stage.path("query", resource), json=query, headers=stage.civil_system.headers).json()
    assert found["record"] == {"name": "赵一"}


@pytest.mark.clause("13.1", "21.2")
def test_a_record_that_breaks_a_declared_rule_comes_back_with_its_reason(http: httpx.Client, stage: Stage) -> None:
    from django.utils import timezone

    from yishu.hosting.declared.commands import declare
    from yishu.hosting.declared.drafts import Draft, Parameters

    resource = stage.cast.resource(stage.police, stage.office)
    draft = Draft("pattern", ("residence_code",), Parameters(pattern="33[0-9]{4}"))
    rule = declare(stage.police.a, resource.code, draft, now=timezone.now())
    body = f"{HEADER}\n{KNOWN},赵一,1,1990-03-07,110101\n".encode()
    headers = stage.police_system.headers | {"Content-Type": "text/csv"}
    receipt = http.post(stage.path("batches", resource), content=body, headers=headers).json()
    assert (receipt["accepted"], receipt["quarantined"]) == (0, 1)
    for language, message in (("zh", rule.zh), ("en", rule.en)):
        asked = stage.police_system.headers | {"Accept-Language": language}
        (row,) = http.get(stage.path("quarantine", resource), headers=asked).json()["items"]
        assert row["errors"] == [{"field": "residence_code", "rule": "pattern", "message": message}]


@pytest.mark.clause("21.2")
def test_only_the_provider_reads_what_was_sent_back(http: httpx.Client, stage: Stage) -> None:
    resource = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, resource, f"{HEADER}\nwrong,赵一,1,,\n", stage.folder)
    stranger = stage.civil.system()
    answer = http.get(stage.path("quarantine", resource), headers=stranger.headers)
    assert_refused(answer, 403, "scope_missing")
    answer = http.get(stage.path("quarantine", resource), headers=stage.police_system.headers)
    assert answer.status_code == 200
    assert Record.objects.filter(action="quarantine:read", resource=resource.code, outcome="allowed").count() == 1


def test_a_refused_batch_leaves_exactly_one_record(http: httpx.Client, stage: Stage) -> None:
    resource = stage.cast.resource(stage.police, stage.office)
    headers, path = stage.police_system.headers, stage.path("batches", resource)
    cases = [
        (b"", "text/csv", 422, "file_empty"),
        (b"a,b\n1,2\n", "text/csv", 422, "wrong_columns"),
        (b"PAR1 cut", "application/vnd.apache.parquet", 422, "file_unreadable"),
        (b"x", "image/png", 415, "unsupported_media_type"),
    ]
    for n, (body, kind, status, code) in enumerate(cases, 1):
        answer = http.post(path, content=body, headers=headers | {"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert Record.objects.filter(action="batch:published", resource=resource.code, outcome="denied").count() == n
    answer = http.post(path, content=b"x", headers=stage.civil_system.headers | {"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
