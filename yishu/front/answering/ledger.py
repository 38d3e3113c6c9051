"""What the agent remembers of its answers, in one SQLite file of the state folder: the journal, durable before each answer, and what may be asked only once."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from msgspec import Struct

from yishu.core.calendar import SHANGHAI
from yishu.front.answering.errors import AskedBefore, LedgerDamaged
from yishu.front.answering.guesses import TABLE, Claim, is_stopped
from yishu.front.language import say

FILE: Final = "answers.db"
_TABLES: Final = """
create table if not exists journal (
    at text not null, number text not null, resource text not null, items text not null,
    outcome text not null, envelope text not null default '', caller text not null default ''
);
create unique index if not exists journal_envelope on journal (envelope) where envelope <> '';
create index if not exists journal_at on journal (at);
create table if not exists nonce (nonce text primary key, expires integer not null) without rowid;
"""
_COLUMNS: Final = "at, number, resource, items, outcome, envelope, caller"


class Line(Struct, frozen=True):
    """One question and what came of it: found, absent, blind, or the code of a refusal. No subject and no value; `number` is that of the node's record, the first part of its receipt.

    Of a blind question: `envelope`, the SHA-256 that stands in the node's record, and `caller` as the node named it.
    """

    at: str
    number: str
    resource: str
    items: tuple[str, ...]
    outcome: str
    envelope: str = ""
    caller: str = ""


class Ledger:
    """Used by several threads, one at a time. Whatever fails here is a reason not to answer."""

    def __init__(self, folder: Path) -> None:
        """Raises LedgerDamaged."""
        self._path, self._lock = folder / FILE, threading.Lock()
        with self._failing():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=10)
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = full")
            self._connection.executescript(_TABLES + TABLE)

    def enter(self, nonce: str, expires: int, line: Line) -> None:
        """The line is durable when this returns. Raises AskedBefore where the nonce was used; then nothing is written."""
        with self._transaction() as connection:
            self._take(connection, nonce, expires)
            self._write(connection, line)

    def enter_blind(self, nonce: str, expires: int, line: Line, claims: Iterable[Claim], day: date) -> bool:
        """The same, and whether too much was guessed already. Raises AskedBefore besides where the envelope was answered before."""
        with self._transaction() as connection:
            self._take(connection, nonce, expires)
            if connection.execute("select 1 from journal where envelope = ?", [line.envelope]).fetchone():
                raise AskedBefore
            self._write(connection, line)
            return is_stopped(connection, claims, day)

    def lines(self, since: str = "") -> Iterator[Line]:
        """From a moment on (ISO 8601, UTC), the oldest first."""
        with self._lock, self._failing():
            rows = self._connection.execute(
                f"select {_COLUMNS} from journal where at >= ? order by at, rowid", [since]
            ).fetchall()
        for at, number, resource, items, *rest in rows:
            yield Line(at, number, resource, tuple(items.split()), *rest)

    def sweep(self, now: datetime, days: int) -> None:
        """Forget nonces that no signature can hold any more, and lines that are older than so many days."""
        with self._transaction() as connection:
            connection.execute("delete from nonce where expires < ?", [int(now.timestamp())])
            connection.execute("delete from journal where at < ?", [moment(now - timedelta(days=days))])

    def close(self) -> None:
        self._connection.close()

    def _take(self, connection: sqlite3.Connection, nonce: str, expires: int) -> None:
        if not connection.execute("insert or ignore into nonce values (?, ?)", [nonce, expires]).rowcount:
            raise AskedBefore

    def _write(self, connection: sqlite3.Connection, line: Line) -> None:
        connection.execute(
            f"insert into journal ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)",
            [line.at, line.number, line.resource, " ".join(line.items), line.outcome, line.envelope, line.caller],
        )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._failing():
            self._connection.execute("begin immediate")
            try:
                yield self._connection
                self._connection.execute("commit")
            except BaseException:
                self._connection.execute("rollback")
                raise

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LedgerDamaged(path=self._path, reason=str(error)) from None


def in_words(line: Line) -> str:
    at = datetime.fromisoformat(line.at).astimezone(SHANGHAI).isoformat(" ", "seconds")[:19]
    outcome = say(*_OUTCOMES.get(line.outcome, (line.outcome, line.outcome)))
    said = [at, line.number, line.resource, ",".join(line.items), outcome, line.envelope, line.caller]
    return "  ".join(filter(None, said))


_OUTCOMES: Final = {"found": ("查有记录", "found"), "absent": ("查无记录", "no record"), "blind": ("盲核验", "blind")}


def moment(at: datetime) -> str:
    """As the journal writes it: UTC, by the millisecond."""
    return at.isoformat(timespec="milliseconds")
