"""Writing a replica: all records of the present version, in one look at the table, then the index of their keys.

A replica is a folder. It is written beside, made durable and renamed when it is whole, so that whoever finds one may trust it; what a killed process left is swept. It names the
batch that made its version: a database that was restored from before may count to the same version again, but has not that batch.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import psycopg
import pyarrow as pa

from yishu.hosting.changes import all_rows
from yishu.hosting.copying_formats import ARROW_TYPES, rows_in
from yishu.hosting.opening import begin_reading
from yishu.hosting.replicas.errors import NotOfABatch, Stopped
from yishu.hosting.replicas.hashing import Hashes, hashes_of, identities
from yishu.hosting.tables import Table
from yishu.node.durable_files import sync

ROWS: Final = "rows.arrow"
HASHES: Final = "hashes.npy"
PLACES: Final = "places.npy"
BATCH_ROWS: Final = 1 << 17
"""In each record batch: what is taken of one is copied at once."""


UNFINISHED: Final = ".part"
_BATCH: Final = "select id::text from hosting_batch where holding_id = %s and version = %s order by id limit 1"


def write(
    connection: psycopg.Connection[Any],
    table: Table,
    holding_id: int,
    root: Path,
    stopping: Callable[[], bool] = lambda: False,
) -> Path:
    """The folder of the present version; `table` has one key, a text. `stopping`: whether the process ends. Raises NothingHosted, NotOfABatch, Stopped, OSError."""
    version, _records = begin_reading(connection, table, holding_id)
    batch = connection.execute(_BATCH, [holding_id, version]).fetchone()
    if batch is None:
        raise NotOfABatch
    final = root / f"{table.name}.v{version}.{batch[0]}"
    if final.exists():
        return final
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = root / f"{final.name}.{secrets.token_hex(8)}{UNFINISHED}"
    unfinished.mkdir(mode=0o700)
    try:
        schema = schema_of(table).with_metadata({"version": str(version), "batch": batch[0]})
        hashes = _write_rows(connection, table, schema, unfinished / ROWS, stopping)
        order = np.argsort(hashes, kind="stable")
        np.save(unfinished / HASHES, hashes[order])
        np.save(unfinished / PLACES, order.astype(np.uint32))
        for file in (*unfinished.iterdir(), unfinished):
            sync(file)
        _rename(unfinished, final)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return final


def _rename(unfinished: Path, final: Path) -> None:
    """Another process may have been quicker; its replica is as good."""
    try:
        os.rename(unfinished, final)
    except OSError:
        if not final.exists():
            raise
        shutil.rmtree(unfinished, ignore_errors=True)
    sync(final.parent)


def _write_rows(
    connection: psycopg.Connection[Any], table: Table, schema: pa.Schema, path: Path, stopping: Callable[[], bool]
) -> Hashes:
    (key,) = table.key
    hashes = [np.empty(0, np.uint64)]
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as file:
        for batch in _batches(connection, table, schema):
            if stopping():
                raise Stopped
            hashes.append(hashes_of(identities(table, batch.column(key.code))))
            file.write_batch(batch)
    return np.concatenate(hashes)


def _batches(connection: psycopg.Connection[Any], table: Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Of an even size, but for the last."""
    selection = all_rows(table, tuple(column.code for column in table.columns))
    held: list[pa.Table] = []
    for part in rows_in(connection, selection, schema):
        held.append(part)
        while sum(each.num_rows for each in held) >= BATCH_ROWS:
            whole = pa.concat_tables(held)
            yield from whole.slice(0, BATCH_ROWS).combine_chunks().to_batches()
            held = [whole.slice(BATCH_ROWS)]
    if held and (rest := pa.concat_tables(held)).num_rows:
        yield from rest.combine_chunks().to_batches()


def schema_of(table: Table) -> pa.Schema:
    """Types as in a copy; decimals as texts, whose digits are those on record."""
    return pa.schema([(column.code, ARROW_TYPES.get(column.type, pa.string())) for column in table.columns])
