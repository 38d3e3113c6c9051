"""Signatures of webhooks after the Standard Webhooks specification (https://www.standardwebhooks.com, 1.0.0): `v1,` HMAC-SHA-256 over `id.timestamp.body`."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

MARK: Final = "whsec_"


def new_secret() -> str:
    """256 random bits, as the specification writes secrets; shown once."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(number: str, timestamp: int, body: bytes, keys: Iterable[str]) -> dict[str, str]:
    """The three headers; one signature for each secret that holds, so that receivers can change theirs at leisure. `timestamp`: seconds of this attempt."""
    signed = f"{number}.{timestamp}.".encode() + body
    return {
        "webhook-id": number,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_sign(key, signed)}" for key in keys),
    }


def _sign(key: str, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(base64.b64decode(key.removeprefix(MARK)), signed, "sha256")).decode()
