"""A colleague stands in for somebody who is away: what they may decide, until when, and what stays with two people (5.1, 11.1)."""

import json
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from tests.agencies.entering import browser_at
from tests.cast import PASSWORD, Cast, entry_draft

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def scene(django_ready: str) -> Any:
    """`b` reviews secrecy in the police and will be away; `deputy` works beside them, `a` prepares entries."""
    from yishu.agencies import commands
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    cast = Cast()
    police, civil = cast.agency("公安"), cast.agency("民政")
    deputy = commands.register_person(
        PLATFORM,
        police.agency,
        login=f"deputy-{police.person_b.login}",
        name="代理的同事",
        password=PASSWORD,
        roles=frozenset({Role.CATALOGUER}),
    )
    return SimpleNamespace(
        cast=cast, police=police, civil=civil, away=police.person_b, deputy=deputy, today=timezone.localdate()
    )


def at(person: Any) -> Any:
    browser = browser_at("10.20.0.1")
    browser.force_login(person)
    return browser


def lend(scene: Any, by: Any = None, **changes: Any) -> Any:
    """The form of the page, by the person who will be away."""
    form = {
        "person": str(scene.away.pk),
        "deputy": str(scene.deputy.pk),
        "roles": ["secrecy_reviewer"],
        "first_day": str(scene.today),
        "last_day": str(scene.today + timedelta(days=6)),
        "reason": "年休假",
        **changes,
    }
    return at(by or scene.away).post("/delegations/", form)


def actor(person: Any) -> Any:
    from yishu.agencies.models import Person
    from yishu.agencies.queries import actor_of_person

    return actor_of_person(Person.objects.select_related("agency").get(pk=person.pk))


def submitted(scene: Any, by: Any, name: str) -> Any:
    from yishu.catalogue import commands

    entry = commands.draft_entry(by, scene.police.agency, entry_draft(name), now=timezone.now())
    commands.submit_entry(by, entry.pk, now=timezone.now())
    return entry


def sign_off(scene: Any, by: Any, entry: Any) -> None:
    from yishu.catalogue import commands

    commands.sign_off(actor(by), entry.pk, scope="全部信息项", now=timezone.now())


def code_of(answer: Any) -> str:
    return answer.json()["errors"][0]["rule"]


def post(person: Any, path: str, body: dict[str, Any] | None = None) -> Any:
    return at(person).post(path, json.dumps(body or {}), content_type="application/json")


@pytest.mark.clause("5.1", "11.1")
def test_a_deputy_decides_in_the_place_of_who_is_away_and_the_record_says_for_whom(scene: Any) -> None:
    from yishu.agencies.errors import RoleMissing
    from yishu.audit.models import Record

    entry = submitted(scene, scene.police.a, "户籍变动信息")
    with pytest.raises(RoleMissing):
        sign_off(scene, scene.deputy, entry)
    assert lend(scene).status_code == 302
    sign_off(scene, scene.deputy, entry)
    made = json.loads(Record.objects.filter(action="entry:signed-off").latest("at").body)
    assert made["actor"] == f"person:{scene.deputy.pk}"
    assert made["detail"]["stands_in"] == [f"secrecy_reviewer person:{scene.away.pk}"]
    assert "代理" in at(scene.deputy).get("/me/").content.decode()


@pytest.mark.clause("5.1")
def test_a_deputy_passes_neither_their_own_submission_nor_that_of_who_is_away(scene: Any) -> None:
    from yishu.agencies import commands
    from yishu.agencies.errors import OwnSubmission
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    commands.appoint(PLATFORM, scene.away, Role.CATALOGUER)
    lend(scene)
    for submitter in (scene.deputy, scene.away):
        entry = submitted(scene, actor(submitter), f"{submitter.name}编的信息")
        with pytest.raises(OwnSubmission):
            sign_off(scene, scene.deputy, entry)
        assert f"/entries/{entry.pk}/" not in at(scene.deputy).get("/catalogue/review/").content.decode()


def test_it_begins_and_ends_with_its_days_and_ends_early_when_somebody_says_so(scene: Any, clock: Any) -> None:
    lend(scene, first_day=str(scene.today + timedelta(days=1)), last_day=str(scene.today + timedelta(days=2)))
    assert "secrecy_reviewer" not in actor(scene.deputy).roles
    clock.set(f"{scene.today + timedelta(days=1)} 00:00")
    assert "secrecy_reviewer" in actor(scene.deputy).roles
    clock.set(f"{scene.today + timedelta(days=2)} 23:59")
    assert "secrecy_reviewer" in actor(scene.deputy).roles
    clock.set(f"{scene.today + timedelta(days=3)} 00:00")
    assert "secrecy_reviewer" not in actor(scene.deputy).roles
    clock.set(f"{scene.today + timedelta(days=2)} 12:00")
    [made] = at(scene.away).get("/api/v1/delegations").json()
    assert at(scene.deputy).post(f"/delegations/{made['number']}/end/").status_code == 302
    assert "secrecy_reviewer" not in actor(scene.deputy).roles
    assert post(scene.away, f"/api/v1/delegations/{made['number']}/end").status_code == 409


def test_roles_go_back_when_their_holder_loses_them_or_leaves(scene: Any) -> None:
    from yishu.agencies import commands
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    lend(scene, roles=["secrecy_reviewer", "signer"])
    assert {"secrecy_reviewer", "signer"} <= actor(scene.deputy).roles
    commands.dismiss(PLATFORM, scene.away, Role.SIGNER)
    assert "signer" not in actor(scene.deputy).roles
    commands.deactivate_person(PLATFORM, scene.away, reason="调离")
    assert actor(scene.deputy).stands_in == frozenset()
    assert "人员已离岗" in at(scene.deputy).get("/delegations/").content.decode()


def test_both_are_told_and_the_deputy_hears_of_what_waits(scene: Any) -> None:
    lend(scene, by=scene.police.person_a)  # the administrator, for somebody who fell ill
    for person in (scene.away, scene.deputy):
        assert f"代理{scene.away.name}" in at(person).get("/notices/").content.decode()
    from yishu.agencies.models import Role
    from yishu.notices.telling import To, _people

    assert {scene.away.pk, scene.deputy.pk} <= _people(To(scene.police.agency.pk, (Role.SECRECY_REVIEWER,)))


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"roles": []}, "roles", "required"),
        ({"roles": ["cataloguer"]}, "roles", "lendable"),
        ({"roles": ["risk_officer"]}, "roles", "own"),
        ({"first": -1}, "first_day", "not_past"),
        ({"last": -1, "first": 0}, "last_day", "after_first"),
        ({"last": 92}, "last_day", "at_most"),
        ({"deputy": "away"}, "deputy", "same_agency"),
        ({"reason": " "}, "reason", "required"),
        ({"reason": "假" * 201}, "reason", "required"),
    ],
)
def test_what_cannot_be_lent_is_refused_by_field_and_rule(
    scene: Any, changes: dict[str, Any], field: str, rule: str
) -> None:
    body = {
        "person": scene.away.login,
        "deputy": scene.away.login if changes.get("deputy") else scene.deputy.login,
        "roles": changes.get("roles", ["secrecy_reviewer"]),
        "first_day": str(scene.today + timedelta(days=changes.get("first", 0))),
        "last_day": str(scene.today + timedelta(days=changes.get("last", 3))),
        "reason": changes.get("reason", "出差"),
    }
    answer = post(scene.away, "/api/v1/delegations", body)
    assert answer.status_code == 422
    assert (answer.json()["errors"][0]["field"], code_of(answer)) == (field, rule)


def test_a_role_has_one_deputy_on_any_day(scene: Any) -> None:
    lend(scene)
    again = lend(scene, deputy=str(scene.police.person_a.pk))
    assert again.status_code == 422
    assert "代理的同事" in again.content.decode()
    after = {
        "first_day": str(scene.today + timedelta(days=7)),
        "last_day": str(scene.today + timedelta(days=8)),
    }
    assert lend(scene, deputy=str(scene.police.person_a.pk), **after).status_code == 302


def test_nobody_lends_the_roles_of_others_or_sees_who_stands_in_elsewhere(scene: Any) -> None:
    lend(scene)
    [made] = at(scene.away).get("/api/v1/delegations").json()
    stranger = scene.civil.person_a  # the administrator of another agency
    assert at(stranger).get("/api/v1/delegations").json() == []
    assert post(stranger, f"/api/v1/delegations/{made['number']}/end").status_code == 404
    body = {
        "person": scene.away.login,
        "deputy": scene.deputy.login,
        "roles": ["signer"],
        "first_day": str(scene.today),
        "last_day": str(scene.today),
        "reason": "出差",
    }
    assert post(scene.deputy, "/api/v1/delegations", body).status_code == 403
    assert post(stranger, "/api/v1/delegations", body).status_code == 404
    assert lend(scene, by=scene.deputy).status_code == 422  # the page offers nobody else's roles


def test_a_system_has_no_part_in_it_whatever_its_number(scene: Any) -> None:
    """Systems and people are numbered apart: one that has the number of a person must not pass for them."""
    from yishu.agencies.delegation import commands, queries
    from yishu.agencies.delegation.errors import DelegationNotFound

    lend(scene)
    system = replace(scene.police.system().actor, id=scene.away.pk)
    assert list(queries.list_delegations(system)) == []
    with pytest.raises(DelegationNotFound):
        commands.end(system, scene.away.delegations.get().pk, now=timezone.now())


def test_a_borrowed_role_is_not_lent_on(scene: Any) -> None:
    lend(scene)
    body = {
        "person": scene.deputy.login,
        "deputy": scene.police.person_a.login,
        "roles": ["secrecy_reviewer"],
        "first_day": str(scene.today),
        "last_day": str(scene.today),
        "reason": "出差",
    }
    assert code_of(post(scene.deputy, "/api/v1/delegations", body)) == "own"


def test_the_coordinators_role_is_lent_by_its_holder_and_not_by_the_agencys_administrator(django_ready: str) -> None:
    office = Cast().agency("办公厅", coordinator=True)
    body = {
        "person": office.person_b.login,
        "deputy": office.person_a.login,
        "roles": ["coordinator"],
        "first_day": str(timezone.localdate()),
        "last_day": str(timezone.localdate()),
        "reason": "出差",
    }
    assert post(office.person_a, "/api/v1/delegations", body).status_code == 403
    assert post(office.person_b, "/api/v1/delegations", body).status_code == 201
    assert "coordinator" in actor(office.person_a).roles
