"""Time-ordered identifiers: UUID version 7 (RFC 9562, 5.7), growing within a process.

Made in Python because PostgreSQL has `uuidv7()` only from 18 on, and random ids scatter an index's inserts.
"""

import os
import struct
import threading
import time
from typing import Final
from uuid import UUID, SafeUUID

_DRAW: Final = 10  # random bytes for one id: 11 bits start the counter, 62 fill the tail
_VERSION: Final = 0x7 << 12
_VARIANT: Final = 0b10 << 62
_TAIL: Final = (1 << 62) - 1
_halves = struct.Struct(">QQ").pack
_drawn = struct.Struct(">HQ").iter_unpack


class _Sequence:
    """48 bits of milliseconds and a 12-bit counter that only grow (RFC 9562, 6.2, method 1), then 62 random bits.

    The counter starts each millisecond at a random value below 2048; past 4095 it carries into the milliseconds, so
    that order holds through a burst, and through a clock that is set back.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._lock = threading.Lock()
        self._stamp = 0

    def next(self, count: int, now_ms: int, *, may_go_back: bool = False) -> list[bytes]:
        drawn = [*_drawn(os.urandom(_DRAW * count))]
        with self._lock:
            last_ms = self._stamp >> 12
            if now_ms > last_ms or (may_go_back and now_ms < last_ms):
                first = now_ms << 12 | drawn[0][0] >> 5
            else:
                first = self._stamp + 1
            self._stamp = first + count - 1
        return [
            _halves(stamp >> 12 << 16 | _VERSION | stamp & 0xFFF, _VARIANT | tail & _TAIL)
            for stamp, (_, tail) in enumerate(drawn, first)
        ]


def _uuid(value: int) -> UUID:
    # UUID.__init__ costs more than all the rest here; CPython's own uuid7 fills the slots in the same way.
    made = _new(UUID)
    _set_int(made, value)
    _set_is_safe(made, SafeUUID.unknown)
    return made


_new = object.__new__
_set_int, _set_is_safe = UUID.__dict__["int"].__set__, UUID.__dict__["is_safe"].__set__


_by_clock = _Sequence()
_by_hand = _Sequence()
# A thread of the parent may have held the lock when a child was forked.
os.register_at_fork(after_in_child=_by_clock.forget)
os.register_at_fork(after_in_child=_by_hand.forget)


def new_id(now_ms: int | None = None) -> UUID:
    """A new id. Without a moment every id of this process is greater than the one before.

    `now_ms` (milliseconds since 1970 UTC) dates the id at a given moment, for records of the past: such ids grow while
    their moments do not go back, and never push the clock's ids ahead.
    """
    [made] = new_ids(1) if now_ms is None else _by_hand.next(1, now_ms, may_go_back=True)
    return _uuid(int.from_bytes(made, "big"))


def new_ids(count: int) -> list[bytes]:
    """Some new ids of this moment, at least one, in the order in which they grow; each as its 16 bytes."""
    return _by_clock.next(count, time.time_ns() // 1_000_000)


def text_of(made: bytes) -> str:
    """An id's text (RFC 9562, 4)."""
    digits = made.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def moment_of(made: UUID) -> int:
    """The milliseconds since 1970 UTC in a version 7 id."""
    return made.int >> 80
