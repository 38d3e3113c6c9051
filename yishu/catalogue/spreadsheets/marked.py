"""What was not taken, as a workbook of the file's own columns: the wrong cells red, with rule and remedy, to mend and upload again."""

from collections import defaultdict

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from yishu.catalogue.spreadsheets import writing
from yishu.catalogue.spreadsheets.grouping import Group, Place
from yishu.catalogue.spreadsheets.mapping import Mapping
from yishu.catalogue.spreadsheets.models import Row, Upload
from yishu.catalogue.spreadsheets.remarks import Remark
from yishu.core.errors import Language

PROBLEMS = {"zh": "问题清单", "en": "Problems"}


def workbook(upload: Upload, language: Language) -> bytes:
    """Whole entries with all their lines, so that the file can be uploaded as it is."""
    mapping = Mapping.of_json(upload.columns)
    rows = list(upload.entries.filter(state=Row.State.REFUSED))
    book = Workbook()
    book.remove(book.worksheets[0])
    lines: dict[str, list[Place]] = defaultdict(list)
    said: dict[tuple[str, int], list[Remark]] = defaultdict(list)
    for row in rows:
        for place in Group.of_json(row.name, row.cells).lines:
            lines[place.sheet].append(place)
        for remark in map(Remark.of_json, row.remarks):
            if remark.refuses:
                said[remark.sheet, remark.line].append(remark)
    for name in mapping.sheets:
        sheet = book.create_sheet(name or "Sheet1")
        _sheet(sheet, mapping.heads[name], sorted(lines[name], key=lambda place: place.number), said, language)
    _problems(book.create_sheet(PROBLEMS[language]), rows, language)
    return writing.saved(book)


def _sheet(
    sheet: Worksheet,
    heads: dict[int, str],
    places: list[Place],
    said: dict[tuple[str, int], list[Remark]],
    language: Language,
) -> None:
    width = max(heads, default=0) + 1
    writing.put_head(sheet, [heads.get(n, "") for n in range(width)])
    for row, place in enumerate(places, 2):
        for column, text in place.cells.items():
            writing.put(sheet, row, column + 1, text)
        wrong: dict[int, list[str]] = defaultdict(list)
        for remark in said[place.sheet, place.number]:
            wrong[max(remark.column, 0)].append(f"{remark.head}（{remark.rule}）：{remark.message(language)}")
        for column, messages in wrong.items():
            cell = sheet.cell(row, column + 1)
            cell.fill = writing.WRONG
            writing.note(cell, "\n".join(messages))  # type: ignore[arg-type]


def _problems(sheet: Worksheet, rows: list[Row], language: Language) -> None:
    heads = {
        "zh": ["原行号", "栏", "条目", "规则", "问题与改法"],
        "en": ["Line", "Field", "Entry", "Rule", "What is wrong and what to do"],
    }
    writing.put_head(sheet, heads[language])
    at = 2
    for row in rows:
        for remark in map(Remark.of_json, row.remarks):
            if remark.refuses:
                where = f"{remark.sheet}!{remark.line}" if remark.sheet else str(remark.line)
                for column, text in enumerate((where, remark.head, row.name, remark.rule, remark.message(language)), 1):
                    writing.put(sheet, at, column, text)
                at += 1
    sheet.column_dimensions["E"].width = 80
