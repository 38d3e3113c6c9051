"""Canonical JSON: one sequence of bytes for one value, so that a digest or signature means the same everywhere.

RFC 8785 (JCS) for the values used here: objects, arrays, strings, booleans, null, and whole numbers that every JSON
reader keeps exactly. Fractions are refused: decimals travel as strings.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

_LARGEST: Final = 2**53 - 1  # I-JSON (RFC 7493, 2.2)


class NotCanonical(ValueError):
    """This value has no canonical form: use only objects with string names, lists, strings, booleans, null and whole
    numbers within ±(2^53 − 1); write decimals and dates as strings."""


def canonical(value: object) -> bytes:
    """UTF-8 without spaces, names sorted by their UTF-16 units. Raises NotCanonical."""
    try:
        return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a string holds half of a surrogate pair") from error


def digest(value: object) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _ordered(value: object) -> object:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonical("a whole number lies beyond 2^53 - 1")
        return value
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise NotCanonical("a name is not a string")
        return {name: _ordered(value[name]) for name in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(member) for member in value]
    raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")
