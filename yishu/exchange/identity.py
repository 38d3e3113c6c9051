"""The node's own key for links (Ed25519): made once, in a file beside the node's secrets that only its account can read."""

import base64
import hashlib
import os
import secrets
from functools import cache
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

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
    return _load(settings.YISHU_DIR / FILE)


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


@cache
def _load(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _create(path)
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))


def _create(path: Path) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(temporary, path)  # two processes starting at once: the first one's key stands
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
