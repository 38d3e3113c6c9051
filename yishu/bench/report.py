"""The benchmark report: starts all it needs in a folder of its own, measures, and says what came of it."""

import os
import platform
import socket
import sys
from pathlib import Path
from typing import Any

import psycopg

from yishu.bench.processes import own_cluster
from yishu.node import postgres
from yishu.node.postgres_settings import machine_memory

RECORDS, RECORDS_OF_TWENTY = 200_000, 20_000
_LOG_MIB = 1024  # as much as the server keeps to write over (min_wal_size)


def run(*, quick: bool = False, only: str | None = None) -> dict[str, Any]:
    """`{"machine", "figures"}`: two rounds of a second if `quick`, else six of two; `only` figures whose name begins so."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        figures = _measured(cluster, folder, quick=quick, only=only)
        version = f"PostgreSQL {cluster.account.major}"
    return {"machine": machine(load, version), "figures": figures}


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    about = report["machine"]
    lines = ["  ".join(f"{name}: {value}" for name, value in about.items()), ""]
    lines.append(f"{'figure':<24}{'calls/s':>9}{'baseline':>10}{'ratio':>7}  {'spread':<15}{'goal':>5}  holds")
    for figure in report["figures"]:
        low, high = figure["spread"]
        holds = {None: "", True: "yes", False: "NO"}[figure["holds"]]
        lines.append(
            f"{figure['name']:<24}{figure['value']:>9}{figure['baseline']:>10}{figure['ratio']:>7.2f}"
            f"  {low:.2f}-{high:<10.2f}{figure['goal'] or '':>5}  {holds}"
        )
        if "seconds" in figure:
            lines.append(
                f"{'':<24}{figure['seconds']:>6} s for {figure['rows']} rows with {figure['remarks']} remarks; "
                f"once more {figure['seconds_again']} s, {figure['changed_again']} changed"
            )
        if "cpu_us" in figure:
            lines.append(
                f"{'':<24}{figure['cpu_us']:>6} µs CPU a call, baseline {figure['baseline_cpu_us']} µs; "
                f"median {figure['latency_ms']} ms"
            )
    return "\n".join(lines)


def _measured(cluster: postgres.Cluster, folder: Path, *, quick: bool, only: str | None) -> list[dict[str, Any]]:
    # Django reads its settings when it is set up: only now is there a database to name.
    from yishu import serving

    serving.ready_django()
    serving.migrate()
    from yishu.bench import imports
    from yishu.bench.stage import set_stage
    from yishu.bench.verify import Method, open_bench

    imported = [imports.figure(cluster)] if only is None or imports.NAME.startswith(only) else []
    if imported and only is not None:
        return imported
    stage = set_stage(folder, records=RECORDS, records_of_twenty=RECORDS_OF_TWENTY)
    _settle(cluster)
    method = Method(rounds=2, seconds=1.0) if quick else Method()
    with open_bench(cluster, folder, stage, free_ports()) as bench:
        return [*imported, *bench.figures(method, only)]


def _settle(cluster: postgres.Cluster) -> None:
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
        "python": platform.python_version(),
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
