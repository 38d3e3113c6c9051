"""The evidence log: how fast records are appended, how soon a receipt is proved, how long an outsider takes to examine it all, and what it takes of the disk."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yishu.audit.copying import Frame, Moment, copy_of
from yishu.audit.log import reading
from yishu.audit.log.exporting import export
from yishu.audit.log.notes import ED25519, VerifierKey
from yishu.audit.log.sequencing import Sequencer
from yishu.audit.log.tiles import Edge
from yishu.audit.record import COLUMNS, TABLE, Action, Record
from yishu.bench.processes import own_cluster
from yishu.bench.report import machine, size_of
from yishu.core.suites import GM, INTL, Suite

RECORDS: Final = 1_000_000
APPEND_GOAL: Final = 50_000  # leaves a second
PROOF_GOAL: Final = 25.0  # milliseconds, 99th of a hundred
EXAMINE_GOAL: Final = 300.0  # seconds for ten million records on one core
BEHIND_GOAL: Final = 2.0  # seconds
_TOGETHER: Final = 500  # records of one commit
_PROOFS: Final = 400


def run(*, records: int = RECORDS) -> dict[str, Any]:
    """`{"machine", "figures"}`."""
    load = os.getloadavg()[0]
    with own_cluster() as (folder, cluster):
        from yishu import serving

        serving.ready_django()
        serving.migrate()
        about = machine(load, f"PostgreSQL {cluster.account.major}") | {"records": records}
        with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
            figures = list(_measured(connection, cluster.dsn(), folder, records))
    return {"machine": about, "figures": figures}


def _measured(connection: psycopg.Connection, address: str, folder: Path, records: int) -> Iterator[dict[str, Any]]:
    fill(connection, records)
    connection.execute("vacuum (analyze) audit_record")
    key = Ed25519PrivateKey.generate()
    verifier = VerifierKey("bench/log", ED25519, key.public_key().public_bytes_raw())
    sequencer = Sequencer(address, INTL, verifier, key.sign)
    yield _figure("log-append", records / _seconds(lambda: _append_all(sequencer)), "leaves/s", APPEND_GOAL)
    yield from (_figure(f"log-tree-{suite.name}", _tree_rate(suite), "leaves/s", APPEND_GOAL) for suite in (INTL, GM))
    yield _figure("log-behind", _behind(connection, sequencer), "s", BEHIND_GOAL, least=False)
    connection.execute("checkpoint")
    yield _figure("log-proof-p99", _proof_p99(connection, address), "ms", PROOF_GOAL, least=False)
    export(connection, folder / "exported", now=datetime.now(UTC))
    seconds, mebibytes = _examined(folder / "exported", str(verifier))
    yield _figure("log-examine-10M", seconds * 10_000_000 / records, "s", EXAMINE_GOAL, least=False)
    yield _figure("log-examine-memory", mebibytes, "MiB", None)
    yield from _storage(connection, folder, records)
    sequencer.close()


def fill(connection: psycopg.Connection, records: int) -> None:
    """Records of data calls, as a gateway writes them."""
    told = Record(
        action=Action.DATA_VERIFIED, node="330000", actor="system:12", actor_name="低保审核系统", agency="11330000002482099X",
        resource="307022001/000001", grant="7b2c0f6e-6a35-4f4b-b2ac-a5ad7b0f8c11", grant_hash="9f" * 32,
        duty="最低生活保障审核", items=["name", "code", "registered"],
    )  # fmt: skip
    frame, columns = Frame(told, INTL), ", ".join(COLUMNS)
    for first in range(0, records, _TOGETHER):
        count = min(_TOGETHER, records - first)
        now = Moment(count)
        rows = [
            frame.evidence(f"办件{first + n}", os.urandom(16), found=1, version=7, now=now).row for n in range(count)
        ]
        with connection.cursor().copy(f"copy {TABLE} ({columns}) from stdin (format binary)".encode()) as copy:
            copy.write(copy_of(rows))


def _append_all(sequencer: Sequencer) -> None:
    while sequencer.append():
        pass


def _behind(connection: psycopg.Connection, sequencer: Sequencer) -> float:
    """The age of the oldest record at the moment its checkpoint stands, while 5 000 records come in every second."""
    ages = []
    for _ in range(5):
        began = time.perf_counter()
        fill(connection, 5000)
        time.sleep(max(0.0, 1 - (time.perf_counter() - began)))
        _append_all(sequencer)
        ages.append(time.perf_counter() - began)
    return max(ages)


def _proof_p99(connection: psycopg.Connection, address: str) -> float:
    """Each by a connection that has read nothing of the log before."""
    records: list[tuple[UUID]] = connection.execute(
        "select record from audit_leaf tablesample system (1) order by random() limit %s", [_PROOFS]
    ).fetchall()
    with psycopg.connect(address, autocommit=True) as another:
        times = [_seconds(lambda record=record: reading.prove(another, INTL, record)) * 1000 for (record,) in records]
    return quantiles(times, n=100)[98]


def _examined(folder: Path, key: str) -> tuple[float, float]:
    """Seconds and MiB of a process that examines the export."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    command = [sys.executable, "-m", "yishu.audit.log.offline", str(folder), "--key", key]
    seconds = _seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
    return seconds, max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _tree_rate(suite: Suite) -> float:
    leaves = [os.urandom(32) for _ in range(100_000)]
    return median(len(leaves) / _seconds(lambda: Edge(suite).append(leaves)) for _ in range(3))


def _storage(connection: psycopg.Connection, folder: Path, records: int) -> Iterator[dict[str, Any]]:
    for name, tables in (("record", ["audit_record"]), ("log", ["audit_leaf", "audit_tile", "audit_checkpoint"])):
        size = sum(size_of(connection, table) for table in tables)
        yield _figure(f"log-bytes-{name}", size / records, "bytes a record", None)
    exported = sum(file.stat().st_size for file in (folder / "exported").rglob("*") if file.is_file())
    yield _figure("log-bytes-export", exported / records, "bytes a record", None)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _figure(name: str, value: float, unit: str, goal: float | None, *, least: bool = True) -> dict[str, Any]:
    """`least`: the goal is the least value, else the most."""
    holds = None if goal is None else value >= goal if least else value <= goal
    return {
        "name": name, "value": round(value, 2), "unit": unit, "baseline": None, "baseline_name": "", "ratio": None, "goal": goal, "holds": holds,
    }  # fmt: skip
