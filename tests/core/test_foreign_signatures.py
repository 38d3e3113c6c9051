"""RFC 9421 between ours and that of npm, both ways, with both kinds of keys. PyPI's judges in test_signatures.py."""

import hmac
import time
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from tests import npm
from yishu.agencies.public_keys import read_public_key
from yishu.client.identity import Signer
from yishu.core.signatures import (
    COVERED,
    Message,
    content_digest,
    read_signature,
    require_covered,
    require_fresh,
    signature_base,
)

URL = "https://data.example:8443/api/v1/data/307022001-000123/verify?trial=1&name=%E5%BC%A0"
BODY = '{"subject":"赵一"}'.encode()
HEADERS = {"content-type": "application/json", "content-digest": content_digest(BODY)}
# RFC 9421, B.1.5 and B.2.5.
SHARED_SECRET = "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=="
HMAC = "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8="


@dataclass(frozen=True)
class Pair:
    algorithm: str
    private: str
    public: str


@pytest.fixture(scope="module", params=["ed25519", "ecdsa-p256-sha256"])
def pair(request: Any) -> Pair:
    key = Ed25519PrivateKey.generate() if request.param == "ed25519" else generate_private_key(SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Pair(request.param, private.decode(), public.decode())


def test_the_vector_b_2_5_of_the_rfc_has_our_base() -> None:
    headers = {"date": "Tue, 20 Apr 2021 02:07:55 GMT", "content-type": "application/json"}
    signature = read_signature(
        'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
        f"sig-b25=:{HMAC}:",
    )
    message = Message("POST", "https://example.com/foo?param=Value&Pet=dog", headers)
    base = signature_base(message, signature.covered, signature.text)
    assert hmac.digest(b64decode(SHARED_SECRET), base, "sha256") == signature.value


def test_the_implementation_of_npm_accepts_what_our_client_signs_and_nothing_altered(pair: Pair) -> None:
    made = Signer(pair.private.encode(), "a-key").headers("POST", URL, lambda: content_digest(BODY))
    headers = HEADERS | {name.lower(): str(value) for name, value in made.items()}
    request = {"method": "POST", "url": URL, "headers": headers}

    def judged(**changes: Any) -> bool | str:
        return npm.verify({**request, **changes}, key=pair.public, algorithm=pair.algorithm, covered=COVERED)

    assert judged() is True
    assert judged(method="PUT") is not True
    assert judged(url=URL.replace("trial=1", "trial=2")) is not True
    assert judged(headers=headers | {"content-digest": content_digest(b"another")}) is not True


def test_we_accept_what_the_implementation_of_npm_signs_and_nothing_altered(pair: Pair) -> None:
    now = int(time.time())
    signed = npm.sign(
        {"method": "POST", "url": URL, "headers": HEADERS},
        key=pair.private,
        algorithm=pair.algorithm,
        covered=COVERED,
        created=now,
        expires=now + 30,
        nonce=b64encode(b"once and never again").decode(),
        keyid="a-key",
    )
    headers = {name.lower(): value for name, value in signed.items()}
    signature = read_signature(headers["signature-input"], headers["signature"])
    require_covered(signature, pair.algorithm)
    require_fresh(signature, now)
    key = read_public_key(pair.public)
    base = signature_base(Message("POST", URL, headers), signature.covered, signature.text)
    assert key.verifies(signature.value, base)
    other = signature_base(Message("PUT", URL, headers), signature.covered, signature.text)
    assert not key.verifies(signature.value, other)
