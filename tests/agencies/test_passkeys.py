"""Passkeys, in a real browser with a virtual authenticator (WebAuthn, 11.2), and what an attacker would send instead."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import cbor2
import pytest
from webauthn.helpers import bytes_to_base64url

from tests.agencies.entering import browser_at, with_authenticator
from tests.cast import PASSWORD, Cast
from tests.conftest import Node
from tests.walking import log_in

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def civil(django_ready: str) -> Cast.Member:
    return Cast().agency("民政")


@pytest.fixture
def authenticator(page: Any) -> Iterator[Any]:
    """A virtual authenticator in the page's browser: `authenticator("WebAuthn.…", **parameters)`."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    yield lambda method, **parameters: session.send(method, {"authenticatorId": number, **parameters})
    session.detach()


def at_localhost(node: Node) -> str:
    """A passkey is bound to a name: an address will not do."""
    return node.url.replace("127.0.0.1", "localhost")


def add_passkey(page: Any, url: str, login: str, name: str) -> None:
    log_in(page, url, login)
    page.goto(f"{url}/me/security/")
    page.get_by_label("名称").fill(name)
    page.get_by_role("button", name="添加通行密钥").click()
    page.get_by_text("通行密钥已添加").wait_for()


def to_second_factor(page: Any, url: str, login: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{url}/login?next=/systems/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="使用通行密钥").wait_for()


@pytest.mark.browser
def test_a_passkey_is_added_used_and_removed(page: Any, authenticator: Any, civil: Cast.Member, node: Node) -> None:
    from yishu.agencies.identity.models import Passkey

    url, login = at_localhost(node), civil.person_a.login
    add_passkey(page, url, login, "办公电脑")
    kept = Passkey.objects.get(person=civil.person_a)
    to_second_factor(page, url, login)
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(f"{url}/systems/")
    kept.refresh_from_db()
    assert kept.used_at
    assert kept.counter > 0
    page.goto(f"{url}/me/security/")
    page.get_by_text("密码和通行密钥").wait_for()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除 办公电脑").click()
    page.get_by_text("通行密钥已删除").wait_for()
    assert not Passkey.objects.filter(person=civil.person_a).exists()


@pytest.mark.browser
def test_a_passkey_that_is_not_this_persons_opens_nothing(
    page: Any, authenticator: Any, civil: Cast.Member, node: Node
) -> None:
    """The authenticator forgets; a stranger's makes its own signature for the same credential."""
    url, login = at_localhost(node), civil.person_a.login
    add_passkey(page, url, login, "办公电脑")
    (credential,) = authenticator("WebAuthn.getCredentials")["credentials"]
    authenticator("WebAuthn.removeCredential", credentialId=credential["credentialId"])
    other = {**credential, "privateKey": _another_key(), "signCount": 100}
    authenticator("WebAuthn.addCredential", credential=other)
    to_second_factor(page, url, login)
    page.get_by_role("button", name="使用通行密钥").click()
    page.get_by_text("通行密钥验证未通过，请重试").wait_for()
    page.goto(f"{url}/systems/")
    page.wait_for_url(lambda address: "/login" in address)


@pytest.mark.browser
def test_an_answer_that_was_recorded_is_not_taken_again(
    page: Any, authenticator: Any, civil: Cast.Member, node: Node
) -> None:
    url, login = at_localhost(node), civil.person_a.login
    add_passkey(page, url, login, "办公电脑")
    sent: list[str] = []
    page.on(
        "request", lambda request: sent.append(request.post_data) if request.url.endswith("/login/passkey/") else None
    )
    to_second_factor(page, url, login)
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url(f"{url}/systems/")
    (recorded,) = sent
    thief = browser_at("10.8.0.1", SERVER_NAME="localhost")
    thief.post("/login", {"login": login, "password": PASSWORD})
    assert thief.post("/login/passkey/", recorded, content_type="application/json").status_code == 401
    thief.post("/login/passkey/options/")
    assert thief.post("/login/passkey/", recorded, content_type="application/json").status_code == 401
    assert thief.get("/me/").status_code == 302


def test_what_is_no_passkey_is_refused_plainly(civil: Cast.Member) -> None:
    browser, login = browser_at("10.8.1.1"), civil.person_a.login
    with_authenticator(browser, login)
    half = browser_at("10.8.1.2")
    half.post("/login", {"login": login, "password": PASSWORD})
    for body in (
        "",
        "[]",
        "{}",
        '{"credential": 1}',
        '{"credential": {}}',
        json.dumps({"credential": {"id": "x" * 99}}),
    ):
        for who, begin, path in (
            (half, "/login/passkey/options/", "/login/passkey/"),
            (browser, "/me/security/passkeys/options/", "/me/security/passkeys/"),
        ):
            assert who.post(begin).status_code == 200
            assert who.post(path, body, content_type="application/json").status_code == 401
    assert "challenge" not in half.session  # the last one was looked at: its challenge is used up
    assert browser_at().post("/login/passkey/options/").status_code == 401
    assert half.post("/me/security/passkeys/options/").status_code == 401


def test_a_key_that_is_none_is_refused_plainly(civil: Cast.Member) -> None:
    """Everything else of it is as it should be."""
    browser, begin = browser_at("10.8.1.3"), "/me/security/passkeys/"
    with_authenticator(browser, civil.person_a.login)
    challenge = browser.post(f"{begin}options/").json()["challenge"]
    client = json.dumps({"type": "webauthn.create", "challenge": challenge, "origin": "http://testserver"})
    key = cbor2.dumps({1: 2, 3: -7, -1: 0, -2: b"", -3: b""})
    said = hashlib.sha256(b"testserver").digest() + b"\x45" + bytes(4 + 16) + b"\0\1x" + key
    attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})
    response = {
        "clientDataJSON": bytes_to_base64url(client.encode()),
        "attestationObject": bytes_to_base64url(attested),
    }
    credential = {"id": "eA", "rawId": "eA", "type": "public-key", "response": response}
    answer = browser.post(begin, {"credential": credential}, content_type="application/json")
    assert answer.status_code == 401


def test_nobody_removes_another_persons_passkey(civil: Cast.Member) -> None:
    from django.utils import timezone

    from yishu.agencies.identity.models import Passkey

    kept = Passkey.objects.create(
        person=civil.person_b, credential=b"of b" + bytes(str(civil.agency.pk), "ascii"), public_key=b"", counter=0,
        name="他人的", added_at=timezone.now(),
    )  # fmt: skip
    browser = browser_at("10.8.2.1")
    browser.post("/login", {"login": civil.person_a.login, "password": PASSWORD})
    assert browser.post(f"/me/security/passkeys/{kept.pk}/remove/").status_code == 404
    assert Passkey.objects.filter(pk=kept.pk).exists()


def _another_key() -> str:
    import base64

    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = generate_private_key(SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return base64.b64encode(made).decode()
