"""Signatures are checked the same with and without `cryptography`."""

import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yishu.core import ed25519

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_examples_of_the_rfc_hold_either_way(public: str, message: str, signature: str) -> None:
    given = tuple(map(bytes.fromhex, (public, message, signature)))
    assert ed25519.is_signed(*given)
    assert ed25519.is_signed_plainly(*given)


def test_both_say_the_same_of_whatever_was_changed() -> None:
    for _ in range(20):
        key, message = Ed25519PrivateKey.generate(), secrets.token_bytes(40)
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        scalar = int.from_bytes(signature[32:], "little") + ORDER
        at, flip = secrets.randbelow(64), 1 << secrets.randbelow(8)
        flipped = bytes(byte ^ flip if place == at else byte for place, byte in enumerate(signature))
        for given in (
            (public, message, signature),
            (public, message + b"x", signature),
            (public, message, flipped),
            (public, message, signature[:32] + scalar.to_bytes(32, "little")),
            (secrets.token_bytes(32), message, signature),
            (public[1:], message, signature),
            (public, message, signature[1:]),
            (b"\xff" * 32, message, signature),
        ):
            expected = given == (public, message, signature)
            assert (ed25519.is_signed(*given), ed25519.is_signed_plainly(*given)) == (expected, expected)
