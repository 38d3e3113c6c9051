"""Making hosted tables, and letting them follow new versions of their entry."""

from django.db import connection

from yishu.catalogue.models import Entry
from yishu.core.identifiers import KeyKind
from yishu.hosting.errors import KeyItemMissing, SchemaChanged
from yishu.hosting.models import Holding
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


def create(table: Table) -> None:
    """Table and change table, without their keys: `finish` makes those when the first records are in."""
    items = ", ".join(_definition(column) for column in table.columns)
    before = "".join(f", {was(column)} {column.pg_type}" for column in table.rest)
    with connection.cursor() as cursor:
        cursor.execute(f"create table {table.sql} ({items}, _version bigint not null)")
        cursor.execute(
            f"create table {table.changes_sql} (_version bigint not null, _change text not null, {items}{before})"
        )


def finish(table: Table) -> None:
    keys = ", ".join(table.identity())
    with connection.cursor() as cursor:
        cursor.execute(f"create unique index on {table.sql} ({keys})")
        cursor.execute(f"create index on {table.changes_sql} (_version)")
        cursor.execute(f"analyze {table.sql}")


def add(table: Table, columns: list[Column]) -> None:
    """Readers wait for a moment only: an empty column is a change of the catalogue, no row is rewritten.

    An item that an earlier version dropped, and that comes back, begins empty: what stood there then is not what is published now.
    """
    with connection.cursor() as cursor:
        for column in columns:
            cursor.execute(f"alter table {table.sql} {_anew(column.sql, column)}")
            cursor.execute(f"alter table {table.changes_sql} {_anew(column.sql, column)}, {_anew(was(column), column)}")


def was(column: Column) -> str:
    """In the change table: what stood there before the change."""
    return f'"_was_{column.code}"'


def _anew(name: str, column: Column) -> str:
    return f"drop column if exists {name}, add column {name} {column.pg_type}"


def _definition(column: Column) -> str:
    return f"{column.sql} {column.pg_type}{' not null' if column.is_key else ''}"
