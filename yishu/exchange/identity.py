"""The node's own key for links (Ed25519): made once, in a file beside the node's secrets that only its account can read."""

import base64
import hashlib

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from yishu.node.key_files import load_key
from yishu.node.models import Division

FILE = "link-key"


class NodeCard(msgspec.Struct, frozen=True):
    """How a node introduces itself."""

    code: str
    name: str
    tier: str
    url: str
    public_key: str

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_key)


def own_card(url: str) -> NodeCard:
    """This node's, at the address under which others reach it."""
    code = settings.YISHU_NODE_CODE
    tier = Division.objects.values_list("level", flat=True).get(pk=code)
    return NodeCard(code, settings.YISHU_NODE_NAME, tier, url, own_public_key())


def own_key() -> Ed25519PrivateKey:
    return load_key(settings.YISHU_DIR / FILE)


def own_public_key() -> str:
    return base64.b64encode(own_key().public_key().public_bytes_raw()).decode()


def key_id_of(public_key: str) -> str:
    """The SHA-256 of a public key, in hex. Raises ValueError for what is none."""
    raw = base64.b64decode(public_key, validate=True)
    Ed25519PublicKey.from_public_bytes(raw)
    return hashlib.sha256(raw).hexdigest()


def is_signed_by(public_key: str, value: bytes, base: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(value, base)
    except InvalidSignature:
        return False
    return True
