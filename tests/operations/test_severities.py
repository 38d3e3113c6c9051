"""How long an incident's report and tasks have, its severity says, by a rule with its basis (31.1, 38.1)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.operations.test_incidents import act, signed_in, text
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.operations import incidents
from yishu.operations.models import Incident, IncidentTask

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    agencies.appoint(PLATFORM, police.person_b, Role.RISK_OFFICER)
    return SimpleNamespace(office=office, police=police, officer=police.person_b)


def reported(scene: Any, severity: str, *, ago: timedelta = timedelta()) -> Incident:
    now = timezone.now()
    return incidents.report(
        scene.police.b, scene.police.agency, kind="leak", severity=severity, what="外流", found_at=now - ago, now=now
    )


def left(incident: Incident) -> timedelta:
    """From the discovery to the report's deadline."""
    incident.refresh_from_db()
    return incident.report_due - incident.found_at


def page_of(scene: Any, incident: Incident) -> str:
    return text(signed_in(scene.officer).get(f"/operations/incidents/{incident.number}/"))


@pytest.mark.clause("31.1", "38.1")
@pytest.mark.parametrize(
    ("severity", "hours", "name"),
    [
        ("", 24, "安全事件的报告"),
        ("ordinary", 24, "安全事件的报告"),
        ("serious", 4, "安全事件的报告（较大）"),
        ("major", 2, "安全事件的报告（重大）"),
        ("critical", 1, "安全事件的报告（特别重大）"),
    ],
)
def test_the_severity_says_how_long_the_report_has_and_by_what_rule(
    scene: Any, severity: str, hours: int, name: str
) -> None:
    made = reported(scene, severity)
    assert left(made) == timedelta(hours=hours)
    page = page_of(scene, made)
    assert f"须在 {timezone.localtime(made.report_due):%Y-%m-%d %H:%M} 前报告" in page
    assert f"期限的出处：{name} · 平台约定" in page


@pytest.mark.clause("31.1")
def test_a_classified_incident_is_counted_again_from_its_discovery(scene: Any) -> None:
    made = reported(scene, "", ago=timedelta(hours=3))
    assert act(scene.officer, made.number, "classify", severity="serious").status_code == 302
    assert left(made) == timedelta(hours=4)
    assert act(scene.officer, made.number, "classify", severity="major").status_code == 302
    assert left(made) == timedelta(hours=2)
    page = page_of(scene, made)
    assert "超期未报主管部门" in page
    assert "已超期" in page
    assert act(scene.officer, made.number, "classify", severity="ordinary").status_code == 302
    assert left(made) == timedelta(hours=2)  # it was late: a milder severity does not undo that


@pytest.mark.clause("31.1")
def test_what_was_sent_or_began_before_keeps_its_deadline(scene: Any) -> None:
    sent = reported(scene, "")
    act(scene.officer, sent.number, "send", authority="省网信办", text="外流")
    act(scene.officer, sent.number, "classify", severity="critical")
    assert left(sent) == timedelta(hours=24)

    old = reported(scene, "")
    Incident.objects.filter(pk=old.pk).update(severity="critical")  # as it was before severities had clocks
    act(scene.officer, old.number, "classify", severity="critical")
    assert left(old) == timedelta(hours=24)
    assert "期限的出处：安全事件的报告 · 平台约定" in page_of(scene, old)


@pytest.mark.clause("31.1", "38.1")
def test_a_task_has_what_its_severity_leaves_or_less(scene: Any) -> None:
    made = reported(scene, "major")
    today, last = timezone.localdate(), shanghai_day(timezone.now() + timedelta(hours=48))
    given = {"what": "停用密钥", "assignee": scene.officer.pk}
    assert act(scene.officer, made.number, "task", **given).status_code == 302
    refused = act(scene.officer, made.number, "task", **given, due=(last + timedelta(days=1)).isoformat())
    assert refused.status_code == 422
    assert f"按事件级别的期限，最迟 {last}" in text(refused)
    assert act(scene.officer, made.number, "task", **given, due=today.isoformat()).status_code == 302
    assert [task.due for task in made.tasks.all()] == [today, last]
    assert page_of(scene, made).count("期限的出处：安全事件任务的办理（重大） · 平台约定") == 2

    IncidentTask.objects.filter(incident=made, due=today).update(due=today - timedelta(days=1))
    assert "已超期" in page_of(scene, made)


@pytest.mark.clause("38.1")
def test_a_node_may_have_its_own_rule_for_a_severity(scene: Any) -> None:
    before, basis = reported(scene, "serious"), "《杭州市网络安全事件应急预案》第九条"
    client = signed_in(scene.office.person_b)
    place = "/operations/rules/clocks/incident_report_serious/"
    assert client.post(place, {"hours": "3", "basis": basis}).status_code == 302
    try:
        made = reported(scene, "serious")
        assert (left(made), left(before)) == (timedelta(hours=3), timedelta(hours=4))
        page = page_of(scene, made)
        assert f"安全事件的报告（较大） · {basis}" in page
        assert "报告 3 小时" in page  # the table of all severities
    finally:
        client.post(place, {"act": "reset"})
