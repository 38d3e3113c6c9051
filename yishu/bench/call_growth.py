"""How the cost of a call grows with what a node holds: records of a resource, grants, application systems. A call beside the same at the small size, in alternating turns.

Each size has a gateway of its own. Of grants and systems the small node is a copy of the large one from before it grew, in the same server; the two resources, the small and the large, lie in
one database. Sixty-four callers ask for records drawn over all there are, each call by its own grant or key, with fresh draws in each round: what was read lately helps a large
table no more than it would in use. A table that is larger than PostgreSQL's buffers is read from the system's cache, or from the disk where that is smaller too. Systems share
connections, as behind a proxy: what a gateway remembers of a caller, it remembers of one at the small size, and of thousands at the large.

The cost is the CPU that gateway and database took for a call, and the time: at so many callers, a second by the calls that were answered in it.
"""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from yishu.bench.growing import Caller, Node, add_grants, add_systems, fill, let_go, make_log, settle, within
from yishu.bench.load import SEPARATOR
from yishu.bench.plotting import Line, plot
from yishu.bench.processes import own_cluster, process, wait_for
from yishu.bench.records import verify_request
from yishu.bench.report import free_ports, machine, size_of
from yishu.bench.turns import Load, cpu_seconds
from yishu.node.postgres import Cluster

CALLERS: Final = 64
GOALS: Final = {"subjects": 1.3, "grants": 1.1, "systems": 1.1}
"""The most that a call may cost at the large size, times what it costs at the small one."""
PUBLISHED: Final = 1000
"""Records of the large resource that come by the platform's command; the others by `growing.fill`."""
_MOST_RATE: Final = 24_000  # calls a second: so many are drawn that none is made twice in a turn
_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sizes:
    subjects: tuple[int, int] = 2_000_000, 60_000_000
    grants: int = 10_000
    systems: int = 5_000


QUICK: Final = Sizes((20_000, 60_000), 50, 20)


@dataclass(frozen=True, slots=True)
class Side:
    """What is called: a resource, by whom, in a database."""

    size: int
    database: str
    path_code: str
    records: int
    callers: list[Caller]

    def write(self, file: Path, calls: int, seed: int) -> Path:
        """A file of requests, each about a record drawn from all, by a caller drawn from all."""
        order = random.Random(seed)  # noqa: S311
        drawn = ((order.choice(self.callers), order.randrange(self.records)) for _ in range(calls))
        file.write_bytes(SEPARATOR.join(verify_request(self.path_code, each.key, n, each.duty) for each, n in drawn))
        return file


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds a call, and what the median caller waited in milliseconds."""

    cpu: float
    time: float
    latency: float


def run(sizes: Sizes | None = None, *, rounds: int = 6, seconds: float = 5.0) -> dict[str, Any]:
    """`{"machine", "figures", "points"}`; a point has a size and what a call cost there."""
    sizes, load = sizes or Sizes(), os.getloadavg()[0]
    figures: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    with own_cluster() as (folder, cluster):
        about = machine(load, f"PostgreSQL {cluster.account.major}")
        for name, small, large, more in _sides(folder, cluster, sizes):
            with Running(cluster, folder, (small, large)) as running:
                costs = running.rounds(rounds, seconds)
                peaks = running.peaks()
            figures += _figures(name, (small, large), costs, peaks, more)
            points += [
                {"name": name, "size": side.size, "cpu_us": round(median(each[n].cpu for each in costs), 1)}
                for n, side in enumerate((small, large))
            ]
    return {"machine": about, "figures": figures, "points": points}


def draw(report: dict[str, Any], path: Path) -> None:
    """The points as an SVG."""
    lines = [
        Line(name, [(each["size"], each["cpu_us"]) for each in report["points"] if each["name"] == name])
        for name in GOALS
    ]
    path.write_text(plot("A verify call by what the node holds", "number of them", "µs of CPU a call", lines), "utf-8")


def _sides(folder: Path, cluster: Cluster, sizes: Sizes) -> Iterator[tuple[str, Side, Side, dict[str, Any]]]:
    """What grew, the small and the large side of it, and what is told besides. One after the other, so that a node is no larger than it must be."""
    node, provider = _set_stage(folder, sizes.subjects[0])
    code, records = node.resource.path_code, sizes.subjects[0]
    _copied(cluster, "one", "systems", "grants")
    make_log(cluster.dsn())
    grown = {"systems": (add_systems, sizes.systems), "grants": (add_grants, sizes.grants)}
    one = Side(1, "one", code, records, [node.caller])
    for name, (add, count) in grown.items():
        with within(name):
            callers = add(node, count)
        settle(cluster.dsn("one"))
        settle(cluster.dsn(name))
        yield name, one, Side(count, name, code, records, callers), {}
    large, table = _add_resource(folder, node, provider)
    fill(cluster.dsn(), table, PUBLISHED, sizes.subjects[1])
    settle(cluster.dsn())
    with psycopg.connect(cluster.dsn()) as connection:
        more = {"table_mib": round(size_of(connection, f'hosted."{table}"') / _MIB)}
        more["buffers"] = connection.execute("show shared_buffers").fetchall()[0][0]
    small = Side(sizes.subjects[0], "yishu", code, records, [node.caller])
    yield "subjects", small, Side(sizes.subjects[1], "yishu", large, sizes.subjects[1], [node.caller]), more


def _set_stage(folder: Path, records: int) -> tuple[Node, tuple[Any, Any]]:
    """A node with one resource, one grant and one system, and the people of the provider."""
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    from django.utils import timezone

    from yishu.agencies import commands as agencies
    from yishu.agencies.models import Scope
    from yishu.bench import stage

    provider = stage.set_agency(1)
    consumer, _ = stage.set_agency(2)
    now, name, scopes = timezone.now(), "基准测试系统", frozenset({Scope.DATA})
    system = agencies.register_system(consumer, stage.agency_of(consumer), name=name, scopes=scopes, now=now)
    key = agencies.issue_key(consumer, system, now=now).text
    resource = stage.set_resource(*provider, 0)
    stage.publish(provider[0], resource, records, folder)
    stage.grant(consumer, resource, (name,))
    return Node(consumer, resource, Caller(key, stage.DUTY)), provider


def _add_resource(folder: Path, node: Node, provider: tuple[Any, Any]) -> tuple[str, str]:
    """Another resource of the same shape, with its first records, granted to the same system: its code, and its table."""
    from yishu.bench import stage
    from yishu.hosting.tables import table_name

    resource = stage.set_resource(*provider, 1)
    stage.publish(provider[0], resource, PUBLISHED, folder)
    stage.grant(node.consumer, resource, ("基准测试系统",))
    return resource.path_code, table_name(resource.code, 1)


def _copied(cluster: Cluster, *names: str) -> None:
    """Databases as the node's is now."""
    let_go()
    for name in names:
        cluster.create_database(name, "yishu")


class Running:
    """A gateway for each of two sides, and who calls them."""

    def __init__(self, cluster: Cluster, folder: Path, sides: tuple[Side, Side]) -> None:
        self._cluster, self._folder, self._sides = cluster, folder, sides

    def __enter__(self) -> "Running":
        with ExitStack() as stack:
            self._load = stack.enter_context(Load())
            self._gateways = [stack.enter_context(_gateway(self._cluster.dsn(side.database))) for side in self._sides]
            self._counts = [
                stack.enter_context(psycopg.connect(self._cluster.dsn(side.database), autocommit=True))
                for side in self._sides
            ]
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def rounds(self, rounds: int, seconds: float) -> list[tuple[Cost, Cost]]:
        """What a call cost at the small and at the large side; which comes first alternates."""
        for which in (0, 1):
            self._turn(which, 0, seconds)  # statements are prepared, and keys noted as used: not counted
        found = []
        for n in range(1, rounds + 1):
            order = (1, 0) if n % 2 else (0, 1)
            costs = {which: self._turn(which, n, seconds) for which in order}
            found.append((costs[0], costs[1]))
        return found

    def peaks(self) -> list[int]:
        """The most memory that each gateway has held, in MiB."""
        return [_peak(pid) for _, pid in self._gateways]

    def _turn(self, which: int, n: int, seconds: float) -> Cost:
        side, (port, pid), postmaster = self._sides[which], self._gateways[which], self._cluster.postmaster_pid or 0
        file = side.write(self._folder / "requests", round((seconds + 1) * _MOST_RATE), 2 * n + which)
        # All that were made are on record, in the order of their numbers, the warm-up's too: so the count is exact, whoever makes the calls.
        counting = self._counts[which]
        [(before,)] = counting.execute("select id from audit_record order by id desc limit 1").fetchall()
        cpu = cpu_seconds(pid, postmaster)
        turn = self._load.turn(port, file, callers=CALLERS, seconds=seconds)
        cpu = cpu_seconds(pid, postmaster) - cpu
        [(calls,)] = counting.execute("select count(*) from audit_record where id > %s", [before]).fetchall()
        return Cost(cpu / calls * 1e6, 1e6 / turn.rate, turn.median)


@contextmanager
def _gateway(address: str) -> Iterator[tuple[int, int]]:
    """Its port and its process."""
    port, before = free_ports()[0], os.environ["YISHU_DATABASE_URL"]
    os.environ["YISHU_DATABASE_URL"] = address
    try:
        with process([sys.executable, "-m", "yishu.cli", "gateway", "--port", str(port)]) as gateway:
            wait_for(port)
            yield port, gateway.pid
    finally:
        os.environ["YISHU_DATABASE_URL"] = before


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def _figures(
    name: str, sides: tuple[Side, Side], costs: list[tuple[Cost, Cost]], peaks: list[int], more: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    of, goal = f"{sides[0].size} {name}", GOALS[name]
    extra = {
        "size": sides[1].size,
        "latency_ms": round(median(each[1].latency for each in costs), 2),
        "baseline_latency_ms": round(median(each[0].latency for each in costs), 2),
        "memory_mib": peaks[1],
        "baseline_memory_mib": peaks[0],
    } | more
    yield _figure(f"growth-{name}", [(large.cpu, small.cpu) for small, large in costs], "µs CPU", of, goal) | extra
    yield _figure(f"growth-{name}-time", [(large.time, small.time) for small, large in costs], "µs", of, goal)
    yield _figure(f"growth-{name}-memory", [(peaks[1], peaks[0])], "MiB", of, None)


def _figure(
    name: str, pairs: list[tuple[float, float]], unit: str, baseline_name: str, goal: float | None
) -> dict[str, Any]:
    """Less is better."""
    ratios = sorted(large / small for large, small in pairs)
    return {
        "name": name,
        "value": round(median(large for large, _ in pairs), 1),
        "unit": unit,
        "baseline": round(median(small for _, small in pairs), 1),
        "baseline_name": baseline_name,
        "ratio": round(median(ratios), 3),
        "spread": [round(ratios[0], 3), round(ratios[-1], 3)],
        "goal": goal,
        "most": True,
        "holds": None if goal is None else median(ratios) <= goal,
    }
