"""A table of a SQLite file as a target. Decimals, dates and moments are kept as text, exactly; booleans as 1 and 0."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from sqlite3 import Connection
from typing import Any, BinaryIO, Final

from yishu.front.configuration import Reception
from yishu.front.errors import Overtaken, TargetNotEmpty, TargetWrong
from yishu.front.language import say
from yishu.front.node import Stamp
from yishu.front.sqlite import columns_of, opened, quoted, quoted_table
from yishu.front.targets import CHANGE, STATE_TABLE, Held, Shape

_AT_ONCE: Final = 1000
_INCOMING: Final = "temp.yishu_incoming"


class SqliteTarget:
    def __init__(self, reception: Reception) -> None:
        self._reception, self._table = reception, quoted_table(reception.table)

    def held(self) -> Held | None:
        with self._opened() as connection:
            known = columns_of(connection, self._reception.table) and columns_of(connection, STATE_TABLE)
            return self._held(connection) if known else None

    def replace(self, shape: Shape, copy: BinaryIO, stamp: Stamp) -> int:
        with self._writing() as connection:
            self._make_room(connection, shape)
            connection.execute(f"delete from {self._table}")
            rows = _filled(connection, self._table, shape, copy, ())
            self._note(connection, shape, stamp, rows)
        return rows

    def change(self, shape: Shape, changes: BinaryIO, stamp: Stamp, since: int) -> int:
        with self._writing() as connection:
            held = self._held(connection)
            if held is None or held.version != since:
                raise Overtaken(table=self._reception.table)
            (rows,) = connection.execute(
                f"select rows from {STATE_TABLE} where reception = ?", (self._reception.name,)
            ).fetchone()
            rows += self._applied(connection, shape, changes)
            self._note(connection, shape, stamp, rows)
        return rows

    def survey(self) -> tuple[str, ...]:
        with self._opened() as connection:
            return columns_of(connection, self._reception.table)

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        with opened(self._reception.database, self._wrong, writing=True) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._opened() as connection:
            connection.execute(
                f"""
                create table if not exists {STATE_TABLE} (
                    reception text primary key, node text not null, resource text not null, target text not null,
                    items text not null, version integer not null, receipt text not null, rows integer not null,
                    received_at text not null
                )
                """
            )
            yield connection

    def _held(self, connection: Connection) -> Held | None:
        flow = self._reception
        found = connection.execute(
            f"select version, items from {STATE_TABLE} where (reception, node, resource, target) = (?, ?, ?, ?)",
            (flow.name, flow.node, flow.resource, flow.table),
        ).fetchone()
        return Held(found[0], tuple(found[1].split(","))) if found else None

    def _is_ours(self, connection: Connection) -> bool:
        names = (self._reception.name, self._reception.table)
        query = f"select 1 from {STATE_TABLE} where reception = ? and target = ?"
        return connection.execute(query, names).fetchone() is not None

    def _make_room(self, connection: Connection, shape: Shape) -> None:
        """The table, made where there is none; columns that are missing, added to a table of ours only."""
        present, ours = columns_of(connection, self._reception.table), self._is_ours(connection)
        if not present:
            columns = [_column(item.code, item.type) for item in shape.items]
            keys = ", ".join(quoted(item.code) for item in shape.items if item.is_key)
            columns += [f"primary key ({keys})"] if shape.keyed else []
            connection.execute(f"create table {self._table} ({', '.join(columns)})")
            return
        if not ours and connection.execute(f"select 1 from {self._table} limit 1").fetchone():
            raise TargetNotEmpty(table=self._reception.table)
        missing = [item for item in shape.items if item.code not in present]
        if missing and not ours:
            names = ", ".join(item.code for item in missing)
            raise self._wrong(say("表中缺少列 {names}。", "the table lacks the columns {names}.", names=names))
        for item in missing:
            connection.execute(f"alter table {self._table} add column {_column(item.code, item.type)}")

    def _applied(self, connection: Connection, shape: Shape, changes: BinaryIO) -> int:
        """What the changes add to the number of rows. A key's old row goes, its new one comes."""
        names = ", ".join(map(quoted, shape.codes))
        columns = ["_change", "_version", *(_column(item.code, item.type) for item in shape.items)]
        connection.execute(f"create temp table yishu_incoming ({', '.join(columns)})")
        _filled(connection, _INCOMING, shape, changes, CHANGE)
        ours, theirs = ", ".join(shape.identity()), ", ".join(shape.identity("i"))
        gone = connection.execute(f"delete from {self._table} where ({ours}) in (select {theirs} from {_INCOMING} i)")
        came = connection.execute(
            f"insert into {self._table} ({names}) select {names} from {_INCOMING} where _change <> 'delete'"
        )
        return came.rowcount - gone.rowcount

    def _note(self, connection: Connection, shape: Shape, stamp: Stamp, rows: int) -> None:
        flow, moment = self._reception, datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(
            f"insert or replace into {STATE_TABLE} values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                flow.name,
                flow.node,
                flow.resource,
                flow.table,
                ",".join(shape.codes),
                stamp.version,
                stamp.receipt,
                rows,
                moment,
            ),
        )

    def _wrong(self, reason: str) -> TargetWrong:
        return TargetWrong(what=self._reception.table, reason=reason)


def _column(code: str, kind: str) -> str:
    return f"{quoted(code)} {'integer' if kind in ('integer', 'boolean') else 'text'}"


def _filled(connection: Connection, table: str, shape: Shape, file: BinaryIO, before: tuple[str, ...]) -> int:
    """Insert the records of a CSV file whose header is known; their number."""
    file.seek(0)
    reader = csv.reader(io.TextIOWrapper(file, "utf-8", newline=""))
    next(reader)
    kinds = ["string"] * len(before) + [item.type for item in shape.items]
    names = ", ".join(map(quoted, (*before, *shape.codes)))
    insert = f"insert into {table} ({names}) values ({', '.join('?' for _ in kinds)})"
    count = 0
    while rows := [
        [_value(kind, text) for kind, text in zip(kinds, row, strict=True)] for row in islice(reader, _AT_ONCE)
    ]:
        connection.executemany(insert, rows)
        count += len(rows)
    return count


def _value(kind: str, text: str) -> Any:
    if not text:
        return None  # the node holds no empty text
    if kind == "boolean":
        return int(text == "true")
    return int(text) if kind == "integer" else text
