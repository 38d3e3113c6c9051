"""Compact JSON Web Signatures (RFC 7515) by Ed25519 (RFC 8037, 9864): a writer, and a reader that takes nothing else. Pure: keys are callables.

`alg` is written as Ed25519, its name since RFC 9864; EdDSA, the older one, is read as well.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ALGORITHMS: Final = ("Ed25519", "EdDSA")
LONGEST: Final = 256 * 1024
_MEMBERS: Final = {"alg", "kid", "typ"}


class NotSigned(ValueError):
    """This is no signature of the form that is read here; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Jws:
    """As it came: whose key it names, what it says, the bytes that are signed, and the signature's."""

    keyid: str
    payload: bytes
    signed: bytes
    value: bytes


def write(payload: bytes, sign: Callable[[bytes], bytes], *, keyid: str, kind: str) -> str:
    """`kind` is the header's `typ`: what was signed as one kind is no other."""
    header = json.dumps({"alg": ALGORITHMS[0], "kid": keyid, "typ": kind}, separators=(",", ":")).encode()
    signed = f"{_packed(header)}.{_packed(payload)}".encode()
    return f"{signed.decode()}.{_packed(sign(signed))}"


def read(text: str, *, kind: str) -> Jws:
    """Its parts; the signature is still to be held against the key that it names. Raises NotSigned."""
    if len(text) > LONGEST or text.count(".") != 2:
        raise NotSigned("it is no compact JWS")
    head, body, value = text.split(".")
    try:
        header = json.loads(_unpacked(head), object_pairs_hook=_once)
        jws = Jws(header["kid"], _unpacked(body), f"{head}.{body}".encode(), _unpacked(value))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotSigned("it is no compact JWS") from None
    if header.get("alg") not in ALGORITHMS:
        raise NotSigned(f"the algorithm must be {' or '.join(ALGORITHMS)}")
    if header.get("typ") != kind or set(header) != _MEMBERS or not isinstance(jws.keyid, str):
        raise NotSigned(f"the header must be that of a {kind}")
    return jws


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a member stands twice")
    return dict(pairs)


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    """Only the one spelling of each value: what is signed must not have several (RFC 7515, 2)."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64url") from error
    if _packed(raw) != text:
        raise ValueError("no base64url of the one form")
    return raw
