"""One-time codes by time (RFC 6238, on HOTP, RFC 4226): six digits, 30 seconds, SHA-1, as every authenticator application makes them. Pure."""

import base64
import hmac
import secrets
import struct
from typing import Final
from urllib.parse import quote, urlencode

STEP_SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20  # RFC 4226, 4, R6
DRIFT: Final = 1  # steps before and after, for clocks that differ and people who type


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def step_of(seconds: float) -> int:
    """The time step of a moment, in seconds since 1970."""
    return int(seconds) // STEP_SECONDS


def code_at(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of a time step (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0xF
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return str((number & 0x7FFF_FFFF) % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, seconds: float, *, after: int = -1) -> int | None:
    """The step whose code this is, near the moment and later than `after`; None where there is none. Every candidate is compared, in constant time."""
    now, found = step_of(seconds), None
    for step in range(max(0, now - DRIFT), now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def secret_text(secret: bytes) -> str:
    """As people type it: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, issuer: str, account: str) -> str:
    """The `otpauth:` address that applications read."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    return f"otpauth://totp/{label}?{urlencode({'secret': secret_text(secret), 'issuer': issuer}, quote_via=quote)}"
