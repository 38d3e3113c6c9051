"""The benchmark report: starts all it needs in a folder of its own, measures, and says what came of it."""

import os
import platform
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from yishu.bench.figures import goal_text
from yishu.bench.processes import own_cluster
from yishu.bench.turns import usual_loader
from yishu.node import postgres
from yishu.node.postgres_settings import machine_memory

if TYPE_CHECKING:
    from yishu.bench.verify import Group

_LOG_MIB = 1024  # as much as the server keeps to write over (min_wal_size)
_CONNECTIONS = "400"  # pgbench takes one for each caller


@dataclass(frozen=True, slots=True)
class Size:
    """Records of the one resource, and of each of the twenty."""

    records: int = 2_000_000
    of_twenty: int = 100_000


def run(
    *, quick: bool = False, only: Sequence[str] = (), gateways: int = 2, loader: str | None = None
) -> dict[str, Any]:
    """`{"machine", "memory_mib", "figures"}`: two rounds of a second on few records if `quick`, else six of two seconds; `only` figures whose name begins with one of these.

    `gateways`: as many processes in the figures of several.
    """
    load = os.getloadavg()[0]
    with own_cluster(max_connections=_CONNECTIONS) as (folder, cluster):
        about = machine(load, f"PostgreSQL {cluster.account.major}")
        figures, more = _measured(cluster, folder, quick, only, gateways, loader)
    return {"machine": about | more.pop("machine"), **more, "figures": figures}


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    lines = ["  ".join(f"{name}: {value}" for name, value in report["machine"].items()), ""]
    lines.append(
        f"{'figure':<28}{'value':>10} {'unit':<8}{'baseline':>10}  {'of':<15}{'ratio':>7}  {'spread':<14}{'goal':<7}holds"
    )
    for figure in report["figures"]:
        low, high = figure["spread"]
        holds = {None: "", True: "yes", False: "NO"}[figure["holds"]]
        lines.append(
            f"{figure['name']:<28}{figure['value']:>10} {figure['unit']:<8}{figure['baseline']:>10}  {figure['baseline_name']:<15}"
            f"{figure['ratio']:>7.2f}  {f'{low:.2f}-{high:.2f}':<14}{goal_text(figure):<7}{holds}"
        )
        lines += [f"{'':<28}{each}" for each in _details(figure)]
    peaks = ", ".join(f"{name} {mib}" for name, mib in report.get("memory_mib", {}).items())
    return "\n".join([*lines, *([f"peak memory of each process, MiB: {peaks}"] if peaks else [])])


def _details(figure: dict[str, Any]) -> Iterator[str]:
    if "seconds" in figure:
        yield (
            f"{figure['seconds']} s for {figure['rows']} rows with {figure['remarks']} remarks; "
            f"once more {figure['seconds_again']} s, {figure['changed_again']} changed"
        )
    if "cpu_us" in figure:
        slowest = f", 99 of 100 within {figure['p99_ms']} ms" if "p99_ms" in figure else ""
        yield (
            f"{figure['cpu_us']} µs CPU a call, baseline {figure['baseline_cpu_us']}; "
            f"median {figure['latency_ms']} ms{slowest}"
        )


def _measured(
    cluster: postgres.Cluster, folder: Path, quick: bool, only: Sequence[str], gateways: int, loader: str | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The figures, and what else is reported."""
    # Django reads its settings when it is set up: only now is there a database to name.
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    from yishu.bench import imports
    from yishu.bench.verify import groups

    def is_wanted(name: str) -> bool:
        return not only or name.startswith(tuple(only))

    figures = [imports.figure(cluster)] if is_wanted(imports.NAME) else []
    wanted = [group for group in groups(gateways) if any(map(is_wanted, group.figures))]
    if not wanted:
        return figures, {"machine": {}}
    found, more = _calls(cluster, folder, wanted, quick=quick, loader=loader)
    return figures + [each for each in found if is_wanted(each["name"])], more


def _calls(
    cluster: postgres.Cluster, folder: Path, wanted: "list[Group]", *, quick: bool, loader: str | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    from yishu.bench.stage import set_stage
    from yishu.bench.verify import Method, open_bench

    size, method = (Size(20_000, 2000), Method(2, 1.0)) if quick else (Size(), Method())
    stage = set_stage(folder, records=size.records, records_of_twenty=size.of_twenty)
    if not quick:
        settle(cluster)
    with open_bench(cluster, folder, stage) as bench:
        figures = [each for group in wanted for each in bench.figures(group, method, loader)]
    about = {"loader": loader or usual_loader(), "records": size.records, "records_of_twenty": size.of_twenty}
    return figures, {"machine": about, "memory_mib": bench.memory}


def settle(cluster: postgres.Cluster) -> None:
    """As a node is that has run for a while: tables vacuumed, and log segments to write over, so that neither is done while something is measured."""
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        connection.execute("vacuum (analyze)")
        for _ in range(_LOG_MIB // 16):
            connection.execute("select pg_logical_emit_message(false, 'bench', repeat('x', 16 * 1024 * 1024))")
        connection.execute("checkpoint")


def free_ports() -> tuple[int, int]:
    """Two free ports below the range of outgoing connections."""
    found: list[int] = []
    for port in range(21000 + os.getpid() % 5000, 32000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                found.append(port)
        if len(found) == 2:
            return found[0], found[1]
    raise RuntimeError("no free port")


def machine(load: float, database: str) -> dict[str, Any]:
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(machine_memory() / 2**30, 1),
        "python": f"{platform.python_version()} ({sys.base_prefix})",
        "database": database,
        "fsync": "on",
        "load_before": round(load, 2),
        "system": f"{platform.system()} {platform.release()}",
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, sys.platform)


def size_of(connection: psycopg.Connection[Any], relation: str) -> int:
    """Bytes of a table with its indexes, or of an index; of all its parts, where it has some."""
    [(size,)] = connection.execute(
        """
        select coalesce(
            (select sum(pg_total_relation_size(relid))::int8 from pg_partition_tree(%(relation)s)),
            pg_total_relation_size(%(relation)s)
        )
        """,
        {"relation": relation},
    ).fetchall()
    return size
