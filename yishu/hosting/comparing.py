"""A file's records by their digests, and which of them stand already; in DuckDB, by columns, in bounded memory (20.1)."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from yishu.hosting.keys import KEY_JOIN
from yishu.hosting.tables import Table

if TYPE_CHECKING:
    import duckdb

MEMORY: Final = "96MB"
_BETWEEN: Final = "\0"  # no value holds it
_ROWS: Final = 65_536
_LOW: Final = 2**64 - 1


class Failed(Exception):
    """The engine could not compare: it has too little memory for it, or its disk is full. What it was to spare is to be done then."""


@contextmanager
def engine(within: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    """One thread, so that what feeds it runs in the caller's; what memory does not hold goes to a folder of its own. Raises Failed for whatever it cannot do."""
    import duckdb  # where it is needed: it costs a tenth of a second and some memory

    within.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = tempfile.mkdtemp(dir=within, prefix="compare-")
    config = {"memory_limit": MEMORY, "threads": 1, "temp_directory": folder}
    connection = duckdb.connect(
        config={**config, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    try:
        yield connection
    except duckdb.Error as error:
        raise Failed from error
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


class Digests:
    """128 bits a record: MD5 of a secret and the record's canonical values. Who does not know the secret cannot bring two records to one digest, and of a million million records no
    two share one by accident.

    Those of the whole file are kept until they are wanted, in a file without a name.
    """

    def __init__(self, connection: "duckdb.DuckDBPyConnection", table: Table, secret: str, within: Path) -> None:
        self._cursor, self._secret = connection.cursor(), pa.scalar(secret)
        self._codes = [column.code for column in table.columns]
        key = f"concat_ws(chr({ord(KEY_JOIN)}), {', '.join(table.identity())})"
        self._sql = f"""
            select key, (digest >> 64)::ubigint as high, (digest & {_LOW}::uhugeint)::ubigint as low
            from (select {key} as key, md5_number(_text) as digest from records)
        """
        self._kept: tuple[IO[bytes], IO[bytes]] = (
            tempfile.TemporaryFile(dir=within),  # noqa: SIM115
            tempfile.TemporaryFile(dir=within),  # noqa: SIM115
        )

    def of(self, records: pa.Table) -> pa.Table:
        """`key` (text), `high` and `low` (64 bits each) of records in canonical texts by item code."""
        texts = pc.binary_join_element_wise(
            self._secret,
            *(records.column(code) for code in self._codes),
            _BETWEEN,
            null_handling="replace",
            null_replacement="",
        )
        self._cursor.register("records", records.append_column("_text", texts))
        found = self._cursor.sql(self._sql).to_arrow_table().combine_chunks()
        for file, half in zip(self._kept, ("high", "low"), strict=True):
            file.write(_bytes(found.column(half)))
        return found

    def parts(self, length: int) -> Iterator[tuple[bytes, bytes]]:
        """The digests of all records so far, `length` bytes of either half at a time."""
        for file in self._kept:
            file.seek(0)
        while part := self._kept[0].read(length):
            yield part, self._kept[1].read(length)

    def close(self) -> None:
        for file in self._kept:
            file.close()


class Comparison:
    """The records of one file beside those that stand.

    `standing`: digests of records that stood at some version, as `Digests.parts` gives them; `touched`: the keys of records that were touched since, which prove nothing.
    """

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        digests: Digests,
        standing: Iterable[tuple[bytes, bytes]],
        touched: Iterable[str],
    ) -> None:
        self._connection, self._digests = connection, digests
        connection.execute("create table standing (high ubigint, low ubigint)")
        connection.execute("create table touched (key varchar)")
        connection.execute("create table incoming (key varchar, high ubigint, low ubigint)")
        for high, low in standing:
            self._insert("standing", pa.table({"high": _numbers(high), "low": _numbers(low)}))
        self._insert("touched", pa.table({"key": pa.array(list(touched), pa.string())}))

    def differing(self, records: Iterator[pa.Table]) -> Iterator[pa.Table]:
        """The records that do not stand as they are, in their order."""
        first = next(records, None)
        if first is None:
            return
        told = self._told(chain((first,), records))
        feed = next(told)
        failed: list[BaseException] = []
        reader = pa.RecordBatchReader.from_batches(feed.schema, _batches(chain((feed,), told), failed))
        self._connection.register("file", reader)
        names = ", ".join(f'"{name}"' for name in first.column_names)
        query = self._connection.sql(f"""
            select {names} from file f
            where not exists (select 1 from standing s where s.high = f._high and s.low = f._low)
            or exists (select 1 from touched t where t.key = f._key)
        """)
        try:
            for batch in query.to_arrow_reader(_ROWS):
                yield pa.Table.from_batches([batch])
        except Exception:
            if failed:
                raise failed[0] from None
            raise

    def names_a_key_twice(self) -> bool:
        return self._one("select count(*) > count(distinct key) from incoming")

    def missing(self, standing_keys: IO[bytes]) -> Iterator[list[str]]:
        """Of the keys given as one column of CSV those that the file does not name."""
        options = arrow_csv.ReadOptions(column_names=["key"], use_threads=False)
        texts = arrow_csv.ConvertOptions(column_types={"key": pa.string()}, strings_can_be_null=False)
        self._connection.register("stands", arrow_csv.open_csv(standing_keys, options, convert_options=texts))
        query = self._connection.sql(
            "select s.key from stands s where not exists (select 1 from incoming i where i.key = s.key)"
        )
        for batch in query.to_arrow_reader(_ROWS):
            yield batch.column(0).to_pylist()

    def named(self, keys: list[str]) -> list[str]:
        """Of these keys those that the file names."""
        self._connection.register("asked", pa.table({"key": pa.array(keys, pa.string())}))
        found = self._connection.sql(
            "select key from asked a where exists (select 1 from incoming i where i.key = a.key)"
        )
        return [key for (key,) in found.fetchall()]

    def _told(self, records: Iterator[pa.Table]) -> Iterator[pa.Table]:
        for chunk in records:
            found = self._digests.of(chunk)
            self._insert("incoming", found)
            for name in ("key", "high", "low"):
                chunk = chunk.append_column(f"_{name}", found.column(name))
            yield chunk

    def _insert(self, into: str, rows: pa.Table) -> None:
        cursor = self._connection.cursor()  # the connection itself may be in the midst of a query
        cursor.register("rows", rows)
        cursor.execute(f"insert into {into} select {', '.join(rows.column_names)} from rows")
        cursor.close()

    def _one(self, sql: str) -> Any:
        return self._connection.sql(sql).fetchall()[0][0]


def _batches(tables: Iterator[pa.Table], failed: list[BaseException]) -> Iterator[pa.RecordBatch]:
    """What making one raises is kept as it is: the engine would tell it in words of its own."""
    try:
        for table in tables:
            yield from table.combine_chunks().to_batches()
    except BaseException as error:
        failed.append(error)
        raise


def _bytes(column: pa.ChunkedArray) -> bytes:
    """Of numbers without an empty one."""
    array = column.combine_chunks()
    array = array.chunk(0) if isinstance(array, pa.ChunkedArray) and array.num_chunks == 1 else array
    return (
        memoryview(array.buffers()[1])[array.offset * 8 : (array.offset + len(array)) * 8].tobytes()
        if len(array)
        else b""
    )


def _numbers(octets: bytes) -> pa.Array:
    return pa.Array.from_buffers(pa.uint64(), len(octets) // 8, [None, pa.py_buffer(octets)])
