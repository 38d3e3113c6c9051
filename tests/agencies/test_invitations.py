"""A person comes by a password that nobody else knows; what it must be; who may let whom in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.agencies.entering import browser_at, is_in, link_of, log_in
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("django_ready")
NEW = "riverside teapot 42 lamps"


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


@pytest.fixture
def administrator(civil: Cast.Member) -> Any:
    browser = browser_at("10.1.1.1")
    browser.force_login(civil.person_a)
    return browser


def invite(browser: Any, login: str, *roles: str) -> Any:
    return browser.post("/people/invite/", {"login": login, "name": "王小明", "roles": roles})


def unique(civil: Cast.Member) -> str:
    return f"new-{civil.agency.pk}"


@pytest.mark.clause("5.1", "11.1")
def test_an_invited_person_sets_their_own_password_once_and_logs_in(civil: Cast.Member, administrator: Any) -> None:
    from yishu.agencies.models import Person
    from yishu.audit.models import Record

    login = unique(civil)
    answer = invite(administrator, login, "handler")
    link, person = link_of(answer), Person.objects.get(login=login)
    assert not person.has_usable_password()
    assert person.check_password("") is False
    text = link.split("/")[2]
    assert not any(
        text in body for body in Record.objects.filter(target=f"person:{person.pk}").values_list("body", flat=True)
    )

    own = browser_at("10.1.1.2")
    led = own.get(link)
    assert led["Location"] == "/first-login/"  # the secret leaves the address at once
    assert "王小明" in own.get("/first-login/").content.decode()
    assert own.post("/first-login/", {"password": NEW, "again": NEW})["Location"] == "/login"
    assert log_in(own, login, NEW).status_code == 302
    assert is_in(own)
    again = browser_at("10.1.1.3")
    assert again.get(link).status_code == 404
    assert own.post("/first-login/", {"password": PASSWORD, "again": PASSWORD}).status_code == 404
    assert Record.objects.filter(action="password:set", actor=f"person:{person.pk}").count() == 1


def test_a_link_expires_is_replaced_and_can_be_made_void(civil: Cast.Member, administrator: Any) -> None:
    from yishu.agencies.identity import inviting
    from yishu.agencies.identity.errors import InvitationNotFound
    from yishu.agencies.models import Person

    login = unique(civil)
    first = link_of(invite(administrator, login))
    person = Person.objects.get(login=login)
    second = link_of(administrator.post(f"/people/{person.pk}/invitation/"))
    assert browser_at().get(first).status_code == 404
    assert browser_at().get(second).status_code == 302
    text = second.split("/")[2]
    with pytest.raises(InvitationNotFound):
        inviting.find_invitation(text, now=timezone.now() + timedelta(hours=73))
    assert inviting.find_invitation(text, now=timezone.now() + timedelta(hours=71)).person == person
    administrator.post(f"/people/{person.pk}/invitation/revoke/")
    assert browser_at().get(second).status_code == 404


def test_two_who_use_one_link_at_once_are_one(civil: Cast.Member, administrator: Any) -> None:
    """The one who comes second finds it used, though both had read it before."""
    from unittest.mock import patch

    from yishu.agencies.identity import inviting
    from yishu.agencies.identity.errors import InvitationNotFound

    text = link_of(invite(administrator, unique(civil))).split("/")[2]
    read = inviting.find_invitation(text, now=timezone.now())
    inviting.accept(text, NEW, now=timezone.now())
    with patch.object(inviting, "find_invitation", lambda *_, **__: read), pytest.raises(InvitationNotFound):
        inviting.accept(text, PASSWORD, now=timezone.now())
    read.person.refresh_from_db()
    assert read.person.check_password(NEW)


def test_the_administrator_neither_sees_nor_chooses_a_password(civil: Cast.Member, administrator: Any) -> None:
    from yishu.agencies.models import Person

    answer = administrator.post(
        "/people/invite/", {"login": unique(civil), "name": "王小明", "password": NEW, "roles": []}
    )
    person = Person.objects.get(login=unique(civil))
    assert not person.has_usable_password()
    assert NEW not in answer.content.decode()
    for page in ("/people/", "/people/invite/", f"/people/{person.pk}/"):
        assert 'type="password"' not in administrator.get(page).content.decode()


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short1", "至少 10 个字符"),
        ("Password@123", "太常见"),
        ("P4ssw0rd2026!!", "太常见"),
        ("19900307123", "太常见"),
        ("qwertyuiop1234", "太常见"),
        ("aaaaaaaaaaaaa", "太常见"),
        ("ｐａｓｓｗｏｒｄ１２３", "太常见"),
    ],
)
def test_a_password_that_others_try_first_is_refused(
    civil: Cast.Member, administrator: Any, password: str, rule: str
) -> None:
    own = browser_at()
    own.get(link_of(invite(administrator, unique(civil))))
    answer = own.post("/first-login/", {"password": password, "again": password})
    assert answer.status_code == 422
    assert rule in answer.content.decode()
    assert password not in answer.content.decode()


@pytest.mark.parametrize(
    "password", ["四个不相干的词连成一句", "all lower case words here", "8 paper lanterns by the lake"]
)
def test_length_is_enough_and_no_composition_is_asked(password: str) -> None:
    from yishu.agencies.passwords import faults

    assert faults(password, login="minzheng-zhang", name="张三") == []
    assert [each.rule for each in faults(f"{password} Minzheng-Zhang", login="minzheng-zhang")] == ["contains_name"]


def test_changing_ones_password_asks_for_the_old_one_and_ends_other_logins(civil: Cast.Member) -> None:
    login = civil.person_b.login
    here, there = browser_at("10.1.2.1"), browser_at("10.1.2.2")
    log_in(here, login)
    log_in(there, login)
    token = here.post("/api/v1/session", {"login": login, "password": PASSWORD}, content_type="application/json").json()
    bearer = {"Authorization": f"Bearer {token['token']}"}
    assert here.get("/api/v1/grants", headers=bearer).status_code == 200
    wrong = here.post("/me/security/password/", {"current": "not it at all", "password": NEW, "again": NEW})
    assert (wrong.status_code, is_in(there)) == (422, True)
    assert here.post("/me/security/password/", {"current": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert browser_at().get("/api/v1/grants", headers=bearer).status_code == 401
    assert log_in(browser_at("10.1.2.3"), login, PASSWORD).status_code == 422
    assert log_in(browser_at("10.1.2.4"), login, NEW).status_code == 302


@pytest.mark.clause("5.1")
def test_roles_are_given_only_by_who_may_whatever_the_form_says(civil: Cast.Member, administrator: Any) -> None:
    answer = invite(administrator, unique(civil), "system_administrator")
    assert answer.status_code == 422

    def held() -> set[str]:
        return set(civil.person_b.appointments.values_list("role", flat=True))

    before = held()
    for role in ("system_administrator", "coordinator", "inspector", "audit_administrator"):
        sent = {"roles": [*before, role]}
        assert administrator.post(f"/people/{civil.person_b.pk}/roles/", sent).status_code in (403, 422)
    assert held() == before
    assert (
        administrator.post(f"/people/{civil.person_b.pk}/roles/", {"roles": ["reviewer", "nobody"]}).status_code == 422
    )
    own = {"roles": [*civil.person_a.appointments.values_list("role", flat=True), "signer"]}
    assert administrator.post(f"/people/{civil.person_a.pk}/roles/", own).status_code == 403
    assert administrator.post(f"/people/{civil.person_b.pk}/roles/", {"roles": ["reviewer"]}).status_code == 302
    assert held() == {"reviewer"}


@pytest.mark.parametrize(
    "act", ["", "roles/", "invitation/", "invitation/revoke/", "factors/reset/", "sessions/end/", "leave/"]
)
def test_another_agencys_person_does_not_exist(civil: Cast.Member, administrator: Any, act: str) -> None:
    stranger = Cast().agency("林业")
    path = f"/people/{stranger.person_b.pk}/{act}"
    answer = administrator.get(path) if not act else administrator.post(path, {"reason": "越权", "roles": []})
    assert answer.status_code == 404
    stranger.person_b.refresh_from_db()
    assert stranger.person_b.is_active
    assert stranger.person_b.appointments.count() == 3
    assert administrator.get(f"/people/?agency={stranger.agency.code}").status_code == 404
    assert (
        administrator.post(
            f"/people/invite/?agency={stranger.agency.code}", {"login": "mole-x", "name": "甲"}
        ).status_code
        == 404
    )


def test_who_administers_nothing_lets_nobody_in(civil: Cast.Member) -> None:
    plain = browser_at()
    plain.force_login(civil.person_b)
    assert plain.get("/people/").status_code == 403
    assert plain.post(f"/people/{civil.person_a.pk}/invitation/").status_code == 403
    assert plain.get("/people/987654321/").status_code == 403


@pytest.mark.clause("5.1")
def test_an_agencys_administrator_takes_over_no_account_of_the_node() -> None:
    """A new link for the coordinator would be a way into the coordinator's account."""
    office = Cast().agency("办公厅", coordinator=True)
    browser = browser_at()
    browser.force_login(office.person_a)
    for act in ("invitation/", "factors/reset/", "sessions/end/"):
        assert browser.post(f"/people/{office.person_b.pk}/{act}").status_code == 403
    assert browser.post(f"/people/{office.person_a.pk}/factors/reset/").status_code == 403  # nor their own


@pytest.mark.clause("34.1")
def test_a_leavers_sessions_tokens_and_links_end_at_once(civil: Cast.Member, administrator: Any) -> None:
    leaver, login = browser_at("10.1.3.1"), civil.person_b.login
    log_in(leaver, login)
    link = link_of(administrator.post(f"/people/{civil.person_b.pk}/invitation/"))
    assert administrator.post(f"/people/{civil.person_b.pk}/leave/").status_code == 422  # a reason is asked for
    assert administrator.post(f"/people/{civil.person_b.pk}/leave/", {"reason": "调离"}).status_code == 302
    assert not is_in(leaver)
    assert browser_at().get(link).status_code == 404
    assert log_in(browser_at("10.1.3.2"), login).status_code == 422
    page = administrator.get("/people/").content.decode()
    assert f"/people/{civil.person_b.pk}/" not in page
    assert administrator.get(f"/people/{civil.person_b.pk}/").status_code == 404


def test_the_list_of_people_costs_the_same_whatever_their_number(civil: Cast.Member, administrator: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page = administrator.get("/people/").content.decode()
        assert re.search("已启用|已邀请", page)
        return len(seen)

    before = cost()
    for n in range(5):
        invite(administrator, f"{unique(civil)}-{n}", "handler")
    assert cost() == before
