"""Requests signed by a system's own key (RFC 9421), at the gateway and at the management API; and what an attacker makes of them."""

import base64
import hashlib
import json
import secrets
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.utils import timezone
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver  # pyright: ignore[reportPrivateImportUsage]
from http_message_signatures.algorithms import ECDSA_P256_SHA256, ED25519  # pyright: ignore[reportPrivateImportUsage]

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from yishu.core.signatures import COVERED, content_digest

pytestmark = pytest.mark.usefixtures("django_ready")
Private = Ed25519PrivateKey | EllipticCurvePrivateKey
SUBJECT = {"purpose": {"duty": "社会救助审核"}, "subject": "330102199003076015", "items": ["name"]}

RFC_P256 = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----"""
"""RFC 9421, B.1.3: test-key-ecc-p256."""
RFC_BASE = """"@status": 200
"content-type": application/json
"content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:
"content-length": 23
"@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256\""""
RFC_VALUE = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="


def test_the_vector_b_2_4_of_the_rfc_holds() -> None:
    from yishu.agencies.public_keys import P256, read_public_key

    key = read_public_key(RFC_P256)
    assert key.kind == P256
    assert key.verifies(base64.b64decode(RFC_VALUE), RFC_BASE.encode())
    assert not key.verifies(base64.b64decode(RFC_VALUE), RFC_BASE.replace("200", "201").encode())
    assert not key.verifies(b"\0" * 64, RFC_BASE.encode())
    assert not key.verifies(b"", RFC_BASE.encode())


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, private: Private) -> None:
        self.private = private

    def resolve_private_key(self, key_id: str) -> Any:
        return self.private


class Signer:
    """A system that signs, by another implementation of the RFC than ours."""

    def __init__(self, private: Private, keyid: str) -> None:
        self.keyid = keyid
        algorithm = ED25519 if isinstance(private, Ed25519PrivateKey) else ECDSA_P256_SHA256
        self._signer = HTTPMessageSigner(signature_algorithm=algorithm, key_resolver=Keys(private))

    def request(self, method: str, url: str, body: bytes = b"", **changes: Any) -> httpx.Request:
        digest = changes.pop("digest", content_digest(body))
        headers = {"Content-Digest": digest, "Content-Type": changes.pop("media", "application/json")}
        request = httpx.Request(method, url, content=body, headers=headers)
        given: dict[str, Any] = {
            "key_id": self.keyid,
            "created": timezone.now(),
            "expires": timezone.now() + timedelta(seconds=30),
            "nonce": secrets.token_urlsafe(18),
            "covered_component_ids": COVERED,
            "use_existing_digest": True,
        }
        self._signer.sign(request, **(given | changes))
        return request


def send(request: httpx.Request) -> httpx.Response:
    with httpx.Client(timeout=30) as client:
        return client.send(request)


def pem(private: Private) -> str:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def keyid(private: Private) -> str:
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A granted resource, and a system with a key of each kind."""
    from yishu.agencies import keys
    from yishu.agencies.models import Scope

    cast: Any = Cast()
    office, cast.police, cast.civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    cast.resource_ = cast.resource(cast.police, office)
    cast.publish(cast.police, cast.resource_, PEOPLE_CSV, tmp_path_factory.mktemp("signed"))
    cast.caller = cast.civil.system(Scope.DATA, Scope.APPLY)
    cast.cast_grant = lambda: cast.grant(cast.civil, cast.police, cast.resource_, systems=(cast.caller,))
    cast.grant_ = cast.cast_grant()
    cast.private = {"ed25519": Ed25519PrivateKey.generate(), "p256": generate_private_key(SECP256R1())}
    for private in cast.private.values():
        keys.register_public_key(cast.civil.a, cast.caller.system, pem=pem(private), now=timezone.now())
    return cast


def url(node: Node, story: Any, act: str = "query") -> str:
    return f"{node.url}/api/v1/data/{story.resource_.path_code}/{act}"


@pytest.mark.clause("32.1")
@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_a_signed_call_is_answered_and_its_signature_kept_in_the_evidence(story: Any, node: Node, kind: str) -> None:
    from yishu.agencies.public_keys import read_public_key
    from yishu.audit.models import Record

    private = story.private[kind]
    signer = Signer(private, keyid(private))
    body = json.dumps(SUBJECT).encode()
    answer = send(signer.request("POST", url(node, story), body))
    assert answer.status_code == 200
    assert answer.json()["record"]["name"] == "赵一"
    record = json.loads(Record.objects.get(pk=answer.json()["receipt"].split(".")[0]).body)
    assert (record["actor"], record["found"]) == (story.caller.actor.ref, 1)
    named, value, base = record["detail"]["signature"]
    assert named == keyid(private)
    # Whoever has the public key sees what was asked, and by whom, without us.
    assert read_public_key(pem(private)).verifies(base64.b64decode(value), base.encode())
    assert content_digest(body) in base
    assert url(node, story) in base


def test_a_refused_signed_call_is_on_record_with_its_signature(story: Any, node: Node) -> None:
    from yishu.audit.models import Record

    signer = Signer(story.private["ed25519"], keyid(story.private["ed25519"]))
    other = json.dumps(SUBJECT | {"purpose": {"duty": "别的事项"}}).encode()
    answer = send(signer.request("POST", url(node, story), other))
    assert answer.status_code == 403
    record = json.loads(Record.objects.get(pk=answer.json()["receipt"].split(".")[0]).body)
    assert record["outcome"] == "denied"
    assert record["detail"]["signature"][0] == signer.keyid


def test_a_copy_and_the_management_api_take_signatures_too(story: Any, node: Node) -> None:
    from yishu.audit.models import Record

    signer = Signer(story.private["p256"], keyid(story.private["p256"]))
    copied = send(signer.request("GET", url(node, story, "bulk") + "?format=csv"))
    assert copied.status_code == 200
    assert "赵一" in copied.text
    grants = send(signer.request("GET", f"{node.url}/api/v1/grants"))
    assert grants.status_code == 200
    line = {"resource": story.resource_.code, "items": ["name"], "modes": ["verify"], "systems": [story.caller.system.name], "until": f"{timezone.localdate() + timedelta(days=30)}"}  # fmt: skip
    said = json.dumps({"duty": "社会救助审核", "basis": "《社会救助暂行办法》", "lines": [line]}).encode()
    applied = send(signer.request("POST", f"{node.url}/api/v1/applications", said))
    assert applied.status_code in (200, 201), applied.text
    made = Record.objects.filter(action="application:submitted", actor=story.caller.actor.ref).latest("at")
    assert json.loads(made.body)["detail"]["signature"][0] == signer.keyid


def test_a_signed_request_comes_in_once_wherever_it_is_sent(story: Any, node: Node, start_node: Any) -> None:
    signer = Signer(story.private["ed25519"], keyid(story.private["ed25519"]))
    other = start_node("gateway", YISHU_URL=node.url)  # another process of the same node, under the same public address
    request = signer.request("POST", url(node, story), json.dumps(SUBJECT).encode())
    assert send(request).status_code == 200
    again = send(request)
    assert (again.status_code, again.json()["code"]) == (401, "signature_replayed")
    elsewhere = httpx.post(
        request.url.copy_with(port=int(other.url.rpartition(":")[2])),
        content=request.content,
        headers={k: v for k, v in request.headers.items() if k != "host"},
    )
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (401, "signature_replayed")
    listed = signer.request("GET", f"{node.url}/api/v1/grants")
    assert [send(listed).status_code for _ in range(2)] == [200, 401]


@pytest.mark.parametrize("plane", ["gateway", "management"])
@pytest.mark.parametrize(
    "attack",
    [
        "body",
        "path",
        "method",
        "expired",
        "early",
        "long",
        "uncovered",
        "nonce",
        "stranger",
        "algorithm",
        "digest",
        "key",
        "nameless",
        "secret",
    ],
)
def test_whatever_is_not_as_it_was_signed_is_refused(story: Any, node: Node, plane: str, attack: str) -> None:
    private = story.private["ed25519"]
    signer = Signer(private, keyid(private))
    where = url(node, story) if plane == "gateway" else f"{node.url}/api/v1/applications"
    body = json.dumps(SUBJECT if plane == "gateway" else {"duty": "核对", "lines": []}).encode()
    now, changes = timezone.now(), {}
    if attack == "expired":
        changes = {"created": now - timedelta(seconds=61), "expires": now - timedelta(seconds=1)}
    elif attack == "early":
        changes = {"created": now + timedelta(seconds=20), "expires": now + timedelta(seconds=50)}
    elif attack == "long":
        changes = {"expires": now + timedelta(hours=1)}
    elif attack == "uncovered":
        changes = {"covered_component_ids": ("@method", "@authority", "@target-uri")}
    elif attack == "nonce":
        changes = {"nonce": "short"}
    elif attack == "stranger":
        signer = Signer(Ed25519PrivateKey.generate(), keyid(private))
    elif attack == "algorithm":
        signer = Signer(private, keyid(story.private["p256"]))
    elif attack == "digest":  # right, but by another algorithm than the one that is read
        changes = {"digest": f"sha-512=:{base64.b64encode(hashlib.sha512(body).digest()).decode()}:"}
    elif attack == "nameless":
        signer = Signer(private, "")
    elif attack == "key":
        unknown = Ed25519PrivateKey.generate()
        signer = Signer(unknown, keyid(unknown))
    elif attack == "secret":  # the hash of a secret key, which stands in the database, names no public key
        signer = Signer(private, hashlib.sha256(story.caller.key.encode()).hexdigest())
    request = signer.request("POST", where, body, **changes)
    headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
    sent_body = body.replace(b"{", b"{ ", 1) if attack == "body" else body
    sent_to = where + "?x=1" if attack == "path" else where
    answer = httpx.request("PUT" if attack == "method" else "POST", sent_to, content=sent_body, headers=headers)
    if attack == "method":
        assert answer.status_code in (401, 405)
    else:
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_signature"), answer.text


def test_a_batch_is_taken_only_with_the_digest_that_was_signed(story: Any, node: Node) -> None:
    from yishu.agencies import keys
    from yishu.agencies.models import Scope
    from yishu.audit.models import Record

    private = Ed25519PrivateKey.generate()
    system = story.police.system(Scope.PUBLISH).system
    keys.register_public_key(story.police.a, system, pem=pem(private), now=timezone.now())
    signer, where, text = Signer(private, keyid(private)), url(node, story, "batches"), PEOPLE_CSV.encode()
    request = signer.request("POST", where, text, media="text/csv")
    headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
    forged = httpx.post(where, content=text.replace("赵一".encode(), "赵二".encode()), headers=headers)
    assert (forged.status_code, forged.json()["code"]) == (401, "wrong_signature")
    published = send(signer.request("POST", where, text, media="text/csv"))
    assert published.status_code == 200, published.text
    record = json.loads(Record.objects.get(pk=published.json()["receipt"].split(".")[0]).body)
    assert record["detail"]["signature"][0] == signer.keyid


@pytest.mark.clause("26.5")
def test_a_grant_is_given_up_by_a_signed_request_and_not_by_an_unsound_one(story: Any, node: Node) -> None:
    from yishu.audit.models import Record

    grant = story.cast_grant()
    where, body = f"{node.url}/api/v1/grants/{grant.pk}", json.dumps({"reason": "系统停用"}).encode()
    private, mistaken = story.private["p256"], Signer(story.private["ed25519"], keyid(story.private["p256"]))
    signer = Signer(private, keyid(private))
    no_signature = signer.request("DELETE", where, body)
    no_signature.headers["Signature"] = "yishu=:bm8=:"
    for unsound in (no_signature, mistaken.request("DELETE", where, body)):
        answer = send(unsound)
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_signature")
        grant.refresh_from_db()
        assert grant.state == "active"
    assert send(signer.request("DELETE", where, body)).json()["state"] == "withdrawn"
    record = Record.objects.get(action="grant:withdrawn", target=str(grant.pk))
    assert json.loads(record.body)["detail"]["signature"][0] == signer.keyid


@pytest.mark.clause("26.5")
def test_a_revoked_signing_key_opens_nothing_from_the_next_call_on(story: Any, node: Node) -> None:
    from yishu.agencies import commands, keys

    private = Ed25519PrivateKey.generate()
    key = keys.register_public_key(story.civil.a, story.caller.system, pem=pem(private), now=timezone.now())
    signer, body = Signer(private, keyid(private)), json.dumps(SUBJECT).encode()
    assert send(signer.request("POST", url(node, story), body)).status_code == 200
    commands.revoke_key(story.civil.a, key, now=timezone.now())
    for request in (
        signer.request("POST", url(node, story), body),
        signer.request("GET", f"{node.url}/api/v1/grants"),
    ):
        assert send(request).json()["code"] == "wrong_signature"


@pytest.mark.clause("26.5")
def test_a_gateway_that_has_not_heard_of_it_says_the_same(story: Any, start_node: Any) -> None:
    """It takes the signature by what it knew, and learns better before it answers."""
    from yishu.agencies import commands, keys

    deaf = start_node("gateway", YISHU_NO_NOTIFY="1")
    private = Ed25519PrivateKey.generate()
    key = keys.register_public_key(story.civil.a, story.caller.system, pem=pem(private), now=timezone.now())
    signer, body = Signer(private, keyid(private)), json.dumps(SUBJECT).encode()
    assert send(signer.request("POST", url(deaf, story), body)).status_code == 200
    commands.revoke_key(story.civil.a, key, now=timezone.now())
    assert send(signer.request("POST", url(deaf, story), body)).json()["code"] == "wrong_signature"


def test_only_a_public_key_of_the_two_kinds_is_registered_and_once(client: Any, story: Any) -> None:
    client.force_login(story.civil.person_a)
    where = f"/systems/{story.caller.system.pk}/keys/public/"
    private = Ed25519PrivateKey.generate()
    secret = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    answer = client.post(where, {"public_key": secret})
    assert "这是私钥" in answer.content.decode()
    for wrong in ("", "nothing", pem(private)[:60], _rsa()):
        assert client.post(where, {"public_key": wrong}).status_code == 422
    done = client.post(where, {"public_key": pem(private), "name": "签名机"})
    assert keyid(private) in done.content.decode()
    assert client.post(where, {"public_key": pem(private)}).status_code == 422
    assert "签名机" in client.get("/systems/").content.decode()


def test_a_signature_costs_less_than_a_password(story: Any) -> None:
    """What a stranger can make us compute with a made-up signature is bounded: one look-up and one verification."""
    from yishu.agencies.public_keys import read_public_key

    key = read_public_key(pem(story.private["p256"]))
    began = time.thread_time()
    for _ in range(50):
        key.verifies(b"\1" * 64, b"x" * 500)
    assert (time.thread_time() - began) / 50 < 0.01


def _rsa() -> str:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa

    return generate_rsa(65537, 2048).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
