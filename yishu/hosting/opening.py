"""What can be read of a hosted table: the present version, one that the log still tells, one that a file keeps; and since when changes can be told (27.3).

Rows and version are read in one REPEATABLE READ transaction, so they belong together.
"""

from dataclasses import dataclass, replace
from typing import Any

import psycopg

from yishu.core.rows import RowRule
from yishu.hosting.archiving import loading
from yishu.hosting.changes import Selection, all_rows
from yishu.hosting.errors import ChangesExpired, NothingHosted, SinceAhead
from yishu.hosting.history import rows_at
from yishu.hosting.keeping.shapes import FLOOR, KEPT
from yishu.hosting.masking import Masks
from yishu.hosting.tables import Table

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """A version, how many rows of it are selected, by what; `file`: SHA-256 of the file that it was read from, where the log no longer has it."""

    version: int
    rows: int
    selection: Selection
    file: str = ""


def open_rows(
    connection: Connection,
    table: Table,
    holding_id: int,
    items: tuple[str, ...],
    wanted: int | None,
    rows: RowRule | None,
    masks: Masks,
) -> Opened:
    """All of a version, the present one if None; `table` is in its shape. The transaction has begun in which it is read.

    Raises SinceAhead, ChangesExpired, NothingHosted, VersionFileUnsound, VersionStoreUnreachable.
    """
    version, records = begin_reading(connection, table, holding_id)
    if wanted is None or wanted == version:
        selection = replace(all_rows(table, items, rows, masks), present=(table.sql, version))
        return _whole(connection, version, records, selection, rows)
    if wanted < version and wanted < _kept(connection, holding_id):
        stored = loading.load(connection, table, holding_id, wanted)
        begin_reading(connection, table, holding_id)
        if stored is not None:
            selection = all_rows(stored.table, items, rows, masks)
            return _whole(connection, wanted, stored.records, selection, rows, stored.digest)
    require_version(connection, holding_id, wanted, version)
    selection = rows_at(table, items, wanted, rows, masks)
    return Opened(wanted, count_rows(connection, selection), selection)


def begin_reading(connection: Connection, table: Table, holding_id: int) -> tuple[int, int]:
    """Version and number of records, in the transaction in which rows will be read. Raises NothingHosted."""
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute("set local timezone = 'Asia/Shanghai'")
    connection.execute("set local datestyle = 'ISO'")
    held = connection.execute("select version, records from hosting_holding where id = %s", [holding_id]).fetchone()
    if held is None:
        raise NothingHosted(code=table.name)
    return held[0], held[1]


def count_rows(connection: Connection, selection: Selection) -> int:
    (count,) = connection.execute(f"select count(*) from ({selection.sql}) selected".encode()).fetchone() or (0,)
    return count


def require_version(connection: Connection, holding_id: int, wanted: int, version: int) -> None:
    """What stood at version `wanted` can be told from the log. Raises SinceAhead, ChangesExpired with the nearest versions that can be had."""
    _require_there(wanted, version)
    kept = _kept(connection, holding_id)
    if wanted < kept:
        near = connection.execute(loading.NEAREST.encode(), {"holding": holding_id, "version": wanted, "kept": kept})
        raise ChangesExpired(since=wanted, kept=kept, nearest=loading.listed(number for (number,) in near.fetchall()))


def require_changes(
    connection: Connection,
    holding_id: int,
    items: tuple[str, ...],
    since: int,
    version: int,
    last: int | None = None,
) -> None:
    """The changes of these items after version `since`, up to `last` (the present one), can be told. Raises SinceAhead, ChangesExpired."""
    _require_there(since, version)
    given = {"holding": holding_id, "items": list(items), "last": version if last is None else last}
    (kept,) = connection.execute(FLOOR.encode(), given).fetchone() or (version,)
    if since < kept:
        raise ChangesExpired(since=since, kept=kept, nearest=str(kept))


def _whole(
    connection: Connection, version: int, records: int, selection: Selection, rows: RowRule | None, file: str = ""
) -> Opened:
    return Opened(version, records if rows is None else count_rows(connection, selection), selection, file)


def _kept(connection: Connection, holding_id: int) -> int:
    (kept,) = connection.execute(KEPT, {"holding": holding_id}).fetchone() or (0,)
    return kept


def _require_there(wanted: int, version: int) -> None:
    if wanted > version:
        raise SinceAhead(since=wanted, version=version)
