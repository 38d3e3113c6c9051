"""A hot standby of the tests' own server: streaming, in a folder of its own."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from yishu.node import postgres, postgres_folder
from yishu.node.postgres_account import choose_account

SETTINGS = {"max_connections": "500", "max_standby_streaming_delay": "1s", "hot_standby_feedback": "on"}


class Standby:
    """`address`: of the database that the tests stand on."""

    def __init__(self, cluster: postgres.Cluster, database: str) -> None:
        self._cluster, self._database = cluster, database
        self.folder = cluster.folder

    @property
    def address(self) -> str:
        return self._cluster.dsn(self._database)

    def ask(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            found = connection.execute(statement.encode(), parameters)
            return found.fetchall() if found.description else []

    def pause(self) -> None:
        """It receives the log and shows nothing more of it."""
        self.ask("select pg_wal_replay_pause()")
        wait_until(lambda: self.ask("select pg_get_wal_replay_pause_state()") == [("paused",)])

    def resume(self) -> None:
        self.ask("select pg_wal_replay_resume()")

    def reads_of(self, table: str) -> list[Any]:
        """When a gateway's readers began what they read last, of those that read this table."""
        statement = """select query_start from pg_stat_activity
            where application_name = 'yishu gateway reader' and query like %s order by 1"""
        return [row[0] for row in self.ask(statement, f"%{table}%")]

    def kill(self) -> None:
        pid = self._cluster.postmaster_pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    def start_again(self) -> None:
        self._cluster.stop()
        self._cluster = postgres.start(self.folder, fsync=False, settings=SETTINGS)

    def stop(self) -> None:
        self._cluster.stop()


@contextmanager
def standing_by(primary: str) -> Iterator[Standby]:
    """`primary`: the address of a database on an embedded server."""
    parts = conninfo.conninfo_to_dict(primary)
    with psycopg.connect(primary) as connection:
        [(data,)] = connection.execute("show data_directory").fetchall()
    # Closed as the primary's is, so that its account is one that may go there.
    folder = Path(tempfile.mkdtemp(prefix="yishu-standby-", dir=Path(data).parent.parent.parent))
    try:
        _copy(folder / "postgres", str(parts["host"]), str(parts["port"]))
        standby = Standby(postgres.start(folder / "postgres", fsync=False, settings=SETTINGS), str(parts["dbname"]))
        try:
            yield standby
        finally:
            standby.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(folder: Path, host: str, port: str) -> None:
    place = postgres_folder.claim(folder)
    try:
        account = choose_account(place.folder, place.data)
        place.data.mkdir(mode=0o700)
        os.chown(place.data, account.uid, account.gid)
        words = ("-h", host, "-p", port, "-U", postgres.Cluster.user, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        with (place.folder / "copy.log").open("wb") as output:
            assert account.spawn("pg_basebackup", place.data, *words, output=output).wait(120) == 0, (
                place.folder / "copy.log"
            ).read_text()
    finally:
        place.release()


def wait_until(holds: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def spoil(standby: Standby, table: str) -> None:
    """Somebody writes to a server that was promoted."""
    standby.ask(sql.SQL("update hosted.{} set name = '旧'").format(sql.Identifier(f"{table}")).as_string(None))
