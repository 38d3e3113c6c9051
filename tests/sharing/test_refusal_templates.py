"""Reasons for refusing, as templates of the node: each with its clause, picked and completed, never without a reason (26.3)."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    closed = cast.resource(police, office)
    return SimpleNamespace(office=office, police=police, civil=civil, closed=closed, system=civil.system(name="系统"))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def refused(scene: Any, **body: Any) -> Any:
    line = {
        "resource": scene.closed.code,
        "items": ["name"],
        "modes": ["verify"],
        "systems": ["系统"],
        "until": str(timezone.localdate() + timedelta(days=9)),
    }
    given = {"duty": "救助", "lines": [line]}
    number = (
        signed_in(scene.civil.person_a)
        .post("/api/v1/applications", given, content_type="application/json")
        .json()["id"]
    )
    decision = {"line": scene.closed.code, "outcome": "refuse", **body}
    place = f"/api/v1/applications/{number}/decision"
    return signed_in(scene.police.person_b).post(place, decision, content_type="application/json")


@pytest.mark.clause("26.3")
def test_a_refusal_is_a_template_completed_or_a_reason_of_ones_own_and_never_nothing(scene: Any) -> None:
    listed = signed_in(scene.police.person_b).get("/api/v1/refusal-templates").json()
    assert len(listed) >= 6
    assert all(re.search(r"《.+》第.+条", one["basis"]) for one in listed)
    by_code = {one["code"]: one for one in listed}
    answer = refused(scene, template="items", reason="只需姓名。").json()
    assert answer["reason"] == f"{by_code['items']['text']}（依据：{by_code['items']['basis']}）\n只需姓名。"
    assert refused(scene, template="mode").json()["state"] == "refused"
    assert refused(scene, reason="与职责无关").json()["reason"] == "与职责无关"
    nothing = refused(scene, reason="  ")
    assert (nothing.status_code, nothing.json()["code"]) == (422, "reason_required")
    assert refused(scene, template="made_up").status_code == 404


@pytest.mark.clause("26.3", "38.1")
def test_the_coordinator_keeps_the_templates_and_what_was_refused_stays_as_it_was_said(scene: Any) -> None:
    place, office = "/api/v1/refusal-templates/no_letter", signed_in(scene.office.person_b)
    body = {"name": "未附公函", "text": "未附公函，请补充。", "basis": "《某市细则》第八条"}
    for person in (scene.police.person_b, scene.office.person_a):
        assert signed_in(person).put(place, body, content_type="application/json").status_code == 403
        assert signed_in(person).delete(place).status_code == 403
        assert signed_in(person).post("/sharing/refusal-templates/new/", body).status_code == 403
    wrong = office.put(place, {**body, "basis": "内部规定"}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "basis")
    assert office.put(place, body, content_type="application/json").status_code == 200
    said = refused(scene, template="no_letter").json()["reason"]
    assert office.post("/sharing/refusal-templates/no_letter/", {**body, "text": "改过的理由。"}).status_code == 302
    assert refused(scene, template="no_letter").json()["reason"] != said
    again = office.post("/sharing/refusal-templates/new/", {**body, "code": "no_letter"})
    assert (again.status_code, 'href="#id_code"' in unescape(again.content.decode())) == (422, True)
    assert office.post("/sharing/refusal-templates/no_letter/", {"act": "retire"}).status_code == 302
    assert refused(scene, template="no_letter").status_code == 404
    assert "no_letter" not in [
        one["code"] for one in signed_in(scene.police.person_b).get("/api/v1/refusal-templates").json()
    ]
    page = unescape(signed_in(scene.police.person_b).get("/sharing/refusal-templates/").content.decode())
    assert "信息项超出必需" in page
    assert "未附公函" not in page
