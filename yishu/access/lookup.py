"""The read of a governed call: the records of many subjects, and the version they were read at, in one statement."""

from collections.abc import Callable, Collection, Sequence, Set
from dataclasses import dataclass
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
    keys = table.identity("t")
    shown = ", ".join([*keys, *(f"t.{table.by_code[code].sql}" for code in _codes(table, columns))])
    arrays = [f"{mark(n)}::{column.pg_type}[]" for n, column in enumerate(table.key, 1)]
    if len(keys) == 1:
        joined = f"{table.sql} t on {keys[0]} = any({arrays[0]})"
    else:
        names = ", ".join(f"k{n}" for n in range(len(keys)))
        same = " and ".join(f"{key} = k.k{n}" for n, key in enumerate(keys))
        joined = f"(unnest({', '.join(arrays)}) as k({names}) join {table.sql} t on {same}) on true"
    return f"select v.version, {shown} from hosting_holding v left join {joined} where v.id = {mark(len(keys) + 1)}"


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


def _codes(table: Table, columns: Collection[str]) -> list[str]:
    """The wanted items in the order of the table."""
    return [column.code for column in table.columns if column.code in columns]
