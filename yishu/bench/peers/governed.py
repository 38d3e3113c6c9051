"""Our side: the verify call that each of `yishu bench` makes, decided and on record before it is answered."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from yishu.audit.record import TABLE
from yishu.bench.peers.server import Said, Server
from yishu.bench.processes import process, wait_for
from yishu.bench.report import free_ports
from yishu.bench.stage import CLAIMED, Stage
from yishu.bench.verify import governed
from yishu.node.postgres import Cluster


@contextmanager
def serving(cluster: Cluster, stage: Stage) -> Iterator[Server]:
    """One gateway process."""
    port, _ = free_ports()

    def request(n: int) -> bytes:
        return governed(stage.key, stage.one, n)

    with process([sys.executable, "-m", "yishu.cli", "gateway", "--port", str(port)]) as gateway:
        wait_for(port)
        yield Server("The gateway", port, (gateway.pid, cluster.postmaster_pid or 0), request, _said, _right)


def recorded(cluster: Cluster) -> int:
    """How many records the evidence has."""
    with psycopg.connect(cluster.dsn()) as connection:
        [(count,)] = connection.execute(f"select count(*) from {TABLE}").fetchall()
    return count


def _said(status: int, body: bytes) -> Said | None:
    if status != 200:
        raise RuntimeError(f"The gateway answers {status}: {body[:500]!r}")
    told = json.loads(body)
    return told["result"] if told["found"] and told["receipt"] else None


def _right(_: int) -> Said:
    return dict.fromkeys(CLAIMED, "match")
