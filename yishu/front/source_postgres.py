"""A table or view of a PostgreSQL as a source, read as text in one read-only snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import psycopg
from psycopg import sql

from yishu.front.configuration import TableSource
from yishu.front.errors import SourceWrong
from yishu.front.language import say
from yishu.front.postgres import connected, table_name, types_of
from yishu.front.source_table import drawn_from
from yishu.front.sources import ROWS, Drawn, Survey


class PostgresTable:
    def __init__(self, source: TableSource) -> None:
        self._source = source

    def draw(self, position: Any, into: BinaryIO) -> Drawn | None:
        with self._reading() as (connection, types):
            query = sql.SQL("select {} from {} t {} {}").format(
                self._columns(), table_name(self._source.table), self._where(types, position), self._order()
            )
            with connection.cursor() as cursor:
                # One row at a time from the socket: memory does not grow with the batch.
                rows = cursor.stream(query, position if self._source.cursor and position else None)
                return drawn_from(rows, self._source, position, into)

    def survey(self, position: Any) -> Survey:
        with self._reading() as (connection, types):
            query = sql.SQL("select count(*) from {} t {}").format(
                table_name(self._source.table), self._where(types, position)
            )
            (waiting,) = connection.execute(
                query, position if self._source.cursor and position else None
            ).fetchone() or (0,)
            remarks = [*self._left_out(connection)] if self._source.cursor else []
        return Survey(tuple(item for item, _ in self._source.columns), waiting, ROWS, remarks)

    @contextmanager
    def _reading(self) -> Iterator[tuple[psycopg.Connection[Any], dict[str, str]]]:
        source = self._source
        wrong = lambda reason: SourceWrong(what=source.table, reason=reason)  # noqa: E731
        with connected(source.database, wrong) as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.execute("set local datestyle = 'ISO'")
            connection.execute("set local bytea_output = 'hex'")
            types = types_of(connection, source.table)
            if types is None:
                raise wrong(
                    say("没有这张表，或账户无权看到它。", "there is no such table, or this account may not see it.")
                )
            named = [column for _, column in source.columns] + [*source.key, *filter(None, [source.cursor])]
            if missing := sorted({name for name in named if name not in types}):
                raise wrong(say("没有列 {names}。", "it has no column {names}.", names=", ".join(missing)))
            yield connection, types

    def _columns(self) -> sql.Composed:
        # The names of the outputs must not be those of the columns: `order by` would sort by the text.
        source = self._source
        columns = [column for _, column in source.columns] + ([source.cursor, *source.key] if source.cursor else [])
        shown = [
            sql.SQL("t.{}::text as {}").format(sql.Identifier(column), sql.Identifier(f"yishu_{n}"))
            for n, column in enumerate(columns)
        ]
        return sql.SQL(", ").join(shown)

    def _where(self, types: dict[str, str], position: Any) -> sql.Composed:
        """Rows after the position that have settled: an earlier moment may still be committed by a transaction that is open."""
        source = self._source
        if not source.cursor:
            return sql.SQL("").format()
        cursor = sql.Identifier(source.cursor)
        parts = [sql.SQL("t.{} is not null").format(cursor)]
        if source.settle_seconds and types[source.cursor].startswith("timestamp"):
            parts.append(
                sql.SQL("t.{} < statement_timestamp() - make_interval(secs => {})").format(
                    cursor, sql.Literal(source.settle_seconds)
                )
            )
        if position:
            names = [source.cursor, *source.key]
            ours = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in names)
            theirs = sql.SQL(", ").join(sql.SQL("%s::" + types[name]) for name in names)  # type: ignore[arg-type]
            parts.append(sql.SQL("({}) > ({})").format(ours, theirs))
        return sql.SQL("where {}").format(sql.SQL(" and ").join(parts))

    def _order(self) -> sql.Composed:
        source = self._source
        names = [*filter(None, [source.cursor]), *source.key]
        by = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(name)) for name in names)
        order = sql.SQL("order by {}").format(by) if names else sql.SQL("").format()
        limit = sql.SQL("limit {}").format(sql.Literal(source.batch_rows)) if source.cursor else sql.SQL("")
        return sql.SQL("{} {}").format(order, limit)

    def _left_out(self, connection: psycopg.Connection[Any]) -> Iterator[str]:
        query = sql.SQL("select count(*) from {} t where t.{} is null").format(
            table_name(self._source.table), sql.Identifier(self._source.cursor)
        )
        (count,) = connection.execute(query).fetchone() or (0,)
        if count:
            yield say(
                "{count} 行的 {cursor} 为空，永远不会被发布：请为其填写。",
                "{count} rows have no {cursor} and would never be published: fill it in.",
                count=count,
                cursor=self._source.cursor,
            )
