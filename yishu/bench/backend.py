"""A provider's own interface, as a process of its own: it answers the record of whatever number it is asked for, at once or after so many milliseconds, and does nothing else."""

import asyncio
import sys
from typing import cast

import msgspec
import uvloop

from yishu.bench.records import FIRST, whole_row
from yishu.core.decoding import decoder

PATH = "/after/"
ITEMS = ("number", "name", "code", "registered", "amount", "note")
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_encode = msgspec.json.Encoder().encode


class Question(msgspec.Struct):
    number: str


_decode = decoder(Question).decode


class Answering(asyncio.Protocol):
    """One connection, kept alive: a POST to `/after/5` is answered five milliseconds after it came."""

    def __init__(self) -> None:
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_END)
        if end < 0:
            return
        head = self._buffer[:end]
        length = int(head[head.lower().find(_LENGTH) + len(_LENGTH) :].partition(b"\r")[0])
        body = self._buffer[end + len(_END) :]
        if len(body) < length:
            return
        self._buffer = b""
        answer = _answer(_decode(body).number)
        after = int(head.split(b" ", 2)[1][len(PATH) :])
        if after:
            asyncio.get_running_loop().call_later(after / 1000, self._send, answer)
        else:
            self._send(answer)

    def _send(self, answer: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(answer)


def _answer(number: str) -> bytes:
    record = dict(zip(ITEMS, whole_row(int(number) - FIRST), strict=True))
    body = _encode({"data": record})
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """`python -m yishu.bench.backend PORT`."""
    uvloop.run(_serve(int(sys.argv[1])))


if __name__ == "__main__":
    main()
