"""More connections than there is room for: those on which nothing was asked for longest make room, and whoever finds none is told so."""

import asyncio
import heapq
from collections.abc import Collection
from typing import Any, ClassVar, Final

_MOMENT: Final = 1.0
"""Seconds that whoever has come, or was answered, has to ask."""
_PART: Final = 16
"""Of all places, so many make room together: looking through them all for each would be what keeps others waiting."""
_HEARD_OUT: Final = 2.0


def has_room(connections: set[Any], most: int, now: float) -> bool:
    """Whether one more may come. Of those that are closed for it, none is in the middle of an answer."""
    if len(connections) < most:
        return True
    for line in _longest_waiting(connections, now - _MOMENT):
        connections.discard(line)  # it will say itself that it is closed, but later
        line.break_off()
    return len(connections) < most


def _longest_waiting(connections: Collection[Any], before: float) -> list[Any]:
    waiting = [(since, n, line) for n, line in enumerate(connections) if 0 < (since := line.waits_since()) < before]
    return [line for _, _, line in heapq.nsmallest(len(connections) // _PART + 1, waiting)]


class TurnedAway(asyncio.Protocol):
    """Answered before anything was asked, then heard out for a moment: closed with something unread, the answer might not arrive."""

    most: ClassVar[int] = 64
    """At once; further ones are closed in silence, so that those without a place take none."""
    _count: ClassVar[int] = 0

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop, answer: bytes) -> None:
        self._transport, TurnedAway._count = transport, TurnedAway._count + 1
        self._closing = loop.call_later(_HEARD_OUT, transport.abort)
        transport.set_protocol(self)
        if TurnedAway._count > self.most:
            transport.abort()
            return
        transport.write(answer)
        transport.write_eof()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - as asyncio has it
        TurnedAway._count -= 1
        self._closing.cancel()
