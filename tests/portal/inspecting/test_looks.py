"""Who inspects reads what is other agencies' (35.1), and each such look is on record: once a day for each person and thing (32.1)."""

import re
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from tests.portal.inspecting.stage import SUBJECT, Story, read, signed_in
from yishu.agencies import commands as agencies
from yishu.agencies.models import Person, Role
from yishu.agencies.queries import actor_of_person
from yishu.audit.models import Record
from yishu.cases import commands
from yishu.cases.rules import MatterDraft, NeedDraft, StepDraft
from yishu.core.actor import PLATFORM
from yishu.sharing import overseeing

pytestmark = pytest.mark.clause("32.1", "35.1")
TOLD = "您的查看已留痕"


@pytest.fixture(scope="module")
def places(story: Story) -> dict[str, tuple[str, str]]:
    """Page → the act and thing of its record: a grant of POLICE to CIVIL, its application, a case of CIVIL and LABOUR."""
    need = NeedDraft(story.resource.code, ("name",))
    steps = (
        StepDraft("受理", story.civil.agency.code, "民政履职事项", (need,)),
        StepDraft("审定", story.labour.agency.code, "人社履职事项"),
    )
    matter = commands.register_matter(story.office.b, MatterDraft("联办查看", steps=steps), now=timezone.now())
    case = commands.open_case(story.civil.a, matter.pk, SUBJECT, now=timezone.now())
    grant = story.grants[0]
    application = grant.line.application.number
    return {
        f"/sharing/grants/{grant.pk}/": ("grant:inspected", str(grant.pk)),
        f"/sharing/applications/{application}/": ("application:inspected", application),
        f"/cases/{case.number}/": ("case:inspected", case.number),
    }


def looks_of(person: Person) -> list[tuple[str, str]]:
    """What the person looked at, by the evidence, oldest first."""
    return list(_looks(person).values_list("action", "target"))


def _looks(person: Person) -> QuerySet[Record]:
    return Record.objects.filter(actor=f"person:{person.pk}", action__endswith=":inspected").order_by("id")


def test_each_look_is_one_record_a_day_and_its_page_says_so(story: Story, places: dict[str, tuple[str, str]]) -> None:
    person, colleague = story.cast.inspector(), story.exporter
    for n, (place, record) in enumerate(places.items()):
        first, second = read(person, place), read(person, place)
        assert TOLD in first
        assert looks_of(person)[n:] == [record]
        links = [re.findall(r"/evidence/[0-9a-f-]{36}/", page) for page in (first, second)]
        assert links[0] == links[1]
        shown = read(person, links[0][0])
        assert "监督检查中查看" in shown
        assert record[1] in shown
    for place in places:
        assert "Your look is on record" in signed_in(colleague, "en").get(place).content.decode()
    assert set(places.values()) <= set(looks_of(colleague))


def test_another_day_is_another_record(story: Story, places: dict[str, tuple[str, str]]) -> None:
    actor, number = actor_of_person(story.cast.inspector()), str(story.grants[0].pk)
    now = timezone.now()
    today = overseeing.read_grant(actor, number, now=now)[1]
    assert overseeing.read_grant(actor, number, now=now)[1] == today
    assert overseeing.read_grant(actor, number, now=now + timedelta(days=1))[1] not in (None, today)


def test_whoever_inspects_reads_what_is_their_own_without_a_record(
    story: Story, places: dict[str, tuple[str, str]]
) -> None:
    roles = frozenset({Role.INSPECTOR})
    person = agencies.register_person(
        PLATFORM, story.civil.agency, login=f"own{story.civil.agency.pk}", name="内审", password=None, roles=roles
    )
    for place in places:
        page = signed_in(person).get(place)
        assert page.status_code == 200
        assert TOLD not in page.content.decode()
    handler = story.civil.person_a
    assert not any(TOLD in read(handler, place) for place in places)
    assert looks_of(person) == looks_of(handler) == []


def test_a_page_that_is_refused_leaves_no_look(story: Story) -> None:
    person = story.cast.inspector()
    for place in ("/sharing/applications/SQ20000101-0001/", "/cases/LB20000101-0001/"):
        assert signed_in(person).get(place).status_code == 404
    assert looks_of(person) == []


def test_looks_are_found_in_the_evidence_and_hidden_from_those_who_are_inspected(
    story: Story, places: dict[str, tuple[str, str]]
) -> None:
    person = story.cast.inspector()
    for place in places:
        read(person, place)
    found = {look.action: str(look.pk) for look in _looks(person)}
    for action, target in places.values():
        page, number = read(story.exporter, "/evidence/", action=action, actor=person.login), found[action]
        assert target in page
        assert number in page
        for party in (story.police, story.civil, story.labour):
            assert number not in read(party.person_b, "/evidence/", action=action)
            assert signed_in(party.person_b).get(f"/evidence/{number}/").status_code == 404
    assert found["grant:inspected"] in read(story.exporter, "/evidence/", grant=str(story.grants[0].pk))
