"""Elements and code lists as CSV, XLSX and JSON, out and in: the same columns both ways, so that what was exported comes in again unchanged."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell

from yishu.standards.errors import RegisterFileTooLong, RegisterFileUnreadable
from yishu.standards.models import Kind

LARGEST_FILE: Final = 8 * 1024 * 1024
LARGEST_UNPACKED: Final = 128 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 60
MOST_EMPTY: Final = 1000
"""After so many empty rows the sheet has ended, whatever its own idea of its size."""

COLUMNS: Final[dict[Kind, dict[str, str]]] = {
    Kind.ELEMENT: {
        "identifier": "标识符",
        "version": "版本",
        "name": "名称",
        "name_en": "英文名称",
        "definition": "定义",
        "type": "数据类型",
        "length": "最大长度",
        "representation": "表示格式",
        "code_list": "代码集",
        "standard": "所属标准",
        "sensitivity": "敏感程度",
        "is_reference": "标识或引用项",
        "scope_kind": "权威来源划分",
        "aliases": "别名",
        "note": "说明",
        "state": "状态",
    },
    Kind.CODE_LIST: {
        "identifier": "代码集标识符",
        "version": "版本",
        "name": "代码集名称",
        "name_en": "英文名称",
        "standard": "所属标准",
        "source": "来源",
        "note": "说明",
        "code": "代码",
        "text": "含义",
        "text_en": "英文含义",
        "parent": "上级代码",
        "valid_from": "启用日期",
        "valid_until": "停用日期",
    },
}
MEDIA: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its number as a person counts it, and field → text."""

    number: int
    cells: dict[str, str]


def write(kind: Kind, rows: Iterable[dict[str, object]], form: str) -> bytes:
    """Rows of the columns' fields as a file of this form. Spreadsheets get the Chinese heads, programs the fields' names."""
    if form == "json":
        return json.dumps(list(rows), ensure_ascii=False, indent=1, default=str).encode()
    names = COLUMNS[kind]
    texts = ([_text(row.get(name)) for name in names] for row in rows)
    return _as_csv(names.values(), texts) if form == "csv" else _as_xlsx(names.values(), texts)


def read(kind: Kind, content: bytes) -> list[Row]:
    """The rows of an uploaded file, whatever it is. Raises RegisterFileUnreadable, RegisterFileTooLong."""
    if len(content) > LARGEST_FILE:
        raise RegisterFileUnreadable
    if content.startswith(b"PK"):
        return _rows(kind, _sheet(content))
    text = _decoded(content)
    if text.lstrip()[:1] in ("[", "{"):
        return _json_rows(kind, text)
    try:
        return _rows(kind, csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        raise RegisterFileUnreadable from None


def _rows(kind: Kind, lines: Iterable[Iterable[object]]) -> list[Row]:
    given = iter(lines)
    heads = [_text(cell).strip() for cell in next(given, [])]
    fields = {head: name for name, head in COLUMNS[kind].items()} | {name: name for name in COLUMNS[kind]}
    known = [fields.get(head, "") for head in heads]
    wanted = {"name", "code"} if kind == Kind.CODE_LIST else {"name"}
    if sum(map(bool, heads)) > MOST_COLUMNS:
        raise RegisterFileTooLong(most=MOST_ROWS)
    if not wanted <= set(known):
        raise RegisterFileUnreadable
    return list(_numbered(known, given))


def _numbered(known: list[str], lines: Iterator[Iterable[object]]) -> Iterator[Row]:
    found = empty = 0
    for number, line in enumerate(lines, 2):
        cells = {name: _plain(_text(cell)) for name, cell in zip(known, line, strict=False) if name}
        if not any(cells.values()):
            empty += 1
            if empty > MOST_EMPTY:
                return
            continue
        empty, found = 0, found + 1
        if found > MOST_ROWS:
            raise RegisterFileTooLong(most=MOST_ROWS)
        yield Row(number, cells)


def _json_rows(kind: Kind, text: str) -> list[Row]:
    try:
        given: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise RegisterFileUnreadable from None
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise RegisterFileUnreadable
    if "\\u0000" in text:
        raise RegisterFileUnreadable
    if len(given) > MOST_ROWS:
        raise RegisterFileTooLong(most=MOST_ROWS)
    names = COLUMNS[kind]
    return [Row(n, {name: _text(one.get(name)) for name in names if name in one}) for n, one in enumerate(given, 1)]


def _sheet(content: bytes) -> Iterator[tuple[object, ...]]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST_UNPACKED:
                raise RegisterFileUnreadable
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)
    except (
        BadZipFile,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
        RuntimeError,
        SyntaxError,
    ):
        raise RegisterFileUnreadable from None


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RegisterFileUnreadable


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _plain(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from computing a cell."""
    return cell[1:].strip() if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell.strip()


def _as_csv(heads: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _as_xlsx(heads: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.freeze_panes = "A2"
    sheet.append(list(heads))
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"  # never a formula, and 01 stays 01
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
