"""Datasette (PyPI), which hands out SQLite files over HTTP: the page of a row as JSON, from an immutable file of the same rows.

As its documents have it, and beside that tuned further. Record 0083 gives the reasons.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

import psycopg

from yishu.bench.peers.installed import python
from yishu.bench.peers.server import Said, Server, started
from yishu.bench.report import free_ports
from yishu.bench.stage import CLAIMED, KEY, Measured, row
from yishu.node.postgres import Cluster

_TUNED: Final = Path(__file__).with_name("datasette_tuned.py")
_COLUMNS: Final = (KEY, *CLAIMED, "registered", "amount", "note")
_ROWS: Final = 50_000  # at a time


@contextmanager
def serving(folder: Path, cluster: Cluster, measured: Measured, scratch: Path) -> Iterator[Server]:
    """One process of it, as its documents on speed have it: `datasette serve --immutable`."""
    port, _ = free_ports()
    program = [str(python(folder)), "-m", "datasette", "serve", "--host", "127.0.0.1", "--port", str(port)]
    command = [*program, "--immutable", str(_file(cluster, measured, scratch))]
    with started(command, port, scratch / "datasette.log", {}) as pid:
        yield Server("Datasette", port, (pid,), _request, _said, _right)


@contextmanager
def serving_tuned(folder: Path, cluster: Cluster, measured: Measured, scratch: Path) -> Iterator[Server]:
    """One process of it, as it was found to be quickest here."""
    port, _ = free_ports()
    command = [str(python(folder)), "-I", str(_TUNED), str(_file(cluster, measured, scratch)), str(port)]
    with started(command, port, scratch / "datasette-tuned.log", {}) as pid:
        yield Server("Datasette, tuned", port, (pid,), _request, _said, _right)


def _file(cluster: Cluster, measured: Measured, scratch: Path) -> Path:
    file = scratch / "records.db"
    if not file.exists():
        _copy(cluster, measured, file)
    return file


def _copy(cluster: Cluster, measured: Measured, file: Path) -> None:
    """The rows of the hosted table, in the order of their keys; the key leads to a row at once (without rowid)."""
    columns = ", ".join(f"{column} text" for column in _COLUMNS[1:])
    texts = ", ".join(f"{column}::text" for column in _COLUMNS)
    with psycopg.connect(cluster.dsn()) as source, closing(sqlite3.connect(file)) as target:
        target.execute("pragma journal_mode = off")
        target.execute(f"create table record ({KEY} text primary key, {columns}) without rowid")
        with source.cursor("rows") as rows:
            rows.execute(f'select {texts} from hosted."{measured.table}" order by {KEY}'.encode())
            while some := rows.fetchmany(_ROWS):
                target.executemany(f"insert into record values ({', '.join('?' * len(_COLUMNS))})", some)
        target.commit()
        target.execute("analyze")
        target.commit()


def _request(n: int) -> bytes:
    return f"GET /records/record/{row(n)[0]}.json?_shape=array HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def _said(status: int, body: bytes) -> Said | None:
    if status == 404:
        return None
    if status != 200:
        raise RuntimeError(f"Datasette answers {status}: {body[:500]!r}")
    (found,) = json.loads(body)
    return {item: found[item] for item in CLAIMED}


def _right(n: int) -> Said:
    return dict(zip(CLAIMED, row(n)[1:], strict=True))
