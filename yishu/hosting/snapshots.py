"""Versions of a hosted table, and the changes of versions, as Parquet files (20.1, 27.3). Read in one REPEATABLE READ transaction; knows no grant."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pyarrow as pa
from django.conf import settings

from yishu.core.rows import RowRule
from yishu.hosting.changes import Selection, all_rows
from yishu.hosting.copying import begin_reading, count_rows, require_changes, require_version
from yishu.hosting.copying_formats import ARROW_TYPES, arrow_types, write_parquet
from yishu.hosting.fingerprint import Label, marking_items
from yishu.hosting.history import CHANGE_TYPE, COMMIT, commits, rows_at
from yishu.hosting.masking import NO_MASKS, Masks
from yishu.hosting.tables import Table

_DELTA: Final = {"string": "string", "integer": "long", "date": "date", "datetime": "timestamp", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Written:
    """A file on disk: size in bytes, SHA-256 of its content."""

    size: int
    digest: str


@dataclass
class Reading:
    """One consistent look at a table: the copy of a version, or what the versions `first` to `last` changed. Close it."""

    connection: psycopg.Connection[Any]
    table: Table
    items: tuple[str, ...]
    version: int
    rows: int
    selection: Selection
    marked_by: tuple[str, ...] = ()
    changes: dict[int, int] = field(default_factory=dict)
    """Of changes: version → how many rows its file has; versions that changed nothing that may be seen are not there."""

    def types(self) -> dict[str, pa.DataType]:
        """Column → type, the same for all files of this look."""
        return arrow_types(self.connection, self.selection)

    def write(self, path: Path, types: dict[str, pa.DataType], label: Label | None) -> Written:
        """The copy of the version."""
        return _written(path, self.connection, self.selection, types, label)

    def write_changes(self, path: Path, types: dict[str, pa.DataType], version: int, label: Label | None) -> Written:
        """What one version changed, each row with its `_change_type`, which stands last; the label is told, in their order the rows stay."""
        columns = (
            *(one for one in self.selection.columns if one[0] not in (CHANGE_TYPE, COMMIT)),
            (CHANGE_TYPE, "string"),
        )
        names = ", ".join(f'"{name}"' for name, _type in columns)
        sql = f"select {names} from ({self.selection.sql}) told where {COMMIT} = {int(version)}"
        one = replace(self.selection, columns=columns, sql=sql)
        return _written(path, self.connection, one, {name: types[name] for name, _type in columns}, label)

    def close(self) -> None:
        self.connection.close()


def delta_schema(table: Table, types: dict[str, pa.DataType]) -> str:
    """Delta's schemaString of the items; what an item is called stands in its comment."""
    fields = [
        {
            "name": name,
            "type": _delta_type(kind),
            "nullable": True,
            "metadata": {"comment": table.by_code[name].name} if name in table.by_code else {},
        }
        for name, kind in types.items()
        if name not in (CHANGE_TYPE, COMMIT)
    ]
    return json.dumps({"type": "struct", "fields": fields}, ensure_ascii=False)


def open_version(
    table: Table,
    holding_id: int,
    items: tuple[str, ...],
    version: int | None = None,
    rows: RowRule | None = None,
    masks: Masks = NO_MASKS,
) -> Reading:
    """The current version, or a kept one, `table` being in its shape. Raises SinceAhead, ChangesExpired, NothingHosted."""
    connection = psycopg.connect(settings.YISHU_DATABASE_URL)
    try:
        current, records = begin_reading(connection, table, holding_id)
        marked_by = marking_items(table, items)
        if version is None or version == current:
            selection = all_rows(table, items, rows, masks)
            count = records if rows is None else count_rows(connection, selection)
            return Reading(connection, table, items, current, count, selection, marked_by)
        require_version(connection, holding_id, version, current)
        selection = rows_at(table, items, version, rows, masks)
        return Reading(connection, table, items, version, count_rows(connection, selection), selection, marked_by)
    except BaseException:
        connection.close()
        raise


def open_changes(
    table: Table,
    holding_id: int,
    items: tuple[str, ...],
    first: int,
    last: int | None = None,
    rows: RowRule | None = None,
    masks: Masks = NO_MASKS,
) -> Reading:
    """What the versions `first` to `last` (the current one) changed; `rows` counts the rows of all files. Raises SinceAhead, ChangesExpired, NothingHosted."""
    connection = psycopg.connect(settings.YISHU_DATABASE_URL)
    try:
        current, _records = begin_reading(connection, table, holding_id)
        last = current if last is None else min(last, current)
        told_by = (*items, rows.item) if rows else items
        require_changes(connection, holding_id, told_by, max(first - 1, 0), current, last)
        selection = commits(table, items, first, last, rows, masks)
        counted = connection.execute(
            f"select {COMMIT}, count(*) from ({selection.sql}) told group by 1 order by 1".encode()
        ).fetchall()
        changes = dict(counted)
        return Reading(connection, table, items, last, sum(changes.values()), selection, changes=changes)
    except BaseException:
        connection.close()
        raise


def _written(
    path: Path,
    connection: psycopg.Connection[Any],
    selection: Selection,
    types: dict[str, pa.DataType],
    label: Label | None,
) -> Written:
    """Whole or not there: written beside its place, then moved. If we die before that, the sweep finds what is left."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".part")
    try:
        with beside.open("wb") as file:
            write_parquet(file, connection, selection, types, label)
            file.flush()
            os.fsync(file.fileno())
        with beside.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        written = Written(beside.stat().st_size, digest)
        beside.rename(path)
        return written
    except BaseException:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise


def _delta_type(kind: pa.DataType) -> str:
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    return next(_DELTA[name] for name, known in ARROW_TYPES.items() if known == kind)
