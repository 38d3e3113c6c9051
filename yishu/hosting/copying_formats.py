"""How a copy is written: CSV straight from COPY, Parquet through Arrow, XLSX cell by cell."""

import io
import json
import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.escape import escape

from yishu.hosting.changes import Selection
from yishu.hosting.fingerprint import NAME, NAME_LENGTH, Label, in_order
from yishu.hosting.tables import SHANGHAI

Written = Generator[bytes, None, None]
Copied = bytes | bytearray | memoryview
Writer = Callable[[psycopg.Connection[Any], Selection, Label | None], Written]

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FACT = "yishu."
"""Before the names of what a Parquet file says of its holder, and of a column that comes masked."""
SHEET_ROWS = 100_000
CHUNK_BYTES = 256 * 1024
DECIMAL_DIGITS = 38
ARROW_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us", "UTC"),
    "boolean": pa.bool_(),
}


def csv(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    """UTF-8 without a byte order mark, header of item codes, empty values as nothing."""
    gathered = bytearray()
    with connection.cursor() as cursor, cursor.copy(_copy(selection, label, "header")) as copy:
        rows = iter(copy)
        if label and selection.name:
            gathered += bytes(next(rows)).removeprefix(f"{NAME},".encode())
        for row in _rows(rows, selection, label):
            gathered += row
            if len(gathered) >= CHUNK_BYTES:
                yield bytes(gathered)
                gathered.clear()
    if gathered:
        yield bytes(gathered)


def as_parquet(connection: psycopg.Connection[Any], selection: Selection, label: Label | None) -> Written:
    """Types of their own: decimals as decimal128 with the scale that is needed, as text where 38 digits are too few."""
    with tempfile.TemporaryFile() as spool:
        write_parquet(spool, connection, selection, arrow_types(connection, selection), label)
        yield from _parts(spool)


def arrow_types(connection: psycopg.Connection[Any], selection: Selection) -> dict[str, pa.DataType]:
    """Column → type; decimals by what is there."""
    return {name: ARROW_TYPES.get(kind) or _decimal(connection, selection, name) for name, kind in selection.columns}


def write_parquet(
    spool: Any,
    connection: psycopg.Connection[Any],
    selection: Selection,
    types: dict[str, pa.DataType],
    label: Label | None,
) -> None:
    """The selection into an open binary file; `types` of its columns in their order."""
    schema = pa.schema([_field(name, kind, selection) for name, kind in types.items()], _facts(label))
    with connection.cursor() as cursor, cursor.copy(_copy(selection, label, "header false")) as copy:
        _write_parquet(spool, schema, _rows(copy, selection, label))


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
        yield from _parts(spool)


WRITERS: dict[str, Writer] = {"csv": csv, "parquet": as_parquet, "xlsx": xlsx}


def _copy(selection: Selection, label: Label | None, header: str) -> bytes:
    text = selection.named_text if label and selection.name else selection.as_text
    return f"copy ({text}) to stdout (format csv, {header})".encode()


def _rows(rows: Iterable[Copied], selection: Selection, label: Label | None) -> Iterable[Copied]:
    """COPY's rows, one a message, as they will stand: where the copy is marked, without their names, in the order that names its holder."""
    if not label or not selection.name:
        return rows
    whole = map(bytes, rows)
    return in_order(((row[:NAME_LENGTH], row[NAME_LENGTH + 1 :]) for row in whole), label.key)


def _tuples(cursor: Any, selection: Selection, label: Label | None) -> Iterable[tuple[Any, ...]]:
    if not label or not selection.name:
        return cursor.execute(selection.sql.encode())
    rows = cursor.execute(selection.named_sql.encode())
    return in_order(((row[0].encode(), row[1:]) for row in rows), label.key)


def _facts(label: Label | None) -> dict[str, str]:
    """Whose copy it is, as a Parquet file's metadata."""
    return {f"{FACT}{name}": fact for name, fact in label.facts.items()} if label else {}


def _field(name: str, kind: pa.DataType, selection: Selection) -> pa.Field:
    mask = selection.masks.get(name)
    return pa.field(name, kind, metadata={f"{FACT}mask": str(mask)} if mask else None)


def _decimal(connection: psycopg.Connection[Any], selection: Selection, name: str) -> pa.DataType:
    found = connection.execute(
        f"""
        select coalesce(max(scale(trim_scale("{name}"))), 0), coalesce(max(length(trunc(abs("{name}"))::text)), 0)
        from ({selection.sql}) selected
    """.encode()
    ).fetchone()
    scale, whole = found or (0, 0)
    return pa.decimal128(DECIMAL_DIGITS, scale) if whole + scale <= DECIMAL_DIGITS else pa.string()


def _write_parquet(spool: Any, schema: pa.Schema, rows: Iterable[Copied]) -> None:
    types = dict(zip(schema.names, schema.types, strict=True))
    with parquet.ParquetWriter(spool, schema, compression="zstd") as writer:
        try:
            reader = arrow_csv.open_csv(
                pa.PythonFile(_Rows(rows), "r"),
                read_options=arrow_csv.ReadOptions(column_names=list(types), block_size=4 * 1024**2),
                parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=types,
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=False,
                    true_values=["true"],
                    false_values=["false"],
                ),
            )
        except pa.ArrowInvalid as error:
            if "Empty CSV file" not in str(error):
                raise
            return  # no row: a Parquet file with the columns only
        for batch in reader:
            writer.write_batch(batch)


class _Rows(io.RawIOBase):
    """COPY's rows as a file to read from."""

    def __init__(self, rows: Iterable[Copied]) -> None:
        self._rows, self._rest = iter(rows), bytearray()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            row = next(self._rows, None)
            if row is None:
                break
            self._rest += row
        taken = bytes(self._rest) if size < 0 else bytes(self._rest[:size])
        del self._rest[: len(taken)]
        return taken


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None)  # a sheet knows no zones
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, escape(value) if ILLEGAL_CHARACTERS_RE.search(value) else value)
    cell.data_type = "s"  # never a formula
    return cell


def _parts(spool: Any) -> Iterator[bytes]:
    spool.seek(0)
    while part := spool.read(CHUNK_BYTES):
        yield part
