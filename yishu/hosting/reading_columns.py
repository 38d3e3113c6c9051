"""Parquet and Arrow IPC streams: columns with types of their own, turned into texts."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from yishu.hosting.errors import ColumnUnusable, FileUnreadable
from yishu.hosting.reading import Chunk, Source, matched, numbered
from yishu.hosting.tables import SHANGHAI, Column


def parquet_chunks(source: Source) -> Iterator[Chunk]:
    try:
        with parquet.ParquetFile(source.spool) as file:
            codes = matched(file.schema_arrow.names, source)
            names = [name for name, code in zip(file.schema_arrow.names, codes, strict=True) if code]
            yield from _chunks(source, file.iter_batches(source.chunk_rows, columns=names))
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        # A damaged file shows itself as any of these; our own disk's errors do as well (a full one is told apart by `needing_room`).
        raise FileUnreadable(format=source.format) from None


def arrow_chunks(source: Source) -> Iterator[Chunk]:
    try:
        with pa.OSFile(str(source.spool)) as file, pa.ipc.open_stream(file) as stream:
            matched(stream.schema.names, source)
            yield from _chunks(source, stream)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise FileUnreadable(format=source.format) from None


def _chunks(source: Source, batches: Iterable[pa.RecordBatch]) -> Iterator[Chunk]:
    columns = {name: column for column in source.wanted for name in (column.name, column.code)}
    number = 1
    for whole in batches:
        for start in range(0, whole.num_rows, source.chunk_rows):
            batch = whole.slice(start, source.chunk_rows)
            texts = {
                column.code: _texts(batch.column(position), column)
                for position, name in enumerate(batch.schema.names)
                if (column := columns.get(name.strip()))
            }
            yield Chunk(numbered(number, batch.num_rows), texts)
            number += batch.num_rows


def _texts(array: pa.Array, column: Column) -> pa.Array:
    """The array as texts that `tables.parse` reads. Raises ColumnUnusable for nested and binary types."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _texts(array.dictionary_decode(), column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        array.validate(full=True)  # Parquet does not promise that its texts are UTF-8
        return pc.cast(array, pa.string())
    if pa.types.is_floating(kind):
        return _of_floats(array)
    if pa.types.is_timestamp(kind):
        texts = pc.cast(array, pa.string())
        if column.type == "date" and kind.tz is not None:
            return pc.coalesce(_days(array), texts)
        return pc.replace_substring_regex(texts, r" 00:00:00(\.0+)?$", "") if column.type == "date" else texts
    if pa.types.is_date64(kind):
        array = pc.cast(array, pa.date32())
    elif not (
        pa.types.is_null(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_date32(kind)
    ):
        raise ColumnUnusable(column=column.code, type=kind)
    return pc.cast(array, pa.string())


def _days(array: pa.Array) -> pa.Array:
    """Moments that are midnight in Asia/Shanghai, else in UTC, as that day; null for any other."""
    coded = array.dictionary_encode()
    a_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[array.type.unit]
    counts = pc.cast(coded.dictionary, pa.int64()).to_pylist()
    return pa.array([_day(count, a_second) for count in counts], pa.string()).take(coded.indices)


def _day(count: int, a_second: int) -> str | None:
    seconds, rest = divmod(count, a_second)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
        readings = (moment.astimezone(SHANGHAI), moment)
    except (ValueError, OverflowError, OSError):  # beyond the calendar
        return None
    return next((str(each.date()) for each in readings if not rest and each.time() == time()), None)


def _of_floats(array: pa.Array) -> pa.Array:
    """Whole numbers without a fraction (tools that know no empty integer write 1.0), NaN as empty."""
    array = pc.if_else(pc.is_nan(array), pa.scalar(None, array.type), array)
    try:
        return pc.cast(pc.cast(array, pa.int64()), pa.string())
    except pa.ArrowInvalid:
        return pc.cast(array, pa.string())
