"""A process has room for so many connections: the longest idle ones make room for whoever comes, and where all are in use, whoever comes is told so."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.conftest import Node
from tests.gateway.attacks.lines import connected, request
from tests.gateway.attacks.patient import started
from tests.gateway.attacks.test_floods import all_of
from tests.gateway.attacks.test_many import files_of
from tests.gateway.stage import Stage
from tests.gateway.test_room import nothing_is_written
from yishu.gateway.crowding import TurnedAway

FILES = 400
ROOM = FILES - 128
OK = b"HTTP/1.1 200 OK"


@pytest.fixture(scope="module")
def narrow(stage: Stage) -> Iterator[Node]:
    with started(60.0, FILES) as node:
        yield node


def answer_to(line: socket.socket) -> tuple[bytes, dict[str, object]]:
    head, _, body = all_of(line).partition(b"\r\n\r\n")
    return head, json.loads(body)


def test_the_longest_idle_make_room_for_whoever_comes(narrow: Node, stage: Stage) -> None:
    before = files_of(narrow)
    with ExitStack() as open_:
        lines = [open_.enter_context(connected(narrow)) for _ in range(ROOM)]
        for line in lines[::2]:
            line.sendall(request(stage)[:100])
        time.sleep(1.5)  # so long has everybody to ask
        for _ in range(100):
            last = open_.enter_context(connected(narrow))
            last.sendall(request(stage))
            lines.append(last)
        assert [line.recv(65536)[:15] for line in lines[-100:]] == [OK] * 100
        assert files_of(narrow) - before <= ROOM


@pytest.mark.slow
def test_whoever_finds_no_place_is_told_and_nobody_at_work_makes_room(narrow: Node, stage: Stage) -> None:
    with ExitStack() as open_:
        with nothing_is_written():
            lines = [open_.enter_context(connected(narrow, timeout=30)) for _ in range(ROOM)]
            for line in lines:
                line.sendall(request(stage))
            time.sleep(2)
            further = [open_.enter_context(connected(narrow)) for _ in range(TurnedAway.most + 40)]
            further[0].sendall(request(stage))
            head, problem = answer_to(further[0])
            assert head.startswith(b"HTTP/1.1 503 Service Unavailable")
            assert b"retry-after: 1" in head
            assert problem["code"] == "too_many_connections"
            answered = [all_of(line) for line in further[1:]]
            assert answered.count(b"") >= 40  # no more than these are told at once
            assert files_of(narrow) < FILES
        assert [line.recv(65536)[:15] for line in lines] == [OK] * ROOM
    with connected(narrow) as line:
        line.sendall(request(stage))
        assert line.recv(65536).startswith(b"HTTP/1.1 200")
