"""The read of a governed call: the records of many subjects, and the version they were read at, in one statement."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from yishu.hosting.tables import Table, Value

Key = tuple[Value, ...]


class Reading(Struct, frozen=True):
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


def lookup_sql(
    table: Table, columns: Collection[str], mark: Callable[[int], str] = numbered, only: str = "true"
) -> str:
    """Parameters: one array for each key column, then the holding's id. Columns: the version, the subject's key, `columns`.

    At least one row comes back if the holding exists, and `only` holds: the version with an empty key where no subject was found.
    """
    shown = ", ".join(_selected(table, columns))
    found = f"(select t.* from {_records(table, mark, 1)}) t on true"
    of = f"v.id = {mark(len(table.key) + 1)} and {only}"
    return f"select v.version, {shown} from hosting_holding v left join {found} where {of}"


def pack_sql(tables: Sequence[tuple[Table, Collection[str]]], only: str = "true") -> str:
    """Several tables in one statement, so in one snapshot. Parameters: the ids of the holdings that are read, then one array for each key column of each table,
    empty where nothing is read of it. Columns: the table's place and the subject's key and `columns` as text; or -1, the holding's id and its version, as text,
    if `only` holds.
    """
    width = max(len(_selected(table, columns)) for table, columns in tables)
    blank = ", ".join(["null::text"] * width)
    selects = [f"select -1, id, version, {blank} from hosting_holding where id = any($1::bigint[]) and {only}"]
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


def lookup_arguments(table: Table, keys: Collection[Key]) -> list[list[Value]]:
    """The arrays of `lookup_sql`."""
    return [[key[n] for key in keys] for n in range(len(table.key))]


class Layout:
    """How a table's records stand in the rows of a statement: made once, used for every read."""

    __slots__ = ("_first", "_last", "_texts", "at")

    def __init__(self, table: Table, columns: Collection[str], *, packed: bool = False) -> None:
        codes = _codes(table, columns)
        self._first = 3 if packed else 1
        self._last = self._first + len(table.key)
        self.at = {code: n for n, code in enumerate(codes, self._last)}
        types = [column.type for column in table.key] + [table.by_code[code].type for code in codes]
        self._texts = [
            (n, _FROM_TEXT[kind]) for n, kind in enumerate(types, self._first) if packed and kind in _FROM_TEXT
        ]

    def reading(self, version: int, rows: Sequence[Sequence[Any]]) -> Reading:
        """Rows whose key is empty stand for no record."""
        first, last = self._first, self._last
        if self._texts:
            rows = [self._typed(row) for row in rows]
        if last - first == 1:
            found: dict[Key, Sequence[Any]] = {(row[first],): row for row in rows if row[first] is not None}
        else:
            found = {tuple(row[first:last]): row for row in rows if row[first] is not None}
        return Reading(version, found, self.at)

    def _typed(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for n, read in self._texts:
            if values[n] is not None:
                values[n] = read(values[n])
        return values


def reading_of(layout: Layout, rows: Sequence[Sequence[Any]]) -> Reading | None:
    """The rows of `lookup_sql`; None where the holding is gone."""
    return layout.reading(rows[0][0], rows) if rows else None


def parted(rows: Sequence[Sequence[Any]]) -> tuple[dict[int, int], dict[int, list[Sequence[Any]]]]:
    """The rows of `pack_sql`: versions by holding, records by their table's place."""
    versions: dict[int, int] = {}
    records: dict[int, list[Sequence[Any]]] = {}
    for row in rows:
        place = row[0]
        if place < 0:
            versions[row[1]] = row[2]
        elif place in records:
            records[place].append(row)
        else:
            records[place] = [row]
    return versions, records


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
