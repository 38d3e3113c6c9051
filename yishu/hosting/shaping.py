"""Making hosted tables, and letting them follow new versions of their entry."""

from django.db import connection

from yishu.catalogue.models import Entry
from yishu.core.identifiers import KeyKind
from yishu.hosting.errors import KeyItemMissing, SchemaChanged
from yishu.hosting.models import Holding
from yishu.hosting.places.indexing import find_geometry, index_places
from yishu.hosting.tables import Column, Table, table_name


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
    added_columns(table_of_entry(holding.entry, holding.table), wanted)
    return wanted


def added_columns(stored: Table, wanted: Table) -> list[Column]:
    """What `wanted` has more than is stored. Raises SchemaChanged unless that may be empty, and keys and types stay.

    An item that is not wanted any more keeps its column, which nobody writes or reads from then on.
    """
    new = [column for column in wanted.columns if column.code not in stored.by_code]
    changed = [column.code for column in new if column.required or column.is_key]
    for column in stored.columns:
        now = wanted.by_code.get(column.code)
        dropped = now is None and not column.is_key
        if not dropped and (now is None or (now.type, now.is_key) != (column.type, column.is_key)):
            changed.append(column.code)
    if wanted.key_kind is not stored.key_kind:
        changed += [column.code for column in stored.key]
    if changed:
        raise SchemaChanged(items=", ".join(changed))
    return new


FIRST, LOADED = 1, "loaded"
"""The version of a table's first load, and the mark that its log has of it."""


def create(table: Table) -> None:
    """The table, empty, with its key and its change log."""
    with connection.cursor() as cursor:
        cursor.execute(f"create table {table.sql} ({_definitions(table)}, _version bigint not null)")
        cursor.execute(f"create unique index on {table.sql} ({', '.join(table.identity())})")
    index_places(table)
    _create_log(table)


def create_loading(table: Table, name: str) -> None:
    """A table for a first load, of the same shape, which becomes the hosted table by `adopt`. It has no key yet: one index built at the end is faster."""
    with connection.cursor() as cursor:
        cursor.execute(f"create table {name} ({_definitions(table)}, _version bigint not null default {FIRST})")


def adopt(table: Table, name: str) -> None:
    """The loaded table, its key built, becomes the hosted one."""
    with connection.cursor() as cursor:
        cursor.execute(f"alter table {name} alter column _version drop default")
        cursor.execute(f'alter table {name} rename to "{table.name}"')
        index_places(table)
        cursor.execute(f"analyze {table.sql}")
    _create_log(table)


def log_loading(table: Table) -> None:
    """The first version is not written a second time into the log: a mark says that the table was loaded with it, and the view tells its changes from the
    table and from what is logged later."""
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table.log_sql} (_version, _change) values ({FIRST}, '{LOADED}')")


def _create_log(table: Table) -> None:
    items = ", ".join(f"{column.sql} {column.pg_type}" for column in table.columns)
    before = "".join(f", {was(column)} {column.pg_type}" for column in table.rest)
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table {table.log_sql} (_version bigint not null, _change text not null, {items}{before})"
        )
        cursor.execute(f"create index on {table.log_sql} (_version)")
        cursor.execute(_changes_view(table))


def _changes_view(table: Table) -> str:
    """What is logged, and for a table that was loaded at once its first version. Asked for later versions only, PostgreSQL leaves that second part out."""
    items = ", ".join(column.sql for column in table.columns)
    before = "".join(f", {was(column)}" for column in table.rest)
    nothing = "".join(f", null::{column.pg_type}" for column in table.rest)
    keys = ", ".join(table.identity())
    stood = ", ".join(was(column) if column in table.rest else column.sql for column in table.columns)
    return f"""
        create view {table.changes_sql} as
        select _version, _change, {items}{before} from {table.log_sql} where _change <> '{LOADED}'
        union all
        select {FIRST}::bigint, 'insert', {items}{nothing} from (
            select {items} from {table.sql} where _version <= {FIRST}
            union all
            select {stood} from (
                select distinct on ({keys}) * from {table.log_sql} where _version > {FIRST} order by {keys}, _version
            ) later where _change <> 'insert'
        ) loaded where exists (select from {table.log_sql} where _version = {FIRST} and _change = '{LOADED}')
    """


def add(table: Table, columns: list[Column]) -> None:
    """Readers wait for a moment only: an empty column is a change of the catalogue, no row is rewritten.

    An item that an earlier version dropped, and that comes back, begins empty: what stood there then is not what is published now.
    """
    if not columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"drop view {table.changes_sql}")
        for column in columns:
            cursor.execute(f"alter table {table.sql} {_anew(column.sql, column)}")
            cursor.execute(f"alter table {table.log_sql} {_anew(column.sql, column)}, {_anew(was(column), column)}")
        cursor.execute(_changes_view(table))
    if find_geometry(table) in columns:
        index_places(table)


def was(column: Column) -> str:
    """In the change table: what stood there before the change."""
    return f'"_was_{column.code}"'


def _anew(name: str, column: Column) -> str:
    return f"drop column if exists {name}, add column {name} {column.pg_type}"


def _definitions(table: Table) -> str:
    return ", ".join(f"{column.sql} {column.pg_type}{' not null' if column.is_key else ''}" for column in table.columns)
