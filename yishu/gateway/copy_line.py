"""COPY … FROM STDIN in one trip: what is copied goes out behind the statement, before the server has said that it waits for it (PostgreSQL, "Message Flow", COPY Operations).

A driver waits for CopyInResponse first, for it cannot know whether the statement will be taken. The protocol does not ask for that: a server whose statement failed drops the copied rows that
follow. Between copies the connection is its driver's as before.
"""

import asyncio
import struct
from typing import Any, Final

import asyncpg

_SECONDS: Final = 30.0
"""A copy that takes longer is as good as a lost connection."""
_DONE: Final = b"c\0\0\0\4"
_head = struct.Struct(">ci")
_PASSED_OVER: Final = frozenset(b"GNSA")  # CopyInResponse, NoticeResponse, ParameterStatus, NotificationResponse


class CopyLine(asyncio.Protocol):
    """One connection, on which a copy is the only thing under way while it is."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Raises InterfaceError where the connection is closed."""
        if connection.is_closed():
            raise asyncpg.InterfaceError("the connection is closed")
        driver: Any = connection
        self._driver: asyncio.Protocol = driver._protocol
        self._transport: asyncio.Transport = driver._transport
        self._transport.set_protocol(self)
        self._ended: asyncio.Future[None] | None = None
        self._held, self._fault = b"", dict[str, str]()
        self._lost = False

    async def copy(self, statement: str, rows: bytes) -> None:
        """Run a COPY FROM STDIN with its whole input; durable when it returns. Raises PostgresError, and ConnectionError where the connection is lost meanwhile.

        Whoever is cancelled, or waits for too long, leaves no connection behind: nobody knows any more what of it was taken.
        """
        if self._lost:
            raise ConnectionResetError
        loop, asked = asyncio.get_running_loop(), statement.encode() + b"\0"
        ended = self._ended = loop.create_future()
        self._held, self._fault = b"", {}
        timer = loop.call_later(_SECONDS, self._transport.abort)
        self._transport.write(
            b"".join((_head.pack(b"Q", 4 + len(asked)), asked, _head.pack(b"d", 4 + len(rows)), rows, _DONE))
        )
        try:
            await ended
        except asyncio.CancelledError:
            self._transport.abort()
            raise
        finally:
            timer.cancel()
            self._ended = None
        if self._fault:
            raise asyncpg.PostgresError.new(self._fault)

    def data_received(self, data: bytes) -> None:
        if self._ended is None:
            self._driver.data_received(data)
            return
        held, at = self._held + data if self._held else data, 0
        while len(held) - at >= _head.size:
            kind, length = _head.unpack_from(held, at)
            end = at + 1 + length
            if len(held) < end:
                break
            self._take(kind, held[at + _head.size : end])
            at = end
        self._held = held[at:]

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._end(exc or ConnectionResetError())
        self._driver.connection_lost(exc)

    def eof_received(self) -> bool | None:
        return self._driver.eof_received()

    def pause_writing(self) -> None:
        self._driver.pause_writing()

    def resume_writing(self) -> None:
        self._driver.resume_writing()

    def _take(self, kind: bytes, said: bytes) -> None:
        if kind == b"E":
            fields = [each.decode("utf-8", "replace") for each in said.split(b"\0") if each]
            self._fault = {each[0]: each[1:] for each in fields}
        elif kind == b"Z":
            self._end(None)
        elif kind != b"C" and kind[0] not in _PASSED_OVER:
            self._transport.abort()  # not what we speak

    def _end(self, fault: Exception | None) -> None:
        if self._ended is None or self._ended.done():
            return
        if fault is None:
            self._ended.set_result(None)
        elif self._fault:
            self._ended.set_result(None)  # the server said why, before it closed
        else:
            self._ended.set_exception(fault)
