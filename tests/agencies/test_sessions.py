"""Where somebody is logged in: listed, ended, over by itself; and sessions that are none."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.agencies.entering import browser_at, is_in, log_in
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


def name_of(browser: Any) -> str:
    from yishu.agencies.identity.sessions import kept_key

    return kept_key(browser.cookies["yishu_session"].value)


def test_one_sees_where_one_is_logged_in_and_ends_one_or_all_others(civil: Cast.Member) -> None:
    login = civil.person_a.login
    here, phone, library = (
        browser_at("10.6.0.1"),
        browser_at("10.6.0.2", "Mozilla/5.0 (Linux; Android 12) Chrome/95.0 Mobile"),
        browser_at("10.6.0.3", "Mozilla/5.0 (X11; Linux x86_64) Firefox/94.0"),
    )
    for browser in (here, phone, library):
        log_in(browser, login)
    page = here.get("/me/security/").content.decode()
    for shown in ("Chrome · Windows", "Chrome · Android", "Firefox · Linux", "10.6.0.2", "本次登录"):
        assert shown in page
    assert here.cookies["yishu_session"].value not in page
    here.post(f"/me/security/sessions/{name_of(phone)}/end/")
    assert (is_in(here), is_in(phone), is_in(library)) == (True, False, True)
    here.post("/me/security/sessions/end-others/")
    assert (is_in(here), is_in(library)) == (True, False)
    assert "Firefox" not in here.get("/me/security/").content.decode()


def test_nobody_ends_another_persons_session(civil: Cast.Member) -> None:
    mine, theirs = browser_at("10.6.1.1"), browser_at("10.6.1.2")
    log_in(mine, civil.person_a.login)
    log_in(theirs, civil.person_b.login)
    assert mine.post(f"/me/security/sessions/{name_of(theirs)}/end/").status_code == 404
    assert is_in(theirs)
    assert "10.6.1.2" not in mine.get("/me/security/").content.decode()


@pytest.mark.clause("32.1")
def test_an_administrator_ends_a_persons_sessions_and_programs(civil: Cast.Member) -> None:
    from yishu.audit.models import Record

    administrator, theirs, login = browser_at("10.6.2.1"), browser_at("10.6.2.2"), civil.person_b.login
    log_in(administrator, civil.person_a.login)
    log_in(theirs, login)
    said = {"login": login, "password": PASSWORD}
    token = theirs.post("/api/v1/session", said, content_type="application/json").json()["token"]
    assert "10.6.2.2" in administrator.get(f"/people/{civil.person_b.pk}/").content.decode()
    assert administrator.post(f"/people/{civil.person_b.pk}/sessions/end/").status_code == 302
    assert not is_in(theirs)
    assert browser_at().get("/api/v1/grants", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert Record.objects.filter(action="sessions:revoked", actor=civil.a.ref, target=civil.b.ref).count() == 1
    assert log_in(theirs, login).status_code == 302  # the person may log in anew


def test_a_session_ends_when_idle_and_after_a_days_work_however_busy(civil: Cast.Member, clock: Clock) -> None:
    began = clock.set("2026-03-02 09:00")
    busy, idle = browser_at("10.6.3.1"), browser_at("10.6.3.2")
    log_in(busy, civil.person_a.login)
    log_in(idle, civil.person_a.login)
    assert is_in(idle)

    def at(minutes: int) -> None:
        moment = began + timedelta(minutes=minutes)
        clock.set(f"{timezone.localtime(moment):%Y-%m-%d %H:%M}")

    at(59)
    assert is_in(idle)
    at(59 + 59)
    assert is_in(idle)  # used in time: the hour begins anew
    for minutes in range(50, 480, 50):
        at(minutes)
        assert is_in(busy)
        busy.post("/me/security/confirm/", {"password": PASSWORD})  # its row is written anew
    assert not is_in(idle)
    at(479)
    assert is_in(busy)
    at(481)
    assert not is_in(busy)


def test_using_a_session_does_not_write_at_every_request(civil: Cast.Member) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_at("10.6.4.1")
    log_in(browser, civil.person_a.login)
    is_in(browser)
    with CaptureQueriesContext(connection) as seen:
        is_in(browser)
    about = [query["sql"] for query in seen.captured_queries if "identity_session" in query["sql"]]
    assert len(about) == 1
    assert about[0].startswith("SELECT")


def test_a_session_that_was_planted_before_the_login_is_not_used_after_it(civil: Cast.Member) -> None:
    """Fixation: the attacker knows the cookie that the victim logs in with."""
    attacker, victim = browser_at("10.6.5.1"), browser_at("10.6.5.2")
    attacker.get("/login")
    session = attacker.session
    session["anything"] = "1"
    session.save()
    planted = session.session_key
    victim.cookies["yishu_session"] = attacker.cookies["yishu_session"] = planted
    log_in(victim, civil.person_a.login)
    assert is_in(victim)
    assert victim.cookies["yishu_session"].value != planted
    assert not is_in(attacker)


@pytest.mark.parametrize("forged", ["", "a" * 32, "../../etc/passwd", "%00" * 8, "x" * 4000])
def test_a_made_up_session_is_nobodys(forged: str) -> None:
    browser = browser_at("10.6.6.1")
    browser.cookies["yishu_session"] = forged
    assert browser.get("/me/").status_code == 302


def test_whoever_has_a_copy_of_the_sessions_table_has_no_session(civil: Cast.Member) -> None:
    from django.db import connection

    browser = browser_at("10.6.7.1")
    log_in(browser, civil.person_a.login)
    with connection.cursor() as cursor:
        cursor.execute("select session_key, t::text from identity_session t where source = '10.6.7.1'")
        ((key, row),) = cursor.fetchall()
    assert browser.cookies["yishu_session"].value not in row
    thief = browser_at("10.6.7.2")
    thief.cookies["yishu_session"] = key
    assert not is_in(thief)


def test_forms_of_another_site_change_nothing(civil: Cast.Member) -> None:
    browser = browser_at("10.6.8.1", enforce_csrf_checks=True)
    browser.force_login(civil.person_a)
    for path in (
        "/me/security/password/",
        "/me/security/sessions/end-others/",
        "/me/security/authenticator/remove/",
        "/me/security/passkeys/options/",
        f"/people/{civil.person_b.pk}/leave/",
        f"/people/{civil.person_b.pk}/invitation/",
        "/people/invite/",
        "/login/verify/",
        "/login/passkey/",
    ):
        assert browser.post(path, {"reason": "x"}).status_code == 403, path
    civil.person_b.refresh_from_db()
    assert civil.person_b.is_active


def test_what_is_over_is_forgotten(civil: Cast.Member) -> None:
    from yishu.agencies.identity.models import Brake, Session
    from yishu.agencies.identity.tidying import forget_what_is_over

    browser = browser_at("10.6.9.1")
    log_in(browser, civil.person_a.login)
    log_in(browser_at("10.6.9.2"), civil.person_b.login, "not the password")
    forget_what_is_over(timezone.now())
    assert Session.objects.filter(source="10.6.9.1").exists()
    assert Brake.objects.exists()
    forget_what_is_over(timezone.now() + timedelta(days=2))
    assert not Session.objects.filter(source="10.6.9.1").exists()
    assert not Brake.objects.exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
def test_neither_login_nor_confirmation_leads_away(civil: Cast.Member, elsewhere: str) -> None:
    browser = browser_at("10.6.10.1")
    assert log_in(browser, civil.person_a.login, next=elsewhere)["Location"] == "/"
    answer = browser.post("/me/security/confirm/", {"password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/me/security/"
