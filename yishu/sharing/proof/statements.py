"""A statement: one thing that a node says of a grant, for one side or for both, as a compact JWS over canonical JSON. Pure but for the key."""

import hashlib
from typing import Any, Final, Literal

import msgspec

from yishu.core import jws
from yishu.core.canonical import NotCanonical, canonical, digest
from yishu.core.decoding import decoded
from yishu.core.jws import NotSigned
from yishu.node.own_key import is_signed_by, key_id_of, own_key, own_public_key

KIND: Final = "yishu-grant+jws"
PROVIDER, CONSUMER = "provider", "consumer"
Side = Literal["provider", "consumer"]
Says = Literal["applied", "granted", "changed", "accepted", "withdrawn", "refused"]


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The payload. `node` says it, for `sides`; agencies by their codes.

    `terms` are those that hold from then on, `hash` is the SHA-256 of their canonical form. `previous` is the SHA-256 of what this node said before of the same grant, so that none can be left out.
    """

    says: Says
    node: str
    sides: tuple[Side, ...]
    provider: str
    consumer: str
    resource: str
    application: str
    at: str
    grant: str = ""
    hash: str = ""
    terms: dict[str, Any] | None = None
    asked: dict[str, Any] | None = None
    why: str = ""
    previous: str = ""


class Signed(msgspec.Struct, frozen=True):
    """A statement with the public key that its signature holds by (32 bytes, base64)."""

    jws: str
    key: str


def sign(said: Said) -> Signed:
    """By this node's key. Raises OSError or ValueError where it cannot be read."""
    key = own_public_key()
    text = jws.write(canonical(msgspec.to_builtins(said)), own_key().sign, keyid=key_id_of(key), kind=KIND)
    return Signed(text, key)


def read(signed: Signed) -> Said:
    """What it says, after its signature held by its key, and its terms by their hash. Raises NotSigned."""
    found = jws.read(signed.jws, kind=KIND)
    try:
        is_whole = key_id_of(signed.key) == found.keyid and is_signed_by(signed.key, found.value, found.signed)
    except ValueError:
        raise NotSigned("the key is no Ed25519 key") from None
    if not is_whole:
        raise NotSigned("the signature does not hold by this key")
    try:
        said = decoded(found.payload, Said)
    except msgspec.DecodeError:
        raise NotSigned("it says nothing of a grant") from None
    if (said.terms is None) != (said.says not in ("granted", "changed")):
        raise NotSigned("terms are stated where they begin to hold, and there only")
    if said.terms is not None and not _is_hash_of(said.hash, said.terms):
        raise NotSigned("the terms are not those of their hash")
    return said


def _is_hash_of(told: str, terms: dict[str, Any]) -> bool:
    try:
        return digest(terms) == told
    except NotCanonical:
        return False


def link_of(text: str) -> str:
    """What the next statement names as its `previous`."""
    return hashlib.sha256(text.encode()).hexdigest()
