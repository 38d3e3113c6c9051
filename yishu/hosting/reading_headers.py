"""The names of a file's columns, before anything else of it is read."""

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet

from yishu.hosting.errors import FileEmpty, FileUnreadable, MediaTypeUnknown
from yishu.hosting.reading import CSV, PARQUET, XLSX, Source
from yishu.hosting.reading_lines import csv_header
from yishu.hosting.reading_sheet import DAMAGED


def header(source: Source) -> list[str]:
    """As they stand in the file, trimmed. Raises FileEmpty, FileUnreadable, NotDecodable, MediaTypeUnknown for what has no header."""
    readers = {CSV: lambda: csv_header(source)[0], PARQUET: lambda: _parquet(source), XLSX: lambda: _sheet(source)}
    if source.format not in readers:
        raise MediaTypeUnknown(media_type=source.format)
    names = [name.strip().removeprefix("\ufeff") for name in readers[source.format]()]
    if not any(names):
        raise FileEmpty
    return names


def _parquet(source: Source) -> list[str]:
    try:
        return list(parquet.read_schema(source.spool).names)
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
