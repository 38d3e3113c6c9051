"""What duties imply but the catalogue lacks shows until it is entered or a law is cited; providing is free (4.1)."""

import json
import re
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.cast import Cast, entry_draft
from tests.conftest import Node
from tests.sharing.test_demands import token

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def scene(django_ready: str, node: Node) -> Any:
    cast = Cast()
    office, civil = cast.agency("办公厅", coordinator=True), cast.agency("民政")
    return SimpleNamespace(
        cast=cast,
        url=f"{node.url}/api/v1/catalogue/holdings",
        office=office,
        civil=civil,
        civil_as=token(node.url, civil.person_a),
        office_as=token(node.url, office.person_b),
    )


def duty(scene: Any) -> dict[str, Any]:
    (only,) = httpx.get(scene.url, headers=scene.civil_as).json()
    return only


def counted(scene: Any) -> dict[str, int]:
    rows = httpx.get(f"{scene.url}/agencies", headers=scene.office_as).json()
    row = next(one for one in rows if one["code"] == scene.civil.agency.code)
    return {name: row[name] for name in ("duties", "listed", "exempted", "unlisted")}


@pytest.mark.clause("4.1")
def test_a_duty_stays_unlisted_until_its_entry_is_published(scene: Any) -> None:
    from yishu.catalogue import commands

    assert duty(scene)["unlisted"]
    assert counted(scene) == {"duties": 1, "listed": 0, "exempted": 0, "unlisted": 1}
    draft = entry_draft("婚姻登记信息", cycle="monthly")
    civil, now = scene.civil, scene.cast.now
    entry = commands.draft_entry(civil.a, civil.agency, draft, now=now)
    place = f"{scene.url}/{duty(scene)['id']}/resources"
    answer = httpx.post(place, json={"resource": entry.resource.code}, headers=scene.civil_as)
    assert answer.status_code == 200, answer.text
    assert duty(scene)["unlisted"]  # a draft serves nobody yet
    commands.submit_entry(civil.a, entry.pk, now=now)
    commands.sign_off(civil.b, entry.pk, scope="全部", now=now)
    commands.publish_entry(scene.office.b, entry.pk, now=now)
    assert not duty(scene)["unlisted"]
    assert counted(scene) == {"duties": 1, "listed": 1, "exempted": 0, "unlisted": 0}
    entry.resource.refresh_from_db()
    commands.withdraw_resource(civil.b, entry.resource, reason="不再提供", now=now)
    assert duty(scene)["unlisted"]  # what was withdrawn serves nobody either
    assert counted(scene)["unlisted"] == 1


@pytest.mark.clause("4.1")
def test_or_until_a_law_is_cited_which_the_coordinator_sees(scene: Any, client: Any) -> None:
    place = f"{scene.url}/{duty(scene)['id']}/exemption"
    bare = {"law": "《统计法》", "article": "有关规定", "reason": "依法保密"}
    wrong = httpx.post(place, json=bare, headers=scene.civil_as)
    assert [error["field"] for error in wrong.json()["errors"]] == ["article"]
    done = httpx.post(place, json=bare | {"article": "第九条"}, headers=scene.civil_as)
    assert done.status_code == 200, done.text
    assert not duty(scene)["unlisted"]
    assert counted(scene)["exempted"] == 1
    client.force_login(scene.office.person_b)
    page = client.get(f"/catalogue/holdings/agencies/{scene.civil.agency.code}/").content.decode()
    assert "《统计法》第九条" in page
    client.force_login(scene.civil.person_a)
    assert client.get(f"/catalogue/holdings/agencies/{scene.office.agency.code}/").status_code == 403
    assert httpx.get(f"{scene.url}/agencies", headers=scene.civil_as).json() == []


@pytest.mark.clause("4.1")
def test_linking_citing_and_undoing_on_pages(scene: Any, client: Any) -> None:
    resource = scene.cast.resource(scene.civil, scene.office, name="低保")
    client.force_login(scene.civil.person_a)
    place = f"/catalogue/holdings/{duty(scene)['id']}/"
    assert place in client.get("/catalogue/holdings/").content.decode()
    assert client.post(place, {"act": "link", "resource": ""}).status_code == 422
    assert client.post(place, {"act": "link", "resource": resource.path_code}).status_code == 302
    assert not duty(scene)["unlisted"]
    assert client.post(place, {"act": "unlink", "resource": resource.path_code}).status_code == 302
    assert duty(scene)["unlisted"]
    wrong = client.post(place, {"act": "exempt", "law": "《法》", "article": "没有", "reason": "有"})
    assert 'href="#id_article"' in wrong.content.decode()


def test_another_agencys_duty_or_resource_is_not_ones_own(scene: Any) -> None:
    stranger = scene.cast.agency("林业")
    theirs = scene.cast.resource(stranger, scene.office, name="他人")
    number = duty(scene)["id"]
    link = httpx.post(f"{scene.url}/{number}/resources", json={"resource": theirs.code}, headers=scene.civil_as)
    assert (link.status_code, link.json()["code"]) == (403, "not_the_provider")
    as_stranger = token(scene.url.removesuffix("/api/v1/catalogue/holdings"), stranger.person_a)
    body = {"law": "《法》", "article": "第一条", "reason": "无"}
    answer = httpx.post(f"{scene.url}/{number}/exemption", json=body, headers=as_stranger)
    assert (answer.status_code, answer.json()["code"]) == (404, "duty_not_found")


@pytest.mark.clause("4.1")
def test_nothing_asks_a_price(node: Node, scene: Any) -> None:
    """Neither the schema of the API nor the tables of catalogue and sharing have a word for payment."""
    from django.apps import apps

    priced = re.compile(r"price|fee\b|cost|charge|payment|paid|currency|billing|费|价格|付款", re.IGNORECASE)
    schema = httpx.get(f"{node.url}/api/openapi.json", headers=scene.civil_as).json()
    fields = {
        (name, field) for name, one in schema["components"]["schemas"].items() for field in one.get("properties", {})
    }
    assert len(fields) > 50
    assert not [pair for pair in fields if priced.search(pair[1])]
    columns = [
        (model.__name__, field.name)
        for app in ("catalogue", "sharing")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
    ]
    assert not [pair for pair in columns if priced.search(pair[1])]
    assert not priced.search(
        json.dumps([one for one in schema["paths"] if "applications" in one or "catalogue" in one])
    )
