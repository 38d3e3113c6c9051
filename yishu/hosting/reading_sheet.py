"""XLSX: the first sheet, its first row the header."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from zipfile import ZipFile

import openpyxl
import pyarrow as pa

from yishu.hosting.errors import FileEmpty, FileUnreadable, SheetTooLong
from yishu.hosting.reading import Chunk, Source, matched, numbered
from yishu.node.workbooks import DAMAGED

LARGEST_ROWS = 200_000
LARGEST_UNPACKED = 1024**3
ROWS = 16_384


def sheet_chunks(source: Source) -> Iterator[Chunk]:
    """Raises SheetTooLong, FileUnreadable. Numbers keep what the cell holds: identity numbers must be text in the sheet."""
    try:
        with source.spool.open("rb") as file:
            with ZipFile(file) as archive:
                if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                    raise SheetTooLong(limit=LARGEST_ROWS)
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            yield from _chunks(source, book.worksheets[0].iter_rows(values_only=True))
    except DAMAGED:
        raise FileUnreadable(format=source.format) from None


def _chunks(source: Source, rows: Iterator[tuple[Any, ...]]) -> Iterator[Chunk]:
    header = [_text(value) or "" for value in next(rows, ())]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise FileEmpty
    codes = matched(header, source)
    number = 1
    filled = (row for row in rows if any(value is not None for value in row))
    while block := list(islice(filled, ROWS)):
        if number + len(block) - 1 > LARGEST_ROWS:
            raise SheetTooLong(limit=LARGEST_ROWS)
        texts = {
            code: pa.array([_text(row[place]) if place < len(row) else None for row in block], pa.string())
            for place, code in enumerate(codes)
            if code
        }
        yield Chunk(numbered(number, len(block)), texts)
        number += len(block)


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)
