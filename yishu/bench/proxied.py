"""What the platform adds to a provider's own interface (7.2): calls of a mounted resource, governed and with durable evidence, beside the same questions put to the interface alone.

A turn is a few seconds of so many callers, each of whom asks again when it has its answer. What is added is the difference of the medians of two turns that follow each other.
An interface that answers at once shows what of it is the platform's own work; sixteen callers of it ask as much as the machine can do, and wait for each other: no goal is set there.
"""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from yishu.bench.growing import make_log, settle
from yishu.bench.load import SEPARATOR, Turn
from yishu.bench.processes import own_cluster, process, wait_for
from yishu.bench.records import FIRST, request, verify_request
from yishu.bench.report import free_ports, machine
from yishu.bench.turns import Load
from yishu.node.postgres import Cluster

AFTER: Final = 5
"""Milliseconds in which a usual interface answers."""
CALLERS: Final = (1, 16)
GOAL: Final = 2.0
"""Milliseconds at the median."""
RECORDS: Final = 20_000
_REQUESTS: Final = 4000


@dataclass(frozen=True, slots=True)
class Interface:
    """Files of requests, to the interface and through the gateway, about the same records."""

    name: str
    after: int
    alone: Path
    governed: Path

    def goal(self, callers: int) -> float | None:
        return GOAL if self.after or callers == 1 else None


@dataclass(frozen=True, slots=True)
class Ports:
    gateway: int
    backend: int


def run(*, rounds: int = 8, seconds: float = 2.0) -> dict[str, Any]:
    """`{"machine", "figures"}`."""
    load = os.getloadavg()[0]
    ports = Ports(*free_ports())
    # Django reads its settings when it is set up: what may be mounted is said before.
    os.environ["YISHU_BACKENDS"] = f"http://127.0.0.1:{ports.backend}"
    with own_cluster() as (folder, cluster), _backend(ports.backend):
        interfaces = _set_stage(folder, cluster, ports)
        with _gateway(ports.gateway), Load() as callers:
            figures = [
                _figure(each, many, _rounds(callers, ports, each, many, rounds, seconds))
                for each in interfaces
                for many in CALLERS
            ]
        about = machine(load, f"PostgreSQL {cluster.account.major}")
    return {"machine": about, "figures": figures}


@contextmanager
def _backend(port: int) -> Iterator[None]:
    with process([sys.executable, "-m", "yishu.bench.backend", str(port)]):
        wait_for(port)
        yield


@contextmanager
def _gateway(port: int) -> Iterator[None]:
    with process([sys.executable, "-m", "yishu.cli", "gateway", "--port", str(port)]):
        wait_for(port)
        yield


def _set_stage(folder: Path, cluster: Cluster, ports: Ports) -> list[Interface]:
    """A usual interface and one that answers at once, each mounted and granted."""
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    from django.utils import timezone

    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Scope
    from yishu.bench import stage

    provider, passer = stage.set_agency(1)
    consumer, _ = stage.set_agency(2)
    now, scopes = timezone.now(), frozenset({Scope.DATA})
    system = agencies.register_system(consumer, stage.agency_of(consumer), name="基准测试系统", scopes=scopes, now=now)
    key = agencies.issue_key(consumer, system, now=now).text
    made = []
    for n, (name, after) in enumerate({"proxied": AFTER, "proxied-instant": 0}.items()):
        resource = stage.set_resource(provider, passer, n, is_proxied=True)
        _mount(provider, resource.code, after, ports.backend)
        stage.grant(consumer, resource, (system.name,))
        interface = Interface(name, after, folder / f"{name}-alone", folder / name)
        made.append(_written(interface, key, resource.path_code))
    settle(cluster.dsn())
    make_log(cluster.dsn())
    return made


def _mount(provider: Any, code: str, after: int, port: int) -> None:
    from django.utils import timezone

    from yishu.bench.backend import ITEMS, PATH
    from yishu.hosting import mounting
    from yishu.hosting.rules import MountDraft

    draft = MountDraft(
        origin=f"http://127.0.0.1:{port}",
        path=f"{PATH}{after}",
        key_fields={"number": "number"},
        item_fields={name: name for name in ITEMS},
        record_at="data",
        reason="基准测试",
        until=timezone.localdate() + timedelta(days=30),
        secret_header="X-Api-Key",  # noqa: S106
        secret="a-key-of-the-interface",  # noqa: S106
        at_once=CALLERS[-1],
    )
    mounting.mount(provider, code, draft, now=timezone.now())


def _written(interface: Interface, key: str, path_code: str) -> Interface:
    from yishu.bench.backend import PATH
    from yishu.bench.stage import DUTY

    order = random.Random(20261130)  # noqa: S311
    drawn = [order.randrange(RECORDS) for _ in range(_REQUESTS)]
    path = f"{PATH}{interface.after}"
    interface.alone.write_bytes(SEPARATOR.join(request(path, {"number": str(FIRST + n)}) for n in drawn))
    interface.governed.write_bytes(SEPARATOR.join(verify_request(path_code, key, n, DUTY) for n in drawn))
    return interface


def _rounds(
    load: Load, ports: Ports, interface: Interface, callers: int, rounds: int, seconds: float
) -> list[tuple[Turn, Turn]]:
    """Of each round the turn through the gateway, and that of the interface alone; which comes first alternates."""
    turns = (ports.gateway, interface.governed), (ports.backend, interface.alone)

    def turn(port: int, requests: Path) -> Turn:
        return load.turn(port, requests, callers=callers, seconds=seconds)

    for each in turns:
        turn(*each)  # connections are open and code is warm: not counted
    found = []
    for n in range(rounds):
        order = turns[::-1] if n % 2 else turns
        first, second = (turn(*each) for each in order)
        found.append((second, first) if n % 2 else (first, second))
    return found


def _figure(interface: Interface, callers: int, rounds: list[tuple[Turn, Turn]]) -> dict[str, Any]:
    goal = interface.goal(callers)
    added = sorted(ours.median - alone.median for ours, alone in rounds)
    through, alone = (median(turns[which].median for turns in rounds) for which in (0, 1))
    return {
        "name": f"{interface.name}-{callers}",
        "value": round(median(added), 2),
        "unit": "ms more",
        "baseline": round(alone, 2),
        "baseline_name": f"{interface.after} ms, alone",
        "ratio": round(through / alone, 2),
        "spread": [round(added[0], 2), round(added[-1], 2)],
        "goal": goal,
        "most": True,
        "holds": None if goal is None else median(added) <= goal,
        "through_ms": round(through, 2),
        "through_worst_ms": round(median(ours.worst for ours, _ in rounds), 2),
        "baseline_worst_ms": round(median(alone.worst for _, alone in rounds), 2),
        "calls_a_second": round(median(ours.rate for ours, _ in rounds)),
    }
