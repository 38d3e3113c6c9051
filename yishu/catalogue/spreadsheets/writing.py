"""Workbooks that we write: every cell is text, so that nothing in it is read as a formula; control characters become blanks."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD: Final = PatternFill("solid", fgColor="1F4E79")
NEEDED: Final = PatternFill("solid", fgColor="9C4A00")
WRONG: Final = PatternFill("solid", fgColor="F8CBAD")
_HEAD_FONT: Final = Font(bold=True, color="FFFFFF")
_WIDEST: Final = 44
_LONGEST_CELL: Final = 32_767  # what a cell of a workbook holds


def put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Rows and columns from 1."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_LONGEST_CELL]
    cell.data_type = "s"
    return cell


def put_head(sheet: Worksheet, texts: Sequence[str], *, needed: frozenset[int] = frozenset()) -> None:
    """A frozen first row; `needed` columns (from 0) in another colour."""
    for n, text in enumerate(texts):
        cell = put(sheet, 1, n + 1, text)
        cell.fill, cell.font = NEEDED if n in needed else HEAD, _HEAD_FONT
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(n + 1)].width = min(_WIDEST, 6 + 2 * len(text))
    sheet.freeze_panes = "A2"


def note(cell: Cell, text: str) -> None:
    cell.comment = Comment(text, "一数", width=320, height=24 + 20 * (1 + len(text) // 22 + text.count("\n")))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet of texts under frozen heads."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    put_head(sheet, heads)
    for row, cells in enumerate(rows, 2):
        for column, text in enumerate(cells, 1):
            put(sheet, row, column, text)
    sheet.column_dimensions[get_column_letter(len(heads))].width = 80
    sheet.auto_filter.ref = sheet.dimensions
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """UTF-8 with the mark that spreadsheets know it by; a cell that would be taken for a formula is quoted by '."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
