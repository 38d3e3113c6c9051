"""A year's days from a table, CSV or XLSX: 日期、类型、名称, one day a row."""

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Final

import openpyxl

from yishu.core.calendar import DayKind
from yishu.core.errors import FieldError, Invalid
from yishu.node.workbooks import DAMAGED
from yishu.node.workdays import notice_errors as wrong
from yishu.node.workdays.notice import NoticeDay

COLUMNS: Final = {"日期": "date", "date": "date", "类型": "kind", "kind": "kind", "名称": "name", "name": "name"}
KINDS: Final = {
    "放假": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "holiday": DayKind.HOLIDAY,
    "上班": DayKind.WORKDAY,
    "调休上班": DayKind.WORKDAY,
    "班": DayKind.WORKDAY,
    "workday": DayKind.WORKDAY,
}
LARGEST: Final = 1024 * 1024
"""Bytes of a file."""
MOST: Final = 400
"""Rows that are looked at: a year has no more days."""


def read(content: bytes) -> tuple[list[NoticeDay], list[FieldError]]:
    """The days of its rows, and what is wrong with the others. Raises Invalid for what is no such table."""
    rows = _rows(content)
    head, body = (rows[0] if rows else []), rows[1 : MOST + 1]
    places = {COLUMNS[name.strip().lower()]: n for n, name in enumerate(head) if name.strip().lower() in COLUMNS}
    if len(places) != len(set(COLUMNS.values())):
        raise Invalid(errors=[wrong.no_columns("、".join(head))])
    days: list[NoticeDay] = []
    errors: list[FieldError] = []
    for line, row in enumerate(body, 2):
        cells = {name: row[n].strip() if n < len(row) else "" for name, n in places.items()}
        if any(cells.values()):
            _take(line, cells, days, errors)
    return days, errors


def _take(line: int, cells: dict[str, str], days: list[NoticeDay], errors: list[FieldError]) -> None:
    day, kind, name = _day(cells["date"]), KINDS.get(cells["kind"].lower()), cells["name"]
    if day is None:
        errors.append(wrong.bad_row(line, "日期", cells["date"], "日期，如 2027-01-01", "a day such as 2027-01-01"))
    if kind is None:
        errors.append(wrong.bad_row(line, "类型", cells["kind"], "“放假”或“上班”", "放假 (holiday) or 上班 (workday)"))
    if not name or len(name) > 60:
        errors.append(
            wrong.bad_row(line, "名称", name, "节日名称，不超过 60 字", "the holiday's name, 60 characters at most")
        )
    if day and kind and name:
        days.append(NoticeDay(day, kind, name[:60], line))


def _day(text: str) -> date | None:
    plain = text.replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").removesuffix("日")
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _rows(content: bytes) -> list[list[str]]:
    if len(content) > LARGEST:
        raise Invalid(errors=[wrong.unreadable()])
    if content.startswith(b"PK"):
        return _sheet(content)
    for charset in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(charset)
            return list(csv.reader(io.StringIO(text.replace("\0", ""))))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise Invalid(errors=[wrong.unreadable()])


def _sheet(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > 20 * LARGEST:
                raise Invalid(errors=[wrong.unreadable()])
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found = book.worksheets[0].iter_rows(max_row=MOST + 1, values_only=True)
        return [[_cell(value) for value in row] for row in found]
    except DAMAGED as broken:
        raise Invalid(errors=[wrong.unreadable()]) from broken


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)
