"""Thousands of connections that say nothing, or half a request, take little and keep nobody waiting; what they took is given back."""

import resource
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.conftest import Node
from tests.gateway.attacks.lines import connected, request
from tests.gateway.attacks.test_slow import SOON, memory_of
from tests.gateway.stage import Stage

EACH = 24 * 1024  # bytes of memory for a connection, its part of a request included


@pytest.mark.slow
@pytest.mark.parametrize(
    "count", [pytest.param(400, id="hundreds"), pytest.param(10_000, id="thousands", marks=pytest.mark.long)]
)
def test_idle_connections_keep_nobody_waiting_and_are_given_back(
    gateway: Node, stage: Stage, verify: Callable[..., object], count: int
) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    count = min(count, most - 1000)
    held = []
    for _ in range(2):
        before = memory_of(gateway)
        with ExitStack() as open_:
            lines = [open_.enter_context(connected(gateway)) for _ in range(count)]
            for line in lines[::2]:
                line.sendall(request(stage)[:100])
            slowest = 0.0
            for _ in range(50):
                begun = time.monotonic()
                assert verify().status_code == 200  # type: ignore[attr-defined]
                slowest = max(slowest, time.monotonic() - begun)
            assert slowest < SOON
            held.append(memory_of(gateway) - before)
        wait_for_all_closed(gateway)
    assert held[0] < 16 * 1024**2 + count * EACH
    assert held[1] < 8 * 1024**2 + count * EACH / 4  # the second time there is room already


def wait_for_all_closed(node: Node) -> None:
    """Whoever is let in now was let in after the others were let go."""
    port = int(node.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert line.recv(4096)
