"""Keys of systems and bearer tokens of people: made, hashed, checked. Shared by pages, API and gateway; no database here."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

KEY_MARK = "ysk_"
TOKEN_MARK = "yst_"  # noqa: S105 - a mark, not a secret
TOKEN_LIFE = timedelta(hours=1)


class NewKey(NamedTuple):
    """A fresh key: the text is shown once and kept nowhere."""

    text: str
    hash: bytes
    prefix: str


def new_key() -> NewKey:
    text = KEY_MARK + secrets.token_urlsafe(32)
    return NewKey(text, key_hash(text), text[:12])


def key_hash(text: str) -> bytes:
    """SHA-256: the key itself has 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(text.encode()).digest()


class Token(NamedTuple):
    text: str
    expires: datetime


def new_token(secret: bytes, person_id: int, now: datetime) -> Token:
    """A bearer token for one person, `TOKEN_LIFE` long, signed by the node: checked without a look-up, void once the person is."""
    expires = now + TOKEN_LIFE
    body = f"{person_id}.{int(expires.timestamp())}.{secrets.token_urlsafe(9)}"
    return Token(f"{TOKEN_MARK}{body}.{_sign(secret, body)}", expires)


def person_of_token(secret: bytes, text: str, now: datetime) -> int | None:
    """The person's id, or None where the token is forged, malformed or expired."""
    body, _, signature = text.removeprefix(TOKEN_MARK).rpartition(".")
    if not hmac.compare_digest(_sign(secret, body).encode(), signature.encode()):
        return None
    person_id, expires, _ = body.split(".", 2)
    return int(person_id) if now.timestamp() < int(expires) else None


def _sign(secret: bytes, body: str) -> str:
    digest = hmac.digest(secret, body.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
