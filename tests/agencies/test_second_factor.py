"""Codes of an authenticator, recovery codes, and who must have a second factor."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.agencies.entering import (
    browser_at,
    code_now,
    codes_of,
    is_in,
    log_in,
    secret_of,
    with_authenticator,
)
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


def test_the_password_alone_opens_nothing_once_there_is_a_second_factor(civil: Cast.Member) -> None:
    login = civil.person_a.login
    secret, _ = with_authenticator(browser_at("10.7.0.1"), login)
    thief = browser_at("10.7.0.2")
    assert log_in(thief, login, next="/sharing/inbox/")["Location"] == "/login/verify/"
    for path in ("/me/", "/me/security/", "/systems/", "/sharing/inbox/"):
        assert thief.get(path).status_code == 302
    assert thief.get("/api/v1/grants").status_code == 401
    assert thief.post("/login/verify/", {"code": "000000"}).status_code == 422
    assert not is_in(thief)
    own = browser_at("10.7.0.3")
    log_in(own, login, next="/sharing/inbox/")
    assert own.post("/login/verify/", {"code": code_now(secret)})["Location"] == "/sharing/inbox/"
    assert "密码和验证器" in own.get("/me/security/").content.decode()


def test_a_code_that_was_used_is_not_taken_again(civil: Cast.Member) -> None:
    login = civil.person_a.login
    secret, _ = with_authenticator(browser_at("10.7.1.1"), login)
    code = code_now(secret)
    first, second = browser_at("10.7.1.2"), browser_at("10.7.1.3")
    for browser in (first, second):
        log_in(browser, login)
    assert first.post("/login/verify/", {"code": code}).status_code == 302
    assert second.post("/login/verify/", {"code": code}).status_code == 422
    assert second.post("/login/verify/", {"code": code_now(secret, -1)}).status_code == 422  # nor an earlier one
    assert second.post("/login/verify/", {"code": code_now(secret, 1)}).status_code == 302


def test_of_two_that_send_one_code_at_once_one_gets_in(civil: Cast.Member) -> None:
    from django.db import connection

    login = civil.person_a.login
    secret, codes = with_authenticator(browser_at("10.7.2.1"), login)
    for code in (code_now(secret, 1), codes[0]):
        browsers = [browser_at(f"10.7.2.{n}") for n in range(2, 6)]
        for browser in browsers:
            log_in(browser, login)

        def send(browser: Any, code: str = code) -> int:
            try:
                return browser.post("/login/verify/", {"code": code}).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as threads:
            assert sorted(threads.map(send, browsers)) == [302, 422, 422, 422]


def test_of_two_that_have_read_the_same_state_one_gets_in(civil: Cast.Member) -> None:
    """Both had looked before the first of them took the code."""
    from unittest.mock import patch

    from django.utils import timezone

    from yishu.agencies.identity.errors import WrongCode
    from yishu.agencies.identity.factors import check_code
    from yishu.core.one_time import step_of

    secret, _ = with_authenticator(browser_at("10.7.12.1"), civil.person_a.login)
    now, code = timezone.now(), code_now(secret, 1)
    step = step_of(now.timestamp()) + 1
    with patch("yishu.core.one_time.matching_step", lambda *_, **__: step):
        assert check_code(civil.person_a, code, source="10.7.12.2", now=now) == "totp"
        with pytest.raises(WrongCode):
            check_code(civil.person_a, code, source="10.7.12.3", now=now)


def test_the_secret_and_the_recovery_codes_do_not_stand_in_the_database(civil: Cast.Member) -> None:
    from django.db import connection

    from yishu.core.one_time import secret_text

    secret, codes = with_authenticator(browser_at("10.7.3.1"), civil.person_a.login)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, ' ') from identity_authenticator t")
        kept = cursor.fetchone()[0]
        cursor.execute("select string_agg(t::text, ' ') from identity_recoverycode t")
        kept += cursor.fetchone()[0]
    assert secret_text(secret) not in kept
    assert secret.hex() not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


@pytest.mark.clause("32.1")
def test_a_recovery_code_opens_once_and_is_on_record(civil: Cast.Member) -> None:
    from yishu.audit.models import Record

    login = civil.person_a.login
    _, codes = with_authenticator(browser_at("10.7.4.1"), login)
    for source, status in (("10.7.4.2", 302), ("10.7.4.3", 422)):
        browser = browser_at(source)
        log_in(browser, login)
        assert browser.post("/login/verify/", {"code": f" {codes[3].upper()} "}).status_code == status
    assert Record.objects.filter(action="recovery-code:used", actor=civil.a.ref).count() == 1
    browser = browser_at("10.7.4.4")
    log_in(browser, login)
    browser.post("/login/verify/", {"code": codes[4]})
    assert "还有 8 个未用" in browser.get("/me/security/").content.decode()
    renewed = codes_of(browser.post("/me/security/recovery-codes/"))
    assert len(renewed) == 10
    assert not set(renewed) & set(codes)
    late = browser_at("10.7.4.5")
    log_in(late, login)
    assert late.post("/login/verify/", {"code": codes[5]}).status_code == 422


def test_guessing_codes_is_slowed_down_for_the_guesser(civil: Cast.Member) -> None:
    login = civil.person_a.login
    secret, _ = with_authenticator(browser_at("10.7.5.1"), login)
    thief, own = browser_at("10.7.5.2"), browser_at("10.7.5.3")
    log_in(thief, login)
    answers = [thief.post("/login/verify/", {"code": f"{n:06}"}).content.decode() for n in range(7)]
    assert "请等待" in answers[-1]
    log_in(own, login)
    assert own.post("/login/verify/", {"code": code_now(secret)}).status_code == 302


def test_the_way_between_password_and_code_ends_with_time_and_with_the_password(civil: Cast.Member) -> None:
    from datetime import timedelta
    from unittest.mock import patch

    from django.utils import timezone

    from yishu.agencies.identity import inviting

    login = civil.person_a.login
    secret, _ = with_authenticator(browser_at("10.7.6.1"), login)
    assert browser_at().get("/login/verify/")["Location"] == "/login"
    late, other = browser_at("10.7.6.2"), browser_at("10.7.6.3")
    log_in(late, login)
    later = timezone.now() + timedelta(minutes=11)
    with patch("django.utils.timezone.now", lambda: later):
        assert late.get("/login/verify/")["Location"] == "/login"
    log_in(other, login)
    person = civil.person_a
    person.refresh_from_db()
    inviting.change_password(civil.a, person, "riverside teapot 42 lamps")
    assert other.post("/login/verify/", {"code": code_now(secret)})["Location"] == "/login"
    assert not is_in(other)


def test_programs_send_the_code_with_the_password(client: Any, civil: Cast.Member) -> None:
    login = civil.person_a.login
    secret, codes = with_authenticator(browser_at("10.7.7.1"), login)

    def ask(**otp: str) -> tuple[int, str]:
        said = {"login": login, "password": PASSWORD, **otp}
        answer = client.post("/api/v1/session", said, content_type="application/json", REMOTE_ADDR="10.7.7.2")
        return answer.status_code, answer.json().get("code", "")

    assert ask() == (401, "second_factor_needed")
    assert ask(otp="123") == (401, "wrong_code")
    assert ask(otp=code_now(secret)) == (200, "")
    assert ask(otp=code_now(secret)) == (401, "wrong_code")
    assert ask(otp=codes[0]) == (200, "")


@pytest.fixture
def warden(django_ready: str) -> Any:
    """A security administrator: their role asks for a second factor."""
    from yishu.agencies import commands
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    office = Cast().agency("办公厅", coordinator=True)
    return commands.register_person(
        PLATFORM,
        office.agency,
        login=f"warden-{office.agency.pk}",
        name="安全员",
        password=PASSWORD,
        roles=frozenset({Role.SECURITY_ADMINISTRATOR}),
    )


@pytest.mark.clause("5.1")
def test_an_administrator_sets_up_a_second_factor_before_the_first_page(client: Any, warden: Any) -> None:
    browser = browser_at("10.7.8.1")
    assert log_in(browser, warden.login, next="/systems/")["Location"] == "/login/enrol/"
    assert not is_in(browser)
    said = {"login": warden.login, "password": PASSWORD}
    told = client.post("/api/v1/session", said, content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (403, "second_factor_missing")
    page = browser.get("/login/enrol/")
    secret = secret_of(page)
    assert secret_of(browser.get("/login/enrol/")) == secret
    assert browser.post("/login/enrol/", {"code": "000000"}).status_code == 422
    done = browser.post("/login/enrol/", {"code": code_now(secret, -1)})
    assert len(codes_of(done)) == 10
    assert 'href="/systems/"' in done.content.decode()
    assert is_in(browser)
    assert browser.post("/me/security/authenticator/remove/").status_code == 409  # the last one stays
    again = browser_at("10.7.8.2")
    assert log_in(again, warden.login)["Location"] == "/login/verify/"
    again.get("/login/enrol/")
    assert (
        again.post("/login/enrol/", {"code": code_now(secret)})["Location"] == "/login/verify/"
    )  # nobody enrols over it
    assert not is_in(again)


def test_the_way_in_is_changed_only_after_the_password_once_more(civil: Cast.Member) -> None:
    browser = browser_at("10.7.9.1")
    browser.force_login(civil.person_a)  # a session left open
    assert browser.get("/me/security/authenticator/")["Location"].startswith("/me/security/confirm/?next=")
    for path in ("authenticator/remove/", "recovery-codes/", "passkeys/options/", "passkeys/", "passkeys/1/remove/"):
        assert browser.post(f"/me/security/{path}").status_code == 403
    assert browser.post("/me/security/confirm/", {"password": "not the password"}).status_code == 422
    sent = {"password": PASSWORD, "next": "/me/security/authenticator/"}
    assert browser.post("/me/security/confirm/", sent)["Location"] == "/me/security/authenticator/"
    assert browser.get("/me/security/authenticator/").status_code == 200


@pytest.mark.clause("32.1")
def test_who_has_lost_the_telephone_is_let_in_anew_by_an_administrator_on_record(civil: Cast.Member) -> None:
    from yishu.audit.models import Record

    theirs, administrator, login = browser_at("10.7.10.1"), browser_at("10.7.10.2"), civil.person_b.login
    with_authenticator(theirs, login)
    log_in(administrator, civil.person_a.login)
    assert "验证器" in administrator.get("/people/").content.decode()
    administrator.post(f"/people/{civil.person_b.pk}/factors/reset/")
    assert not is_in(theirs)
    assert log_in(browser_at("10.7.10.3"), login)["Location"] == "/"
    assert Record.objects.filter(action="factor:removed", actor=civil.a.ref, target=civil.b.ref).count() == 1


def test_an_authenticator_can_be_given_up_where_no_role_needs_it(civil: Cast.Member) -> None:
    browser = browser_at("10.7.11.1")
    with_authenticator(browser, civil.person_a.login)
    assert browser.post("/me/security/authenticator/remove/").status_code == 302
    assert browser.post("/me/security/authenticator/remove/").status_code == 404
    assert browser.post("/me/security/recovery-codes/").status_code == 404
    assert log_in(browser_at("10.7.11.2"), civil.person_a.login)["Location"] == "/"
