"""Which agencies' submissions pass their own reviewer first, by the rule of the agency or of the coordinator, on record (38.1)."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import Cast, entry_draft

pytestmark = pytest.mark.usefixtures("django_ready")
API = "/api/v1/catalogue/review-steps"
BASIS = "《本单位政务信息资源管理制度》第六条"


@pytest.fixture
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    return SimpleNamespace(cast=cast, office=office, police=police, civil=civil)


def submitted(client: Any, scene: Any, member: Any, name: str = "驾驶人信息") -> Any:
    from yishu.catalogue import commands

    entry = commands.draft_entry(member.a, member.agency, entry_draft(name), now=scene.cast.now)
    client.force_login(member.person_a)
    client.post(f"/catalogue/draft/{entry.pk}/submit/")
    entry.refresh_from_db()
    return entry


def put(client: Any, person: Any, agency: Any, **body: Any) -> Any:
    client.force_login(person)
    return client.put(f"{API}/{agency.code}", json.dumps(body), content_type="application/json")


@pytest.mark.clause("38.1")
def test_an_agency_adds_its_own_review_and_only_its_submissions_take_it(scene: Any, client: Any) -> None:
    from yishu.audit.models import Record

    police, place = scene.police, f"/catalogue/steps/{scene.police.agency.code}/"
    assert submitted(client, scene, police, "车辆信息").status == "in_secrecy_review"
    client.force_login(police.person_a)
    assert client.post(place, {"basis": ""}).status_code == 422
    assert client.post(place, {"basis": BASIS}).status_code == 302
    page = client.get("/catalogue/steps/").content.decode()
    assert BASIS in page
    assert scene.civil.agency.name not in page
    body = json.loads(Record.objects.filter(action="rule:changed").latest("id").body)
    assert body["target"] == f"step:entry_agency_review/{police.agency.code}"
    entry = submitted(client, scene, police)
    assert entry.status == "in_agency_review"
    assert submitted(client, scene, scene.civil).status == "in_secrecy_review"
    client.force_login(police.person_b)
    client.post("/catalogue/review/", {"act": "pass", "entry": [entry.pk], f"opinion-{entry.pk}": "属实"})
    entry.refresh_from_db()
    assert entry.status == "in_secrecy_review"
    client.force_login(police.person_a)
    assert client.post(place, {"act": "drop"}).status_code == 302
    assert submitted(client, scene, police, "违法信息").status == "in_secrecy_review"


@pytest.mark.clause("38.1")
def test_what_the_coordinator_requires_the_agency_does_not_drop(scene: Any, client: Any) -> None:
    agency = scene.police.agency
    told = put(client, scene.office.person_b, agency, agency_review=True, basis=BASIS).json()
    assert (told["agency_review"], told["set_by"], told["basis"]) == (True, "coordinator", BASIS)
    refused = put(client, scene.police.person_a, agency, agency_review=False)
    assert (refused.status_code, refused.json()["code"]) == (409, "step_set_by_coordinator")
    own = put(client, scene.police.person_a, agency, agency_review=True, basis="《制度》第七条").json()
    assert (own["set_by"], own["basis"]) == ("coordinator", "《制度》第七条")  # a basis of its own does not free it
    client.force_login(scene.office.person_b)
    assert {one["agency"] for one in client.get(API).json()} >= {agency.code, scene.civil.agency.code}
    assert put(client, scene.office.person_b, agency, agency_review=False).json()["set_by"] == ""


@pytest.mark.clause("38.1", "5.1")
def test_others_change_nothing(scene: Any, client: Any) -> None:
    agency = scene.police.agency
    assert put(client, scene.civil.person_a, agency, agency_review=True, basis=BASIS).status_code == 403
    assert put(client, scene.police.person_b, agency, agency_review=True, basis=BASIS).status_code == 403
    assert put(client, scene.police.person_a, agency, agency_review=True, basis="有\x00").status_code == 422
    client.force_login(scene.civil.person_a)
    assert client.get(f"/catalogue/steps/{agency.code}/").status_code == 403
    assert [one["agency"] for one in client.get(API).json()] == [scene.civil.agency.code]
    client.force_login(scene.police.person_b)
    assert 'name="basis"' not in client.get(f"/catalogue/steps/{agency.code}/").content.decode()
