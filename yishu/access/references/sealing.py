"""A reference: who may resolve it, the resource, the subject and the item, in one text that reveals none of them and cannot be made elsewhere. Pure.

AES-SIV (RFC 5297) under a key of the node's secrets: deterministic, so that the same subject and item have the same reference, and authenticated. The agency and the resource are its
associated data: it opens for no other. Texts are filled up to a few lengths, so that the length of a key is not told either.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from yishu.core.decoding import decoder

LONGEST: Final = 4000
"""Characters of a reference at most."""
_PURPOSE: Final = b"yishu: references"
_BLOCK: Final = 64
_decode = decoder(list[str]).decode


class Holder(NamedTuple):
    """For whom references are: an agency, under whichever of its grants of the resource is in force."""

    agency: str
    resource: str


class Referred(NamedTuple):
    """An item of the subject whose key has these values, as texts."""

    item: str
    key: tuple[str, ...]


def seal(secret: bytes, holder: Holder, referred: Referred) -> str:
    text = msgspec.json.encode([referred.item, *referred.key])
    filled = text + b" " * (-len(text) % _BLOCK)
    return urlsafe_b64encode(_cipher(secret).encrypt(filled, _about(holder))).decode().rstrip("=")


def unseal(secret: bytes, holder: Holder, reference: str) -> Referred:
    """Raises ValueError where it was not made so for this holder."""
    try:
        sealed = urlsafe_b64decode(reference + "=" * (-len(reference) % 4))
        item, *key = _decode(_cipher(secret).decrypt(sealed, _about(holder)))
    except (InvalidTag, ValueError, msgspec.DecodeError):
        raise ValueError("no reference of this agency and resource") from None
    return Referred(item, tuple(key))


def _about(holder: Holder) -> list[bytes]:
    return [holder.agency.encode(), holder.resource.encode()]


@lru_cache(maxsize=4)
def _cipher(secret: bytes) -> AESSIV:
    return AESSIV(hmac.digest(secret, _PURPOSE, "sha512"))
