"""JSON, and plain objects, as the types that are declared for them.

msgspec (0.22) learns a type's fields where it first meets it, with Python running in between: two threads that do so at once read a half-made table, which ends
the process. Here a type is learned by one thread at a time; once it is, decoding takes no lock. Nothing else asks msgspec for a type (`tests/house`).
"""

import threading
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_known: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}
_learning: Final = threading.Lock()


def decoder(kind: type[T], **how: Any) -> msgspec.json.Decoder[T]:
    """A decoder of this type, with those of its fields; `how` as msgspec has it."""
    with _learning:
        return msgspec.json.Decoder(kind, **how)


def decoded(content: bytes | str, kind: type[T]) -> T:
    """What the JSON says, as this type. Raises msgspec.DecodeError, of which ValidationError is one."""
    try:
        return _of(kind).decode(content)
    except (UnicodeDecodeError, RecursionError) as wrong:  # no UTF-8; nested too deeply
        raise msgspec.DecodeError(str(wrong)) from None


def converted(plain: Any, kind: type[T]) -> T:
    """Plain objects (of JSON, of a row) as this type. Raises msgspec.ValidationError."""
    _of(kind)
    return msgspec.convert(plain, kind)


def _of(kind: type[T]) -> msgspec.json.Decoder[T]:
    known = _known.get(kind)
    if known is None:
        known = _known[kind] = decoder(kind)
    return known
