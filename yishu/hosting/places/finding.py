"""Finding records by place: candidates by the index of boxes, in the order of their keys, then each held against the place itself. Knows no grant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from yishu.core.geometry import shapes
from yishu.core.geometry.places import Place
from yishu.core.geometry.shapes import SCALE
from yishu.core.rows import RowRule
from yishu.hosting import shaping
from yishu.hosting.places.indexing import extent_sql
from yishu.hosting.rows import row_sql
from yishu.hosting.tables import Column, Table

MOST_EXAMINED: Final = 5000
MOST_BYTES: Final = 32 * 1024**2
"""Of geometries that are looked at for one page: about a second."""
MOST_HANDED: Final = 8 * 1024**2
"""Of geometries on one page."""
_AT_ONCE: Final = 10  # rows that the driver holds: each may have a large geometry

Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What lies at `place` and is among the `rows`: the `items` of at most `limit` records, those after the key `after`, whose parts are texts; as it stood at version `as_of`, if one is named."""

    table: Table
    holding_id: int
    geometry: Column
    items: tuple[str, ...]
    place: Place
    rows: RowRule | None
    limit: int
    after: tuple[str, ...] = ()
    as_of: int | None = None


class NotKept(Exception):
    """What stood at that version can no longer be told."""


@dataclass(frozen=True, slots=True)
class Page:
    """Records in the order of their keys, `items` each, at one version. `last`: the key after which to go on; empty where there is no more.

    A page may be short of its limit, even empty, and not the last: where much had to be looked at.
    """

    version: int
    records: list[Row]
    last: tuple[str, ...] = ()


def find(wanted: Wanted) -> Page | None:
    """A page, in one snapshot. None where the holding is gone. Raises NotKept."""
    found: list[Row] = []
    version, examined, held, handed = None, 0, 0, 0
    last: tuple[str, ...] = ()
    parts = len(wanted.table.key)
    for row in _candidates(wanted):
        version = _version(wanted, *row[:2])
        if row[2] is None:
            break
        examined, held = examined + 1, held + len(row[-1])
        meets = wanted.place.meets(shapes.stored(row[-1]))
        if meets and len(found) == wanted.limit:
            return Page(version, found, last)
        if meets:
            found.append(_record(wanted, row[2 + parts : -1], row[-1]))
            handed += len(row[-1]) if wanted.geometry.code in wanted.items else 0
        last = tuple(row[2 : 2 + parts])
        if examined == MOST_EXAMINED or held > MOST_BYTES or handed > MOST_HANDED:
            return Page(version, found, last)
    return None if version is None else Page(version, found)


def _record(wanted: Wanted, others: Row, geometry: Any) -> Row:
    """The items in their order; the geometry was read once."""
    rest = iter(others)
    return [geometry if item == wanted.geometry.code else next(rest) for item in wanted.items]


def _version(wanted: Wanted, version: int, kept: int) -> int:
    if wanted.as_of is None:
        return version
    if wanted.as_of < kept:
        raise NotKept
    return wanted.as_of


def _candidates(wanted: Wanted) -> Iterator[Row]:
    """The version and the oldest that is kept, the key as texts, the other items, the geometry; one row of nothing where none is near."""
    table = wanted.table
    part, values = _part(wanted, f"{table.sql} t", was=False)
    if wanted.as_of is not None:
        # Records that were not touched since, and what stood before the first later change of the others: as `history.rows_at`.
        keys = ", ".join(table.identity())
        later = f"select distinct on ({keys}) * from {table.changes_sql} where _version > {wanted.as_of} order by {keys}, _version"
        before, more = _part(wanted, f"({later}) t", was=True)
        part, values = (
            f"{part} and t._version <= {wanted.as_of} union all {before} and t._change <> 'insert'",
            values + more,
        )
    order = ", ".join(str(n) for n in range(1, len(table.key) + 1))
    width = len(table.key) + len(_others(wanted)) + 1
    named = [f"o{n}" for n in range(len(table.key))], [f"c{n}" for n in range(width)]
    sql = f"""
        select v.version, v.kept, {", ".join(f"c.{name}" for name in named[1])} from hosting_holding v left join lateral (
            select * from ({part}) u ({", ".join(named[0] + named[1])}) order by {order} limit {MOST_EXAMINED + 1}
        ) c on true where v.id = %s
    """
    # A cursor of the server: what is not looked at any more is not sent.
    with connection.connection.cursor("yishu_places") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(sql.encode(), [*values, wanted.holding_id])
        yield from cursor


def _part(wanted: Wanted, source: str, *, was: bool) -> tuple[str, list[Any]]:
    """Of a source `t`, what stands in it or `was` before: the key, then what `_candidates` gives. And its parameters."""
    table, keys = wanted.table, wanted.table.identity("t")

    def name(column: Column) -> str:
        return f"t.{shaping.was(column) if was and column in table.rest else column.sql}"

    west, south, east, north = (number / SCALE for number in wanted.place.box)
    conditions = [f"{extent_sql(name(wanted.geometry))} && box(point(%s, %s), point(%s, %s))"]
    values: list[Any] = [west, south, east, north]
    if wanted.rows is not None:
        column = table.by_code[wanted.rows.item]
        conditions.append(row_sql(wanted.rows, column, name(column)).replace("%", "%%"))
    if wanted.after:
        marks = ", ".join(f"%s::{column.pg_type}" for column in table.key)
        conditions.append(f"({', '.join(keys)}) > ({marks})")
        values += wanted.after
    shown = [*(f"{key}::text" for key in keys), *(name(column) for column in _others(wanted)), name(wanted.geometry)]
    return f"select {', '.join([*keys, *shown])} from {source} where {' and '.join(conditions)}", values


def _others(wanted: Wanted) -> list[Column]:
    return [wanted.table.by_code[item] for item in wanted.items if item != wanted.geometry.code]
