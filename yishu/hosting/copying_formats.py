"""How a copy is written: CSV straight from COPY, Arrow, Parquet and JSON lines by columns, XLSX cell by cell."""

import io
import json
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import psycopg
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
from django.conf import settings
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.escape import escape

from yishu.hosting.changes import AS_PARSED, AS_SHOWN, Selection
from yishu.hosting.controls.drawing import among_rows
from yishu.hosting.copying_lines import json_lines
from yishu.hosting.copying_rows import parts
from yishu.hosting.errors import CellTooLong
from yishu.hosting.fingerprint import Label, in_order, order_of_blocks
from yishu.hosting.places.writing import collection_head, feature_lines
from yishu.hosting.reading_ahead import ahead
from yishu.hosting.row_names import names_of_columns
from yishu.hosting.tables import SHANGHAI

Written = Generator[bytes, None, None]
Writer = Callable[[psycopg.Connection[Any], Selection, Label | None], Written]

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.stream",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
SUFFIXES = {"arrow": "arrows"}
"""Of a file's name, where it is not the format's."""
FACT = "yishu."
"""Before the names of what a Parquet file or an Arrow stream says of its holder, and of a column that comes masked."""
SHEET_ROWS = 100_000
CELL_CHARACTERS = 32_767  # what a spreadsheet takes; more would be cut off in silence
CHUNK_BYTES = 256 * 1024
PARSED_BYTES = 4 * 1024**2  # of text at once
GROUP_BYTES = 64 * 1024**2  # of a Parquet file's row groups in memory
DECIMAL_DIGITS = 38
END_OF_STREAM: Final = b"\xff\xff\xff\xff\0\0\0\0"
"""By this a reader of an Arrow stream knows that it has all of it."""
ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", "UTC"),
    "boolean": pa.bool_(),
    "geometry": pa.string(),
}


def csv(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    """UTF-8 without a byte order mark, header of item codes, empty values as nothing."""
    yield f"{','.join(name for name, _ in selection.columns)}\n".encode()
    yield from parts(connection, selection, AS_SHOWN, label, CHUNK_BYTES)


def ndjson(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    """A JSON object a line; values as a query's answer has them."""
    texts = {name: pa.string() for name, _ in selection.columns}
    for part in parts(connection, selection, AS_SHOWN, label, PARSED_BYTES):
        yield from _cut(json_lines(_parsed(part, texts), selection))


def geojson(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    """A FeatureCollection, a feature a line: the item of type geometry as its geometry, the others as properties. Whose copy it is stands in a member `yishu`."""
    yield collection_head(label.facts if label else {})
    texts, first = {name: pa.string() for name, _ in selection.columns}, True
    for part in parts(connection, selection, AS_SHOWN, label, PARSED_BYTES):
        lines = feature_lines(_parsed(part, texts), selection)
        yield from _cut(lines[1:] if first else lines)
        first = False
    yield b"\n]}\n"


def arrow(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    """An IPC stream, its types as a Parquet file's; the first rows leave before the last are read."""
    schema = _schema(selection, arrow_types(connection, selection), label)
    yield schema.serialize().to_pybytes()
    for table in _tables(connection, selection, schema, label):
        for batch in table.to_batches():
            yield from _cut(batch.serialize())
    yield END_OF_STREAM


def as_parquet(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    """Types of their own: decimals as decimal128 with the scale that is needed, as text where 38 digits are too few."""
    sink, schema = _Sink(), _schema(selection, arrow_types(connection, selection), label)
    for _group in _write_groups(sink, schema, _tables(connection, selection, schema, label)):
        yield from sink.taken()
    yield from sink.taken()


def arrow_types(connection: psycopg.Connection[Any], selection: Selection) -> dict[str, pa.DataType]:
    """Column → type; decimals by what is there."""
    decimals = _decimals(connection, selection)
    return {name: ARROW_TYPES.get(kind) or decimals[name] for name, kind in selection.columns}


def write_parquet(
    spool: Any,
    connection: psycopg.Connection[Any],
    selection: Selection,
    types: dict[str, pa.DataType],
    label: Label | None,
) -> None:
    """The selection into an open binary file; `types` of its columns in their order."""
    write_as(spool, connection, selection, _schema(selection, types, label), label)


def write_as(
    spool: Any, connection: psycopg.Connection[Any], selection: Selection, schema: pa.Schema, label: Label | None = None
) -> None:
    """The same in a schema of one's own: its columns in their order, a group of rows in memory at a time."""
    for _group in _write_groups(spool, schema, _tables(connection, selection, schema, label)):
        pass


def rows_in(connection: psycopg.Connection[Any], selection: Selection, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows as they come, in a schema of one's own."""
    return _tables(connection, selection, schema, None)


def xlsx(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    book = Workbook(write_only=True)
    if label:
        book.properties.identifier = label.facts["receipt"]
        book.properties.description = json.dumps(label.facts, ensure_ascii=False)
    sheet = book.create_sheet("data")
    sheet.append([name for name, _ in selection.columns])
    with connection.cursor("yishu_copy") as cursor:
        for row in _tuples(cursor, selection, label):
            sheet.append([_cell(sheet, value) for value in row])
    with tempfile.TemporaryFile() as spool:
        book.save(spool)
        yield from read_parts(spool)


_MOST_KNOWN: Final = 1000
_known_digits: dict[tuple[object, ...], tuple[int | None, ...]] = {}

WRITERS: dict[str, Writer] = {
    "csv": csv,
    "ndjson": ndjson,
    "parquet": as_parquet,
    "arrow": arrow,
    "xlsx": xlsx,
    "geojson": geojson,
}


def _tuples(cursor: Any, selection: Selection, label: Label | None) -> Iterable[tuple[Any, ...]]:
    if not label or not selection.named_by:
        return cursor.execute(selection.sql.encode())
    rows = ((bytes.fromhex(row[0]), row[1:]) for row in cursor.execute(selection.named_sql.encode()))
    if selection.controls is not None:
        rows = among_rows(rows, selection.controls.records(label.controls))
    return in_order(rows, label.key)


def _facts(label: Label | None) -> dict[str, str]:
    """Whose copy it is, as a schema's metadata."""
    return {f"{FACT}{name}": fact for name, fact in label.facts.items()} if label else {}


def _schema(selection: Selection, types: dict[str, pa.DataType], label: Label | None) -> pa.Schema:
    return pa.schema([_field(name, kind, selection) for name, kind in types.items()], _facts(label))


def _field(name: str, kind: pa.DataType, selection: Selection) -> pa.Field:
    mask = selection.masks.get(name)
    return pa.field(name, kind, metadata={f"{FACT}mask": str(mask)} if mask else None)


def _decimals(connection: psycopg.Connection[Any], selection: Selection) -> dict[str, pa.DataType]:
    """The columns of decimals: decimal128 where 38 digits are enough for all that is there."""
    names = [name for name, kind in selection.columns if kind not in ARROW_TYPES]
    if not names:
        return {}
    found = _digits(connection, selection, names)
    scales, wholes = ([digits or 0 for digits in found[n::2]] for n in (0, 1))
    if selection.controls is not None:
        for n, name in enumerate(names):
            scale, whole = selection.controls.digits(name)
            scales[n], wholes[n] = max(scales[n], scale), max(wholes[n], whole)
    return {
        name: pa.decimal128(DECIMAL_DIGITS, scale) if whole + scale <= DECIMAL_DIGITS else pa.string()
        for name, scale, whole in zip(names, scales, wholes, strict=True)
    }


def _digits(connection: psycopg.Connection[Any], selection: Selection, names: list[str]) -> tuple[int | None, ...]:
    """Of each column of decimals the places after the point and before it. Of what stands at present, of all its rows, so that a version is looked through once and has one type for all."""
    digits = ", ".join(f'max(scale(trim_scale("{name}"))), length(trunc(max(abs("{name}")))::text)' for name in names)
    if selection.present is None:
        return connection.execute(f"select {digits} from ({selection.sql}) selected".encode()).fetchone() or ()
    known = settings.YISHU_DATABASE_URL, *selection.present, *names
    if known not in _known_digits:
        if len(_known_digits) >= _MOST_KNOWN:
            _known_digits.clear()
        table, _version = selection.present
        _known_digits[known] = connection.execute(f"select {digits} from {table}".encode()).fetchone() or ()
    return _known_digits[known]


def _write_groups(file: Any, schema: pa.Schema, tables: Iterable[pa.Table]) -> Iterator[None]:
    """A Parquet file of row groups of a good size for who reads it; tells when one is written."""
    group: list[pa.Table] = []
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for table in tables:
            group.append(table)
            if sum(each.nbytes for each in group) >= GROUP_BYTES:
                writer.write_table(pa.concat_tables(group))
                group = []
                yield
        if group:
            writer.write_table(pa.concat_tables(group))


def _tables(
    connection: psycopg.Connection[Any], selection: Selection, schema: pa.Schema, label: Label | None
) -> Iterator[pa.Table]:
    """The rows by columns, a few MiB at a time; the next are read while the last are parsed."""
    types = {one.name: pa.timestamp("us") if pa.types.is_timestamp(one.type) else one.type for one in schema}
    types |= {name: pa.string() for name, kind in selection.naming if kind == "decimal"}  # Arrow would write 1E-7
    with ahead(parts(connection, selection, AS_PARSED, label, PARSED_BYTES, ordered=False)) as raw:
        for part in raw:
            table = _parsed(part, types)
            if label and selection.named_by:
                table = table.take(order_of_blocks(names_of_columns(table, selection.naming), label.key))
            yield table.cast(schema)


def _parsed(part: bytes, types: dict[str, pa.DataType]) -> pa.Table:
    return arrow_csv.read_csv(
        pa.BufferReader(part),
        read_options=arrow_csv.ReadOptions(column_names=list(types), block_size=len(part) + 1),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None)  # a sheet knows no zones
    if not isinstance(value, str):
        return value
    if len(value) > CELL_CHARACTERS:
        raise CellTooLong(limit=CELL_CHARACTERS)
    cell = WriteOnlyCell(sheet, escape(value) if ILLEGAL_CHARACTERS_RE.search(value) else value)
    cell.data_type = "s"  # never a formula
    return cell


class _Sink(io.RawIOBase):
    """A file to write to, of which what was written is taken away."""

    def __init__(self) -> None:
        self._held, self._size = bytearray(), 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, content: Any) -> int:
        size = memoryview(content).nbytes
        self._held += content
        self._size += size
        return size

    def taken(self) -> Iterator[bytes]:
        held, self._held = self._held, bytearray()
        return _cut(held)


def read_parts(spool: Any) -> Written:
    """A file from its beginning."""
    spool.seek(0)
    while part := spool.read(CHUNK_BYTES):
        yield part


def _cut(content: bytes | bytearray | pa.Buffer) -> Iterator[bytes]:
    whole = memoryview(content)
    for start in range(0, len(whole), CHUNK_BYTES):
        yield bytes(whole[start : start + CHUNK_BYTES])
