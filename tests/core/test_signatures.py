"""Signatures of requests, by the RFC's own vector and by another implementation."""

import base64
import time

import httpx
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver  # pyright: ignore[reportPrivateImportUsage]
from http_message_signatures import InvalidSignature as Refused  # pyright: ignore[reportPrivateImportUsage]
from http_message_signatures.algorithms import ED25519  # pyright: ignore[reportPrivateImportUsage]

from yishu.core.signatures import (
    COVERED,
    Message,
    NotSigned,
    content_digest,
    read_signature,
    require_fresh,
    require_whole,
    sign,
    signature_base,
)

# RFC 9421, B.1.4: test-key-ed25519.
RFC_KEY = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----
"""
URL = "http://127.0.0.1:8000/api/v1/exchange/entries?since=7"


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        return self.private.public_key()

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return self.private


def test_the_vector_b_2_6_of_the_rfc_holds_both_ways() -> None:
    message = Message(
        "POST",
        "https://example.com/foo?param=Value&Pet=dog",
        {
            "date": "Tue, 20 Apr 2021 02:07:55 GMT",
            "content-type": "application/json",
            "content-length": "18",
        },
    )
    signature = read_signature(
        'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
        ';created=1618884473;keyid="test-key-ed25519"',
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
    )
    base = signature_base(message, signature.covered, signature.text)
    private = load_pem_private_key(RFC_KEY, None)
    assert isinstance(private, Ed25519PrivateKey)
    private.public_key().verify(signature.value, base)
    assert private.sign(base) == signature.value
    with pytest.raises(InvalidSignature):
        private.public_key().verify(signature.value, base.replace(b"POST", b"PUT"))


def test_another_implementation_accepts_what_we_sign() -> None:
    private, body = Ed25519PrivateKey.generate(), b'{"subject":"1"}'
    headers = sign(Message("POST", URL), body, private.sign, keyid="k", nonce="n1", created=int(time.time()))
    request = httpx.Request("POST", URL, content=body, headers=headers)
    judge = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=Keys(private))
    (result,) = judge.verify(request, expect_tag="yishu")
    assert {f'"{name}"' for name in COVERED} <= set(result.covered_components)
    request.headers["Content-Digest"] = content_digest(b"another")
    with pytest.raises(Refused):
        judge.verify(request, expect_tag="yishu")


def test_we_accept_what_another_implementation_signs() -> None:
    private, body = Ed25519PrivateKey.generate(), b"{}"
    request = httpx.Request("POST", URL, content=body, headers={"Content-Digest": content_digest(body)})
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=Keys(private))
    signer.sign(
        request,
        key_id="k",
        covered_component_ids=COVERED,
        nonce="n",
        label="other",
        tag="yishu",
        use_existing_digest=True,
    )
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    signature = read_signature(headers["signature-input"], headers["signature"])
    require_whole(signature, headers, body)
    base = signature_base(Message("POST", URL, headers), signature.covered, signature.text)
    private.public_key().verify(signature.value, base)


def signed(body: bytes = b"{}", **more: int) -> tuple[dict[str, str], Ed25519PrivateKey]:
    private = Ed25519PrivateKey.generate()
    given = {"created": 1_000_000, **more}
    headers = sign(Message("POST", URL), body, private.sign, keyid="k", nonce="n", **given)
    return {name.lower(): value for name, value in headers.items()}, private


def test_a_signature_is_fresh_for_a_minute_at_most() -> None:
    headers, _ = signed(seconds=60)
    signature = read_signature(headers["signature-input"], headers["signature"])
    require_fresh(signature, 1_000_059)
    for now in (1_000_060, 999_990):
        with pytest.raises(NotSigned):
            require_fresh(signature, now)
    headers, _ = signed(seconds=61)
    with pytest.raises(NotSigned):
        require_fresh(read_signature(headers["signature-input"], headers["signature"]), 1_000_001)


def test_the_digest_must_be_the_bodys() -> None:
    headers, _ = signed(b"{}")
    signature = read_signature(headers["signature-input"], headers["signature"])
    require_whole(signature, headers, b"{}")
    with pytest.raises(NotSigned):
        require_whole(signature, headers, b"{ }")


@pytest.mark.parametrize(
    "signature_input",
    [
        "",
        "yishu",
        'yishu=("@method"),other=("@method")',
        'yishu=("@method" "@method");created=1',
        'yishu=("@method";req);created=1',
        'yishu=("@method");created=1;',
        'yishu=("@method");created=x',
        'yishu=("@me\\"thod")',
    ],
)
def test_other_forms_are_refused(signature_input: str) -> None:
    value = base64.b64encode(b"x" * 64).decode()
    with pytest.raises(NotSigned):
        read_signature(signature_input, f"yishu=:{value}:")


def test_what_is_signed_must_be_there() -> None:
    with pytest.raises(NotSigned):
        signature_base(Message("GET", URL), ("content-digest",), "()")
