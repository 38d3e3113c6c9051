"""COPY … FROM STDIN without waiting for the server: its rows go out behind the statement; or the statement goes ahead, while its rows are still being made.

A driver waits for CopyInResponse first, for it cannot know whether the statement will be taken. The protocol does not ask for that: a server whose statement failed drops the copied rows that
follow (PostgreSQL, "Message Flow", COPY Operations). Between copies the connection is its driver's as before.
"""

import asyncio
import struct
from enum import Enum, auto
from typing import Any, Final

import asyncpg

_SECONDS: Final = 30.0
"""A copy that takes longer is as good as a lost connection."""
_OPEN_SECONDS: Final = 0.25
"""So long a statement may wait for its rows, for it holds a snapshot meanwhile."""
_DONE: Final = b"c\0\0\0\4"
_FAIL: Final = b"f\0\0\0\5\0"
_head = struct.Struct(">ci")
_PASSED_OVER: Final = frozenset(b"CGNSA")  # what says how it goes, and notices


class _Way(Enum):
    """What is under way on the line."""

    DRIVERS = auto()
    OPEN = auto()  # the statement went ahead, and its rows are still to come
    ENDING = auto()  # no rows will come
    COPYING = auto()


class CopyLine(asyncio.Protocol):
    """One connection for copies by one statement; for its driver's statements as well, after `close`."""

    def __init__(self, connection: asyncpg.Connection, statement: str) -> None:
        """Raises InterfaceError where the connection is closed."""
        if connection.is_closed():
            raise asyncpg.InterfaceError("the connection is closed")
        driver: Any = connection
        self._driver: asyncio.Protocol = driver._protocol
        self._transport: asyncio.Transport = driver._transport
        self._transport.set_protocol(self)
        asked = statement.encode() + b"\0"
        self._statement = _head.pack(b"Q", 4 + len(asked)) + asked
        self._way, self._ended = _Way.DRIVERS, asyncio.get_running_loop().create_future()
        self._held, self._fault = b"", dict[str, str]()
        self._timer: asyncio.TimerHandle | None = None
        self._lost = False

    def open(self) -> None:
        """Send the statement ahead of its rows, which are expected soon."""
        if self._way is _Way.DRIVERS and not self._lost:
            self._begin(_Way.OPEN, _OPEN_SECONDS)
            self._transport.write(self._statement)

    async def close(self) -> None:
        """Give the connection back to its driver: a statement that went ahead ends without rows."""
        if self._way is _Way.OPEN:
            self._give_up()
        if self._way is _Way.ENDING:
            await self._ended

    async def copy(self, rows: bytes) -> None:
        """Copy a whole input; durable when it returns. Raises PostgresError, and ConnectionError where the connection is lost meanwhile.

        Whoever is cancelled, or waits for too long, leaves no connection behind: nobody knows any more what was taken of it.
        """
        if self._way is _Way.ENDING:
            await self._ended
        if self._lost:
            raise ConnectionResetError
        ahead = b"" if self._way is _Way.OPEN else self._statement
        ended = self._begin(_Way.COPYING, _SECONDS)
        self._transport.write(b"".join((ahead, _head.pack(b"d", 4 + len(rows)), rows, _DONE)))
        try:
            await ended
        except asyncio.CancelledError:
            self._transport.abort()
            raise
        if self._fault:
            raise asyncpg.PostgresError.new(self._fault)

    def data_received(self, data: bytes) -> None:
        held, at = self._held + data if self._held else data, 0
        while self._way is not _Way.DRIVERS and len(held) - at >= _head.size:
            kind, length = _head.unpack_from(held, at)
            end = at + 1 + length
            if len(held) < end:
                break
            self._take(kind, held[at + _head.size : end])
            at = end
        self._held = held[at:]
        if self._held and self._way is _Way.DRIVERS:
            passed, self._held = self._held, b""
            self._driver.data_received(passed)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        # A server that closes says why first.
        self._end(None if self._fault else exc or ConnectionResetError())
        self._driver.connection_lost(exc)

    def eof_received(self) -> bool | None:
        return self._driver.eof_received()

    def pause_writing(self) -> None:
        self._driver.pause_writing()

    def resume_writing(self) -> None:
        self._driver.resume_writing()

    def _begin(self, way: _Way, seconds: float) -> "asyncio.Future[None]":
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
        if way is not _Way.COPYING or self._way is _Way.DRIVERS:
            self._fault = {}
        if self._ended.done():
            self._ended = loop.create_future()
        self._way = way
        self._timer = loop.call_later(seconds, self._give_up if way is _Way.OPEN else self._transport.abort)
        return self._ended

    def _give_up(self) -> None:
        self._begin(_Way.ENDING, _SECONDS)
        self._transport.write(_FAIL)

    def _take(self, kind: bytes, said: bytes) -> None:
        if kind == b"E":
            fields = [each.decode("utf-8", "replace") for each in said.split(b"\0") if each]
            self._fault = {each[0]: each[1:] for each in fields}
        elif kind == b"Z":
            self._end(None)
        elif kind[0] not in _PASSED_OVER:
            self._transport.abort()  # not what we speak

    def _end(self, fault: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        was, self._way = self._way, _Way.DRIVERS
        if was is _Way.DRIVERS or self._ended.done():
            return
        if fault is not None and was is _Way.COPYING:  # of a statement that only went ahead nobody need hear
            self._ended.set_exception(fault)
        else:
            self._ended.set_result(None)
