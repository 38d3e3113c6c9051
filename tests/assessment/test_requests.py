"""An inspector who finds something asks for an inspection, and the coordinator plans it or says why not (35.2)."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests.assessment import scene as scenes
from tests.assessment.scene import Scene, at, signed_in, text
from yishu.agencies.models import Person
from yishu.assessment.models import Inspection, InspectionRequest
from yishu.audit.models import Record
from yishu.notices.models import Notice

pytestmark = [pytest.mark.usefixtures("django_ready"), pytest.mark.clause("35.2")]
ASK = "/assessment/inspections/request/"
ABOUT, PATH = "监测对象 YC20210111-0001", "/operations/misuse/YC20210111-0001/"


@pytest.fixture(scope="module")
def here(django_ready: str) -> Scene:
    """CIVIL, which is not assessed, has nothing but what it uses."""
    return scenes.scene(at(2021, 1, 11))


def asked(here: Scene, **sent: str) -> InspectionRequest:
    """By the inspector, from the page of a finding."""
    whole = {"agency": here.civil.agency.code, "text": "夜间成批查询", "about": ABOUT, "path": PATH} | sent
    answer = signed_in(here.inspector_person).post(ASK, whole)
    assert answer.status_code == 302, text(answer)
    made = InspectionRequest.objects.first()
    assert made is not None
    assert answer["Location"] == f"/assessment/inspections/requests/{made.pk}/"
    return made


def heard(person: Person, place: str) -> list[str]:
    """The kinds of notices that lead there."""
    return list(Notice.objects.filter(person=person, message__path=place).values_list("message__kind", flat=True))


def test_what_an_inspector_asks_for_waits_on_the_coordinators_desk_and_becomes_a_plan(here: Scene) -> None:
    inspector, office = signed_in(here.inspector_person), signed_in(here.office.person_b)
    form = text(inspector.get(f"{ASK}?{urlencode({'agency': here.civil.agency.code, 'about': ABOUT, 'path': PATH})}"))
    assert ABOUT in form
    assert f'<option value="{here.civil.agency.code}" selected>' in form
    made = asked(here)
    place = f"/assessment/inspections/requests/{made.pk}/"
    assert f'href="{place}"' in text(office.get("/"))
    assert heard(here.office.person_b, place) == ["inspection.requested"]
    page = text(office.get(place))
    for said in (here.civil.agency.name, ABOUT, f'href="{PATH}"', "夜间成批查询", here.inspector_person.name):
        assert said in page
    plan = f"/assessment/inspections/plan/?request={made.pk}"
    assert f'href="{plan}"' in page
    assert "夜间成批查询" in text(office.get(plan))
    today = timezone.localdate()
    days = {"first": today.isoformat(), "last": (today + timedelta(days=7)).isoformat()}
    sent = {"title": "检查", "topics": "夜间成批查询", "agencies": [here.civil.agency.code]} | days
    assert office.post(plan, sent).status_code == 302
    made.refresh_from_db()
    assert made.inspection == Inspection.objects.order_by("-pk").first()
    assert f'href="{place}"' not in text(office.get("/"))
    assert "已立项" in text(inspector.get("/assessment/inspections/"))
    assert office.post(plan, sent).status_code == 409
    assert Record.objects.filter(action="inspection:requested").exists()


def test_the_coordinator_may_say_why_there_is_no_inspection(here: Scene) -> None:
    made = asked(here)
    place = f"/assessment/inspections/requests/{made.pk}/"
    inspector, office = signed_in(here.inspector_person), signed_in(here.office.person_b)
    assert inspector.post(place, {"reason": "自己答复"}).status_code == 403
    assert office.post(place, {"reason": ""}).status_code == 422
    assert office.post(place, {"reason": "省厅已在查"}).status_code == 302
    assert "省厅已在查" in text(inspector.get(place))
    assert heard(here.inspector_person, place) == ["inspection.answered"]
    assert office.post(place, {"reason": "再次"}).status_code == 409


def test_only_inspectors_ask_and_strangers_see_nothing_of_it(here: Scene) -> None:
    made = asked(here)
    sent = {"agency": here.civil.agency.code, "text": "夜间成批查询"}
    for person in (here.office.person_b, here.civil.person_a):
        assert signed_in(person).post(ASK, sent).status_code == 403
    stranger = signed_in(here.civil.person_a)
    assert stranger.get(f"/assessment/inspections/requests/{made.pk}/").status_code == 404
    assert ABOUT not in text(stranger.get("/assessment/inspections/"))


@pytest.mark.parametrize("path", ["https://example.org/", "//example.org/x", "javascript:alert(1)"])
def test_a_request_leads_to_pages_of_this_node_only(here: Scene, path: str) -> None:
    assert asked(here, path=path).path == ""


def test_who_plans_is_said_to_who_wants_an_inspection(here: Scene) -> None:
    page = unescape(text(signed_in(here.inspector_person).get("/assessment/inspections/")))
    assert "检查计划由平台主管制定、监督检查机关确认" in page
    assert f'href="{ASK}"' in page
