"""Only a linked node is heard: signed by its key, whole, fresh, once; and for its own agencies."""

import base64
import hashlib
import json
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver  # pyright: ignore[reportPrivateImportUsage]
from http_message_signatures.algorithms import ED25519  # pyright: ignore[reportPrivateImportUsage]

from tests.conftest import free_port
from tests.exchange.nodes import TierNode
from yishu.core.signatures import COVERED, Message, content_digest, sign


def key_of(node: TierNode) -> Ed25519PrivateKey:
    """The node's own key, from its folder: what a thief of it would have."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex((node.folder / "link-key").read_text().strip()))


def key_id(private: Ed25519PrivateKey) -> str:
    return hashlib.sha256(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def signed(county: TierNode, method: str, url: str, body: bytes = b"", **changed: Any) -> dict[str, str]:
    private = changed.pop("private", None) or key_of(county)
    given = {"keyid": key_id(private), "nonce": secrets.token_urlsafe(12), "created": int(time.time())} | changed
    return sign(Message(method, url), body, private.sign, **given)


def entries(province: TierNode) -> str:
    return f"{province.url}/api/v1/exchange/entries?since=0"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.clause("32.1")
def test_a_linked_node_is_heard_once_for_each_signature(province: TierNode, county: TierNode) -> None:
    headers = signed(county, "GET", entries(province))
    assert httpx.get(entries(province), headers=headers).status_code == 200
    assert refusal(httpx.get(entries(province), headers=headers)) == (401, "signature_used")


def test_nobody_else_is_heard(province: TierNode, county: TierNode) -> None:
    url = entries(province)
    stranger = Ed25519PrivateKey.generate()
    now = int(time.time())
    for headers in (
        {},
        signed(county, "GET", url, private=stranger),
        signed(county, "GET", url, private=stranger, keyid=key_id(key_of(county))),
        signed(county, "GET", url, created=now - 120),
        signed(county, "GET", url, created=now + 60),
        signed(county, "GET", url, seconds=3600),
        signed(county, "GET", url + "0"),
        signed(county, "POST", url),
        signed(county, "GET", url.replace("127.0.0.1", "localhost")),
        signed(county, "GET", url, b"another body"),
    ):
        assert refusal(httpx.get(url, headers=headers)) == (401, "request_not_signed")
    system = {"Authorization": f"Bearer {county.set['key']}"}
    assert httpx.get(url, headers=system).status_code == 401


def test_a_body_that_was_changed_on_its_way_is_refused(province: TierNode, county: TierNode) -> None:
    url = f"{province.url}/api/v1/exchange/calls/{province.set['population'].replace('/', '-')}/verify"
    body = json.dumps({"agency": "x", "system": "y", "grant": "", "receipt": "", "request": {}}).encode()
    headers = signed(county, "POST", url, body)
    assert refusal(httpx.post(url, headers=headers, content=body.replace(b"x", b"z"))) == (401, "request_not_signed")


def test_a_call_that_names_no_record_at_its_own_node_is_refused(province: TierNode, county: TierNode) -> None:
    url = f"{province.url}/api/v1/exchange/calls/{province.set['population'].replace('/', '-')}/verify"
    purpose = {"duty": "x", "case": "1"}
    sent = {"agency": "x", "system": "y", "grant": "", "receipt": "r", "request": {"purpose": purpose, "subject": "1"}}

    def told(sent: dict[str, Any]) -> tuple[int, str]:
        body = json.dumps(sent).encode()
        return refusal(httpx.post(url, headers=signed(county, "POST", url, body), content=body))

    assert told(sent) == (403, "no_grant")  # read and judged
    assert told({name: value for name, value in sent.items() if name != "receipt"}) == (422, "invalid")


def test_another_implementation_is_understood(province: TierNode, county: TierNode) -> None:
    private, url = key_of(county), entries(province)

    class Keys(HTTPSignatureKeyResolver):
        def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
            return private

    request = httpx.Request("GET", url, headers={"Content-Digest": content_digest(b"")})
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=Keys())
    expires = datetime.now(UTC) + timedelta(seconds=30)
    signer.sign(
        request,
        key_id=key_id(private),
        covered_component_ids=COVERED,
        nonce=secrets.token_urlsafe(12),
        expires=expires,
        use_existing_digest=True,
    )
    with httpx.Client() as client:
        assert client.send(request).status_code == 200


@pytest.mark.parametrize("impersonated", ["provincial", "elsewhere"])
def test_a_node_speaks_for_its_own_agencies_only(province: TierNode, county: TierNode, impersonated: str) -> None:
    url = f"{province.url}/api/v1/exchange/received"
    agency = {
        "code": province.set["police_code"] if impersonated == "provincial" else "11330100002482322R",
        "name": "冒名单位",
        "short_name": "冒名",
        "kind": "administrative",
        "division": "330106" if impersonated == "provincial" else "330200",
        "code_origin": "example",
    }
    sent = {
        "id": "0190a000-0000-7000-8000-000000000000",
        "agency": agency,
        "system": "s",
        "resource": province.set["population"],
        "duty": "d",
        "basis": "",
        "items": ["name"],
        "modes": ["verify"],
        "until": "2030-01-01",
        "reason": "",
        "submitted_by_name": "",
    }
    body = json.dumps(sent).encode()
    answer = httpx.post(url, headers=signed(county, "POST", url, body), content=body)
    assert refusal(answer) == (403, "agency_not_of_node")


def test_an_invitation_serves_one_node_once(province: TierNode, county: TierNode) -> None:
    token = province.post("/api/v1/exchange/invitations", who="admin")["token"]
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    card = {
        "code": "330108",
        "name": "滨江",
        "tier": "county",
        "url": f"http://127.0.0.1:{free_port()}",
        "public_key": base64.b64encode(raw).decode(),
    }
    url = f"{province.url}/api/v1/exchange/redeem"

    def redeem(given: dict[str, str], by: Ed25519PrivateKey, token: str) -> httpx.Response:
        body = json.dumps({"token": token, "card": given}).encode()
        return httpx.post(url, headers=signed(county, "POST", url, body, private=by), content=body)

    assert refusal(redeem(card, Ed25519PrivateKey.generate(), token)) == (401, "request_not_signed")
    assert refusal(redeem(card, private, token + "x")) == (403, "invitation_invalid")
    assert redeem(card, private, token).json()["code"] == "330000"
    other = Ed25519PrivateKey.generate()
    raw = other.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    stolen = card | {"public_key": base64.b64encode(raw).decode()}
    assert refusal(redeem(stolen, other, token)) == (403, "invitation_invalid")
    headers = signed(county, "GET", entries(province), private=private)
    assert refusal(httpx.get(entries(province), headers=headers)) == (403, "link_not_confirmed")
    province.post("/api/v1/exchange/links/330108/confirm", who="admin")
    headers = signed(county, "GET", entries(province), private=private)
    assert httpx.get(entries(province), headers=headers).status_code == 200
    assert "330108" in province.cli("link", "list")


def test_only_a_system_administrator_invites(province: TierNode) -> None:
    answer = httpx.post(f"{province.url}/api/v1/exchange/invitations", headers=province.as_("handler"))
    assert refusal(answer) == (403, "role_missing")
