"""Bodies for the portal, received on the event loop before a thread is taken: whoever sends slowly holds a file, not one of the few threads."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from yishu.gateway.exchange import Exchange, Message, Receive, Scope, Send
from yishu.gateway.zero_copy import ZERO_COPY
from yishu.node.disk import needing_room

log = logging.getLogger(__name__)

_IN_MEMORY: Final = 1024 * 1024  # a larger body waits on disk
_PART: Final = 256 * 1024
_FRAMING: Final = (b"content-length", b"transfer-encoding")


def has_body(scope: Scope) -> bool:
    """Whether a body follows the head (RFC 9112, 6.3)."""
    return any(name in _FRAMING and value != b"0" for name, value in scope["headers"])


@contextmanager
def spool_file(folder: Path) -> Iterator[IO[bytes]]:
    """Where a body is kept until it is whole; it goes at the end of the block."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = SpooledTemporaryFile(_IN_MEMORY, dir=str(folder), prefix="body-")  # noqa: SIM115 - closed below
    try:
        yield file
    finally:
        with suppress(OSError):  # what found no room on the disk was told already
            file.close()


async def receive_into(file: IO[bytes], exchange: Exchange, limit: int) -> Scope:
    """Take the whole body; the scope of a request that says its length, however it came. Raises BodyTooLarge, BodyStalled, ClientGone, DiskFull."""
    exchange.require_length(limit)
    with needing_room():
        async for part in exchange.parts(limit):
            file.write(part)
    length = file.tell()
    file.seek(0)
    headers = [header for header in exchange.scope["headers"] if header[0] not in _FRAMING]
    return {**exchange.scope, "headers": [*headers, (b"content-length", b"%d" % length)]}


def receive_from(file: IO[bytes]) -> Receive:
    """The body as an ASGI application receives it."""

    async def receive() -> Message:
        part = file.read(_PART)
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    return receive


def send_while_taken(send: Send, patience: float) -> Send:
    """Send, until the client takes nothing for so many seconds; from then on throw away, so that the thread comes free. The server breaks off what is not whole."""
    gone = False

    async def take(message: Message) -> None:
        nonlocal gone
        if gone:
            return
        try:
            async with asyncio.timeout(patience) as limit:
                if message["type"] == ZERO_COPY:  # a whole file: any of it that is taken counts
                    now = asyncio.get_running_loop().time
                    message = {**message, "taken": lambda: limit.reschedule(now() + patience)}
                await send(message)
        except TimeoutError:
            gone = True
            log.warning("an answer is broken off: its reader took nothing for %s seconds", patience)

    return take
