"""Making hosted tables, and letting them follow new versions of their entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from yishu.catalogue.models import Entry
from yishu.core.identifiers import KeyKind
from yishu.hosting.errors import KeyItemMissing, SchemaChanged
from yishu.hosting.models import Holding
from yishu.hosting.places.indexing import find_geometry, index_places
from yishu.hosting.tables import Column, Table, table_name

_ROOM: Final = "with (fillfactor = 90)"
"""Where a page has room, a changed record stays on it, and no index has to be told (PostgreSQL's heap-only tuples)."""


def table_of_entry(entry: Entry, name: str) -> Table:
    """Raises KeyItemMissing."""
    columns = tuple(Column.of(item) for item in entry.items.all())
    if not any(column.is_key for column in columns):
        raise KeyItemMissing(code=entry.resource.code)
    return Table(name, KeyKind(entry.key_kind), columns)


def table_for(entry: Entry, holding: Holding | None) -> Table:
    """The table that the entry's records go to: the one there is, in the entry's shape. Raises SchemaChanged where that is impossible."""
    if holding is None:
        return table_of_entry(entry, table_name(entry.resource.code, entry.version))
    wanted = table_of_entry(entry, holding.table)
    change_of(table_of_entry(holding.entry, holding.table), wanted)
    return wanted


@dataclass(frozen=True, slots=True)
class Change:
    """From the items that are stored to those that are wanted. `required`: stored items that may be empty until now, and new ones that may not be; `retyped`
    ones come in their new form."""

    added: tuple[Column, ...] = ()
    dropped: tuple[Column, ...] = ()
    retyped: tuple[Column, ...] = ()
    required: tuple[Column, ...] = ()

    @property
    def is_addition(self) -> bool:
        """Whether the table there is can take it: every value stays as it stands, and every item in its column."""
        return not (self.dropped or self.retyped or self.required)

    @property
    def makes_version(self) -> bool:
        """Whether records that stand may not fit any more, or come in another form."""
        return bool(self.retyped or self.required)


NO_CHANGE: Final = Change()


def change_of(stored: Table, wanted: Table) -> Change:
    """Raises SchemaChanged where another key would be needed: records are found, told apart and followed by it."""
    moved = [column.code for column in stored.key if not _same_key(column, wanted.by_code.get(column.code))]
    moved += [column.code for column in wanted.key if column.code not in {each.code for each in stored.key}]
    if wanted.key_kind is not stored.key_kind:
        moved += [column.code for column in stored.key]
    if moved:
        raise SchemaChanged(items=", ".join(dict.fromkeys(moved)))
    before = stored.by_code
    return Change(
        tuple(column for column in wanted.columns if column.code not in before),
        tuple(column for column in stored.columns if column.code not in wanted.by_code),
        tuple(column for column in wanted.columns if column.code in before and column.type != before[column.code].type),
        tuple(
            column
            for column in wanted.columns
            if column.required and not (column.code in before and before[column.code].required)
        ),
    )


def _same_key(before: Column, now: Column | None) -> bool:
    return now is not None and now.is_key and now.type == before.type


FIRST, LOADED = 1, "loaded"
"""The version of a table's first load, and the mark that its log has of it."""


def create(table: Table) -> None:
    """The table, empty, with its key and its change log."""
    with connection.cursor() as cursor:
        cursor.execute(f"create table {table.sql} ({_definitions(table)}, _version bigint not null) {_ROOM}")
        cursor.execute(f"create unique index on {table.sql} ({', '.join(table.identity())})")
    index_places(table)
    _create_log(table)


def create_loading(table: Table, name: str) -> None:
    """A table for a first load, of the same shape, which becomes the hosted table by `adopt`. It has no key yet: one index built at the end is faster."""
    with connection.cursor() as cursor:
        cursor.execute(f"create table {name} ({_definitions(table)}, _version bigint not null default {FIRST}) {_ROOM}")


def adopt(table: Table, name: str, older: "Older | None" = None) -> None:
    """The loaded table, its key built, becomes the hosted one."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {name} alter column _version drop default")
        cursor.execute(f'alter table {name} rename to "{table.name}"')
        index_places(table)
        cursor.execute(f"analyze {table.sql}")
    _create_log(table, older)


def log_loading(table: Table) -> None:
    """The first version is not written a second time into the log: a mark says that the table was loaded with it, and the view tells its changes from the
    table and from what is logged later."""
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table.log_sql} (_version, _change) values ({FIRST}, '{LOADED}')")


@dataclass(frozen=True, slots=True)
class Older:
    """The table that held the versions up to `last`, before another shape: what they changed stands in its log."""

    table: Table
    last: int


def _create_log(table: Table, older: Older | None = None) -> None:
    items = ", ".join(f"{column.sql} {column.pg_type}" for column in table.columns)
    before = "".join(f", {was(column)} {column.pg_type}" for column in table.rest)
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table {table.log_sql} (_version bigint not null, _change text not null, {items}{before})"
        )
        cursor.execute(f"create index on {table.log_sql} (_version)")
        cursor.execute(_changes_view(table, older))


def forget_older(table: Table) -> None:
    """Let the view of changes no longer tell of an older table. In its place: a later table's view may tell of it.

    It keeps the columns that it has: made for another entry with the same items, or with new ones that no batch has taken up yet, it may have them in another order, or more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = to_regclass(%s) and attnum > 0",
            [table.changes_sql],
        )
        (columns,) = cursor.fetchone()
        cursor.execute(
            f"create or replace view {table.changes_sql} as select {columns} from {table.log_sql} where _change <> '{LOADED}'"
        )


def _changes_view(table: Table, older: Older | None) -> str:
    """What is logged; before it what an older table logged, or for a table that was loaded at once its first version. Asked for later versions only, PostgreSQL
    leaves that second part out."""
    items = ", ".join(column.sql for column in table.columns)
    before = "".join(f", {was(column)}" for column in table.rest)
    return f"""
        create or replace view {table.changes_sql} as
        select _version, _change, {items}{before} from {table.log_sql} where _change <> '{LOADED}'
        union all {_loaded(table) if older is None else _logged_before(table, older)}
    """


def _logged_before(table: Table, older: Older) -> str:
    """An item of another type then, or none, is empty: its changes are not told across that (see `keeping.shapes`)."""
    items = ", ".join(_as_now(column, older.table, column.sql) for column in table.columns)
    before = "".join(f", {_as_now(column, older.table, was(column))}" for column in table.rest)
    return f"select _version, _change, {items}{before} from {older.table.changes_sql} where _version <= {older.last}"


def _as_now(column: Column, older: Table, name: str) -> str:
    then = older.by_code.get(column.code)
    return name if then is not None and then.type == column.type else f"null::{column.pg_type} as {name}"


def _loaded(table: Table) -> str:
    items = ", ".join(column.sql for column in table.columns)
    nothing = "".join(f", null::{column.pg_type}" for column in table.rest)
    keys = ", ".join(table.identity())
    stood = ", ".join(was(column) if column in table.rest else column.sql for column in table.columns)
    return f"""
        select {FIRST}::bigint, 'insert', {items}{nothing} from (
            select {items} from {table.sql} where _version <= {FIRST}
            union all
            select {stood} from (
                select distinct on ({keys}) * from {table.log_sql} where _version > {FIRST} order by {keys}, _version
            ) later where _change <> 'insert'
        ) loaded where exists (select from {table.log_sql} where _version = {FIRST} and _change = '{LOADED}')
    """


def add(table: Table, columns: Sequence[Column], older: Older | None = None) -> None:
    """New columns, empty: a change of the catalogue, no row is rewritten. The caller has the locks.

    One that is there already is left from an attempt that was broken off, or from a time when items that went kept their column: it begins empty as well.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"drop view {table.changes_sql}")
        for column in columns:
            cursor.execute(f"alter table {table.sql} {_anew(column.sql, column)}")
            cursor.execute(f"alter table {table.log_sql} {_anew(column.sql, column)}, {_anew(was(column), column)}")
        cursor.execute(_changes_view(table, older))
    if find_geometry(table) in columns:
        index_places(table)


def was(column: Column) -> str:
    """In the change table: what stood there before the change."""
    return f'"_was_{column.code}"'


def _anew(name: str, column: Column) -> str:
    return f"drop column if exists {name}, add column {name} {column.pg_type}"


def _definitions(table: Table) -> str:
    return ", ".join(f"{column.sql} {column.pg_type}{' not null' if column.is_key else ''}" for column in table.columns)
