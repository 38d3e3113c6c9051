"""Records of a table or view of a PostgreSQL. A few connections stay open; each reads only, and ends what takes too long."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import Any

import psycopg
from psycopg import sql

from yishu.front.answering.errors import SourceTooSlow
from yishu.front.answering.records import the_one
from yishu.front.configuration import Answer
from yishu.front.errors import DatabaseUnreachable, SourceWrong
from yishu.front.language import say
from yishu.front.postgres import table_name, types_of
from yishu.wire.questions import FrontRecord


class PostgresRecords:
    def __init__(self, answer: Answer, seconds: float) -> None:
        self._answer, self._seconds = answer, seconds
        self._idle: LifoQueue[psycopg.Connection[Any]] = LifoQueue()
        self._types: dict[str, str] = {}

    def find(self, key: Mapping[str, str], items: Sequence[str]) -> FrontRecord | None:
        try:
            idle = self._idle.get_nowait()
        except Empty:
            return self._find(self._opened(), key, items)
        try:
            return self._find(idle, key, items)
        except DatabaseUnreachable:
            # It may have been ended by a restart over there. Reading twice harms nobody.
            return self._find(self._opened(), key, items)

    def require(self) -> None:
        with self._using(self._opened()) as connection:
            connection.execute("select 1")

    def _find(
        self, connection: psycopg.Connection[Any], key: Mapping[str, str], items: Sequence[str]
    ) -> FrontRecord | None:
        with self._using(connection):
            rows = connection.execute(self._query(key, items), list(key.values()), prepare=True).fetchall()
        return the_one(self._answer, rows, items)

    def _query(self, key: Mapping[str, str], items: Sequence[str]) -> sql.Composed:
        columns = dict(self._answer.columns)
        shown = [sql.SQL("t.{}::text").format(sql.Identifier(columns[item])) for item in items]
        named = [
            sql.SQL("t.{} = %s::{}").format(sql.Identifier(columns[item]), sql.SQL(self._types[columns[item]]))  # type: ignore[arg-type]
            for item in key
        ]
        return sql.SQL("select {} from {} t where {} limit 2").format(
            sql.SQL(", ").join(shown), table_name(self._answer.table), sql.SQL(" and ").join(named)
        )

    def _opened(self) -> psycopg.Connection[Any]:
        database = self._answer.database
        try:
            connection = psycopg.connect(
                database.address,
                autocommit=True,
                connect_timeout=max(2, round(self._seconds)),
                application_name="yishu-front",
            )
        except psycopg.Error:
            raise DatabaseUnreachable(reason=database.place) from None
        with self._failing(connection):
            for name, value in self._settings().items():
                connection.execute("select set_config(%s, %s, false)", [name, value])
            self._types = self._checked(types_of(connection, self._answer.table))
        return connection

    def _settings(self) -> dict[str, str]:
        milliseconds = str(round(self._seconds * 1000))
        return {
            "statement_timeout": milliseconds,
            "default_transaction_read_only": "on",
            "datestyle": "ISO",
            "timezone": "Asia/Shanghai",
        }

    def _checked(self, types: dict[str, str] | None) -> dict[str, str]:
        table = self._answer.table
        if types is None:
            reason = say("没有这张表，或账户无权看到它。", "there is no such table, or this account may not see it.")
            raise SourceWrong(what=table, reason=reason)
        if missing := sorted({column for _, column in self._answer.columns} - types.keys()):
            raise SourceWrong(
                what=table, reason=say("没有列 {names}。", "it has no column {names}.", names=", ".join(missing))
            )
        return types

    @contextmanager
    def _using(self, connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
        """It stays open for the next, unless something went wrong."""
        with self._failing(connection):
            yield connection
        self._idle.put(connection)

    @contextmanager
    def _failing(self, connection: psycopg.Connection[Any]) -> Iterator[None]:
        """What the server says is not repeated but for its SQLSTATE: it may hold a value."""
        answer = self._answer
        try:
            yield
        except psycopg.errors.QueryCanceled:
            connection.close()
            raise SourceTooSlow(table=answer.table, seconds=self._seconds) from None
        except psycopg.Error as error:
            connection.close()
            if isinstance(error, psycopg.OperationalError):
                raise DatabaseUnreachable(reason=answer.database.place) from None
            raise SourceWrong(what=answer.table, reason=f"SQLSTATE {error.sqlstate}") from None
        except BaseException:
            connection.close()
            raise
