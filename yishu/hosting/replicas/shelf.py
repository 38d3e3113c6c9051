"""The replicas of one process: opened when they are wanted, written one at a time beside its work, swept when they are of no more use.

They lie in a folder of the node, of this account alone, and hold what the tables hold: whoever keeps the folder from others, or wants none, decides by YISHU_REPLICA_GIB.
"""

import logging
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

import psycopg

from yishu.hosting.errors import NothingHosted
from yishu.hosting.replicas.errors import NotOfABatch, Stopped, Unfit
from yishu.hosting.replicas.finding import Replica
from yishu.hosting.replicas.writing import UNFINISHED, write
from yishu.hosting.tables import Table

log = logging.getLogger(__name__)

UNUSED_SECONDS: Final = 24 * 3600
"""Of no use for so long, a replica goes: what was deleted of its table since must not stand here for ever."""
_PAUSE_SECONDS: Final = 600  # after one that could not be written


class Shelf:
    """`room`: bytes that all replicas of the folder may take; 0: there are none."""

    def __init__(self, root: Path, address: str, room: int) -> None:
        self._root, self._address, self._room = root, address, room
        self._open: dict[str, tuple[Path, Replica]] = {}
        self._wanted: set[str] = set()
        self._not_before: dict[str, float] = {}
        self._lock = Lock()
        self._stopping = False
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="replica")

    def newest(self, table: Table) -> Replica | None:
        """The newest replica that is here of a table with one key, a text."""
        folders = sorted(self._folders(f"{table.name}.v*"), key=_version_of)
        if not folders or not self._room:
            return None
        path, (known, replica) = folders[-1], self._open.get(table.name, (None, None))
        if known != path:
            replica = _opened(path, table)
        if replica is not None:
            self._open[table.name] = path, replica
            with suppress(FileNotFoundError):  # swept by another process a moment ago: what is mapped stays readable
                os.utime(path)
        return replica

    def want(self, table: Table, holding_id: int) -> None:
        """Have one of the present version written, unless that is under way, or failed a moment ago."""
        with self._lock:
            if not self._room or table.name in self._wanted or self._not_before.get(table.name, 0) > time.monotonic():
                return
            self._wanted.add(table.name)
        self._threads.submit(self._write, table, holding_id)

    @property
    def is_writing(self) -> bool:
        return bool(self._wanted)

    def stop(self) -> None:
        """Whoever restarts the process waits for no replica: what is begun is given up."""
        self._stopping = True
        self._threads.shutdown(cancel_futures=True)

    def _write(self, table: Table, holding_id: int) -> None:
        try:
            self.sweep()
            with psycopg.connect(self._address) as connection:
                self._require_room(connection, table)
                folder = write(connection, table, holding_id, self._root, lambda: self._stopping)
            for older in self._folders(f"{table.name}.v*"):
                if _version_of(older) < _version_of(folder):
                    shutil.rmtree(older, ignore_errors=True)
        except Stopped:
            pass
        except (psycopg.Error, OSError, NothingHosted, NotOfABatch, _NoRoom) as fault:
            self._not_before[table.name] = time.monotonic() + _PAUSE_SECONDS
            log.warning("no replica of %s was written: %s", table.name, type(fault).__name__)
        finally:
            self._wanted.discard(table.name)

    def sweep(self) -> None:
        """Replicas that nobody used for a day, and what killed processes left."""
        for folder in self._folders("*", unfinished=True):
            try:
                age = time.time() - folder.stat().st_mtime
            except FileNotFoundError:  # another process was quicker
                continue
            if age > UNUSED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _require_room(self, connection: psycopg.Connection, table: Table) -> None:
        """Room for as much as PostgreSQL's own table takes, which is more; the least used replicas make way. Raises _NoRoom."""
        (needed,) = connection.execute("select pg_table_size(%s::regclass)", [table.sql]).fetchone() or (0,)
        connection.rollback()
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        sizes = {
            folder: _size_of(folder) for folder in sorted(self._folders("*"), key=lambda each: each.stat().st_mtime)
        }
        taken = sum(sizes.values())
        for folder, size in sizes.items():
            if taken + needed <= self._room:
                break
            shutil.rmtree(folder, ignore_errors=True)
            taken -= size
        if taken + needed > self._room or needed > shutil.disk_usage(self._root).free / 2:
            raise _NoRoom

    def _folders(self, pattern: str, *, unfinished: bool = False) -> list[Path]:
        return [each for each in self._root.glob(pattern) if unfinished or not each.name.endswith(UNFINISHED)]


class _NoRoom(Exception):
    """It would take more of the disk than it may."""


def _opened(folder: Path, table: Table) -> Replica | None:
    try:
        return Replica(folder, table)
    except (Unfit, OSError):
        return None


def _version_of(folder: Path) -> int:
    return int(folder.name.split(".")[1][1:])


def _size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())
