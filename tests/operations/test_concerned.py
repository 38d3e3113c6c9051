"""The agencies that an incident concerns are named, told, and see what is theirs of it (30.1, 31.1)."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.operations.test_incidents import act, signed_in, text
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.notices.models import Notice
from yishu.operations.models import Incident

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    """CIVIL uses what POLICE provides, by a grant; FORESTRY is a stranger. `b` of each is its risk officer; DOCTORS have nobody but an administrator."""
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    forestry, doctors = cast.agency("林业"), cast.agency("卫生")
    for member in (police, civil, forestry):
        agencies.appoint(PLATFORM, member.person_b, Role.RISK_OFFICER)
    resource, system = cast.resource(police, office), civil.system()
    grant = cast.grant(civil, police, resource, systems=(system,))
    return SimpleNamespace(
        cast=cast, police=police, civil=civil, forestry=forestry, doctors=doctors, resource=resource, grant=grant
    )


def report(scene: Any, **changes: Any) -> str:
    fields = {"kind": "misuse", "found_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "what": "夜间大量比对"}
    answer = signed_in(scene.police.person_b).post("/operations/incidents/report/", {**fields, **changes})
    assert answer.status_code == 302, text(answer)
    return answer["Location"].strip("/").rpartition("/")[2]


def told(person: Any, number: str) -> bool:
    return Notice.objects.filter(
        person=person, message__kind="incident.concerned", message__params__number=number
    ).exists()


def place(number: str) -> str:
    return f"/operations/incidents/{number}/"


@pytest.mark.clause("31.1")
def test_both_sides_of_a_grant_are_concerned_and_whoever_is_named(scene: Any) -> None:
    number = report(scene, grants=str(scene.grant.pk), users=[scene.doctors.agency.code])
    page = text(signed_in(scene.police.person_b).get(place(number)))
    for agency, part in ((scene.police, "提供"), (scene.civil, "使用"), (scene.doctors, "使用")):
        assert f'{agency.agency.name} <span class="text-secondary">数据{part}单位' in page
    assert told(scene.civil.person_b, number)
    assert told(scene.doctors.person_a, number)  # no risk officer: its administrator
    assert not told(scene.police.person_b, number)  # reports it
    assert not told(scene.forestry.person_b, number)
    assert number in text(signed_in(scene.civil.person_b).get("/operations/incidents/"))


@pytest.mark.clause("31.1")
def test_an_agency_is_named_when_the_incident_is_classified_and_in_the_report(scene: Any) -> None:
    number = report(scene, resources=scene.resource.code)
    assert signed_in(scene.forestry.person_b).get(place(number)).status_code == 404
    chosen = {"sources": [scene.police.agency.code], "users": [scene.forestry.agency.code]}
    assert act(scene.police.person_b, number, "classify", severity="serious", **chosen).status_code == 302
    assert told(scene.forestry.person_b, number)
    assert signed_in(scene.forestry.person_b).get(place(number)).status_code == 200
    assert act(scene.police.person_b, number, "send", authority="省网信办", text="疑似外流").status_code == 302
    sent = Incident.objects.get(number=number).report
    assert scene.forestry.agency.name in sent
    assert f"数据提供单位：{scene.police.agency.name}" in sent
    assert sent in text(signed_in(scene.police.person_b).get(place(number))).replace("<br>", "\n")

    assert act(scene.police.person_b, number, "classify", severity="major").status_code == 302  # nobody is chosen
    assert signed_in(scene.forestry.person_b).get(place(number)).status_code == 404
    wrong = act(scene.police.person_b, number, "classify", severity="major", users=["none"])
    assert wrong.status_code == 422


@pytest.mark.clause("30.1", "31.1")
def test_whom_it_only_concerns_sees_what_happened_and_its_own(scene: Any) -> None:
    other = scene.cast.grant(
        scene.doctors, scene.police, scene.resource, systems=(scene.doctors.system(),), duty="急救"
    )
    number = report(scene, grants=f"{scene.grant.pk}\n{other.pk}")
    officer = scene.police.person_b
    act(officer, number, "send", authority="省网信办", text="内部研判的经过")
    act(officer, number, "account", agency=scene.doctors.agency.pk, person="王某", outcome="批评教育")
    act(officer, number, "task", what="核对办件", assignee=officer.pk, due=timezone.localdate().isoformat())

    page = text(signed_in(scene.civil.person_b).get(place(number)))
    for seen in ("此事件涉及本单位", "夜间大量比对", "省网信办", "报送时间", str(scene.grant.pk)):
        assert seen in page
    for unseen in ("内部研判的经过", "王某", "批评教育", "核对办件", str(other.pk), "登记签收"):
        assert unseen not in page
    assert act(scene.civil.person_b, number, "classify", severity="major").status_code == 403
    assert signed_in(scene.forestry.person_b).get(place(number)).status_code == 404
    handler = agencies.register_person(
        PLATFORM, scene.civil.agency, login=f"h{number}", name="经办", password=None, roles=frozenset({Role.HANDLER})
    )
    assert signed_in(handler).get(place(number)).status_code == 404
    assert "王某" in text(signed_in(scene.doctors.person_a).get(place(number)))  # its own person answers for it
    assert "内部研判的经过" in text(signed_in(scene.cast.inspector()).get(place(number)))
