"""Keys of systems and bearer tokens of people: made, hashed, checked. Shared by pages, API and gateway; no database here."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
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


def scopes_of_key(of_system: Iterable[str], of_key: Iterable[str] | None) -> frozenset[str]:
    """What a key may be used for: its own scopes as far as its system has them; all of the system's where it names none."""
    return frozenset(of_system) if of_key is None else frozenset(of_system) & frozenset(of_key)


class Token(NamedTuple):
    text: str
    expires: datetime


class PersonCredential(NamedTuple):
    """Whom a bearer token names: a person, and the generation of their tokens that it is of."""

    person: int
    generation: int


def new_token(secret: bytes, person: PersonCredential, now: datetime) -> Token:
    """A bearer token for one person, `TOKEN_LIFE` long, signed by the node: checked without a look-up, void once the person or the generation is."""
    expires = now + TOKEN_LIFE
    body = f"{person.person}.{person.generation}.{int(expires.timestamp())}.{secrets.token_urlsafe(9)}"
    return Token(f"{TOKEN_MARK}{body}.{sign(secret, body)}", expires)


def person_of_token(secret: bytes, text: str, now: datetime) -> PersonCredential | None:
    """Whom it names, or None where the token is forged, malformed or expired."""
    body, _, signature = text.removeprefix(TOKEN_MARK).rpartition(".")
    if not hmac.compare_digest(sign(secret, body).encode(), signature.encode()):
        return None
    parts = body.split(".")
    if len(parts) != 4:  # signed by us, in the form of an earlier version
        return None
    person, generation, expires, _ = parts
    return PersonCredential(int(person), int(generation)) if now.timestamp() < int(expires) else None


def sign(secret: bytes, body: str) -> str:
    """HMAC-SHA-256 in base64url. What is signed begins otherwise for each use, so that nothing signed for one serves another."""
    digest = hmac.digest(secret, body.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
