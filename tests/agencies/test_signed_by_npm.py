"""A system that signs with npm's implementation of RFC 9421, at the gateway and at the management API."""

import json
import secrets
import time
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests import npm
from tests.agencies.test_signed_requests import SUBJECT, keyid, story, url  # noqa: F401 - a fixture
from tests.conftest import Node
from yishu.core.signatures import COVERED, content_digest

pytestmark = pytest.mark.usefixtures("django_ready")
ALGORITHMS = {"ed25519": "ed25519", "p256": "ecdsa-p256-sha256"}


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_what_it_signs_is_answered_once_and_altered_not_at_all(story: Any, node: Node, kind: str) -> None:  # noqa: F811
    private, body, now = story.private[kind], json.dumps(SUBJECT).encode(), int(time.time())
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    def signed(method: str, address: str, content: bytes) -> dict[str, str]:
        headers = {"content-type": "application/json", "content-digest": content_digest(content)}
        request = {"method": method, "url": address, "headers": headers}
        once = {"created": now, "expires": now + 30, "nonce": secrets.token_urlsafe(18), "keyid": keyid(private)}
        return npm.sign(request, key=pem, algorithm=ALGORITHMS[kind], covered=COVERED, **once)

    query = url(node, story)
    altered = httpx.post(query, content=body.replace(b"name", b"sex"), headers=signed("POST", query, body))
    assert (altered.status_code, altered.json()["code"]) == (401, "wrong_signature")
    headers = signed("POST", query, body)
    answers = [httpx.post(query, content=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[0].json()["record"]["name"] == "赵一"
    grants = f"{node.url}/api/v1/grants"
    assert httpx.get(grants, headers=signed("GET", grants, b"")).status_code == 200
