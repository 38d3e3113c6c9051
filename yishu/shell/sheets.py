"""Tables to take away: CSV that opens in a spreadsheet (UTF-8 with its mark), and XLSX."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse
from openpyxl import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Table = Iterable[Sequence[object]]


_COMPUTED: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that spreadsheets compute."""


def plain(cell: object) -> object:
    """A cell that no spreadsheet computes, for texts that outsiders wrote."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_COMPUTED) else cell


def csv_answer(name: str, head: Sequence[str], rows: Table) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    return attached(answer, f"{name}.csv")


def xlsx_answer(name: str, head: Sequence[str], rows: Table) -> HttpResponse:
    """Texts are marked as text, so that none is read as a formula."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (head, *rows):
        sheet.append(["" if cell is None else str(cell) for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return attached(HttpResponse(stream.getvalue(), content_type=XLSX), f"{name}.xlsx")


def attached(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
