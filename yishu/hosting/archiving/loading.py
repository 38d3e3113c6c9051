"""A version is read from its file: all of it into a temporary table of the reader's own connection, from where rows, items and masks are chosen as for any copy.

Nothing is given of a file before its SHA-256 is found to be what was put on record. The row is locked as long as we read, so that the file is not removed meanwhile.
"""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

import psycopg
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from yishu.hosting.archiving.errors import VersionFileUnsound
from yishu.hosting.archiving.models import VersionFile
from yishu.hosting.archiving.store import store
from yishu.hosting.tables import Table

NEAREST: Final = """
(select version from archiving_versionfile where holding_id = %(holding)s and state = 'kept' and version < %(version)s
    order by version desc limit 1)
union all
select least(min(version), %(kept)s::bigint) from archiving_versionfile
    where holding_id = %(holding)s and state = 'kept' and version > %(version)s
"""
"""The versions nearest to one that is not kept: before it, if there is one, and after it."""
_TEMPORARY: Final = "yishu_version"
_AT_ONCE: Final = 65_536  # rows
_PLAIN: Final = arrow_csv.WriteOptions(include_header=False)


class Loaded(Table):
    """The same columns, in a temporary table of the connection."""

    @property
    def sql(self) -> str:
        return f'pg_temp."{_TEMPORARY}"'


@dataclass(frozen=True, slots=True)
class Stored:
    """A version that was loaded: its records, and the SHA-256 of the file."""

    table: Table
    records: int
    digest: str


def load(connection: psycopg.Connection[Any], table: Table, holding_id: int, version: int) -> Stored | None:
    """None where no file is kept of it; `table` is in its shape. The transaction of the connection ends here, and so does the one in which we load.

    Raises VersionFileUnsound, which is noted for whoever runs the platform, VersionStoreUnreachable.
    """
    connection.rollback()
    connection.read_only, connection.isolation_level = False, psycopg.IsolationLevel.READ_COMMITTED
    found = connection.execute(
        """
        select id, name, records, digest, fault from archiving_versionfile
        where holding_id = %s and version = %s and state = 'kept' for share
        """,
        [holding_id, version],
    ).fetchone()
    if found is None:
        connection.rollback()
        return None
    number, name, records, digest, fault = found
    with tempfile.TemporaryFile() as content:
        came = store().copy(name, content)
        if came != digest:
            _note(connection, number, VersionFile.Fault.MISSING if came is None else VersionFile.Fault.ALTERED)
            raise VersionFileUnsound(version=version)
        _copy_in(connection, table, content)
    connection.commit()
    if fault:  # somebody brought it back
        _note(connection, number, "")
    return Stored(Loaded(table.name, table.key_kind, table.columns), records, digest)


def listed(versions: Iterable[int]) -> str:
    return "、".join(str(version) for version in versions)


def _note(connection: psycopg.Connection[Any], number: int, fault: str) -> None:
    connection.rollback()
    connection.execute(
        "update archiving_versionfile set fault = %s, fault_at = case when %s = '' then null else now() end where id = %s",
        [fault, fault, number],
    )
    connection.commit()


def _copy_in(connection: psycopg.Connection[Any], table: Table, content: IO[bytes]) -> None:
    columns = ", ".join(f"{column.sql} {column.pg_type}" for column in table.columns)
    names = ", ".join(column.sql for column in table.columns)
    connection.execute(f'create temp table "{_TEMPORARY}" ({columns})'.encode())
    with (
        parquet.ParquetFile(content) as file,
        connection.cursor() as cursor,
        cursor.copy(f'copy pg_temp."{_TEMPORARY}" ({names}) from stdin (format csv)'.encode()) as copy,
    ):
        for part in _parts(file, [column.code for column in table.columns]):
            copy.write(part)


def _parts(file: parquet.ParquetFile, codes: list[str]) -> Iterator[memoryview]:
    for batch in file.iter_batches(batch_size=_AT_ONCE, columns=codes):
        written = pa.BufferOutputStream()
        arrow_csv.write_csv(pa.Table.from_batches([batch]).select(codes), written, _PLAIN)
        yield memoryview(written.getvalue())
