"""A table or view of a SQLite file as a source."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Any, BinaryIO

from yishu.front.configuration import TableSource
from yishu.front.errors import SourceWrong
from yishu.front.language import say
from yishu.front.source_table import drawn_from
from yishu.front.sources import ROWS, Drawn, Survey
from yishu.front.sqlite import columns_of, opened, quoted, quoted_table


class SqliteTable:
    """One writer at a time, so nothing settles late: a row is read when it is committed."""

    def __init__(self, source: TableSource) -> None:
        self._source = source

    def draw(self, position: Any, into: BinaryIO) -> Drawn | None:
        source = self._source
        columns = [column for _, column in source.columns] + ([source.cursor, *source.key] if source.cursor else [])
        order = ", ".join(quoted(name) for name in [*filter(None, [source.cursor]), *source.key])
        query = f"select {', '.join(map(quoted, columns))} from {quoted_table(source.table)} {self._where(position)}"
        query += f" order by {order}" if order else ""
        query += f" limit {source.batch_rows}" if source.cursor else ""
        with self._reading() as connection:
            rows = connection.execute(query, self._parameters(position))
            return drawn_from(map(self._plain, rows), source, position, into)

    def survey(self, position: Any) -> Survey:
        source, table = self._source, quoted_table(self._source.table)
        remarks = []
        with self._reading() as connection:
            count = f"select count(*) from {table}"
            (waiting,) = connection.execute(f"{count} {self._where(position)}", self._parameters(position)).fetchone()
            if source.cursor:
                (empty,) = connection.execute(f"{count} where {quoted(source.cursor)} is null").fetchone()
                remarks = [_left_out(empty, source.cursor)] if empty else []
        return Survey(tuple(item for item, _ in source.columns), waiting, ROWS, remarks)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        source = self._source
        wrong = lambda reason: SourceWrong(what=source.table, reason=reason)  # noqa: E731
        with opened(source.database, wrong, writing=False) as connection:
            known = columns_of(connection, source.table)
            if not known:
                raise wrong(say("没有这张表。", "there is no such table."))
            named = [column for _, column in source.columns] + [*source.key, *filter(None, [source.cursor])]
            if missing := sorted({name for name in named if name not in known}):
                raise wrong(say("没有列 {names}。", "it has no column {names}.", names=", ".join(missing)))
            yield connection

    def _where(self, position: Any) -> str:
        source = self._source
        if not source.cursor:
            return ""
        known = f"where {quoted(source.cursor)} is not null"
        if not position:
            return known
        names = [source.cursor, *source.key]
        marks = ", ".join("?" for _ in names)
        return f"{known} and ({', '.join(map(quoted, names))}) > ({marks})"

    def _parameters(self, position: Any) -> list[Any]:
        return position if self._source.cursor and position else []

    def _plain(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if any(isinstance(value, bytes) for value in row):
            raise SourceWrong(
                what=self._source.table,
                reason=say(
                    "有二进制值（BLOB），无法作为信息项。", "it holds binary values (BLOB), which no item can take."
                ),
            )
        return row


def _left_out(count: int, cursor: str) -> str:
    return say(
        "{count} 行的 {cursor} 为空，永远不会被发布：请为其填写。",
        "{count} rows have no {cursor} and would never be published: fill it in.",
        count=count,
        cursor=cursor,
    )
