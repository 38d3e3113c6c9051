"""What one durable commit costs: the floor under a call that is answered when its record is on disk.

pgbench, one client over the Unix socket, inserts one record a transaction, by a prepared statement that has nothing to work out. The record is the last one that the
gateway wrote, value for value, so its size is that of a call's record; the table has the evidence's columns and, unlike the evidence, neither index nor parts, neither ledger nor
trigger. All that a call does besides is so on our side alone: HTTP, the decision, the look-up, hashes, and the other rows and index entries of the record.
"""

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from yishu.audit.record import COLUMNS, TABLE
from yishu.bench.turns import pgbench
from yishu.node.postgres import Cluster

_COPY: Final = "bench_commit"


@dataclass(frozen=True, slots=True)
class Commits:
    cluster: Cluster
    script: Path

    def median(self, seconds: float) -> float:
        """Milliseconds a commit, by pgbench's own log of each transaction."""
        log = self.script.with_suffix(".log")
        log.mkdir(exist_ok=True)
        program, address = self.cluster.binaries / "pgbench", self.cluster.dsn()
        pgbench(program, address, [self.script], callers=1, seconds=seconds, log=log / "commit")
        took = []
        for path in log.iterdir():
            took += [int(line.split()[2]) / 1000 for line in path.read_text().splitlines()]
            path.unlink()
        return median(took)


def prepare_commits(cluster: Cluster, folder: Path) -> Commits:
    """Once the gateway has answered a call."""
    with psycopg.connect(cluster.dsn(), autocommit=True) as connection:
        connection.execute(f"drop table if exists {_COPY}")
        connection.execute(f"create table {_COPY} (like {TABLE} including defaults)")
        texts = ", ".join(f"{column}::text" for column in COLUMNS)
        [record] = connection.execute(
            f"select {texts} from {TABLE} where grant_id <> '' order by id desc limit 1"
        ).fetchall()
    script = folder / "commit.sql"
    values = ", ".join(map(_literal, record))
    script.write_text(f"insert into {_COPY} ({', '.join(COLUMNS)}) values ({values});\n", "utf-8")
    return Commits(cluster, script)


def _literal(value: Any) -> str:
    """Without a colon: pgbench would take what follows for a variable."""
    if value is None:
        return "null"
    return "E'" + value.replace("\\", "\\\\").replace("'", "\\'").replace(":", "\\072") + "'"
