"""Writing a replica: all records of the present version, in one look at the table, then the index of their keys.

A replica is a folder. It is written beside and renamed when it is whole, so that whoever finds one may trust it; what a killed process left is swept.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import psycopg
import pyarrow as pa

from yishu.hosting.changes import all_rows
from yishu.hosting.copying_formats import ARROW_TYPES, rows_in
from yishu.hosting.opening import begin_reading
from yishu.hosting.replicas.hashing import Hashes, hashes_of
from yishu.hosting.tables import Table

ROWS: Final = "rows.arrow"
HASHES: Final = "hashes.npy"
PLACES: Final = "places.npy"
BATCH_ROWS: Final = 1 << 17
"""In each record batch: what is taken of one is copied at once."""


def folder_of(root: Path, table: Table, version: int) -> Path:
    return root / f"{table.name}.v{version}"


def write(connection: psycopg.Connection[Any], table: Table, holding_id: int, root: Path) -> tuple[Path, int]:
    """The folder of the present version, and that version's number; `table` has one key, a text. Raises NothingHosted."""
    version, _records = begin_reading(connection, table, holding_id)
    final = folder_of(root, table, version)
    if final.exists():
        return final, version
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = root / f"{final.name}.{secrets.token_hex(8)}.part"
    unfinished.mkdir(mode=0o700)
    try:
        hashes = _write_rows(connection, table, unfinished / ROWS)
        order = np.argsort(hashes, kind="stable")
        np.save(unfinished / HASHES, hashes[order])
        np.save(unfinished / PLACES, order.astype(np.uint32))
        _rename(unfinished, final)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return final, version


def _rename(unfinished: Path, final: Path) -> None:
    """Another process may have been quicker; its replica is as good."""
    try:
        os.rename(unfinished, final)
    except OSError:
        if not final.exists():
            raise
        shutil.rmtree(unfinished, ignore_errors=True)


def _write_rows(connection: psycopg.Connection[Any], table: Table, path: Path) -> Hashes:
    schema = schema_of(table)
    (key,) = table.key
    hashes = [np.empty(0, np.uint64)]
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as file:
        for batch in _batches(connection, table, schema):
            hashes.append(hashes_of(batch.column(key.code)))
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
