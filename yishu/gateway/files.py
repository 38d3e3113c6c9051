"""Files that the portal has named are sent from the event loop: its thread is free again before the first byte leaves."""

import asyncio
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from yishu.gateway.exchange import Message, Scope, Send
from yishu.gateway.zero_copy import ZERO_COPY

_HEADER: Final = b"x-yishu-send"
_PART: Final = 1024 * 1024  # smaller ones cost more in changes of threads than in reading


def sending_files(scope: Scope, send: Send) -> Send:
    """`send`, but an answer that hands a file over is sent with that file as its body."""
    file: tuple[Path, int, int] | None = None

    async def take(message: Message) -> None:
        nonlocal file
        if message["type"] == "http.response.start":
            file = _named_in(message)
            headers = [each for each in message["headers"] if each[0].lower() != _HEADER]
            await send({**message, "headers": headers})
        elif file is None:
            await send(message)
        elif not message.get("more_body"):
            if scope["method"] != "HEAD":
                is_offered = ZERO_COPY in scope.get("extensions", ())
                await (_pass if is_offered else _read)(send, *file)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return take


def _named_in(start: Message) -> tuple[Path, int, int] | None:
    for name, value in start["headers"]:
        if name.lower() == _HEADER:
            first, length, path = value.decode().split(" ", 2)
            return Path(unquote(path)), int(first), int(length)
    return None


async def _pass(send: Send, path: Path, first: int, length: int) -> None:
    with path.open("rb") as file:
        await send({"type": ZERO_COPY, "file": file.fileno(), "offset": first, "count": length, "more_body": True})


async def _read(send: Send, path: Path, first: int, length: int) -> None:
    """Where the server does not pass files on by itself."""
    with path.open("rb") as file:
        file.seek(first)
        while length and (part := await asyncio.to_thread(file.read, min(_PART, length))):
            length -= len(part)
            await send({"type": "http.response.body", "body": part, "more_body": True})
