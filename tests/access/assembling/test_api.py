"""Declaring, running and ending an assembly over HTTP, and its values in queries and copies (22.1, 27.3)."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection

from tests.access.assembling.stage import HEALTH_HEAD, QIAN, ZHAO, Stage
from tests.cast import Cast
from tests.conftest import Node
from yishu.agencies.models import Scope
from yishu.core.text import MaskKind

pytestmark = pytest.mark.clause("22.1")


@pytest.fixture
def stage(node: Node, django_ready: str, tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.url = node.url
    made.officer = made.bureau.system(Scope.PUBLISH, Scope.DATA)
    return made


def call(stage: Stage, method: str, path: str = "", *, by: Cast.System | None = None, **more: Any) -> httpx.Response:
    address = f"{stage.url}/api/v1/hosting/{stage.base.path_code}/assembly{path}"
    return httpx.request(method, address, headers=(by or stage.officer).headers, timeout=60, **more)


def wrong(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return {(one["field"], one["rule"]) for one in answer.json()["errors"]}


def evidence(stage: Stage, action: str, code: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute("select body from audit_record where action = %s and resource = %s order by id", [action, code])
        return [json.loads(body) for (body,) in cursor.fetchall()]


def test_it_is_declared_run_read_and_ended(stage: Stage) -> None:
    assert call(stage, "GET").json()["code"] == "assembly_not_found"
    made = call(stage, "PUT", json=stage.body())
    assert made.status_code == 200, made.text
    assert made.json()["sources"][0]["version"] is None
    assert made.json()["sources"][1]["keys"] == {"id_number": "sfzh"}
    asked = call(stage, "POST", "/run", json={})
    assert asked.status_code == 202
    stage.run()
    stands = call(stage, "GET", by=stage.police.system()).json()
    assert stands["records"] == 3
    assert [(one["version"], one["published"], one["records"]) for one in stands["sources"]] == [(1, 1, 2), (1, 1, 3)]
    name, _birth, phone, _height = stands["items"]
    assert (name["item"], name["differing"], [one["values"] for one in name["from"]]) == ("name", 1, [2, 1])
    assert (phone["differing"], [one["values"] for one in phone["from"]]) == (1, [3, 0])
    assert call(stage, "DELETE", by=stage.system).status_code == 403
    assert call(stage, "DELETE").json()["ended_at"]
    assert call(stage, "GET").status_code == 404
    from yishu.access.assembling.models import Assembled, Taken

    assert not Taken.objects.filter(source__resource__in=[stage.first, stage.second]).exists()
    assert not Assembled.objects.filter(assembly__resource=stage.base).exists()
    assert len(stage.records()) == 3


def test_every_taking_and_every_act_is_on_record(stage: Stage) -> None:
    call(stage, "PUT", json=stage.body())
    stage.run()
    stage.cast.publish(stage.health, stage.second, f"{HEALTH_HEAD}{ZHAO},赵壹,,2009,\n", stage.folder)
    call(stage, "POST", "/run", json={"everything": True})
    stage.run()
    number = call(stage, "GET").json()["number"]
    (first,) = evidence(stage, "data:copied", stage.first.code)
    assert (first["detail"]["by"], first["detail"]["assembly"], first["detail"]["since"]) == (
        "assembly",
        str(number),
        None,
    )
    assert first["grant"] == str(stage.grants[0].pk)
    full, since = evidence(stage, "data:copied", stage.second.code)
    assert (full["detail"]["since"], full["found"]) == (None, 3)
    assert (since["detail"]["since"], since["found"], since["version"]) == (1, 1, 2)
    assert len(evidence(stage, "assembly:declared", stage.base.code)) == 1
    assert evidence(stage, "assembly:asked", stage.base.code)[0]["detail"]["everything"] is True
    rounds = evidence(stage, "assembly:assembled", stage.base.code)
    assert [each["detail"]["round"] for each in rounds] == [0, 1]
    assert rounds[1]["detail"]["taken"] == [f"{stage.first.code}@1", f"{stage.second.code}@2"]
    assert len(evidence(stage, "batch:published", stage.base.code)) == 2


@pytest.mark.clause("27.2")
@pytest.mark.clause("27.3")
def test_queries_and_copies_show_where_each_value_comes_from(stage: Stage) -> None:
    call(stage, "PUT", json=stage.body())
    stage.run()
    reader = stage.police.system()
    stage.cast.grant(stage.police, stage.bureau, stage.base, systems=(reader,))
    path = f"{stage.url}/api/v1/data/{stage.base.path_code}"
    asked = {"purpose": {"duty": "社会救助审核", "case": "1"}, "subject": QIAN, "items": ["phone", "origins"]}
    found = httpx.post(f"{path}/query", json=asked, headers=reader.headers).json()["record"]
    assert found["phone"] == "2002"
    assert found["origins"] == f"{stage.first.code}@1: name, birth_date; {stage.second.code}@1: phone"
    stage.cast.publish(stage.health, stage.second, f"{HEALTH_HEAD}{QIAN},钱二,,2222,\n", stage.folder)
    stage.run()
    changes = httpx.get(f"{path}/bulk?format=csv&since=1", headers=reader.headers).text
    (row,) = csv.DictReader(io.StringIO(changes))
    assert (row["id_number"], row["phone"], row["_change"]) == (QIAN, "2222", "update")
    assert row["origins"] == f"{stage.first.code}@1: name, birth_date; {stage.second.code}@2: phone"


def test_what_does_not_fit_is_told_by_field_and_rule(stage: Stage) -> None:
    first, second = stage.first.code, stage.second.code
    body = stage.body()
    body["items"][0]["from"][0]["item"] = "nothing"
    body["items"][1]["from"][1]["item"] = "height"
    body["items"][2]["from"][1]["source"] = "330000000/000000"
    body["items"][3]["item"] = "weight"
    assert wrong(call(stage, "PUT", json=body)) == {
        ("items.0.from.0.item", "granted"),
        ("items.1.from.1.item", "type"),
        ("items.2.from.1.source", "unknown"),
        ("items.3.item", "unknown"),
    }
    assert wrong(call(stage, "PUT", json=stage.body(items=stage.body()["items"][1:3], origins="height"))) == {
        ("items", "required"),
        ("origins", "form"),
    }
    sources = stage.body()["sources"]
    assert wrong(
        call(stage, "PUT", json=stage.body(sources=[sources[0], sources[0], {"resource": stage.base.code}]))
    ) >= {
        ("sources.1.resource", "repeated"),
        ("sources.2.resource", "itself"),
    }
    assert ("sources.1.keys.id_number", "key") in wrong(
        call(stage, "PUT", json=stage.body(sources=[sources[0], {**sources[1], "keys": {"id_number": "tel"}}]))
    )
    assert ("sources.0.system", "system_not_found") in wrong(
        call(stage, "PUT", json=stage.body(sources=[{"resource": first, "system": "没有"}, sources[1]]))
    )
    stranger = stage.bureau.system()
    refused = call(
        stage, "PUT", json=stage.body(sources=[sources[0], {"resource": second, "system": stranger.system.name}])
    )
    assert ("sources.1.grant", "no_grant") in wrong(refused)
    message = next(one["message"] for one in refused.json()["errors"] if one["field"] == "sources.1.grant")
    assert "申请" in message  # the remedy


def test_a_masked_item_is_no_source_and_a_resource_without_the_mark_no_base(stage: Stage) -> None:
    masked = stage.granted(stage.health, stage.second, bounds={"masks": {"tel": MaskKind.PHONE.value}})
    body = stage.body()
    body["sources"][1]["grant"] = str(masked.pk)
    assert wrong(call(stage, "PUT", json=body)) == {("items.2.from.0.item", "masked")}
    officer = stage.police.system(Scope.PUBLISH)
    address = f"{stage.url}/api/v1/hosting/{stage.first.path_code}/assembly"
    refused = httpx.put(address, json=stage.body(), headers=officer.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_a_base_database")


def test_only_the_building_agency_declares(stage: Stage) -> None:
    assert call(stage, "PUT", json=stage.body(), by=stage.police.system(Scope.PUBLISH)).status_code == 403
    assert call(stage, "PUT", json=stage.body(), by=stage.system).status_code == 403
