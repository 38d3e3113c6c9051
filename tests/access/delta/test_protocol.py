"""The protocol's paths over HTTP: who is let in, what is on record, what ends at once (26.5, 27.3, 32.1)."""

import base64
import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from tests.access.delta.stage import GRANTED, HEAD, ITEMS, Stage
from tests.conftest import Node
from tests.gateway.test_tracing import traced
from yishu.access.delta.models import SharedFile
from yishu.access.delta.sweeping import KEPT, sweep
from yishu.audit.models import Record


@pytest.fixture(scope="module")
def stage(node: Node, django_ready: str, tmp_path_factory: Any) -> Stage:
    return Stage.set(tmp_path_factory.mktemp("delta"), node.url)


def said(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def queried(reader: httpx.Client, stage: Stage, **body: Any) -> dict[str, Any]:
    """The one file of a query."""
    *_head, last = said(reader.post(f"{stage.table}/query", json=body))
    return last["file"]


def refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["errorCode"] == code.upper()
    assert answer.json()["message"]


@pytest.mark.clause("26.5", "27.3")
def test_a_profile_is_of_one_grant_and_the_same_each_time(stage: Stage) -> None:
    first, again = stage.profile(), stage.profile()
    assert first.status_code == 200, first.text
    assert first.json() == again.json()
    assert first.json()["shareCredentialsVersion"] == 1
    assert f"grant-{stage.grant.pk}.share" in first.headers["content-disposition"]
    with stage.reader() as reader:
        (share,) = reader.get("/shares").json()["items"]
        assert reader.get(f"/shares/{share['name']}").json() == {"share": share}
        (schema,) = reader.get(f"/shares/{share['name']}/schemas").json()["items"]
        (table,) = reader.get(f"/shares/{share['name']}/schemas/{schema['name']}/tables").json()["items"]
        assert reader.get(f"/shares/{share['name']}/all-tables").json()["items"] == [table]
        assert table["id"] == str(stage.grant.pk)
        assert reader.head(stage.table).headers["delta-table-version"] == "3"
        assert reader.get("/shares", params={"maxResults": 0}).json() == {"items": [], "nextPageToken": "0"}
        assert reader.get("/shares", params={"pageToken": "1"}).json() == {"items": []}
        later = reader.get(f"{stage.table}/version", params={"startingTimestamp": "2020-01-01T00:00:00Z"})
        assert later.headers["delta-table-version"] == "1"


@pytest.mark.clause("20.2", "32.1")
def test_every_copy_is_on_record_and_its_file_names_its_holder(stage: Stage) -> None:
    with stage.reader() as reader:
        protocol, metadata, line = said(reader.post(f"{stage.table}/query", json={}))
        assert protocol == {"protocol": {"minReaderVersion": 1}}
        schema = json.loads(metadata["metaData"]["schemaString"])
        assert [one["name"] for one in schema["fields"]] == list(GRANTED)
        assert schema["fields"][1]["metadata"]["comment"] == "经营者"
        file = line["file"]
        whole = httpx.get(file["url"])
        part = httpx.get(file["url"], headers={"Range": "bytes=0-3"})
        head = httpx.head(file["url"])
    assert (part.status_code, part.content) == (206, b"PAR1")
    assert (head.status_code, int(head.headers["content-length"])) == (200, file["size"])
    digest = base64.b64encode(hashlib.sha256(whole.content).digest()).decode()
    assert {one.headers["repr-digest"] for one in (whole, part, head)} == {f"sha-256=:{digest}:"}  # of all of it
    table = pq.read_table(io.BytesIO(whole.content))
    assert table.column_names == list(GRANTED)
    kept = SharedFile.objects.get(pk=file["id"])
    assert table.schema.metadata[b"yishu.receipt"].decode() == kept.receipt
    records = Record.objects.filter(action="data:copied", grant_id=str(stage.grant.pk)).order_by("-at")
    bodies = [json.loads(one.body) for one in records]
    assert bodies[0]["detail"]["by"] == "delta-sharing"
    assert (bodies[0]["found"], bodies[0]["items"], bodies[0]["version"]) == (2, list(GRANTED), 3)


@pytest.mark.clause("20.2")
def test_a_leaked_table_is_traced_to_its_holder_by_its_order_alone(stage: Stage, tmp_path: Path) -> None:
    resource = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain", modes=("bulk",))
    rows = "".join(f"L{n:05d},某{n},330100,{n},,,,,\n" for n in range(3000))
    stage.cast.publish(stage.police, resource, HEAD + rows, stage.folder)
    for holder in (stage.civil, stage.cast.agency("林业")):
        system = holder.system()
        grant = stage.cast.grant(
            holder, stage.police, resource, systems=(system,), items=("code", "places"), modes=("bulk",)
        )
        other = replace(stage, resource=resource, system=system, grant=grant)
        with other.reader() as reader:
            queried(reader, other)
            file = httpx.get(queried(reader, other)["url"]).content  # the second time it is the file of the first
        leaked = tmp_path / f"{system.system.pk}.csv"
        pa_csv.write_csv(pq.read_table(io.BytesIO(file)).slice(500, 900), leaked)
        [found] = traced(leaked, resource)["holders"]
        assert (found["agency"], found["system"]) == (holder.agency.code, system.system.name)


@pytest.mark.clause("27.3")
def test_the_same_version_is_made_once_and_swept_when_nobody_asks(stage: Stage) -> None:
    with stage.reader() as reader:
        first, again = queried(reader, stage), queried(reader, stage)
        assert first["id"] == again["id"]
        before = Record.objects.filter(action="data:copied", grant_id=str(stage.grant.pk)).count()
        older = queried(reader, stage, version=1)
        assert older["id"] != first["id"]
        assert Record.objects.filter(action="data:copied", grant_id=str(stage.grant.pk)).count() == before + 1
        SharedFile.objects.filter(pk=older["id"]).update(used_at=timezone.now() - KEPT - timedelta(minutes=1))
        assert sweep(timezone.now()) >= 1
        refused(httpx.get(older["url"]), 404, "file_gone")
        assert httpx.get(first["url"]).status_code == 200
        assert httpx.get(queried(reader, stage, version=1)["url"]).status_code == 200


@pytest.mark.clause("26.5")
def test_what_was_not_granted_or_not_asked_rightly_is_refused(stage: Stage, node: Node) -> None:
    nobody = httpx.get(f"{node.url}/delta-sharing/shares")
    refused(nobody, 401, "not_authenticated")
    for token in ("ysd_", "ysd_" + "0" * 32 + ".x", stage.system.key, stage.profile().json()["bearerToken"] + "x"):
        answer = httpx.get(f"{node.url}/delta-sharing/shares", headers={"Authorization": f"Bearer {token}"})
        refused(answer, 401, "profile_void")
    with stage.reader() as reader:
        refused(reader.post("/shares/other/schemas/x/tables/y/query", json={}), 404, "no_such_table")
        refused(reader.get("/shares/node-330000/schemas/x/tables"), 404, "no_such_table")
        assert reader.get("/nothing").status_code == 404
        refused(reader.post(f"{stage.table}/query", content="[1"), 422, "invalid")
        refused(reader.post(f"{stage.table}/query", json={"version": "1 or 1"}), 422, "invalid")
        refused(reader.post(f"{stage.table}/query", json={"version": 99}), 422, "since_ahead")
        refused(reader.post(f"{stage.table}/query", json={"timestamp": "1999-01-01T00:00:00Z"}), 404, "no_such_version")
        refused(reader.get(f"{stage.table}/changes"), 422, "invalid")
        refused(reader.get(f"{stage.table}/changes?startingVersion=3&endingVersion=1"), 422, "invalid")
        refused(reader.get(f"{stage.table}/changes?startingVersion=77"), 422, "since_ahead")
        url = queried(reader, stage)["url"]
    for wrong in (url[:-2], url.replace("until=1", "until=2"), url.partition("?")[0]):
        refused(httpx.get(wrong), 403, "link_void")


@pytest.mark.clause("26.5")
def test_a_profile_is_for_the_grants_own_people_and_systems(stage: Stage, node: Node, client: Any) -> None:
    path = f"{node.url}/api/v1/grants/{stage.grant.pk}/profile"
    stranger, other = stage.cast.agency("林业").system(), stage.civil.system()
    assert httpx.get(path, headers=stranger.headers).status_code == 404
    assert httpx.get(path, headers=other.headers).json()["code"] == "system_not_of_grant"
    client.force_login(stage.police.person_a)  # the provider's administrator is no consumer
    assert client.post(f"/access/{stage.grant.pk}/profile/").status_code == 422
    client.force_login(stage.civil.person_a)
    page = client.get(f"/sharing/grants/{stage.grant.pk}/").content.decode()
    assert "Delta Sharing 配置文件" in page
    before = stage.profile().json()["bearerToken"]
    renewed = client.post(f"/access/{stage.grant.pk}/profile/", {"system": stage.system.system.name, "renew": "1"})
    assert renewed.json()["bearerToken"] == stage.profile().json()["bearerToken"] != before
    old = httpx.get(f"{node.url}/delta-sharing/shares", headers={"Authorization": f"Bearer {before}"})
    refused(old, 401, "profile_void")
    acts = Record.objects.filter(action__in=("key:issued", "key:rotated"), grant_id=str(stage.grant.pk)).order_by("-id")
    assert list(acts.values_list("action", flat=True)[:3]) == ["key:issued", "key:rotated", "key:issued"]
    query_only = stage.cast.grant(
        stage.civil,
        stage.police,
        stage.resource,
        systems=(stage.system,),
        items=("code",),
        modes=("query",),
        duty="巡查",
    )
    answer = httpx.get(f"{node.url}/api/v1/grants/{query_only.pk}/profile", headers=stage.system.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_bulk_grant")


@pytest.mark.clause("26.5", "27.2")
def test_an_address_of_before_gives_no_more_than_the_grant_does_now(
    node: Node, django_ready: str, tmp_path: Path
) -> None:
    from yishu.sharing.changes import commands as changes
    from yishu.sharing.changes.narrowing import Narrowing

    stage = Stage.set(tmp_path, node.url)
    with stage.reader() as reader:
        before = queried(reader, stage)
        items = tuple(item for item in GRANTED if item != "since")
        changes.narrow(
            stage.police.b, str(stage.grant.pk), Narrowing(items=items), reason="不再需要", now=timezone.now()
        )
        refused(httpx.get(before["url"]), 404, "file_gone")
        narrowed = queried(reader, stage)
        assert pq.read_table(io.BytesIO(httpx.get(narrowed["url"]).content)).column_names == list(items)
        stage.cast.mask(stage.police, stage.office, stage.resource, area="hidden")
        refused(httpx.get(narrowed["url"]), 404, "file_gone")


@pytest.mark.clause("26.5")
def test_a_withdrawn_grant_stops_the_next_request_of_every_kind(node: Node, django_ready: str, tmp_path: Any) -> None:
    from yishu.sharing import commands

    stage = Stage.set(tmp_path, node.url)
    with stage.reader() as reader:
        url = queried(reader, stage)["url"]
        assert httpx.get(url).status_code == 200
        commands.withdraw_grant(stage.police.b, str(stage.grant.pk), reason="不再需要", now=timezone.now())
        for answer in (
            httpx.get(url),
            reader.get("/shares"),
            reader.get(f"{stage.table}/metadata"),
            reader.post(f"{stage.table}/query", json={}),
            reader.get(f"{stage.table}/changes?startingVersion=1"),
        ):
            assert answer.status_code == 403, answer.text
    assert stage.profile().json()["code"] == "grant_over"
    assert sweep(timezone.now()) >= 1
    assert not SharedFile.objects.filter(profile__grant=stage.grant).exists()
