"""The names of a file's columns, before anything else of it is read."""

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet

from yishu.hosting.errors import FileEmpty, FileUnreadable
from yishu.hosting.places.reading import first_line
from yishu.hosting.reading import ARROW, CSV, GEOJSON, NDJSON, PARQUET, XLSX, Source
from yishu.hosting.reading_lines import csv_header, first_json_line, json_names
from yishu.node.workbooks import DAMAGED


def header(source: Source) -> list[str]:
    """As they stand in the file, trimmed. JSON lines have those of the first. Raises FileEmpty, FileUnreadable, NotDecodable."""
    readers = {
        CSV: lambda: csv_header(source)[0],
        NDJSON: lambda: json_names(first_json_line(source)),
        GEOJSON: lambda: json_names(first_line(source)),
        PARQUET: lambda: _parquet(source),
        ARROW: lambda: _stream(source),
        XLSX: lambda: _sheet(source),
    }
    names = [name.strip().removeprefix("\ufeff") for name in readers[source.format]()]
    if not any(names):
        raise FileEmpty
    return names


def _parquet(source: Source) -> list[str]:
    try:
        return list(parquet.read_schema(source.spool).names)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise FileUnreadable(format=source.format) from None


def _stream(source: Source) -> list[str]:
    try:
        with pa.OSFile(str(source.spool)) as file, pa.ipc.open_stream(file) as stream:
            return list(stream.schema.names)
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        raise FileUnreadable(format=source.format) from None


def _sheet(source: Source) -> list[str]:
    try:
        with source.spool.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            row = next(book.worksheets[0].iter_rows(max_row=1, values_only=True), ())
    except DAMAGED:
        raise FileUnreadable(format=source.format) from None
    names = ["" if value is None else str(value) for value in row]
    while names and not names[-1]:
        names.pop()
    return names
