"""Uvicorn's protocol with ASGI's extension `http.response.zerocopysend`: what stands in a file goes to the socket by sendfile(2), and not through this process."""

import asyncio
import os
import select
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from yishu.gateway.exchange import Message, Receive, Scope, Send

ZERO_COPY: Final = "http.response.zerocopysend"
_MOMENT: Final = 20
"""Milliseconds for which a thread waits for a reader; a slower one is waited for without a thread."""
_AT_ONCE: Final = 16 * 1024 * 1024
_TURN: Final = 0.1
"""Seconds after which a thread is free for others, however much there is still to send."""


class ZeroCopy(HttpToolsProtocol):
    """A message of the extension has a file descriptor `file`, `offset` and `count`, within an answer whose length was said; what it has as `taken` is called whenever the reader took some."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.app = Offering(self.app, self.send)

    async def send(self, send: Send, message: Message) -> None:
        """What an application sends; `send` is uvicorn's, of the answer that is under way."""
        if message["type"] != ZERO_COPY:
            await send(message)
            return
        answer: Any = send.__self__  # type: ignore[attr-defined]
        count: int = message["count"]
        if answer.chunked_encoding or count > answer.expected_content_length:
            raise RuntimeError("Response content longer than Content-Length")
        await self._send_file(message["file"], message["offset"], count, message.get("taken", _nothing))
        answer.expected_content_length -= count
        if not message.get("more_body"):
            await send({"type": "http.response.body", "body": b""})

    async def _send_file(self, file: int, offset: int, count: int, taken: Callable[[], None]) -> None:
        """All of it, unless the reader is gone."""
        if self.transport.is_closing():
            return
        self.transport.set_write_buffer_limits(0)  # what was written before has left when `drain` returns
        await self.flow.drain()
        if self.transport.is_closing():
            return
        self.transport.set_write_buffer_limits()
        # Of our own: uvloop may close the transport's meanwhile, and another connection would have its number.
        socket = os.dup(self.transport.get_extra_info("socket").fileno())
        try:
            while count and not self.transport.is_closing():
                sent = await _to_its_end(partial(_pass_on, socket, file, offset, count))
                offset, count = offset + sent, count - sent
                if sent:
                    taken()
                else:
                    await self._until_writable(socket)
        except ConnectionError:
            self.transport.abort()
        finally:
            os.close(socket)

    async def _until_writable(self, socket: int) -> None:
        writable = self.loop.create_future()
        self.loop.add_writer(socket, lambda: writable.done() or writable.set_result(None))
        try:
            await writable
        finally:
            self.loop.remove_writer(socket)


class Offering:
    """The application, told that the extension is there."""

    def __init__(self, app: Any, send: Callable[[Send, Message], Any]) -> None:
        self.app, self._send = app, send

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("extensions", {})[ZERO_COPY] = {}
            send = partial(self._send, send)
        await self.app(scope, receive, send)


def _pass_on(socket: int, file: int, offset: int, count: int) -> int:
    """How much of it the reader took, until it took nothing for a moment, or its turn is over. Raises ConnectionError, EOFError where the file is shorter."""
    begin, ends, writable = offset, time.monotonic() + _TURN, select.poll()
    writable.register(socket, select.POLLOUT)
    while count and time.monotonic() < ends:
        try:
            sent = os.sendfile(socket, file, offset, min(count, _AT_ONCE))
        except BlockingIOError:
            if not writable.poll(_MOMENT):
                break
            continue
        if not sent:
            raise EOFError("the file is shorter than was said")
        offset, count = offset + sent, count - sent
    return offset - begin


def _nothing() -> None:
    """For who does not ask how it goes."""


async def _to_its_end(act: Callable[[], int]) -> int:
    """In a thread; who is cancelled waits for it, since it has our descriptors."""
    running = asyncio.ensure_future(asyncio.to_thread(act))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
