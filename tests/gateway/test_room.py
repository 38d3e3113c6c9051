"""Under pressure the room is shared evenly: whoever floods the gateway turns away their own calls (27.1)."""

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import Cast
from tests.conftest import Node
from tests.gateway.stage import DUTY, KNOWN, Stage
from yishu.gateway import room
from yishu.gateway.room import Room


@given(st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=400))
def test_nobody_gets_beyond_their_share_and_a_newcomer_always_finds_a_place(steps: list[tuple[int, bool]]) -> None:
    most, roomy, of_one = room.MOST, room.ROOMY, room.MOST_OF_ONE
    room.MOST, room.ROOMY, room.MOST_OF_ONE = 40, 20, 30  # type: ignore[misc]
    try:
        made, held = Room(), dict.fromkeys(range(1, 5), 0)
        for agency, comes in steps:
            if comes and made.has_place(agency):
                made.enter(agency)
                held[agency] += 1
            elif not comes and held[agency]:
                made.leave(agency)
                held[agency] -= 1
            assert made.waiting == sum(held.values()) <= 40
            assert max(held.values()) <= 30
        alone = Room()
        while alone.has_place(1):
            alone.enter(1)
        assert (alone.waiting, alone.has_place(2)) == (30, True)
    finally:
        room.MOST, room.ROOMY, room.MOST_OF_ONE = most, roomy, of_one  # type: ignore[misc]


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """Evidence cannot be written for as long as this lasts, so that whoever calls waits."""
    with psycopg.connect(os.environ["YISHU_DATABASE_URL"]) as other:
        other.execute("lock table audit_record in exclusive mode")
        yield


def request(stage: Stage, system: Cast.System) -> bytes:
    body = {"purpose": {"duty": DUTY, "case": "1"}, "subject": KNOWN, "claims": {"name": "赵一"}}
    text = json.dumps(body).encode()
    head = (
        f"POST {stage.path('verify')} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {system.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
    )
    return head.encode() + text


@pytest.mark.slow
def test_one_agencys_flood_keeps_nobody_else_out(gateway: Node, stage: Stage) -> None:
    flooding, calm = stage.civil.system(), stage.forestry.system()
    for member, system in ((stage.civil, flooding), (stage.forestry, calm)):
        stage.cast.grant(member, stage.police, stage.resource, systems=(system,), items=("id_number", "name"))
    address, asked = urlsplit(gateway.url), request(stage, flooding)
    with ExitStack() as open_:
        with nothing_is_written():
            flood = []
            for _ in range(room.MOST_OF_ONE + 200):
                line = open_.enter_context(socket.create_connection((address.hostname, address.port), timeout=60))
                line.sendall(asked)
                flood.append(line)
            time.sleep(1)
            other = open_.enter_context(socket.create_connection((address.hostname, address.port), timeout=60))
            other.sendall(request(stage, calm))
            refused = flood[-1].recv(4096)
            assert refused.startswith(b"HTTP/1.1 503 ")
            assert b"retry-after" in refused.lower()
        assert other.recv(4096).startswith(b"HTTP/1.1 200 ")
        answers = [line.recv(4096)[9:12] for line in flood[:-1]]
        assert set(answers) == {b"200", b"503"}
        assert answers.count(b"200") >= room.MOST_OF_ONE - 1
    assert httpx.get(f"{gateway.url}/readyz").status_code == 200
