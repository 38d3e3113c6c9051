"""Asking a provider's front agent (docs/decisions/0072): each request carries the signature of this node's own key (RFC 9421)."""

import base64
import binascii
import hashlib
import secrets
from datetime import UTC, datetime
from typing import Final

import msgspec
import urllib3
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.conf import settings

from yishu.core.decoding import decoded
from yishu.core.signatures import Message, sign
from yishu.hosting.errors import AgentNotReached, AgentStrange
from yishu.node.own_key import key_id_of, own_key, own_public_key
from yishu.wire.blind import BLIND_KEY_PATH, FrontKey, FrontKeyWanted

_SECONDS: Final = 5.0
_MOST_BYTES: Final = 4096


def signed_headers(url: str, body: bytes) -> dict[str, str]:
    """The headers by which the agent knows who asks. They serve once, and half a minute at most."""
    nonce, now = secrets.token_urlsafe(18), int(datetime.now(UTC).timestamp())
    keyid = key_id_of(own_public_key())
    return sign(Message("POST", url), body, own_key().sign, keyid=keyid, nonce=nonce, created=now)


def fetch_blind_key(origin: str, resource_code: str) -> str:
    """The agent's public key (base64), for an officer to confirm. `origin` is that of a mount. Raises AgentNotReached, AgentStrange."""
    if origin not in settings.YISHU_BACKENDS:
        raise AgentNotReached(origin=origin)
    url, body = origin + BLIND_KEY_PATH, msgspec.json.encode(FrontKeyWanted(resource_code))
    headers = {"Content-Type": "application/json", "User-Agent": "yishu"} | signed_headers(url, body)
    try:
        with urllib3.PoolManager(num_pools=1, retries=False) as pool:
            answer = pool.request(
                "POST", url, body=body, headers=headers, redirect=False, timeout=_SECONDS, preload_content=False
            )
            content = answer.read(_MOST_BYTES)
    except (urllib3.exceptions.HTTPError, OSError):
        raise AgentNotReached(origin=origin) from None
    if answer.status != 200:
        raise AgentStrange(origin=origin, status=answer.status)
    try:
        key = decoded(content, FrontKey).key
        fingerprint_of(key)
    except (msgspec.DecodeError, ValueError):
        raise AgentStrange(origin=origin, status=answer.status) from None
    return key


def fingerprint_of(key: str) -> str:
    """The SHA-256 of an agent's public key (base64), in hex. Raises ValueError for what is none."""
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    X25519PublicKey.from_public_bytes(raw)
    return hashlib.sha256(raw).hexdigest()
