"""Thousands of connections that say nothing, send a byte now and then, or call: whoever else calls goes on being served, every call is on record, and what was taken is given back."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest

from tests.conftest import ROOT, Node
from tests.gateway.attacks.lines import request
from tests.gateway.attacks.patient import KEPT, started
from tests.gateway.attacks.test_slow import memory_of
from tests.gateway.load import Load
from tests.gateway.stage import KNOWN, Stage
from yishu.audit.models import Record
from yishu.audit.record import Action
from yishu.gateway import bounded
from yishu.serving import WITHIN_ONE_PROCESS

EACH = 24 * 1024
"""Bytes of memory for a connection, its part of a request included."""
LEFT = 4 * 1024
"""What may be left of them when they are gone …"""
ALWAYS = 8 * 1024**2
"""… and bytes beside, whatever their number."""
SLOWER = 4
"""Times: what the 99th of 100 honest calls may take more while the crowd is there …"""
SOON = 0.1
"""… and seconds beside, since a busy machine has pauses of its own."""
LATE = 10.0
"""Seconds by which a connection may be closed late, on a busy machine."""
CROWD_CALLS = 60  # a second, of all its callers together


class Patience(NamedTuple):
    """Seconds in which a head must come, for which an idle connection is kept, and between two looks at a connection."""

    head: float = bounded.REQUEST_SECONDS
    kept: float = WITHIN_ONE_PROCESS["timeout_keep_alive"]
    look: float = bounded.LOOK_SECONDS


SHORT = Patience(6.0, KEPT * 6.0, 1.0)


@pytest.fixture
def crowded(start_node: Callable[..., Node], stage: Stage, count: int) -> Iterator[tuple[Node, Patience]]:
    """Thousands are held off by the patience of the product, hundreds by a shorter one."""
    if count > 1000:
        yield start_node("gateway"), Patience()
        return
    with started(SHORT.head) as node:
        yield node, SHORT


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "count",
    [
        pytest.param(500, id="hundreds"),
        pytest.param(10_000, id="thousands", marks=pytest.mark.long),
    ],
)
def test_a_crowd_keeps_nobody_waiting_and_what_it_took_is_given_back(
    crowded: tuple[Node, Patience], stage: Stage, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    node, patience = crowded
    system = stage.forestry.system()
    grant = stage.cast.grant(
        stage.forestry, stage.police, stage.resource, systems=(system,), items=("id_number", "name")
    )
    asked = request(stage).replace(stage.civil_system.key.encode(), system.key.encode()).decode()
    calm = ninety_ninth(node, stage)
    time.sleep(1)  # until its own lines are gone
    memory, files = memory_of(node), files_of(node)
    with crowd(node, count, asked) as ask:
        wait_until(lambda: files_of(node) - files >= count, LATE)
        held = memory_of(node) - memory
        pressed = ninety_ninth(node, stage)
        wait_until(lambda: files_of(node) - files <= count // 4 + 20, patience.kept + 2 * patience.look + LATE)
        time.sleep(2 * patience.look)  # until the last of them is closed as well
        became = ask()
    require_on_record(became["calling"], str(grant.pk))
    wait_until(lambda: files_of(node) - files <= 10, LATE)
    wait_until(lambda: memory_of(node) - memory < ALWAYS + count * LEFT, 2 * LATE)
    with crowd(node, count, asked) as ask:
        wait_until(lambda: files_of(node) - files >= count, LATE)
        again = memory_of(node) - memory
        ask()
    with capsys.disabled():
        said = f"{calm * 1000:.0f} → {pressed * 1000:.0f} ms, {held // count} and again {again // count} bytes each"
        sys.stdout.write(f" {count} connections: {said} ")
    assert pressed < SLOWER * calm + SOON
    assert held < ALWAYS + count * EACH
    assert again < ALWAYS + 1.25 * held
    require_closed(became["idle"], count // 2, patience.kept, patience.look)
    require_closed(became["slow"], count // 4, patience.head, patience.look)


def ninety_ninth(node: Node, stage: Stage) -> float:
    """Seconds within which 99 of 100 honest calls were answered, each rightly."""
    body = {"purpose": stage.purpose(), "subject": KNOWN, "claims": {"name": "赵一"}}
    with Load([node.url], stage.path("verify"), stage.civil_system.headers, lambda _: body, each=2) as load:
        load.wait_for(lambda so_far: len(so_far) >= 600, 60)
    assert all(each.body["result"] == {"name": "match"} for each in load.answers)
    return statistics.quantiles([each.came - each.asked for each in load.answers], n=100)[98]


@contextmanager
def crowd(node: Node, count: int, asked: str) -> Iterator[Callable[[], dict[str, Any]]]:
    """Connected; whoever calls what is given lets the crowd go, and is told what became of it."""
    every = count / 4 / CROWD_CALLS
    told = {
        "port": int(node.url.rpartition(":")[2]),
        "count": count,
        "request": asked,
        "byte_every": 2.0,
        "call_every": every,
    }
    command = [sys.executable, "-m", "tests.gateway.attacks.crowd"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout
        stdin.write(json.dumps(told) + "\n")
        stdin.flush()
        assert json.loads(stdout.readline()) == {"open": count}

        def ask() -> dict[str, Any]:
            stdin.write("\n")
            stdin.flush()
            return json.loads(stdout.readline())

        try:
            yield ask
        finally:
            process.kill()


def files_of(node: Node) -> int:
    return len(os.listdir(f"/proc/{node.process.pid}/fd"))


def wait_until(holds: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.2)


def require_closed(became: dict[str, Any], count: int, after: float, look: float) -> None:
    """All of them, none before its time and none long after."""
    closed = became["closed"]
    assert len(closed) >= count
    assert after - 1 < min(closed)
    assert max(closed) < after + 2 * look + LATE


def require_on_record(became: dict[str, Any], grant: str) -> None:
    """Every call of the crowd was answered, and each answer's record is there; there are no others."""
    assert became["closed"] == []
    assert set(became["statuses"]) == {"200"}
    of_grant = Record.objects.filter(grant_id=grant, action=Action.DATA_VERIFIED)
    told = {receipt.partition(".")[0] for receipt in became["receipts"]}
    assert len(told) == became["statuses"]["200"] > 0
    assert told == {str(number) for number in of_grant.values_list("id", flat=True)}
