"""Logging in by a client certificate, as a UKey holds it: over real TLS, and what must not get in."""

import re
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.test import override_settings

from tests.agencies.authority import Authority, header_of, terminator
from tests.agencies.entering import browser_at, is_in, log_in
from tests.cast import PASSWORD, Cast
from tests.certificates import self_signed
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")
SECRET = "what the terminator knows"


@pytest.fixture
def scene(django_ready: str, tmp_path: Path) -> Iterator[Any]:
    authority = Authority(tmp_path)
    with override_settings(
        YISHU_CLIENT_CA_FILE=str(authority.file),
        YISHU_CLIENT_CRL_FILE=str(authority.crl_file),
        YISHU_CLIENT_CERT_SECRET=SECRET,
        YISHU_CLIENT_CERT_CLAIM="CN",
    ):
        yield SimpleNamespace(authority=authority, civil=Cast().agency("民政"), folder=tmp_path)


def enter(certificate: Any, secret: str = SECRET, header: str = "") -> Any:
    """A browser that came with this certificate, as the terminator tells it."""
    browser = browser_at("10.30.0.1")
    given = header or header_of(certificate)
    browser.get("/login/certificate/", headers={"Client-Cert": given, "Client-Cert-Secret": secret})
    return browser


def test_a_certificate_over_tls_is_bound_once_and_logs_in_from_then_on(
    scene: Any, start_node: Callable[..., Node]
) -> None:
    person = scene.civil.person_a
    _, ukey = scene.authority.issue("张三")
    node = start_node(
        "serve",
        YISHU_CLIENT_CA_FILE=str(scene.authority.file),
        YISHU_CLIENT_CERT_SECRET=SECRET,
        YISHU_CLIENT_CERT_URL="https://localhost",
    )
    server = self_signed(scene.folder)
    trust = ssl.create_default_context(cafile=str(server))
    trust.load_cert_chain(ukey)
    with (
        terminator(node.url, server, scene.authority.file, SECRET) as secure,
        httpx.Client(base_url=secure, verify=trust, follow_redirects=False) as first,
        httpx.Client(base_url=secure, verify=trust, follow_redirects=False) as later,
    ):
        assert "UKey" in first.get("/login").text
        refused = first.get("/login/certificate/")
        assert refused.status_code == 302, refused.text
        assert refused.headers["location"] == "/login"  # nobody is known by it yet
        token = token_of(first.get("/login"))
        entered = first.post("/login", data={"login": person.login, "password": PASSWORD, "csrfmiddlewaretoken": token})
        assert entered.status_code == 302
        shown = first.get("/me/security/certificate/")
        assert "张三" in shown.text
        headers = {"Referer": f"{node.url}/"}
        bound = first.post("/me/security/certificate/", data={"csrfmiddlewaretoken": token_of(shown)}, headers=headers)
        assert bound.status_code == 302
        inside = later.get("/login/certificate/?next=/me/")
        assert inside.headers["location"] == "/me/"
        assert person.name in later.get("/me/").text


def token_of(answer: httpx.Response) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)
    assert found, answer.text[:500]
    return found[1]


def test_the_attribute_that_the_operator_names_is_the_login_name_the_first_time(scene: Any) -> None:
    from yishu.audit.models import Record

    certificate, _ = scene.authority.issue(scene.civil.person_a.login)
    assert is_in(enter(certificate))
    assert is_in(enter(certificate))
    bound = Record.objects.filter(action="identity:bound", target=f"person:{scene.civil.person_a.pk}")
    assert bound.count() == 1
    renewed, _ = scene.authority.issue(scene.civil.person_a.login)
    assert is_in(enter(renewed))  # the same subject with another key


def test_it_comes_as_nginx_writes_it_too(scene: Any) -> None:
    certificate, _ = scene.authority.issue(scene.civil.person_a.login)
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    assert is_in(enter(certificate, header=quote(pem)))


def test_a_second_factor_is_not_asked_for_besides_and_the_session_says_by_what(scene: Any) -> None:
    certificate, _ = scene.authority.issue(scene.civil.person_a.login)
    browser = enter(certificate)
    assert "数字证书" in browser.get("/me/security/").content.decode()


@pytest.mark.parametrize(
    "what", ["no secret", "no certificate", "not a certificate", "expired", "not for clients", "another authority"]
)
def test_what_does_not_hold_lets_nobody_in(scene: Any, what: str) -> None:
    login = scene.civil.person_a.login
    good, _ = scene.authority.issue(login)
    stranger = Authority(_folder(scene.folder / "other"))  # of the same name
    browser = {
        "no secret": lambda: enter(good, secret="guessed"),
        "no certificate": lambda: enter(good, header=" "),
        "not a certificate": lambda: enter(good, header=":AAAA:"),
        "expired": lambda: enter(scene.authority.issue(login, days=-1)[0]),
        "not for clients": lambda: enter(scene.authority.issue(login, use=ExtendedKeyUsageOID.SERVER_AUTH)[0]),
        "another authority": lambda: enter(stranger.issue(login)[0]),
    }[what]()
    assert not is_in(browser)
    assert is_in(enter(good))


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_revoked_certificate_and_one_that_cannot_be_checked_are_refused(scene: Any) -> None:
    certificate, _ = scene.authority.issue(scene.civil.person_a.login)
    assert is_in(enter(certificate))
    scene.authority.publish_crl(days=-1)  # the list has run out
    assert not is_in(enter(certificate))
    scene.authority.revoke(certificate)
    assert not is_in(enter(certificate))
    other, _ = scene.authority.issue(scene.civil.person_b.login)
    assert is_in(enter(other))


def test_a_node_that_cannot_read_its_authorities_says_so_and_lets_nobody_in(scene: Any) -> None:
    certificate, _ = scene.authority.issue(scene.civil.person_a.login)
    for file in (scene.authority.file, scene.authority.crl_file):
        kept = file.read_bytes()
        file.write_text("-----BEGIN X509 CRL-----\nnothing\n-----END X509 CRL-----\n")
        browser = enter(certificate)
        assert not is_in(browser)
        assert "暂不能用证书登录" in browser.get("/login").content.decode()
        file.write_bytes(kept)
    assert is_in(enter(certificate))


def test_a_certificate_has_one_owner_and_can_be_let_go_and_leavers_cannot_use_it(scene: Any) -> None:
    from yishu.agencies import commands
    from yishu.core.actor import PLATFORM

    certificate, _ = scene.authority.issue(scene.civil.person_a.login)
    headers = {"Client-Cert": header_of(certificate), "Client-Cert-Secret": SECRET}
    owner = enter(certificate)
    other = browser_at("10.30.0.2")
    log_in(other, scene.civil.person_b.login)
    assert other.post("/me/security/certificate/", headers=headers).status_code == 409
    assert owner.post("/me/security/certificate/remove/").status_code == 302
    assert other.post("/me/security/certificate/", headers=headers).status_code == 302
    assert scene.civil.person_b.login in enter(certificate).get("/me/").content.decode()
    commands.deactivate_person(PLATFORM, scene.civil.person_b, reason="调离")
    assert not is_in(enter(certificate))


def test_binding_needs_the_password_once_more(scene: Any, clock: Any) -> None:
    from datetime import timedelta

    from django.utils import timezone

    browser = browser_at("10.30.0.3")
    log_in(browser, scene.civil.person_a.login)
    certificate, _ = scene.authority.issue("张三")
    later = timezone.localtime(timezone.now() + timedelta(minutes=20))
    clock.set(f"{later:%Y-%m-%d %H:%M}")
    headers = {"Client-Cert": header_of(certificate), "Client-Cert-Secret": SECRET}
    assert browser.post("/me/security/certificate/", headers=headers).status_code == 403
