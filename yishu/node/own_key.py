"""The node's own key (Ed25519), by which other nodes and outsiders know it: made once, and kept as the node's keys are (`node.keys`)."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from yishu.node.keys.signing import SigningKey, signing_key

FILE = "link-key"


def own_key() -> SigningKey:
    """Raises KeyFileUnreadable, SealMissing, SealWrong, TokenUnusable."""
    return signing_key(settings.YISHU_DIR / FILE)


def own_public_key() -> str:
    return base64.b64encode(own_key().public).decode()


def own_jwk() -> dict[str, str]:
    """As others read it (RFC 8037)."""
    raw = own_key().public
    x = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": key_id_of(own_public_key()), "use": "sig", "alg": "Ed25519"}


def key_id_of(public_key: str) -> str:
    """The SHA-256 of a public key, in hex. Raises ValueError for what is none."""
    raw = base64.b64decode(public_key, validate=True)
    Ed25519PublicKey.from_public_bytes(raw)
    return hashlib.sha256(raw).hexdigest()


def is_signed_by(public_key: str, value: bytes, base: bytes) -> bool:
    """Raises ValueError for what is no public key."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True)).verify(value, base)
    except InvalidSignature:
        return False
    return True
