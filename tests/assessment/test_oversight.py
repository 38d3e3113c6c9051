"""Inspections with their rectification, and what follows from results (35.2, 36.1)."""

import csv
import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from tests.assessment import scene as scenes
from tests.assessment.scene import Scene, at, signed_in, text
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.assessment import inspecting
from yishu.assessment.inspecting import Plan
from yishu.assessment.models import Finding, Inspection, Proposal
from yishu.core.actor import PLATFORM

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def here(django_ready: str) -> Scene:
    """An entry of POLICE without data, and an application of CIVIL that POLICE left lying, in the first quarter of 2021."""
    here = scenes.scene(at(2021, 1, 11))
    resource = here.cast.resource(here.police, here.office)
    scenes.ask(here, resource, at(2021, 1, 12))
    return here


def planned(here: Scene) -> str:
    """Planned by the coordinator on the page; the inspection's number."""
    today = timezone.localdate()
    sent = {
        "title": "共享情况检查",
        "topics": "挂接和答复时限",
        "first": today.isoformat(),
        "last": (today + timedelta(days=7)).isoformat(),
        "agencies": [here.police.agency.code],
    }
    answer = signed_in(here.office.person_b).post("/assessment/inspections/plan/", sent)
    assert answer.status_code == 302, text(answer)
    return answer["Location"].strip("/").rpartition("/")[2]


@pytest.mark.clause("35.2")
def test_an_inspection_goes_from_plan_to_recheck(here: Scene) -> None:
    number = planned(here)
    place, inspector = f"/assessment/inspections/{number}/", signed_in(here.inspector_person)
    police, office = signed_in(here.police.person_a), signed_in(here.office.person_b)
    assert police.get(place).status_code == 404  # not begun: nothing to see yet
    assert office.post(place, {"act": "agree"}).status_code == 403
    assert inspector.post(place, {"act": "agree"}).status_code == 302
    note = {"act": "note", "new-agency": here.police.agency.code, "new-text": "没有挂接", "new-basis": "第七条"}
    assert office.post(place, note).status_code == 403
    assert inspector.post(place, note | {"new-text": ""}).status_code == 422
    assert inspector.post(place, note).status_code == 302
    finding = Finding.objects.get(inspection__number=number)
    step, own = f"/assessment/findings/{finding.pk}/", f"f{finding.pk}-"
    assert "没有挂接" not in text(police.get(place))
    notice = {f"{own}demand": "十五日内挂接", f"{own}responsible": here.police.person_a.login}
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert inspector.post(step, notice | {f"{own}due": yesterday}).status_code == 422
    assert inspector.post(step, notice).status_code == 302
    assert "十五日内挂接" in text(police.get(place))
    assert police.post(step, {f"{own}text": "已挂接"}).status_code == 302
    assert "还没有" not in text(inspector.get(place))
    assert inspector.post(step, {f"{own}text": "数据仍不全", "outcome": "again"}).status_code == 302
    assert police.post(step, {f"{own}text": "已补全"}).status_code == 302
    inspector.post(place, {"act": "close"})
    assert Inspection.objects.get(number=number).state == "under_way"  # a finding is open
    assert inspector.post(step, {f"{own}text": "已核实", "outcome": "pass"}).status_code == 302
    inspector.post(place, {"act": "close"})
    assert Inspection.objects.get(number=number).state == "closed"
    page = text(police.get(place))
    for said in ("检查发现", "整改通知", "整改报告", "复查未通过，继续整改", "复查通过", "已补全"):
        assert said in page
    assert signed_in(here.civil.person_a).get(place).status_code == 404


@pytest.mark.clause("35.2", "34.1")
def test_a_late_rectification_names_its_person(here: Scene) -> None:
    before = timezone.now() - timedelta(days=40)
    today = timezone.localdate()
    plan = Plan("旧检查", "挂接", (here.police.agency.code,), today, today)
    made = inspecting.plan_inspection(here.coordinator, plan, now=before)
    inspecting.agree_inspection(here.inspector, made.number, now=before)
    finding = inspecting.note_finding(here.inspector, made.number, here.police.agency.code, text="没有挂接", now=before)
    inspecting.notify_rectification(
        here.inspector, finding.pk, demand="挂接", responsible=here.police.person_b.login, now=before
    )
    page = text(signed_in(here.inspector_person).get("/assessment/inspections/"))
    late = page.partition("整改逾期")[2]
    assert here.police.person_b.name in late
    assert here.police.agency.name in late


def test_an_inspected_agency_answers_for_itself_only(here: Scene) -> None:
    number = planned(here)
    inspecting.agree_inspection(here.inspector, number, now=timezone.now())
    finding = inspecting.note_finding(here.inspector, number, here.police.agency.code, text="甲", now=timezone.now())
    inspecting.notify_rectification(
        here.inspector, finding.pk, demand="乙", responsible=here.police.person_a.login, now=timezone.now()
    )
    answer = signed_in(here.civil.person_a).post(f"/assessment/findings/{finding.pk}/", {f"f{finding.pk}-text": "好"})
    assert answer.status_code == 404


@pytest.mark.clause("36.1")
def test_results_give_proposals_and_a_person_decides(here: Scene) -> None:
    scenes.final(here, "2021Q1")
    inspector, office = signed_in(here.inspector_person), signed_in(here.office.person_b)
    for _ in range(2):  # drawing up twice adds nothing
        assert inspector.post("/assessment/2021Q1/act/", {"act": "draw_up"}).status_code == 302
    own = Proposal.objects.filter(score__assessment__period="2021Q1", score__agency=here.police.agency)
    assert [one.rule.measure for one in own.order_by("rule__position")] == ["response", "mounted"]
    first, second = own.order_by("rule__position")
    assert {one.state for one in own} == {"proposed"}
    place = f"/assessment/proposals/{first.number}/"
    page = text(office.get(place))
    assert "暂停该单位新的信息化项目立项" in page
    assert "共享申请按时答复率 0/1" in page
    assert signed_in(here.police.person_a).get(place).status_code == 200  # it concerns them
    assert signed_in(here.civil.person_a).get(place).status_code == 404
    assert signed_in(here.police.person_a).post(place, {"state": "rejected", "reason": "不同意"}).status_code == 403
    assert office.post(place, {"state": "altered", "reason": "从轻"}).status_code == 422
    sent = {"state": "altered", "reason": "从轻", "altered_to": "约谈后限期一个月"}
    assert office.post(place, sent).status_code == 302
    assert office.post(place, sent).status_code == 409
    office.post(f"/assessment/proposals/{second.number}/", {"state": "rejected", "reason": "已挂接"})
    rows = list(csv.reader(io.StringIO(office.get("/assessment/proposals.csv").content.decode("utf-8-sig"))))
    mine = {row[0]: row for row in rows[1:]}
    assert mine[first.number][6:9] == ["变更后采纳", "约谈后限期一个月", "从轻"]
    assert mine[second.number][6] == "不采纳"
    sheet = openpyxl.load_workbook(io.BytesIO(office.get("/assessment/proposals.xlsx").content)).active
    assert sheet is not None
    assert first.number in [row[0] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.clause("36.1", "5.1")
def test_nobody_decides_what_they_drew_up(here: Scene) -> None:
    scenes.final(here, "2021H1")
    office = signed_in(here.office.person_b)
    office.post("/assessment/2021H1/act/", {"act": "draw_up"})
    proposal = Proposal.objects.filter(score__assessment__period="2021H1", score__agency=here.police.agency).first()
    assert proposal is not None
    place = f"/assessment/proposals/{proposal.number}/"
    assert "须由其他平台主管决定" in text(office.get(place))
    assert office.post(place, {"state": "adopted", "reason": "同意"}).status_code == 403
    other = agencies.register_person(
        PLATFORM,
        here.office.agency,
        login=f"c{here.office.person_b.login}",
        name="另一主管",
        password=scenes.PASSWORD,
        roles=frozenset({Role.COORDINATOR}),
    )
    assert signed_in(other).post(place, {"state": "adopted", "reason": "同意"}).status_code == 302


def test_before_the_result_is_final_there_is_nothing_to_draw(here: Scene) -> None:
    scenes.shown(here, "2021Q3")
    answer: Any = signed_in(here.office.person_b).post("/assessment/2021Q3/act/", {"act": "draw_up"}, follow=True)
    assert "初步结果，可提异议" in text(answer)
    assert not Proposal.objects.filter(score__assessment__period="2021Q3").exists()
