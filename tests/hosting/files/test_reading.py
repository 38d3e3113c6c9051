"""Documents are read under a grant, by the one rule of authorisation, on record each time (26.5, 27.2, 27.3)."""

import hashlib
from base64 import b64encode
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.hosting.files.stage import DUTY, Stage, pdf

NUMBER = "浙公发〔2026〕7号"


@pytest.mark.clause("26.5", "32.1")
def test_without_a_grant_nothing_is_told(stage: Stage, client: Any) -> None:
    stage.provided(client, pdf("一"), "n")
    for rest in ("", "/n", "/n/versions/1", "/absent"):
        answer = stage.get(client, rest, by=stage.stranger)
        assert (answer.status_code, answer.json()["code"]) == (403, "no_grant")
    assert client.get(stage.path).status_code == 401
    denied = [row for row in stage.evidence() if row[0] == "data:copied"]
    assert denied == [("data:copied", "denied", "no_grant")] * 4


@pytest.mark.clause("26.5", "32.1")
def test_a_withdrawn_grant_stops_the_next_request(stage: Stage, client: Any) -> None:
    from yishu.sharing import commands as sharing

    stage.provided(client, pdf("一"), "n")
    assert stage.get(client, "/n/versions/1").status_code == 200
    sharing.withdraw_grant(stage.police.b, str(stage.grant.pk), reason="期满", now=stage.cast.now)
    for rest in ("", "/n", "/n/versions/1"):
        assert stage.get(client, rest).json()["code"] == "no_grant"


@pytest.mark.clause("27.2", "4.4")
def test_a_query_names_its_duty_and_a_copy_is_what_the_grant_is_for(client: Any, django_ready: str) -> None:
    stage = Stage(modes=("query", "bulk"))
    stage.open(modes=("query",))
    stage.provided(client, pdf("一"), "n")
    assert stage.get(client).json()["code"] == "mode_not_granted"
    assert stage.get(client, "/n/versions/1").json()["code"] == "mode_not_granted"
    assert stage.get(client, "/n/versions/1", duty="别的事项").json()["code"] == "purpose_not_granted"
    assert stage.get(client, "/n/versions/1", duty=DUTY, case="A-1").status_code == 200
    found = _query(stage, client, number="n")
    assert [one["number"] for one in found["items"]] == ["n"]
    assert _query(stage, client, number="absent")["items"] == []
    assert _query(stage, client)["code"] == "invalid"
    assert [row[0] for row in stage.evidence() if row[1] == "allowed" and row[0].startswith("data")] == [
        "data:queried"
    ] * 3


def test_bytes_come_as_a_download_with_their_digest_whole_and_in_ranges(stage: Stage, client: Any) -> None:
    body = pdf("一" * 2000)
    stage.provided(client, body, NUMBER, name="关于 印发“办法”的通知.pdf")
    path = f"/{quote(NUMBER)}/versions/1"
    answer = stage.get(client, path)
    digest = hashlib.sha256(body)
    assert b"".join(answer.streaming_content) == body
    assert answer["ETag"] == f'"{digest.hexdigest()}"'
    assert answer["Repr-Digest"] == f"sha-256=:{b64encode(digest.digest()).decode()}:"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    name = quote("关于 印发“办法”的通知.pdf")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Yishu-Receipt"]
    part = stage.get(client, path, headers={"Range": "bytes=10-29"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 10-29/{len(body)}")
    assert b"".join(part.streaming_content) == body[10:30]
    tail = stage.get(client, path, headers={"Range": "bytes=-7"})
    assert b"".join(tail.streaming_content) == body[-7:]
    beyond = stage.get(client, path, headers={"Range": f"bytes={len(body)}-"})
    assert beyond.status_code == 416
    head = client.head(f"{stage.path}{path}", headers=stage.reader.headers)
    sent = b"".join(head.streaming_content)
    assert (head.status_code, int(head["Content-Length"]), sent) == (200, len(body), b"")
    same = stage.get(client, path, headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304


def test_every_reading_leaves_evidence_with_its_receipt(stage: Stage, client: Any) -> None:
    from django.db import connection

    stage.provided(client, pdf("一"), "n")
    listed = stage.get(client).json()["receipt"]
    opened = stage.get(client, "/n").json()["receipt"]
    fetched = stage.get(client, "/n/versions/1")["Yishu-Receipt"]
    with connection.cursor() as cursor:
        for receipt in (listed, opened, fetched):
            number, _dot, leaf = receipt.partition(".")
            cursor.execute(
                "select grant_id::text, encode(leaf, 'hex'), target from audit_record where id = %s", [number]
            )
            grant, kept, target = cursor.fetchone()
            assert (grant, kept) == (str(stage.grant.pk), leaf)
    assert target.endswith("/1")


@pytest.mark.clause("27.3")
def test_changes_since_a_version_are_exact(stage: Stage, client: Any) -> None:
    stage.provided(client, pdf("一"), "a")
    stage.provided(client, pdf("二"), "b")
    first = stage.get(client).json()
    assert (first["version"], [one["change"] for one in first["items"]]) == (2, ["insert", "insert"])
    assert stage.get(client, since=2).json()["items"] == []
    stage.hand_in(client, pdf("等待"), number="c")
    assert stage.get(client, since=2).json() | {"receipt": ""} == {
        "version": 2,
        "items": [],
        "next": None,
        "receipt": "",
    }
    stage.provided(client, pdf("一之二"), "a")
    stage.withdraw(client, "b", 1)
    stage.provided(client, pdf("丁"), "d")
    stage.provided(client, pdf("戊"), "e")
    stage.withdraw(client, "e", 1)
    changed = stage.get(client, since=2).json()
    assert changed["version"] == 7
    assert [(one["number"], one["change"], one["version"]) for one in changed["items"]] == [
        ("a", "update", 2),
        ("b", "delete", None),
        ("d", "insert", 1),
    ]
    assert changed["items"][1]["title"] == ""
    assert stage.get(client, since=8).json()["code"] == "since_ahead"


def test_pages_of_a_list_hold_together_while_documents_change(
    stage: Stage, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yishu.hosting.files.queries.MOST", 2)
    for name in "abc":
        stage.provided(client, pdf(name), name)
    page = stage.get(client).json()
    assert [one["number"] for one in page["items"]] == ["a", "b"]
    stage.provided(client, pdf("新"), "d")
    stage.withdraw(client, "a", 1)
    rest = stage.get(client, cursor=page["next"]).json()
    assert (rest["version"], [one["number"] for one in rest["items"]], rest["next"]) == (3, ["c"], None)
    since = stage.get(client, since=page["version"]).json()
    assert [(one["number"], one["change"]) for one in since["items"]] == [("d", "insert"), ("a", "delete")]
    assert stage.get(client, cursor="x").json()["errors"][0]["field"] == "cursor"


def test_lists_are_narrowed_by_number_and_day(stage: Stage, client: Any) -> None:
    stage.provided(client, pdf("一"), "a", dated="2025-01-01")
    stage.provided(client, pdf("二"), "b", dated="2026-01-01")
    assert [one["number"] for one in stage.get(client, number="a").json()["items"]] == ["a"]
    assert [one["number"] for one in stage.get(client, dated_from="2025-06-01").json()["items"]] == ["b"]
    assert [one["number"] for one in stage.get(client, dated_until="2025-06-01").json()["items"]] == ["a"]


@pytest.mark.clause("6.1", "26.5")
def test_a_grant_of_some_items_opens_no_document(client: Any, django_ready: str) -> None:
    stage = Stage()
    stage.open(items=("wenhao", "biaoti"))
    stage.provided(client, pdf("一"), "n")
    refused = stage.get(client, "/n/versions/1")
    assert (refused.status_code, refused.json()["code"]) == (403, "item_not_granted")


def test_a_grant_with_masks_opens_no_document(client: Any, django_ready: str) -> None:
    stage = Stage()
    stage.open(bounds={"masks": {"biaoti": "hidden"}})
    stage.provided(client, pdf("一"), "n")
    refused = stage.get(client, "/n/versions/1")
    assert (refused.status_code, refused.json()["code"]) == (403, "documents_undivided")
    assert stage.evidence()[-1][1:] == ("denied", "documents_undivided")


@pytest.mark.clause("26.5")
def test_limits_of_a_grant_count_each_reading(client: Any, django_ready: str) -> None:
    from yishu.sharing.rules import Limits

    stage = Stage()
    stage.open(bounds={"limits": Limits(total=2)})
    stage.provided(client, pdf("一"), "n")
    codes = [stage.get(client, "/n/versions/1").status_code for _ in range(3)]
    assert codes == [200, 200, 403]
    assert stage.get(client, "/n/versions/1").json()["code"] == "total_used_up"


def test_a_suspended_entry_gives_nothing(stage: Stage, client: Any) -> None:
    from yishu.catalogue import commands as catalogue

    stage.provided(client, pdf("一"), "n")
    catalogue.suspend_resource(stage.office.b, stage.resource, reason="核查", now=stage.cast.now)
    assert stage.get(client, "/n/versions/1").json()["code"] == "resource_suspended"


def test_a_resource_of_data_has_no_documents(stage: Stage, client: Any) -> None:
    data = stage.cast.resource(stage.police, stage.office)
    stage.cast.grant(stage.civil, stage.police, data, systems=(stage.reader,))
    answer = client.get(f"/api/v1/data/{data.path_code}/documents", headers=stage.reader.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_documents")


def test_lost_bytes_are_told_and_hand_over_nothing(stage: Stage, client: Any) -> None:
    from yishu.node import content

    digest = stage.provided(client, pdf(f"丢失 {stage.resource.code}"), "n")["sha256"]
    path = content.path_of(digest)
    kept = path.rename(path.with_name("aside"))
    answer = stage.get(client, "/n/versions/1")
    assert (answer.status_code, answer.json()["code"]) == (500, "document_lost")
    kept.rename(path)
    assert stage.evidence()[-1] == ("data:copied", "denied", "document_lost")


@pytest.mark.clause("18.1")
def test_a_signed_off_version_counts_as_an_update(stage: Stage, client: Any) -> None:
    from django.utils import timezone

    from yishu.catalogue.models import Resource
    from yishu.quality import queries as quality

    def updates() -> Any:
        return quality.freshness(Resource.objects.get(pk=stage.resource.pk), now=timezone.now())

    stage.hand_in(client, pdf("一"), number="n")
    assert updates().last_update is None, updates()
    stage.review(client, "n", 1)
    moment = updates().last_update
    assert moment is not None
    assert timezone.now() - moment < timedelta(minutes=5)
    shown = Resource.objects.get(pk=stage.resource.pk)
    assert (shown.records, shown.last_updated is not None) == (1, True)


def _query(stage: Stage, client: Any, **said: Any) -> Any:
    body = {"purpose": {"duty": DUTY, "case": "A-1"}, **said}
    return client.post(
        f"{stage.path}/query", body, content_type="application/json", headers=stage.reader.headers
    ).json()
