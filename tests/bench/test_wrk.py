"""Turns by wrk: what it counts is what the servers have answered."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import machine
from yishu.bench.load import SEPARATOR, Order
from yishu.bench.turns import Load
from yishu.bench.wrk import turn

CALLERS = 4


class Server(ThreadingHTTPServer):
    """Answers with 200, or with `status`, and keeps count of what it was asked."""

    status = 200
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[tuple[str, bytes]] = Counter()
        self.turn = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with server.turn:
            server.asked[self.path, body] += 1
        self.wfile.write(b"HTTP/1.1 %d Said\r\ncontent-length: 2\r\n\r\nok" % server.status)

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def served() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def requests(tmp_path: Path) -> Path:
    """Thirty, each with a body of its own."""
    machine.wrk()
    path = tmp_path / "requests"
    path.write_bytes(SEPARATOR.join(_request(n) for n in range(30)))
    return path


def _request(n: int) -> bytes:
    return b"POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n%04d" % (n, n)


def test_a_turn_by_wrk_counts_what_the_server_answered(requests: Path) -> None:
    with served() as server:
        told = turn(Order((server.server_port,), CALLERS, 1, str(requests)))
        answered = server.asked.total()
    assert told.failed == 0
    assert told.calls <= answered <= told.calls + CALLERS  # those on their way at the end are not counted
    assert told.seconds >= 1
    assert 0 < told.median <= told.worst
    assert told.calls / CALLERS * told.median / 1000 < told.seconds * 1.5  # latencies are milliseconds


def test_every_request_of_the_file_is_sent_as_it_stands_and_in_turn(requests: Path) -> None:
    with served() as server:
        turn(Order((server.server_port,), CALLERS, 1, str(requests)))
        asked = server.asked
    assert asked.keys() == {(f"/{n}", b"%04d" % n) for n in range(30)}
    assert max(asked.values()) - min(asked.values()) <= CALLERS + 1  # those on their way at the end


def test_callers_are_spread_over_the_ports(requests: Path) -> None:
    with served() as first, served() as second:
        told = turn(Order((first.server_port, second.server_port), CALLERS, 1, str(requests)))
        answered = [server.asked.total() for server in (first, second)]
    assert told.calls <= sum(answered) <= told.calls + CALLERS
    assert min(answered) > 0


def test_a_turn_whose_answers_are_refusals_or_none_is_no_turn(requests: Path) -> None:
    with served() as server, Load("wrk") as load:
        server.status = 503
        with pytest.raises(RuntimeError, match="calls failed"):
            load.turn(server.server_port, requests, callers=CALLERS, seconds=1)
        port = server.server_port
    with Load("wrk") as load, pytest.raises(RuntimeError, match="refused"):
        load.turn(port, requests, callers=CALLERS, seconds=1)


def test_the_callers_of_our_own_say_the_same(requests: Path) -> None:
    with served() as server, Load("own") as load:
        told = load.turn(server.server_port, requests, callers=CALLERS, seconds=0.3)
        answered = server.asked.total()
    assert load.name == "own"
    assert 0 < told.calls < answered  # the warm-up is not counted
