"""Sealing for one who holds a private key (HPKE, RFC 9180; the suite of `wire.blind`). Needs the package cryptography: imported only where something is sealed."""

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotForThisKey(ValueError):
    """It was sealed for another key or another purpose, or has been altered."""


def seal(plain: bytes, public_key: bytes, info: bytes) -> bytes:
    """`enc` and ciphertext. Raises ValueError for what is no public key."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public_key), info)


def unseal(sealed: bytes, private_key: X25519PrivateKey, info: bytes) -> bytes:
    """Raises NotForThisKey."""
    try:
        return _SUITE.decrypt(sealed, private_key, info)
    except (InvalidTag, ValueError):
        raise NotForThisKey from None


def fingerprint(public_key: bytes) -> str:
    """SHA-256 in hex. Raises ValueError for what is no public key."""
    X25519PublicKey.from_public_bytes(public_key)
    return hashlib.sha256(public_key).hexdigest()
