"""A security incident from its report to its lessons, on the pages (31.1)."""

import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.operations.people import warden
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.core.calendar import deadline_words, shanghai_day
from yishu.core.ids import new_id
from yishu.operations import incidents
from yishu.operations.errors import IncidentNotAcknowledged, IncidentNotReported, TasksStillOpen
from yishu.operations.models import Incident
from yishu.sharing.models import Grant

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    agencies.appoint(PLATFORM, police.person_b, Role.RISK_OFFICER)
    resource, system = cast.resource(police, office), civil.system()
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("incident"))
    grant = cast.grant(civil, police, resource, systems=(system,))
    return SimpleNamespace(cast=cast, police=police, civil=civil, resource=resource, grant=grant, system=system)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def reported(scene: Any, **changes: Any) -> str:
    """An incident reported on the page by the risk officer of the police; its number."""
    fields = {
        "kind": "misuse",
        "severity": "",
        "found_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "what": "夜间大量比对",
        "resources": scene.resource.code,
        "grants": str(scene.grant.pk),
        "receipts": "",
    }
    answer = signed_in(scene.police.person_b).post("/operations/incidents/report/", {**fields, **changes})
    assert answer.status_code == 302, text(answer)
    return answer["Location"].strip("/").rpartition("/")[2]


def act(person: Any, number: str, name: str, /, **fields: Any) -> Any:
    return signed_in(person).post(f"/operations/incidents/{number}/", {"act": name, **fields})


@pytest.mark.clause("31.1")
def test_an_incident_is_told_to_the_authority_handled_and_closed(scene: Any, node: Node) -> None:
    call = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "claims": {"name": "赵一"}}
    verify = f"{node.url}/api/v1/data/{scene.resource.path_code}/verify"
    receipt = httpx.post(verify, json=call, headers=scene.system.headers).json()["receipt"]
    forged = receipt[:-1] + ("0" if receipt[-1] != "0" else "1")
    number = reported(scene, receipts=f"{receipt}\n{forged}")
    officer, place = scene.police.person_b, f"/operations/incidents/{number}/"
    page = text(signed_in(officer).get(place))
    assert page.count("与留痕一致") == 1
    assert page.count("与留痕不符") == 1

    assert act(officer, number, "close", lessons="无").status_code == 422  # the authority comes first
    for name, fields in (
        ("classify", {"severity": "serious"}),
        ("send", {"authority": "省网信办", "text": "疑似超范围使用"}),
        ("acknowledge", {"acknowledgement": "浙网信〔2026〕7号"}),
        ("task", {"what": "核对办件", "assignee": scene.police.person_a.pk, "due": timezone.localdate().isoformat()}),
        ("account", {"agency": scene.civil.agency.pk, "person": "王某", "outcome": "批评教育，调离岗位"}),
    ):
        answer = act(officer, number, name, **fields)
        assert answer.status_code == 302, (name, text(answer))
    answer = act(officer, number, "close", lessons="已整改")
    assert (answer.status_code, "1 项任务没有完成" in text(answer)) == (422, True)
    task = Incident.objects.get(number=number).tasks.get()
    assert act(scene.police.person_a, number, "done", task=task.pk, outcome="属实").status_code == 302
    assert act(officer, number, "close", lessons="收窄授权，按办件核对").status_code == 302

    page = text(signed_in(scene.police.person_a).get(place))
    for word in ("浙网信〔2026〕7号", "省网信办", "王某", "批评教育", "属实", "收窄授权", "已办结"):
        assert word in page
    for done in ("报告安全事件", "安全事件定级", "报送主管部门", "登记主管部门签收", "完成处置任务", "办结安全事件"):
        assert done in page
    answer = act(officer, number, "send", authority="x", text="y")
    assert (answer.status_code, "已办结" in text(answer)) == (422, True)


@pytest.mark.clause("31.1")
def test_the_provider_withdraws_a_grant_from_the_incident_and_the_next_call_is_refused(scene: Any, node: Node) -> None:
    grant = scene.cast.grant(scene.civil, scene.police, scene.resource, systems=(scene.system,), duty="临时救助审核")
    number = reported(scene, grants=str(grant.pk))
    call = {"purpose": {"duty": "临时救助审核"}, "subject": "330102199003076015", "claims": {"name": "赵一"}}
    verify = f"{node.url}/api/v1/data/{scene.resource.path_code}/verify"
    assert httpx.post(verify, json=call, headers=scene.system.headers).status_code == 200
    assert act(scene.police.person_b, number, "withdraw", grant=str(grant.pk)).status_code == 302
    assert httpx.post(verify, json=call, headers=scene.system.headers).status_code == 403
    assert number in Grant.objects.get(pk=grant.pk).withdrawal_reason


@pytest.mark.clause("31.1")
def test_an_inspector_follows_an_incident_from_its_deadline_to_the_uses_it_is_about(scene: Any) -> None:
    number = reported(scene)
    client = signed_in(scene.cast.inspector())
    listed = text(client.get("/operations/incidents/"))
    incident = Incident.objects.get(number=number)
    assert f"{deadline_words(incident.report_due)} 前报主管部门" in listed
    assert "由发现单位的风险责任人" in listed
    # It is closed by the end of a day, said in one way wherever it is said.
    Incident.objects.filter(number=number).update(sent_at=timezone.now())
    last_day = f"{shanghai_day(incident.close_due - timedelta(seconds=1))} 24:00"
    for path in ("/operations/incidents/", f"/operations/incidents/{number}/"):
        assert f"{last_day} 前" in text(client.get(path)), path
    Incident.objects.filter(number=number).update(sent_at=None)
    page = text(client.get(f"/operations/incidents/{number}/"))
    for filed in (listed, page):
        assert "刚刚" not in filed
    for link in (
        f"/evidence/?grant={scene.grant.pk}",
        f"/evidence/?resource={scene.resource.code}&action=data:",
        f"/{scene.resource.path_code}/",
    ):
        assert link in page
        assert client.get(link if link.startswith("/evidence") else f"/catalogue{link}").status_code == 200


@pytest.mark.clause("31.1", "34.1")
def test_a_late_report_is_listed_with_the_responsible_person(scene: Any) -> None:
    found = timezone.now() - timedelta(hours=25)
    late = incidents.report(
        scene.police.b, scene.police.agency, kind="leak", what="一份表格外流", found_at=found, now=timezone.now()
    )
    page = text(signed_in(scene.police.person_a).get("/operations/implementation/"))
    row = page[page.index(f"安全事件 {late.number} 未报主管部门") :]
    assert scene.police.person_b.name in row[: row.index("</tr>")]
    assert "超期未报主管部门" in text(signed_in(scene.police.person_b).get("/operations/incidents/"))


def test_the_clock_is_a_row(scene: Any) -> None:
    from yishu.node.clocks import INCIDENT_REPORT
    from yishu.node.models import Clock

    now = timezone.now()

    def due() -> Any:
        made = incidents.report(scene.police.b, scene.police.agency, kind="leak", what="外流", found_at=now, now=now)
        return made.report_due - now

    assert due() == timedelta(hours=24)
    clock = Clock.objects.filter(code=INCIDENT_REPORT)
    clock.update(hours=2)
    try:
        assert due() == timedelta(hours=2)
    finally:
        clock.update(hours=24)


@pytest.mark.clause("30.1")
def test_misuse_is_closed_with_who_is_accountable_or_why_nobody_is(scene: Any) -> None:
    number, officer = reported(scene), scene.police.person_b
    page = text(signed_in(officer).get(f"/operations/incidents/{number}/"))
    assert "平台约定：《暂行办法》第三十一条未定时限，安全事件在20个工作日内处置办结" in page
    assert "24:00 前" in page
    act(officer, number, "send", authority="省网信办", text="疑似超范围使用")
    act(officer, number, "acknowledge", acknowledgement="浙网信〔2026〕8号")
    refused = act(officer, number, "close", lessons="已整改")
    assert refused.status_code == 422
    assert "写明不追究责任的理由" in text(refused)
    assert act(officer, number, "close", lessons="已整改", unaccounted="系统时钟错误所致").status_code == 302
    page = text(signed_in(officer).get(f"/operations/incidents/{number}/"))
    assert "系统时钟错误所致" in page
    assert "按期" in page


def test_steps_cannot_be_skipped(scene: Any) -> None:
    now, actor = timezone.now(), scene.police.b
    made = incidents.report(actor, scene.police.agency, kind="other", what="x", found_at=now, now=now)
    with pytest.raises(IncidentNotReported):
        incidents.acknowledge(actor, made.number, acknowledgement="x", now=now)
    incidents.send(actor, made.number, authority="网信办", text="x", now=now)
    with pytest.raises(IncidentNotAcknowledged):
        incidents.close(actor, made.number, lessons="x", now=now)
    incidents.acknowledge(actor, made.number, acknowledgement="x", now=now)
    incidents.assign(actor, made.number, what="x", assignee=scene.police.person_a, due=timezone.localdate(), now=now)
    with pytest.raises(TasksStillOpen):
        incidents.close(actor, made.number, lessons="x", now=now)


def test_an_incident_is_nobody_elses_business(scene: Any) -> None:
    number = reported(scene)
    place = f"/operations/incidents/{number}/"
    stranger = scene.cast.agency("林业").person_a
    assert signed_in(stranger).get(place).status_code == 404
    assert act(stranger, number, "classify", severity="major").status_code == 404
    assert act(scene.police.person_a, number, "classify", severity="major").status_code == 302  # administrator
    inspector = warden(Role.INSPECTOR)
    assert signed_in(inspector).get(place).status_code == 200
    assert act(inspector, number, "classify", severity="major").status_code == 403
    assert act(warden(Role.SECURITY_ADMINISTRATOR), number, "classify", severity="major").status_code == 302


def test_what_is_not_there_is_named(scene: Any) -> None:
    fields = {
        "kind": "leak", "found_at": "2099-01-01T00:00", "what": "x", "resources": "307000000/999999", "grants": "",
        "receipts": "not-a-receipt",
    }  # fmt: skip
    client = signed_in(scene.police.person_b)
    assert "将来" in text(client.post("/operations/incidents/report/", fields))
    page = text(client.post("/operations/incidents/report/", {**fields, "found_at": "2026-01-01T00:00"}))
    assert "没有 307000000/999999" in page
    assert "not-a-receipt 既不是留痕的编号" in page


@pytest.mark.clause("31.1")
def test_a_records_number_is_enough_to_point_to_it(scene: Any, node: Node) -> None:
    call = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "claims": {"name": "赵一"}}
    verify = f"{node.url}/api/v1/data/{scene.resource.path_code}/verify"
    receipt = httpx.post(verify, json=call, headers=scene.system.headers).json()["receipt"]
    number = reported(scene, receipts=receipt.partition(".")[0].upper())
    page = text(signed_in(scene.police.person_b).get(f"/operations/incidents/{number}/"))
    assert "与留痕一致" in page
    assert receipt[:36] in page


@pytest.mark.clause("31.1")
def test_a_number_tells_nothing_to_who_may_not_see_the_record(scene: Any, node: Node) -> None:
    """Neither that there is such a record, nor its hash: both numbers are answered alike."""
    person = scene.cast.agency("省气象局").person_b
    agencies.appoint(PLATFORM, person, Role.RISK_OFFICER)
    stranger = signed_in(person)
    call = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "claims": {"name": "赵一"}}
    verify = f"{node.url}/api/v1/data/{scene.resource.path_code}/verify"
    there = httpx.post(verify, json=call, headers=scene.system.headers).json()["receipt"].partition(".")[0]
    told = []
    for number in (there, str(new_id())):
        fields = {
            "kind": "leak",
            "found_at": "2026-01-01T00:00",
            "what": "x",
            "resources": "",
            "grants": "",
            "receipts": number,
        }
        page = text(stranger.post("/operations/incidents/report/", fields))
        assert f"{number} 既不是留痕的编号" in page
        told.append(re.sub(r"[0-9a-f-]{36}|[0-9A-Za-z]{64}", "", page))
    assert told[0] == told[1]
