"""A table of a PostgreSQL as a target. Rows travel from COPY to COPY; readers see the old rows or the new ones, never some of both."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final, LiteralString, cast

import psycopg
from psycopg import sql

from yishu.front.configuration import Reception
from yishu.front.errors import Overtaken, TargetNotEmpty, TargetWrong
from yishu.front.language import say
from yishu.front.node import Stamp
from yishu.front.postgres import connected, table_name, types_of
from yishu.front.targets import CHANGE, STATE_TABLE, Held, Shape

_TYPES: Final = {
    "string": "text",
    "integer": "bigint",
    "decimal": "numeric",
    "date": "date",
    "datetime": "timestamptz",
    "boolean": "boolean",
    "geometry": "text",  # GeoJSON
}
_PART: Final = 256 * 1024
Connection = psycopg.Connection[Any]


class PostgresTarget:
    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        schema, _, _ = reception.table.rpartition(".")
        self._table = table_name(reception.table)
        self._state_name = f"{schema}.{STATE_TABLE}" if schema else STATE_TABLE
        self._state = table_name(self._state_name)

    def held(self) -> Held | None:
        with self._connected() as connection:
            if types_of(connection, self._reception.table) is None:
                return None
            if types_of(connection, self._state_name) is None:
                return None
            return self._held(connection)

    def replace(self, shape: Shape, copy: BinaryIO, stamp: Stamp) -> int:
        with self._writing() as connection:
            self._make_room(connection, shape, ours=self._is_ours(connection))
            connection.execute(sql.SQL("delete from {}").format(self._table))
            rows = _copied(connection, self._table, shape.codes, copy)
            self._note(connection, shape, stamp, rows)
        return rows

    def change(self, shape: Shape, changes: BinaryIO, stamp: Stamp, since: int) -> int:
        with self._writing() as connection:
            held = self._held(connection)
            if held is None or held.version != since:
                raise Overtaken(table=self._reception.table)
            rows = self._rows(connection) + self._applied(connection, shape, changes)
            self._note(connection, shape, stamp, rows)
        return rows

    def survey(self) -> tuple[str, ...]:
        with self._connected() as connection:
            return tuple(types_of(connection, self._reception.table) or ())

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with connected(self._reception.database, self._wrong) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction; whoever else writes for this reception waits for us."""
        self._make_state_table()
        with self._connected() as connection:
            _lock(connection, f"{self._state_name}/{self._reception.name}")
            yield connection

    def _make_state_table(self) -> None:
        """A transaction of its own, so that receptions into one schema wait for each other no longer than this takes."""
        with self._connected() as connection:
            # Asked first, since an account may lack the right to make tables.
            if types_of(connection, self._state_name) is None:
                _lock(connection, self._state_name)
                connection.execute(
                    sql.SQL(
                        """
                        create table if not exists {} (
                            reception text primary key, node text not null, resource text not null, target text not null,
                            items text not null, version bigint not null, receipt text not null, rows bigint not null,
                            received_at timestamptz not null
                        )
                        """
                    ).format(self._state)
                )

    def _held(self, connection: Connection) -> Held | None:
        flow = self._reception
        found = connection.execute(
            sql.SQL(
                "select version, items from {} where (reception, node, resource, target) = (%s, %s, %s, %s)"
            ).format(self._state),
            [flow.name, flow.node, flow.resource, flow.table],
        ).fetchone()
        return Held(found[0], tuple(found[1].split(","))) if found else None

    def _is_ours(self, connection: Connection) -> bool:
        query = sql.SQL("select 1 from {} where reception = %s and target = %s").format(self._state)
        return connection.execute(query, [self._reception.name, self._reception.table]).fetchone() is not None

    def _rows(self, connection: Connection) -> int:
        query = sql.SQL("select rows from {} where reception = %s").format(self._state)
        (rows,) = connection.execute(query, [self._reception.name]).fetchone() or (0,)
        return rows

    def _make_room(self, connection: Connection, shape: Shape, *, ours: bool) -> None:
        """The table, made where there is none; columns that are missing, added to a table of ours only."""
        present = types_of(connection, self._reception.table)
        if present is None:
            columns = [self._column(item.code, item.type) for item in shape.items]
            keys = [sql.Identifier(item.code) for item in shape.items if item.is_key]
            if shape.keyed:
                columns.append(sql.SQL("primary key ({})").format(sql.SQL(", ").join(keys)))
            connection.execute(sql.SQL("create table {} ({})").format(self._table, sql.SQL(", ").join(columns)))
            return
        query = sql.SQL("select exists (select from {})").format(self._table)
        if not ours and (connection.execute(query).fetchone() or (True,))[0]:
            raise TargetNotEmpty(table=self._reception.table)
        missing = [item for item in shape.items if item.code not in present]
        if missing and not ours:
            names = ", ".join(item.code for item in missing)
            raise self._wrong(say("表中缺少列 {names}。", "the table lacks the columns {names}.", names=names))
        for item in missing:
            column = self._column(item.code, item.type)
            connection.execute(sql.SQL("alter table {} add column {}").format(self._table, column))

    def _column(self, code: str, kind: str) -> sql.Composed:
        return sql.SQL("{} {}").format(sql.Identifier(code), sql.SQL(cast(LiteralString, _TYPES.get(kind, "text"))))

    def _applied(self, connection: Connection, shape: Shape, changes: BinaryIO) -> int:
        """What the changes add to the number of rows. A key's old row goes, its new one comes."""
        columns = _names(shape.codes)
        incoming = sql.Identifier("yishu_incoming")
        connection.execute(
            sql.SQL(
                "create temp table {} on commit drop as select ''::text _change, 0::bigint _version, {} from {} with no data"
            ).format(incoming, columns, self._table)
        )
        _copied(connection, incoming, (*CHANGE, *shape.codes), changes)
        pairs = zip(shape.identity("t"), shape.identity("i"), strict=True)
        same = " and ".join(f"{ours} = {theirs}" for ours, theirs in pairs)
        gone = connection.execute(
            sql.SQL("delete from {} t using {} i where ").format(self._table, incoming)
            + sql.SQL(cast(LiteralString, same))
        )
        came = connection.execute(
            sql.SQL("insert into {} ({}) select {} from {} where _change <> 'delete'").format(
                self._table, columns, columns, incoming
            )
        )
        return came.rowcount - gone.rowcount

    def _note(self, connection: Connection, shape: Shape, stamp: Stamp, rows: int) -> None:
        flow = self._reception
        connection.execute(
            sql.SQL(
                """
                insert into {} values (%s, %s, %s, %s, %s, %s, %s, %s, now())
                on conflict (reception) do update set (node, resource, target, items, version, receipt, rows, received_at) = (
                    excluded.node, excluded.resource, excluded.target, excluded.items,
                    excluded.version, excluded.receipt, excluded.rows, now()
                )
                """
            ).format(self._state),
            [
                flow.name,
                flow.node,
                flow.resource,
                flow.table,
                ",".join(shape.codes),
                stamp.version,
                stamp.receipt,
                rows,
            ],
        )

    def _wrong(self, reason: str) -> TargetWrong:
        return TargetWrong(what=self._reception.table, reason=reason)


def _lock(connection: Connection, name: str) -> None:
    connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _names(codes: tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, codes))


def _copied(connection: Connection, table: sql.Identifier, codes: tuple[str, ...], file: BinaryIO) -> int:
    file.seek(0)
    statement = sql.SQL("copy {} ({}) from stdin (format csv, header match)").format(table, _names(codes))
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            while part := file.read(_PART):
                copy.write(part)
        return cursor.rowcount
