"""The register over HTTP: read without login, proposed to with one."""

from typing import Any

import pytest
from django.test import Client

from tests.standards.stage import JOINTLY, Stage, identifier, signed_in, unlike
from yishu.agencies.models import Scope
from yishu.standards.models import CodeList, DataElement, Standard, State

ROOT = "/api/v1/standards"


@pytest.fixture(scope="module")
def stage(django_ready: str) -> Stage:
    """What other tests proposed and left is decided: the workbench shows the first few."""
    for kept in (Standard, CodeList, DataElement):
        kept.objects.filter(state=State.PROPOSED).update(state=State.REJECTED)
    return Stage.set()


def send(path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    return Client().post(f"{ROOT}{path}", body, content_type="application/json", headers=headers)


@pytest.mark.clause("5.3")
def test_the_register_is_read_without_login_by_words_and_state() -> None:
    found = Client().get(f"{ROOT}/elements?q=gmsfhm").json()
    assert [(one["identifier"], one["code_list"], one["standard"]) for one in found] == [
        ("DE00001", "", "GB 11643-1999")
    ]
    sexes = Client().get(f"{ROOT}/code-lists/GBT2261.1").json()
    assert {one["code"]: one["text"] for one in sexes["values"]}["9"] == "未说明的性别"
    assert Client().get(f"{ROOT}/elements/DE00003").json()[0]["code_list"] == "GBT2261.1"
    replaced = Client().get(f"{ROOT}/standards?state=replaced&q=DA/T").json()
    assert [(one["code"], one["replaced_by"]) for one in replaced] == [("DA/T 85-2019", "GB/T 42727-2023")]
    lists = Client().get(f"{ROOT}/code-lists?q=YISHU").json()
    assert len(lists) == 10
    assert Client().get(f"{ROOT}/elements/DE99999").status_code == 404
    assert Client().get(f"{ROOT}/elements?state=unknown").status_code == 422


def test_a_system_proposes_and_the_coordinator_issues(stage: Stage) -> None:
    system = stage.civil.system(Scope.PUBLISH)
    key, name = identifier(), unlike("接口提出项")
    listed = {"identifier": key, "name": "接口代码", "values": [{"code": "1", "text": "甲"}]}
    made = send("/code-lists", listed, system.headers)
    assert (made.status_code, made.json()["version"], made.json()["state"]) == (201, 1, "proposed")
    element = {"name": name, "definition": "由系统提出", "representation": "c..20", "aliases": [f"x{name}"]}
    proposed = send("/elements", element, system.headers)
    assert proposed.status_code == 201
    kept = DataElement.objects.get(identifier=proposed.json()["identifier"])
    office = signed_in(stage.office.person_b)
    assert name in office.get("/").content.decode()  # it waits on the coordinator's workbench
    assert name not in signed_in(stage.civil.person_b).get("/").content.decode()
    office.post("/standards/review/", {"chosen": f"elements:{kept.pk}", **JOINTLY})
    assert Client().get(f"{ROOT}/elements/{kept.identifier}").json()[0]["state"] == "in_force"
    assert name not in office.get("/").content.decode()
    again = send("/elements", {**element, "of": kept.identifier, "length": 20}, system.headers)
    assert (again.status_code, again.json()["version"]) == (201, 2)
    assert send("/elements", {**element, "of": kept.identifier}, system.headers).status_code == 409


def test_proposals_need_a_login_a_scope_and_sound_fields(stage: Stage) -> None:
    element = {"name": unlike("无人提出"), "definition": "x"}
    for path in ("/elements", "/code-lists", "/standards"):
        assert send(path, element).status_code in (401, 422)
    assert send("/elements", element).status_code == 401
    reader = stage.civil.system(Scope.DATA)
    assert send("/elements", element, reader.headers).status_code == 403
    writer = stage.civil.system(Scope.PUBLISH)
    wrong = send("/elements", {**element, "representation": "x9", "type": "texts", "scope": "?"}, writer.headers)
    assert wrong.status_code == 422
    assert wrong.json()["errors"][0]["field"] == "scope"  # unknown fields are not overlooked
    wrong = send("/elements", {**element, "representation": "x9", "type": "texts"}, writer.headers)
    assert {(error["field"], error["rule"]) for error in wrong.json()["errors"]} == {
        ("type", "choice"),
        ("representation", "notation"),
    }
    assert send("/elements", {**element, "of": "DE99999"}, writer.headers).status_code == 404
    standard = {"code": "GB/T 2260-2007", "title": "又一次", "kind": "code_list"}
    assert send("/standards", standard, writer.headers).json()["errors"][0]["rule"] == "registered"
    assert not DataElement.objects.filter(name=element["name"]).exists()
