"""Blind verify (docs/decisions/0072): a question that only the provider's front agent can read, and the answer that only the caller can. Plain data.

Both are sealed by HPKE (RFC 9180, base mode, single shot): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; a sealed text is `enc` followed by the ciphertext.
"""

import hashlib
import json
from typing import Any, Final

import msgspec
from msgspec import Struct

BLIND_PATH: Final = "/v1/blind-question"
BLIND_KEY_PATH: Final = "/v1/blind-key"
SUITE: Final = "DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM"
LONGEST_ENVELOPE: Final = 64 * 1024
"""Of its base64."""
_STEP: Final = 256


class BlindAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """In place of subject and claims: for which key (SHA-256 in hex), the codes of the items claimed, and the envelope (base64)."""

    key: str
    items: list[str]
    envelope: str


class BlindKey(Struct, frozen=True):
    """A front agent's public key (base64) for a resource, as the provider's officer has confirmed it; `fingerprint` is its SHA-256 in hex."""

    resource: str
    key: str
    fingerprint: str
    suite: str = SUITE


class BlindVerifyAnswer(Struct):
    """`sealed`: what the agent answered (base64), for the caller alone; the version is 0, since it is live."""

    sealed: str
    version: int
    receipt: str


class Enclosed(Struct, frozen=True, forbid_unknown_fields=True):
    """What an envelope holds. `reply`: the public key (base64) made for this one answer; `nonce` makes it another envelope each time."""

    subject: Any
    claims: dict[str, Any]
    reply: str
    nonce: str


class BlindVerdicts(Struct, frozen=True):
    """What a sealed answer holds. `refused`: the code of why nothing was compared, else empty."""

    found: bool = False
    result: dict[str, str] = {}
    refused: str = ""


class BlindItem(Struct, frozen=True):
    """An item of which claims may be compared, or of the key: how, by the entry in force."""

    code: str
    type: str
    comparison: str = ""
    is_key: bool = False
    meanings: dict[str, str] = {}


class FrontBlindQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """What a node permitted, and the envelope that it passes on: a request like any to the agent, so signed by the node. `caller` and `agency`: who asks; `items` are those claimed, `keys` those of the key."""

    resource: str
    number: str
    duty: str
    case: str
    caller: str
    agency: str
    grant: str
    key_kind: str
    keys: tuple[BlindItem, ...]
    items: tuple[BlindItem, ...]
    key: str
    envelope: str


class FrontBlindAnswer(Struct, frozen=True):
    sealed: str


class FrontKeyWanted(Struct, frozen=True, forbid_unknown_fields=True):
    resource: str


class FrontKey(Struct, frozen=True):
    """The agent's public key (X25519) in base64."""

    key: str


def question_info(resource: str, duty: str, case: str, items: list[str]) -> bytes:
    """What an envelope is bound to: it opens for no other resource (307022001/000123), duty, case or items."""
    return _bound("yishu blind question 1", [resource, duty, case, sorted(items)])


def answer_info(envelope: bytes, number: str) -> bytes:
    """What an answer is bound to: this envelope, and this record of the node, which is the first part of its receipt."""
    return _bound("yishu blind answer 1", [hashlib.sha256(envelope).hexdigest(), number])


def padded(message: Struct, least: int = 0) -> bytes:
    """Its JSON, filled up with blanks to a multiple of some length, and to `least` at least: its size tells nothing."""
    plain = msgspec.json.encode(message)
    size = max(len(plain), least)
    return plain.ljust(-(-size // _STEP) * _STEP)


def longest_verdicts(items: list[str]) -> int:
    """Octets of the longest answer that could be about these items."""
    return len(msgspec.json.encode(BlindVerdicts(False, dict.fromkeys(items, "mismatch"), "too_many_wrong_claims")))


def _bound(label: str, parts: list[Any]) -> bytes:
    return label.encode() + b"\n" + json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
