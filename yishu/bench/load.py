"""Callers over keep-alive connections, in a process of their own: each sends its next request when it has its answer.

Reads orders from standard input, one JSON object a line: `{"ports", "callers", "seconds", "requests"}` (the name of a file of requests), and writes one
line of counts for each.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import cast

import msgspec
import uvloop

from yishu.core.decoding import decoded

SEPARATOR = b"\0\0"
WARM_UP = 0.3  # seconds before a turn that are not counted; wrk takes a whole one
_LENGTHS = (b"content-length: ", b"Content-Length: ")
_LAST_CHUNK = b"\r\n0\r\n\r\n"


class Order(msgspec.Struct):
    """One turn: so many callers, spread evenly over the ports, for so many seconds."""

    ports: tuple[int, ...]
    callers: int
    seconds: float
    requests: str


class Turn(msgspec.Struct):
    """What came of it; latencies in milliseconds."""

    calls: int
    seconds: float
    failed: int
    median: float
    worst: float  # the 99th of a hundred
    cpu: float = 0.0  # seconds that the server's side took meanwhile

    @property
    def rate(self) -> float:
        return self.calls / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds a call."""
        return self.cpu / self.calls * 1e6


class Caller(asyncio.Protocol):
    """One connection; answers fit in memory, and have a Content-Length or come in chunks."""

    def __init__(self, requests: list[bytes], start: int, took: list[float]) -> None:
        self._requests, self._next, self._took = requests, start, took
        self._buffer, self._wanted, self._sent = b"", 0, 0.0
        self.failed = 0
        self.stopped = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._wanted:
            self._wanted = _length(self._buffer)
        if not self._wanted or len(self._buffer) < self._wanted:
            return
        self._took.append(time.perf_counter() - self._sent)
        if not self._buffer.startswith(b"HTTP/1.1 200"):
            self.failed += 1
        self._buffer, self._wanted = b"", 0
        if not self.stopped:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.failed += not self.stopped

    def stop(self) -> None:
        self.stopped = True
        self._transport.close()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._requests[self._next])
        self._next = (self._next + 1) % len(self._requests)


def _length(answer: bytes) -> int:
    """The bytes of the answer that begins so; 0 while that cannot be told."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return 0
    for name in _LENGTHS:
        at = answer.find(name, 0, end)
        if at >= 0:
            at += len(name)
            return end + 4 + int(answer[at : answer.find(b"\r", at)])
    # In chunks: JSON holds no line of a lone 0, so that the first is the last chunk.
    last = answer.find(_LAST_CHUNK, end + 2)
    return last + len(_LAST_CHUNK) if last >= 0 else 0


async def run(order: Order) -> Turn:
    """Make the calls of one turn."""
    requests = Path(order.requests).read_bytes().split(SEPARATOR)
    loop, took = asyncio.get_running_loop(), []
    callers: list[Caller] = []
    for n in range(order.callers):
        start = n * len(requests) // order.callers
        _, caller = await loop.create_connection(
            lambda start=start: Caller(requests, start, took), "127.0.0.1", order.ports[n % len(order.ports)]
        )
        callers.append(caller)
    took.clear()
    began = time.perf_counter()
    await asyncio.sleep(order.seconds)
    seconds, counted = time.perf_counter() - began, sorted(took)
    for caller in callers:
        caller.stop()
    if not counted:
        return Turn(0, seconds, order.callers, 0.0, 0.0)
    middle, worst = counted[len(counted) // 2], counted[len(counted) * 99 // 100]
    return Turn(len(counted), seconds, sum(caller.failed for caller in callers), middle * 1000, worst * 1000)


def main() -> None:
    for line in sys.stdin:
        turn = uvloop.run(run(decoded(line, Order)))
        sys.stdout.write(msgspec.json.encode(turn).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
