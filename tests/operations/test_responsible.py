"""Who answers for what in an agency: named with a deputy, told by every overdue duty, handed over with what is open (34.1)."""

from datetime import datetime, time, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.operations.people import warden
from tests.walking import overdue_rows
from yishu.agencies import commands as agencies
from yishu.agencies.accountability.models import Responsibility
from yishu.agencies.identity.models import Handover
from yishu.agencies.models import Agency, Delegation, Person, Role
from yishu.core.actor import PLATFORM
from yishu.sharing import commands as sharing
from yishu.sharing.escalating import escalate_overdue
from yishu.sharing.models import Line
from yishu.sharing.reminding import remind

pytestmark = pytest.mark.usefixtures("django_ready")
URL = "/responsible/"


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    """CIVIL asked POLICE 30 days ago, who has not answered; POLICE has two more people, who hold no role."""
    cast = Cast(now=timezone.now() - timedelta(days=30))
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource, system = cast.resource(police, office), civil.system()
    asked = sharing.LineRequest(
        resource=resource.code, items=("name",), modes=("verify",), systems=(system.system.name,),
        until=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    made = sharing.apply(civil.a, duty="社会救助审核", basis="", requests=(asked,), now=cast.now)
    return SimpleNamespace(cast=cast, office=office, police=police, civil=civil, number=made.number)


def one_more(member: Cast.Member, name: str) -> Person:
    login = f"{name}{Person.objects.count()}x{member.agency.pk}"
    return agencies.register_person(PLATFORM, member.agency, login=login, name=login, password=None, roles=frozenset())


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def named(client: Client, kind: str, person: Person, **more: Any) -> Any:
    held = Responsibility.objects.filter(agency=person.agency, kind=kind).first()
    fields = {"person": person.pk, "was": held.person_id if held else "", "deputy": "", "reason": ""}
    return client.post(f"{URL}{kind}/?agency={person.agency.code}", fields | more)


def lend(person: Person, deputy: Person, role: Role) -> None:
    """Until tomorrow, by the page."""
    today = timezone.localdate()
    form = {
        "person": person.pk, "deputy": deputy.pk, "roles": [role], "first_day": today,
        "last_day": today + timedelta(days=1), "reason": "出差",
    }  # fmt: skip
    answer = signed_in(person).post("/delegations/", form)
    assert answer.status_code == 302, text(answer)


def late(reader: Person, number: str) -> str:
    """Who is responsible for the overdue review, as 落实情况 says."""
    return next(person for what, (person, _due) in overdue_rows(signed_in(reader)).items() if number in what)


@pytest.mark.clause("34.1")
def test_an_overdue_duty_names_the_person_whom_its_agency_has_named(scene: Any) -> None:
    """On the page, in the coordinator's notice and in the evidence; the deputy's once that person has left."""
    police, inspector = scene.police, warden(Role.INSPECTOR)
    assert late(inspector, scene.number) == police.person_b.name  # nobody named: the signer
    chief, deputy = one_more(police, "钱局"), one_more(police, "孙副")
    done = named(signed_in(police.person_a), "review", chief, deputy=deputy.pk)
    assert done.status_code == 302, text(done)
    assert late(inspector, scene.number) == chief.name
    assert late(police.person_b, scene.number) == chief.name
    shown = text(signed_in(police.person_b).get(URL))
    assert chief.name in shown
    assert deputy.name in shown
    escalate_overdue(timezone.now())
    remind(timezone.now())
    told = text(signed_in(scene.office.person_b).get("/notices/"))
    assert f"（{chief.name}）未在" in told
    agencies.deactivate_person(PLATFORM, chief, reason="调离")
    assert late(inspector, scene.number) == deputy.name
    agencies.deactivate_person(PLATFORM, deputy, reason="退休")
    assert late(inspector, scene.number) == police.person_b.name


@pytest.mark.clause("34.1")
def test_who_stands_in_is_named_beside_a_responsible_person_who_is_away(scene: Any) -> None:
    """Whoever borrowed the role that the duty needs; else the registered deputy, unless they are away too. Back, the person stands alone."""
    police, inspector = scene.police, warden(Role.INSPECTOR)
    chief, colleague = one_more(police, "周局"), one_more(police, "吴科")
    deputy = one_more(police, "郑副")
    for role in (Role.SIGNER, Role.RISK_OFFICER):
        agencies.appoint(PLATFORM, chief, role)
    agencies.appoint(PLATFORM, deputy, Role.SECRECY_REVIEWER)
    assert named(signed_in(police.person_a), "review", chief, deputy=deputy.pk, reason="任职").status_code == 302
    alone = chief.name
    assert late(inspector, scene.number) == alone
    lend(chief, colleague, Role.RISK_OFFICER)
    assert late(inspector, scene.number) == f"{alone}，由{deputy.name}代行"
    due = Line.objects.get(application__number=scene.number).due
    assert due is not None
    remind(datetime.combine(due, time(9), timezone.get_current_timezone()))
    for person in (chief, deputy):  # neither holds a role that decides, or not any more
        assert scene.number in text(signed_in(person).get("/notices/"))
    lend(deputy, colleague, Role.SECRECY_REVIEWER)
    assert late(inspector, scene.number) == alone
    lend(chief, colleague, Role.SIGNER)
    assert late(inspector, scene.number) == f"{alone}，由{colleague.name}代行"
    english = Client(headers={"accept-language": "en"})
    english.force_login(inspector)
    assert f"{alone}, {colleague.name} standing in" in text(english.get("/operations/implementation/"))
    for delegation in Delegation.objects.filter(person=chief):
        assert signed_in(chief).post(f"/api/v1/delegations/{delegation.pk}/end").status_code == 200
    assert late(inspector, scene.number) == alone


@pytest.mark.clause("34.1")
def test_what_the_coordinator_owes_names_its_agency_and_person(scene: Any) -> None:
    office = scene.office
    owed = signed_in(office.person_b).get("/api/v1/assessments/due").json()
    assert {"agency", "persons"} <= set(owed[0])
    code = owed[0]["agency"]
    chief_agency = Agency.objects.get(name=code)
    chief = agencies.register_person(
        PLATFORM, chief_agency, login=f"owes{chief_agency.pk}x{Person.objects.count()}", name="赵主任", password=None, roles=frozenset()
    )  # fmt: skip
    assert named(signed_in(warden(Role.SYSTEM_ADMINISTRATOR)), "coordination", chief, reason="任职").status_code == 302
    try:
        owed = signed_in(office.person_b).get("/api/v1/assessments/due").json()
        assert {tuple(row["persons"]) for row in owed} == {("赵主任",)}
        page = text(signed_in(office.person_b).get("/assessment/owed/"))
        assert "赵主任" in page
        assert code in page
    finally:
        Responsibility.objects.filter(person=chief).delete()  # others of this worker see the same coordinator


@pytest.mark.clause("34.1")
def test_a_change_of_the_person_is_a_handover_that_lists_what_is_open(scene: Any) -> None:
    civil = scene.cast.agency("人社")
    police = scene.police
    client = signed_in(police.person_a)
    first, second = one_more(police, "李前任"), one_more(police, "周后任")
    was = Responsibility.objects.filter(agency=police.agency, kind="review").first()
    assert named(client, "review", first, reason="任职" if was else "").status_code == 302
    refused = named(client, "review", second)
    assert refused.status_code == 422
    assert "变更责任人须写明原因" in text(refused)
    assert named(client, "review", second, reason="岗位调整").status_code == 302
    made = Handover.objects.filter(leaver=first).get()
    page = f"{URL}handovers/{made.pk}/"
    shown = text(signed_in(police.person_b).get(page))
    for words in ("工作移交单", first.name, second.name, "岗位调整", scene.number, "移交人（签字）", "共享审核"):
        assert words in shown, words
    assert text(client.get(URL)).count(page) == 1
    assert scene.number in text(signed_in(warden(Role.INSPECTOR)).get(page))
    assert signed_in(civil.person_a).get(page).status_code == 404  # another agency's does not exist
    listed = client.get("/api/v1/handovers").json()
    assert (listed[0]["kind"], listed[0]["leaver"], listed[0]["successor"]) == ("review", first.login, second.login)
    assert any(scene.number in thing for thing in listed[0]["things"])
    assert first.login not in str(signed_in(civil.person_a).get("/api/v1/handovers").json())


@pytest.mark.clause("34.1")
def test_a_leaver_s_responsibilities_go_to_whoever_takes_over(scene: Any) -> None:
    member = scene.cast.agency("交通")
    leaver, successor = one_more(member, "吴"), one_more(member, "郑")
    client = signed_in(member.person_a)
    assert named(client, "publishing", leaver, deputy=successor.pk).status_code == 302
    left = client.post(f"/people/{leaver.pk}/leave/", {"reason": "调离"})
    assert left.status_code == 409  # somebody has to take it
    left = client.post(f"/people/{leaver.pk}/leave/", {"reason": "调离", "successor": successor.pk})
    assert left.status_code == 302, text(left)
    held = Responsibility.objects.get(agency=member.agency, kind="publishing")
    assert (held.person, held.deputy) == (successor, None)
    made = Handover.objects.get(leaver=leaver)
    assert "数据发布与归档" in text(client.get(f"{URL}handovers/{made.pk}/"))


@pytest.mark.clause("34.1")
def test_only_an_agency_s_own_administrator_names_its_people(scene: Any) -> None:
    police, civil = scene.police, scene.civil
    foreign = signed_in(civil.person_a)  # an administrator, but of another agency
    address = f"{URL}answering/?agency={police.agency.code}"
    assert foreign.get(f"{URL}?agency={police.agency.code}").status_code == 404
    assert foreign.get(address).status_code == 404
    assert foreign.post(address, {"person": police.person_b.pk}).status_code == 404
    api = f"/api/v1/responsible/answering?agency={police.agency.code}"
    body = {"person": police.person_b.login}
    assert foreign.put(api, body, content_type="application/json").status_code == 404
    for person in (police.person_b, warden(Role.INSPECTOR)):
        client = signed_in(person)
        assert client.get(address).status_code == 403
        assert client.post(address, {"person": police.person_b.pk}).status_code == 403
        assert client.put(api, body, content_type="application/json").status_code == 403
    assert Client().get(URL).status_code == 302
    own = signed_in(police.person_a)
    assert own.post(address, {"person": civil.person_b.pk}).status_code == 422  # somebody else's person
    assert own.post(f"{URL}coordination/", {"person": police.person_b.pk}).status_code == 404
    refused = own.put("/api/v1/responsible/coordination", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_coordinating")
    assert not Responsibility.objects.filter(agency=police.agency, kind="answering").exists()


def test_of_two_administrators_who_name_one_is_told_to_look_again(scene: Any) -> None:
    member = scene.cast.agency("水利")
    client = signed_in(member.person_a)
    fields = {"person": member.person_a.pk, "was": "", "deputy": "", "reason": ""}
    assert client.post(f"{URL}risk/", fields).status_code == 302
    second = client.post(f"{URL}risk/", fields | {"person": member.person_b.pk, "reason": "任职"})
    assert second.status_code == 409
    assert "已被他人变更" in text(second)
    body = {"person": member.person_a.login, "deputy": member.person_b.login, "was": member.person_a.login}
    done = client.put("/api/v1/responsible/risk", body, content_type="application/json")
    assert (done.status_code, done.json()["deputy"]) == (200, member.person_b.login)
    again = client.put("/api/v1/responsible/risk", body, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "responsible_already")
    listed = {row["kind"]: row["person"] for row in client.get("/api/v1/responsible").json()}
    assert listed["risk"] == member.person_a.login
    assert "coordination" not in listed
