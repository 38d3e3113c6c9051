"""Parquet and Arrow IPC streams: columns with types of their own, turned into texts."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from yishu.hosting.errors import ColumnUnusable, FileUnpacksTooLarge, FileUnreadable
from yishu.hosting.parquet_pages import unpacked_pages
from yishu.hosting.reading import LARGEST_BYTES, Chunk, Source, matched, numbered
from yishu.hosting.tables import SHANGHAI, Column
from yishu.hosting.unpacking import unpacked_messages

MOST_UNPACKED: Final = 4 * LARGEST_BYTES
"""Of a whole file."""
MOST_AT_ONCE: Final = 512 * 1024**2
"""Of what is unpacked in one go: a batch of records; a page of each column."""
MOST_OF_CHUNK: Final = 256 * 1024**2
"""Of the texts of records that are handed on together; a single one that is larger is not taken."""


def parquet_chunks(source: Source) -> Iterator[Chunk]:
    try:
        with source.spool.open("rb") as plain, parquet.ParquetFile(source.spool) as file:
            codes = matched(file.schema_arrow.names, source)
            names = [name for name, code in zip(file.schema_arrow.names, codes, strict=True) if code]
            found = unpacked_pages(plain, frozenset(names))
            _require_room(found.total, found.at_once)
            # A short page can stand for a long text a million times: so many records at once as there is room for, were each of them the longest.
            rows = min(source.chunk_rows, max(1, MOST_AT_ONCE // max(1, found.repeated)))
            yield from _chunks(source, file.iter_batches(rows, columns=names))
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError):
        # A damaged file shows itself as any of these; our own disk's errors do as well (a full one is told apart by `needing_room`).
        raise FileUnreadable(format=source.format) from None


def arrow_chunks(source: Source) -> Iterator[Chunk]:
    try:
        with pa.OSFile(str(source.spool)) as file:
            total = 0
            for size in unpacked_messages(file):
                total += size
                _require_room(total, size)
        with pa.OSFile(str(source.spool)) as file, pa.ipc.open_stream(file) as stream:
            matched(stream.schema.names, source)
            yield from _chunks(source, stream)
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError):
        raise FileUnreadable(format=source.format) from None


def _require_room(total: int, at_once: int) -> None:
    if total > MOST_UNPACKED or at_once > MOST_AT_ONCE:
        raise FileUnpacksTooLarge(total=_gibibytes(MOST_UNPACKED), at_once=_gibibytes(MOST_AT_ONCE))


def _gibibytes(count: int) -> str:
    return f"{count / 1024**3:g} GiB"


def _chunks(source: Source, batches: Iterable[pa.RecordBatch]) -> Iterator[Chunk]:
    columns = {name: column for column in source.wanted for name in (column.name, column.code)}
    number, total = 1, 0
    for whole in batches:
        whole.validate()
        known = [
            (position, column)
            for position, name in enumerate(whole.schema.names)
            if (column := columns.get(name.strip()))
        ]
        sizes = _sizes(whole, [position for position, _ in known])
        total += int(sizes.sum())
        _require_room(total, 0)
        whole.validate(full=True)  # what it says of offsets, views and places of a dictionary is a stranger's word
        for start, stop in _parts(sizes, source.chunk_rows):
            batch = whole.slice(start, stop - start)
            texts = {column.code: _texts(batch.column(position), column) for position, column in known}
            yield Chunk(numbered(number, batch.num_rows), texts)
            number += batch.num_rows


def _sizes(batch: pa.RecordBatch, positions: list[int]) -> np.ndarray:
    """The bytes of each record, written out."""
    sizes = np.full(batch.num_rows, 8 * len(positions), np.int64)
    for position in positions:
        sizes += _lengths(batch.column(position))
    return sizes


def _lengths(array: pa.Array) -> np.ndarray | int:
    """Of the texts; nothing where each is short."""
    kind = array.type
    if not len(array):
        return 0
    if pa.types.is_dictionary(kind):
        of_dictionary = _lengths(array.dictionary)
        if isinstance(of_dictionary, int):
            return of_dictionary
        return pc.fill_null(pc.take(pa.array(of_dictionary), array.indices), 0).to_numpy(zero_copy_only=False)
    if pa.types.is_string_view(kind):
        # A view of 16 octets begins with the length of what it shows (Arrow columnar format).
        views = np.frombuffer(array.buffers()[1], np.int32).reshape(-1, 4)
        shown = views[array.offset : array.offset + len(array), 0].astype(np.int64)
        return np.where(array.is_null().to_numpy(zero_copy_only=False), 0, shown)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return 0
    return pc.fill_null(pc.binary_length(array), 0).to_numpy(zero_copy_only=False).astype(np.int64)


def _parts(sizes: np.ndarray, most_rows: int) -> Iterator[tuple[int, int]]:
    """From where to where: so many records at the most, and so many bytes."""
    if len(sizes) and sizes.max() > MOST_OF_CHUNK:
        _require_room(0, MOST_AT_ONCE + 1)
    ends, start = np.cumsum(sizes), 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        by_bytes = int(np.searchsorted(ends, before + MOST_OF_CHUNK, side="right"))
        stop = min(start + most_rows, by_bytes)
        yield start, stop
        start = stop


def _texts(array: pa.Array, column: Column) -> pa.Array:
    """The array as texts that `tables.parse` reads. Raises ColumnUnusable for nested and binary types."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _texts(array.dictionary_decode(), column)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
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
