"""The read of a governed call: the records of many subjects, and the version they were read at, in one statement."""

from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yishu.hosting.tables import Table, Value

Key = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: rows by key; `at` says where in a row an item stands; `version` is the holding's, of the same snapshot."""

    version: int
    rows: dict[Key, Sequence[Any]]
    at: dict[str, int]


def numbered(n: int) -> str:
    """asyncpg's parameters."""
    return f"${n}"


def marked(_: int) -> str:
    """psycopg's parameters."""
    return "%s"


def lookup_sql(table: Table, columns: Collection[str], mark: Callable[[int], str] = numbered) -> str:
    """Parameters: one array for each key column, then the holding's id. Columns: the version, the subject's key, `columns`.

    At least one row comes back if the holding exists: the version with an empty key where no subject was found.
    """
    shown = ", ".join(_selected(table, columns))
    found = f"(select t.* from {_records(table, mark, 1)}) t on true"
    return f"select v.version, {shown} from hosting_holding v left join {found} where v.id = {mark(len(table.key) + 1)}"


def pack_sql(tables: Sequence[tuple[Table, Collection[str]]]) -> str:
    """Several tables in one statement, so in one snapshot. Parameters: the ids of the holdings that are read, then one array for each key column of each table,
    empty where nothing is read of it. Columns: the table's place and the subject's key and `columns` as text; or -1, the holding's id and its version, as text.
    """
    width = max(len(_selected(table, columns)) for table, columns in tables)
    blank = ", ".join(["null::text"] * width)
    selects = [f"select -1, id, version, {blank} from hosting_holding where id = any($1::bigint[])"]
    first = 2
    for place, (table, columns) in enumerate(tables):
        texts = [f"{each}::text" for each in _selected(table, columns)]
        texts += ["null::text"] * (width - len(texts))
        selects.append(f"select {place}, null, null, {', '.join(texts)} from {_records(table, numbered, first)}")
        first += len(table.key)
    return " union all ".join(selects)


def _records(table: Table, mark: Callable[[int], str], first: int) -> str:
    """The records `t` of the subjects, whose parameters begin with number `first`."""
    keys = table.identity("t")
    arrays = [f"{mark(n)}::{column.pg_type}[]" for n, column in enumerate(table.key, first)]
    if len(keys) == 1:
        return f"{table.sql} t where {keys[0]} = any({arrays[0]})"
    names = ", ".join(f"k{n}" for n in range(len(keys)))
    same = " and ".join(f"{key} = k.k{n}" for n, key in enumerate(keys))
    return f"unnest({', '.join(arrays)}) as k({names}) join {table.sql} t on {same}"


def lookup_arguments(table: Table, keys: Set[Key]) -> list[list[Value]]:
    """The arrays of `lookup_sql`."""
    return [[key[n] for key in keys] for n in range(len(table.key))]


def reading_of(table: Table, columns: Collection[str], rows: Sequence[Sequence[Any]]) -> Reading | None:
    """The rows of `lookup_sql`; None where the holding is gone."""
    if not rows:
        return None
    width = len(table.key)
    at = {code: n for n, code in enumerate(_codes(table, columns), width + 1)}
    if width == 1:
        found: dict[Key, Sequence[Any]] = {(row[1],): row for row in rows if row[1] is not None}
    else:
        found = {tuple(row[1 : width + 1]): row for row in rows if row[1] is not None}
    return Reading(rows[0][0], found, at)


def readings_of_pack(
    tables: Sequence[tuple[Table, Collection[str], int | None]], rows: Sequence[Sequence[Any]]
) -> list[Reading | None]:
    """The rows of `pack_sql`, table by table; with each table the holding's id, if it was read."""
    parted: list[list[Sequence[Any]]] = [[] for _ in tables]
    versions: dict[int | None, int] = {}
    for row in rows:
        if row[0] < 0:
            versions[row[1]] = row[2]
        else:
            parted[row[0]].append(row)
    readings: list[Reading | None] = []
    for (table, columns, holding_id), own in zip(tables, parted, strict=True):
        version = versions.get(holding_id)
        typed = [_typed(table, columns, version, row) for row in own] or [[version, None]]
        readings.append(None if version is None else reading_of(table, columns, typed))
    return readings


def _typed(table: Table, columns: Collection[str], version: int | None, row: Sequence[Any]) -> Sequence[Any]:
    """A row of `pack_sql` as one of `lookup_sql`."""
    values: list[Any] = [version]
    types = [*(column.type for column in table.key), *(table.by_code[code].type for code in _codes(table, columns))]
    for kind, text in zip(types, row[3:], strict=False):
        read = _FROM_TEXT.get(kind)
        values.append(text if read is None or text is None else read(text))
    return values


# PostgreSQL's own output, with the time zone and date style that the gateway's connections have.
_FROM_TEXT: dict[str, Callable[[str], Value]] = {
    "integer": int,
    "decimal": Decimal,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "boolean": "true".__eq__,
}


def _selected(table: Table, columns: Collection[str]) -> list[str]:
    """The subject's key, then the wanted items."""
    return [*table.identity("t"), *(f"t.{table.by_code[code].sql}" for code in _codes(table, columns))]


def _codes(table: Table, columns: Collection[str]) -> list[str]:
    """The wanted items in the order of the table."""
    return [column.code for column in table.columns if column.code in columns]
