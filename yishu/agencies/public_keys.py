"""Public keys of application systems: read, named, and held against a signature. Two kinds (RFC 9421, 3.3): `ed25519`, and `ecdsa-p256-sha256` for tokens and HSMs."""

import hashlib
from functools import lru_cache
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from yishu.core.errors import FieldError, Invalid

ED25519: Final = "ed25519"
P256: Final = "ecdsa-p256-sha256"
_LONGEST_PEM: Final = 4000


class PublicKey(NamedTuple):
    """`kind` is the algorithm's name in RFC 9421; `spki` the key as SubjectPublicKeyInfo (DER)."""

    kind: str
    spki: bytes

    @property
    def hash(self) -> bytes:
        """By which it is looked up; in hex, its `keyid`."""
        return hashlib.sha256(self.spki).digest()

    def verifies(self, value: bytes, base: bytes) -> bool:
        """Whether the signature is by this key, over this text."""
        key = _loaded(self.spki)
        try:
            if isinstance(key, Ed25519PublicKey):
                key.verify(value, base)
            elif isinstance(key, EllipticCurvePublicKey) and len(value) == 64:  # r and s side by side (RFC 9421, 3.3.4)
                r, s = int.from_bytes(value[:32]), int.from_bytes(value[32:])
                key.verify(encode_dss_signature(r, s), base, ECDSA(SHA256()))
            else:
                return False
        except InvalidSignature:
            return False
        return True


def read_public_key(pem: str) -> PublicKey:
    """From PEM (`-----BEGIN PUBLIC KEY-----`). Raises Invalid; a private key is named as such."""
    if "PRIVATE KEY" in pem:
        zh = "这是私钥，请勿上传，也不要再用它；重新生成一对，只登记公钥。"
        en = "This is a private key: never send one, and use it no more. Make a new pair, and register the public key."
        raise Invalid(errors=[FieldError("public_key", "private", zh, en)])
    try:
        key = load_pem_public_key(pem[:_LONGEST_PEM].strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    kind = _kind_of(key)
    if key is None or kind is None:
        zh = "请填写 PEM 格式的公钥（-----BEGIN PUBLIC KEY-----），算法为 Ed25519 或者 P-256。"
        en = "This must be a public key in PEM (-----BEGIN PUBLIC KEY-----), of Ed25519 or P-256."
        raise Invalid(errors=[FieldError("public_key", "pem", zh, en)])
    return PublicKey(kind, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _kind_of(key: object) -> str | None:
    if isinstance(key, Ed25519PublicKey):
        return ED25519
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return P256
    return None


@lru_cache(maxsize=4096)
def _loaded(spki: bytes) -> object:
    return load_der_public_key(spki)
