"""Logging in by another identity provider: a real one, and one that does what a provider must not."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import override_settings
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.agencies.entering import browser_at, code_now, is_in, with_authenticator
from tests.cast import Cast
from tests.conftest import free_port

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real provider, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            httpx.get(f"{url}/.well-known/openid-configuration", timeout=1)
            break
        except httpx.TransportError:
            time.sleep(0.05)
    yield httpx.get(f"{url}/.well-known/openid-configuration").json()["issuer"]
    process.terminate()
    process.wait(10)


def told(issuer: str, subject: str, **claims: str) -> None:
    """The provider knows this person."""
    httpx.put(f"{issuer}/users/{subject}", json=claims).raise_for_status()


def provider_says(address: str, subject: str) -> str:
    """Log in at the provider: where it leads back to, as path and query."""
    answer = httpx.post(address, data={"sub": subject})
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def come_back(issuer: str, subject: str, browser: Any = None, wanted: str = "/systems/") -> tuple[Any, Any]:
    """A browser, and the answer to it when it is back from the provider."""
    browser = browser or browser_at("10.9.0.1")
    with override_settings(YISHU_OIDC_ISSUER=issuer, YISHU_OIDC_SECRET="of the client"):
        away = browser.get("/login/oidc/", {"next": wanted})
        return browser, browser.get(provider_says(away["Location"], subject))


def test_whom_the_provider_names_by_login_name_logs_in_and_keeps_their_own_rights(
    civil: Cast.Member, issuer: str
) -> None:
    from yishu.audit.models import Record

    subject = f"s-{civil.agency.pk}"
    told(issuer, subject, preferred_username=civil.person_b.login, roles="system_administrator")
    before = set(civil.person_b.appointments.values_list("role", flat=True))
    browser, answer = come_back(issuer, subject)
    assert answer["Location"] == "/systems/"
    assert is_in(browser)
    assert set(civil.person_b.appointments.values_list("role", flat=True)) == before
    assert browser.get("/people/").status_code == 403
    assert "统一身份认证" in browser.get("/me/security/").content.decode()
    assert Record.objects.filter(action="identity:bound", actor=civil.b.ref).count() == 1


def test_who_is_not_here_is_not_made_and_a_name_given_to_another_opens_nothing(civil: Cast.Member, issuer: str) -> None:
    from yishu.agencies.models import Person

    people = Person.objects.count()
    told(issuer, "nobody", preferred_username=f"nobody-{civil.agency.pk}")
    told(issuer, f"first-{civil.agency.pk}", preferred_username=civil.person_b.login)
    told(issuer, f"second-{civil.agency.pk}", preferred_username=civil.person_b.login)
    browser, answer = come_back(issuer, "nobody")
    assert (answer["Location"], is_in(browser)) == ("/login", False)
    assert "没有对应的人员" in browser.get("/login").content.decode()
    assert is_in(come_back(issuer, f"first-{civil.agency.pk}")[0])
    assert not is_in(come_back(issuer, f"second-{civil.agency.pk}")[0])
    told(issuer, f"first-{civil.agency.pk}", preferred_username="renamed")
    assert is_in(come_back(issuer, f"first-{civil.agency.pk}")[0])  # the subject decides
    assert Person.objects.count() == people


def test_a_leaver_does_not_come_in_by_the_provider(civil: Cast.Member, issuer: str) -> None:
    from yishu.agencies import commands
    from yishu.core.actor import PLATFORM

    told(issuer, f"leaver-{civil.agency.pk}", preferred_username=civil.person_b.login)
    assert is_in(come_back(issuer, f"leaver-{civil.agency.pk}")[0])
    commands.deactivate_person(PLATFORM, civil.person_b, reason="调离")
    assert not is_in(come_back(issuer, f"leaver-{civil.agency.pk}")[0])


def test_a_second_factor_that_is_set_up_here_is_asked_for_all_the_same(civil: Cast.Member, issuer: str) -> None:
    secret, _ = with_authenticator(browser_at("10.9.1.1"), civil.person_a.login)
    told(issuer, f"two-{civil.agency.pk}", preferred_username=civil.person_a.login)
    browser, answer = come_back(issuer, f"two-{civil.agency.pk}")
    assert answer["Location"] == "/login/verify/"
    assert not is_in(browser)
    assert browser.post("/login/verify/", {"code": code_now(secret)})["Location"] == "/systems/"


def test_an_answer_of_another_browser_or_a_second_time_opens_nothing(civil: Cast.Member, issuer: str) -> None:
    """Login CSRF: the attacker's answer in the victim's browser; and an answer that was read on the way."""
    told(issuer, f"csrf-{civil.agency.pk}", preferred_username=civil.person_b.login)
    attacker, victim, fresh = browser_at("10.9.2.1"), browser_at("10.9.2.2"), browser_at("10.9.2.3")
    with override_settings(YISHU_OIDC_ISSUER=issuer, YISHU_OIDC_SECRET="of the client"):
        answer = provider_says(attacker.get("/login/oidc/")["Location"], f"csrf-{civil.agency.pk}")
        victim.get("/login/oidc/")
        for browser in (victim, fresh):
            assert browser.get(answer)["Location"] == "/login"
            assert not is_in(browser)
        attacker.get(answer)
        assert is_in(attacker)
        attacker.post("/logout")
        attacker.get(answer)
        assert not is_in(attacker)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "/\\example.org"])
def test_the_way_by_the_provider_leads_to_this_site_only(civil: Cast.Member, issuer: str, elsewhere: str) -> None:
    told(issuer, f"open-{civil.agency.pk}", preferred_username=civil.person_b.login)
    assert come_back(issuer, f"open-{civil.agency.pk}", wanted=elsewhere)[1]["Location"] == "/"


def test_without_a_provider_there_is_none(issuer: str) -> None:
    browser = browser_at("10.9.3.1")
    assert browser.get("/login/oidc/")["Location"] == "/login"
    assert browser.get("/login/oidc/back/?code=x&state=y")["Location"] == "/login"
    assert "统一身份认证" not in browser_at().get("/login").content.decode()
    with override_settings(YISHU_OIDC_ISSUER=issuer, YISHU_OIDC_SECRET="of the client"):
        assert "用统一身份认证登录" in browser_at().get("/login").content.decode()
    with override_settings(YISHU_OIDC_ISSUER="http://127.0.0.1:9"):
        assert browser.get("/login/oidc/")["Location"] == "/login"  # it is down


class Evil(ThreadingHTTPServer):
    """A provider of our own, that checks PKCE as it must, and gives whatever ID token a test wants."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", free_port()), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.key, self.challenge = RSAKey.generate_key(2048, {"kid": "1"}), ""
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "1"}
        self.signing: Any = self.key
        self.issuer, self.pkce_held = self.url, False

    def token(self) -> str:
        if self.header["alg"] == "none":
            parts = [
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (self.header, self.claims)
            ]
            return b".".join([*parts, b""]).decode()
        if self.header["alg"] == "HS256":  # by hand: no library signs with a public key as if it were a secret
            said = b".".join(
                base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (self.header, self.claims)
            )
            mac = hmac.digest(self.key.as_pem(private=False), said, "sha256")
            return (said + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()
        return jwt.encode(self.header, self.claims, self.signing, algorithms=["RS256"])


class Answers(BaseHTTPRequestHandler):
    server: Evil  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        url = self.server.url
        if self.path == "/jwks":
            self._say(KeySet([self.server.key]).as_dict())
        else:
            self._say({"issuer": self.server.issuer, "authorization_endpoint": f"{url}/authorize", "token_endpoint": f"{url}/token", "jwks_uri": f"{url}/jwks"})  # fmt: skip

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        self.server.pkce_held = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.server.challenge
        self._say({"id_token": self.server.token(), "access_token": "x", "token_type": "Bearer"})

    def _say(self, body: object) -> None:
        sent = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


@pytest.fixture
def evil() -> Iterator[Evil]:
    server = Evil()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


ATTACKS = [
    "",
    "nonce",
    "no-nonce",
    "audience",
    "party",
    "issuer",
    "expired",
    "unsigned",
    "stranger",
    "shared",
    "mixed",
    "discovery",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_id_token_that_is_not_for_this_login_opens_nothing(civil: Cast.Member, evil: Evil, attack: str) -> None:
    browser, now = browser_at("10.9.4.1"), int(time.time())
    with override_settings(YISHU_OIDC_ISSUER=evil.url, YISHU_OIDC_CLIENT="yishu"):
        asked = parse_qs(urlsplit(browser.get("/login/oidc/")["Location"]).query)
        assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
        evil.challenge = asked["code_challenge"][0]
        evil.claims = {
            "iss": evil.url,
            "sub": f"evil-{civil.agency.pk}",
            "aud": "yishu",
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"][0],
            "preferred_username": civil.person_b.login,
        }
        _attack(evil, attack)
        iss = "&iss=https://example.org" if attack == "mixed" else ""
        browser.get(f"/login/oidc/back/?code=c&state={asked['state'][0]}{iss}")
    assert is_in(browser) is (attack == "")
    assert evil.pkce_held is (attack not in ("mixed", "discovery"))


def _attack(evil: Evil, attack: str) -> None:
    changes: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "another"},
        "no-nonce": {"nonce": None},
        "audience": {"aud": "another"},
        "party": {"aud": ["yishu", "another"], "azp": "another"},
        "issuer": {"iss": "https://example.org"},
        "expired": {"exp": int(time.time()) - 3600},
    }
    evil.claims = {name: value for name, value in (evil.claims | changes.get(attack, {})).items() if value is not None}
    if attack == "unsigned":
        evil.header = {"alg": "none"}
    elif attack == "stranger":
        evil.signing = RSAKey.generate_key(2048, {"kid": "1"})
    elif attack == "shared":  # HMAC by the public key
        evil.header = {"alg": "HS256"}
    elif attack == "discovery":
        evil.issuer = "https://example.org"
