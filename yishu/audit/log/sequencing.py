"""Appending what was recorded to the log, a checkpoint each time: all in one transaction, so that a crash anywhere leaves the log as it was.

Which records are new is not asked by their time or number, since a transaction that began early may commit late, but by *moments*: each row carries the number of the transaction that
wrote it. A snapshot of PostgreSQL says exactly which transactions had ended: all below `seen` but for those in `open`. The next time, new is what is visible now and was not then.
A record is therefore never passed over, however long its transaction took, and none is taken twice.

A database that was restored elsewhere counts its transactions anew. Then what has no leaf is looked for once, and moments go on above all there are (`_adopt`).
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import sql

from yishu.audit.log import notes
from yishu.audit.log.notes import Checkpoint, VerifierKey
from yishu.audit.log.reading import Connection, read_tile, require_suite
from yishu.audit.log.tiles import Edge
from yishu.core.suites import Suite

log = logging.getLogger(__name__)

MOST: Final = 50_000
"""Records that are taken at once."""
LOCK: Final = 6962
"""The advisory lock of whoever appends."""
_NONE: Final = UUID(int=0)

Row = tuple[UUID, bytes]
"""A record's id and leaf."""


class AppendedElsewhere(Exception):
    """Another process appends at this moment."""


class KeyUnknown(Exception):
    """The log's key in this node's folder is not the one that the log was signed with last."""


@dataclass(frozen=True, slots=True)
class Head:
    """The log's one row; see `models.Log`."""

    size: int
    seen: int
    open: list[int]
    base: int
    cluster: str
    older: UUID | None


class Sequencer:
    """Appends over a connection of its own. `address` is libpq's; `sign` signs as `key`."""

    def __init__(self, address: str, suite: Suite, key: VerifierKey, sign: notes.Sign) -> None:
        self._suite, self._key, self._sign = suite, key, sign
        self._connection = psycopg.connect(address, autocommit=True)
        self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        self._edge = Edge(suite)
        self._adopted = False
        self.is_behind = False
        """More waits than was taken last: the next part is due at once."""

    def close(self) -> None:
        self._connection.close()

    def append(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Checkpoint | None:
        """Take up to MOST records or a little more; None where there is nothing new. Raises AppendedElsewhere, KeyUnknown, psycopg.Error: nothing has been appended then."""
        if not self._adopted:
            self._adopt()
        with self._whole_or_nothing():
            return self._append(now)

    def hand_over(self, key: VerifierKey, sign: notes.Sign, record: Callable[[Connection], None]) -> None:
        """Another key signs from now on. It signs the newest checkpoint beside the old one, so that who trusts that learns of it; `record` writes the record of it. Raises as `append`."""
        if not self._adopted:
            self._adopt()
        with self._whole_or_nothing():
            self._lock()
            self._require_key()
            newest = self._connection.execute(
                "select size, note from audit_checkpoint order by size desc limit 1 for update"
            ).fetchone()
            if newest is not None:
                line = notes.Line(key.name, key.id, sign(notes.read(newest[1]).text.encode()))
                statement = "update audit_checkpoint set note = note || %s where size = %s"
                self._connection.execute(statement, [str(line), newest[0]])
            self._connection.execute("insert into audit_log_key values (%s, clock_timestamp())", [str(key)])
            record(self._connection)

    @contextmanager
    def _whole_or_nothing(self) -> Iterator[None]:
        try:
            with self._connection.transaction():
                yield
        except BaseException as failure:
            self._edge = Edge(self._suite)  # what it was ahead of the database by is gone
            if isinstance(failure, psycopg.errors.SerializationFailure):
                raise AppendedElsewhere from None
            raise

    def _append(self, now: Callable[[], datetime]) -> Checkpoint | None:
        self._lock()
        self._require_key()
        head = self._head()
        rows, after = self._taken(head)
        self.is_behind = len(rows) >= MOST or (head.older is not None and bool(rows))
        made = self._grown(head.size, rows, now()) if rows else None
        if rows or after.older != head.older:
            self._connection.execute(
                "update audit_log set size = %s, seen = %s, open = %s, older = %s where id = 1",
                [head.size + len(rows), after.seen, after.open, after.older],
            )
        return made

    def _taken(self, head: Head) -> tuple[list[Row], Head]:
        """What is new, by id, and how far the log has seen then. First those from before there were moments, a part at a time."""
        if head.older is not None:
            older = self._rows(
                "select id, leaf from audit_record where moment is null and id > %s order by id limit %s",
                [head.older, MOST],
            )
            if older:
                return older, replace(head, older=older[-1][0])
        until, still_open = self._horizon(head)
        rows = self._rows(
            """
            select id, leaf from audit_record where moment >= %s and moment < %s
            union all
            select id, leaf from audit_record where moment = any(%s) and moment < %s
            order by id
            """,
            [head.seen, until, head.open, head.seen],
        )
        return rows, replace(head, seen=until, open=still_open, older=None)

    def _grown(self, size: int, rows: list[Row], now: datetime) -> Checkpoint:
        edge = self._edge_of(size)
        changed = edge.append(leaf for _, leaf in rows)
        self._keep_leaves(size, [record for record, _ in rows])
        self._keep_tiles(changed)
        made = notes.write(self._key.name, edge.size, edge.root(), self._key, self._sign)
        self._keep_checkpoint(made, now)
        return made

    def _lock(self) -> None:
        [(free,)] = self._connection.execute("select pg_try_advisory_xact_lock(%s)", [LOCK]).fetchall()
        if not free:
            raise AppendedElsewhere

    def _head(self) -> Head:
        columns = "select size, seen, open, base, cluster, older from audit_log where id = 1 for update"
        return Head(*self._connection.execute(columns).fetchall()[0])

    def _horizon(self, head: Head) -> tuple[int, list[int]]:
        """Up to which moment to take, and which transactions below it have not ended: by the snapshot of this transaction, or less where that were too much."""
        [(until, still_open)] = self._connection.execute(
            "select txid_snapshot_xmax(s) + %s, array(select x + %s from txid_snapshot_xip(s) as x) from txid_current_snapshot() as s",
            [head.base, head.base],
        ).fetchall()
        bound = self._connection.execute(
            "select moment from audit_record where moment >= %s order by moment offset %s limit 1", [head.seen, MOST]
        ).fetchone()
        if bound is not None:
            until = min(until, bound[0] + 1)
        return until, [moment for moment in still_open if moment < until]

    def _rows(self, statement: str, parameters: list[Any]) -> list[Row]:
        with self._connection.cursor(binary=True) as cursor:
            return cursor.execute(statement, parameters).fetchall()  # type: ignore[arg-type]

    def _edge_of(self, size: int) -> Edge:
        if self._edge.size != size:
            self._edge = Edge.read(self._suite, size, lambda level, number: read_tile(self._connection, level, number))
        return self._edge

    def _keep_leaves(self, first: int, records: list[UUID]) -> None:
        with self._connection.cursor().copy("copy audit_leaf (index, record) from stdin (format binary)") as copy:
            copy.set_types(["int8", "uuid"])
            for index, record in enumerate(records, first):
                copy.write_row((index, record))

    def _keep_tiles(self, changed: dict[tuple[int, int], bytes]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(
                """
                insert into audit_tile (level, number, hashes) values (%s, %s, %s)
                on conflict (level, number) do update set hashes = excluded.hashes
                """,
                [(level, number, hashes) for (level, number), hashes in changed.items()],
            )

    def _keep_checkpoint(self, made: Checkpoint, at: datetime) -> None:
        self._connection.execute(
            "insert into audit_checkpoint (size, at, note) values (%s, %s, %s)", [made.size, at, str(made)]
        )

    def _adopt(self) -> None:
        """Begin the log where there is none; go on in another cluster than before; see that the key is the log's."""
        with self._connection.transaction():
            self._connection.execute("set transaction isolation level read committed")
            self._connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
            [(cluster,)] = self._connection.execute(
                "select system_identifier::text from pg_control_system()"
            ).fetchall()
            self._connection.execute(
                """
                insert into audit_log (id, size, suite, seen, open, base, cluster, older)
                values (1, 0, %s, 0, '{}', 0, %s, %s) on conflict do nothing
                """,
                [self._suite.name, cluster, _NONE],
            )
            require_suite(self._connection, self._suite)
            if self._head().cluster != cluster:
                self._count_on(cluster)
            self._require_key()
        self._adopted = True

    def _count_on(self, cluster: str) -> None:
        """Moments above all there are, and one look for what has no leaf. No record is written meanwhile."""
        log.warning("the evidence stands in another database cluster than before: counting on")
        self._connection.execute("lock table audit_record in access exclusive mode")
        [(highest, ahead)] = self._connection.execute(
            """
            select greatest((select max(moment) from audit_record), (select seen from audit_log where id = 1)),
                txid_snapshot_xmax(txid_current_snapshot())
            """
        ).fetchall()
        base = max(0, highest + 1 - ahead)
        self._connection.execute(
            sql.SQL("alter table audit_record alter column moment set default txid_current() + {}").format(
                sql.Literal(base)
            )
        )
        self._connection.execute(
            """
            update audit_record r set moment = null
            where not exists (select from audit_leaf l where l.record = r.id)
            """
        )
        self._connection.execute(
            "update audit_log set seen = %s, open = '{}', base = %s, cluster = %s, older = %s where id = 1",
            [ahead + base, base, cluster, _NONE],
        )

    def _require_key(self) -> None:
        """The first key that signs is the log's; another one takes over by `hand_over` only."""
        newest = self._connection.execute("select verifier from audit_log_key order by since desc limit 1").fetchone()
        if newest is None:
            self._connection.execute("insert into audit_log_key values (%s, clock_timestamp())", [str(self._key)])
        elif newest[0] != str(self._key):
            raise KeyUnknown(f"{self._key} is not the log's key {newest[0]}")
