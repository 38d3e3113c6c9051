"""The callers of the benchmarks know where an answer ends, whoever gave it."""

import asyncio
from typing import Any

import pytest

from yishu.bench.load import Caller

BODY = b'{"name": "\xe4\xb8\x80"}'
WHOLE = {
    "a length": b"HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n" + BODY,
    "a length in capitals": b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\nDate: today\r\n\r\n" + BODY,
    "chunks": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n8\r\n" + BODY[:8] + b"\r\n7\r\n" + BODY[8:] + b"\r\n0\r\n\r\n",
    "no chunk but the last": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("whole", WHOLE.values(), ids=WHOLE)
@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_a_caller_knows_where_an_answer_ends(whole: bytes, at_once: int) -> None:
    took: list[float] = []
    caller, transport = Caller([b"ask"], 0, took), Transport()
    caller.connection_made(transport)
    for n in range(3):
        assert (transport.sent, len(took)) == (n + 1, n)
        for at in range(0, len(whole), at_once):
            assert len(took) == n
            caller.data_received(whole[at : at + at_once])
    assert (len(took), caller.failed) == (3, 0)


class Transport(asyncio.Transport):
    sent = 0

    def write(self, data: Any) -> None:
        self.sent += 1
