"""Who sends or reads a byte now and then is closed in its time, and meanwhile holds up nobody."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from tests.conftest import Node, run_async
from tests.gateway.attacks.hurried import LATEST
from tests.gateway.attacks.lines import connected, request
from tests.gateway.stage import Stage
from tests.gateway.test_stalled import exchange_of
from yishu.gateway.errors import BodyStalled

HELD = 40
SOON = 1.0  # seconds for an honest call, on a busy machine


def slow_requests(stage: Stage) -> dict[str, tuple[bytes, bytes]]:
    """What is sent at once, and what is sent again and again in small pieces."""
    whole = request(stage)
    head = whole.partition(b"\r\n\r\n")[0].partition(b"\r\nContent-Length")[0]
    publish = request(stage, "Content-Length: 100000", body=b"", path=stage.path("batches"))
    publish = publish.replace(stage.civil_system.key.encode(), stage.police_system.key.encode())
    return {
        "head of the fast lane": (head, b"\r\nA: b"),
        "head of another": (b"GET / HTTP/1.1\r\nHost: x", b"\r\nA: b"),
        "blank lines before a head": (b"\r\n", b"\r\n"),
        "body of the fast lane": (head + b"\r\nContent-Length: 500\r\n\r\n", b" "),
        "body in chunks": (head + b"\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        "body of a form": (b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", b"a"),
        "body of a file": (publish.replace(b"application/json", b"text/csv"), b"a"),
        "body that nobody reads": (
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"1\r\n \r\n",
        ),
        "extensions of a chunk": (head + b"\r\nTransfer-Encoding: chunked\r\n\r\n1", b";a"),
    }


@pytest.fixture(scope="module")
def dripping(hurried: Node, stage: Stage) -> Iterator[dict[str, list[socket.socket]]]:
    with ExitStack() as open_:
        lines = {}
        for name, (first, _) in slow_requests(stage).items():
            lines[name] = [open_.enter_context(connected(hurried)) for _ in range(HELD // 8)]
            for line in lines[name]:
                line.sendall(first)
        yield lines


def test_slow_senders_are_closed_in_their_time_and_hold_up_nobody(
    dripping: dict[str, list[socket.socket]], stage: Stage, honest: Callable[[], float]
) -> None:
    begun, closed = time.monotonic(), dict[str, float]()
    pieces = {name: piece for name, (_, piece) in slow_requests(stage).items()}
    left = [(name, line) for name, lines in dripping.items() for line in lines]
    for _, line in left:
        line.settimeout(0)
    while left and time.monotonic() - begun < LATEST + 5:
        assert honest() < SOON
        time.sleep(0.05)
        open_ = []
        for name, line in left:
            if is_closed(line, pieces[name]):
                closed[name] = max(closed.get(name, 0), time.monotonic() - begun)
            else:
                open_.append((name, line))
        left = open_
    assert not {name for name, _ in left}
    # Refused, a body is drained for a little before the answer.
    assert max(closed.values()) < LATEST + 2, closed


def is_closed(line: socket.socket, piece: bytes) -> bool:
    try:
        line.send(piece)
        return line.recv(65536) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_who_reads_no_answer_is_closed_and_its_requests_are_not_piled_up(
    hurried: Node, honest: Callable[[], float]
) -> None:
    asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 400
    before, sent, begun = memory_of(hurried), 0, time.monotonic()
    with connected(hurried) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(0.05)
        closed = False
        while not closed and time.monotonic() - begun < LATEST + 30:
            try:
                sent += line.send(asked)
            except TimeoutError:
                assert honest() < SOON
            except ConnectionError:
                closed = True
    assert closed, sent
    assert memory_of(hurried) - before < 64 * 1024**2, sent


def test_a_body_that_drips_is_refused_however_often_a_byte_comes() -> None:
    """Each byte comes in time; all of them together do not."""
    count = 0

    async def receive() -> dict[str, object]:
        nonlocal count
        count += 1
        time.sleep(0.01)  # of the sender's time
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def run() -> None:
        async for _ in exchange_of(receive, receive, patience=0.2).parts(10**6):
            pass

    with pytest.raises(BodyStalled):
        run_async(run())
    assert 10 < count < 40


def test_who_comes_in_time_is_not_hurried() -> None:
    """What we do between two parts is not the sender's time."""
    parts = iter([b"x"] * 20 + [b""])

    async def receive() -> dict[str, object]:
        part = next(parts)
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    async def run() -> int:
        size = 0
        async for part in exchange_of(receive, receive, patience=0.1).parts(10**6):
            size += len(part)
            time.sleep(0.01)
        return size

    assert run_async(run()) == 20


def memory_of(node: Node) -> int:
    """Resident bytes."""
    with suppress(FileNotFoundError), open(f"/proc/{node.process.pid}/statm") as file:
        return int(file.read().split()[1]) * 4096
    return 0
