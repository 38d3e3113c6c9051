"""A crowd of connections from a process of its own: `python -m tests.gateway.attacks.crowd`, told by a line of JSON (`Told`).

Of four, two say nothing, one sends a byte of a head now and then, and one calls now and then. When all are connected it says `open`; at the next line that comes it
waits for the answers under way, and says what became of each kind (`Became`).
"""

import asyncio
import json
import random
import resource
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

SOURCES = 8  # addresses of this machine that it comes from: one has no more than 28 000 ports
AT_ONCE = 100  # connections that are being opened


@dataclass(frozen=True)
class Told:
    """`every`: how many seconds lie between two bytes of a slow one, and about how many between two calls of a caller."""

    port: int
    count: int
    request: str
    byte_every: float
    call_every: float


@dataclass
class Became:
    """Of one kind: seconds after which each was closed by the other side; what callers were answered, by status; their receipts."""

    closed: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    receipts: list[str] = field(default_factory=list)


class Line(asyncio.Protocol):
    """Says nothing."""

    def __init__(self, told: Told, became: Became) -> None:
        self.told, self.became, self.begun, self.is_over = told, became, time.monotonic(), False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.act()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.is_over:
            self.became.closed.append(time.monotonic() - self.begun)
        self.is_over = True

    def act(self) -> None: ...

    def leave(self) -> None:
        self.is_over = True
        self.transport.abort()


class Slow(Line):
    """A byte of a request now and then, and never all of them."""

    sent = 0

    def act(self) -> None:
        if not self.is_over:
            self.transport.write(self.told.request[self.sent % 100].encode())
            self.sent += 1
            asyncio.get_running_loop().call_later(self.told.byte_every, self.act)


class Caller(Line):
    waits = False
    came = b""

    def act(self) -> None:
        pause = self.told.call_every * random.uniform(0.5, 1.5)
        asyncio.get_running_loop().call_later(pause, self.call)

    def call(self) -> None:
        if not (self.is_over or is_ending[0]):
            self.waits = True
            self.transport.write(self.told.request.encode())

    def data_received(self, data: bytes) -> None:
        self.came += data
        head, separator, body = self.came.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        if not separator or len(body) < int(lengths[0].partition(b":")[2]):
            return
        status, said = int(head.split()[1]), json.loads(body)
        self.became.statuses[status] = self.became.statuses.get(status, 0) + 1
        self.became.receipts += [said["receipt"]] if status == 200 else []
        self.came, self.waits = b"", False
        self.act()


KINDS = {"idle": (Line, Line), "slow": (Slow,), "calling": (Caller,)}
is_ending = [False]


async def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    loop = asyncio.get_running_loop()
    told = Told(**json.loads(sys.stdin.readline()))
    became = {name: Became() for name in KINDS}
    turns = [(name, kind) for name, kinds in KINDS.items() for kind in kinds]
    gate, lines = asyncio.Semaphore(AT_ONCE), list[Line]()

    async def join(n: int) -> None:
        name, kind = turns[n % len(turns)]
        source = (f"127.0.0.{2 + n % SOURCES}", 0)
        async with gate:
            made = lambda: kind(told, became[name])  # noqa: E731
            _, line = await loop.create_connection(made, "127.0.0.1", told.port, local_addr=source)
        lines.append(line)

    await asyncio.gather(*map(join, range(told.count)))
    say({"open": len(lines)})
    await loop.run_in_executor(None, sys.stdin.readline)
    is_ending[0] = True
    while any(getattr(line, "waits", False) and not line.is_over for line in lines):
        await asyncio.sleep(0.05)
    for line in lines:
        line.leave()
    say({name: asdict(each) for name, each in became.items()})


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
