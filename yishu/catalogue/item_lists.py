"""A list of items as it is typed or pasted: one a line, or cells of a spreadsheet, or names in a sentence."""

import re
from typing import Final

from yishu.catalogue.spreadsheets.values import CODES
from yishu.core.text import fold, folded_name

Row = dict[str, object]
"""Fields of an item by name, as a row of the editor's table has them; what was not said is not there."""

_NUMBERED: Final = re.compile(r"^\s*(?:[（(]?\d{1,3}[）).、．:：]|[-•·*])\s*")
_APART: Final = re.compile(r"[、，,；;](?![^（(]*[）)])")
_TYPED: Final = re.compile(r"([A-Za-z\u4e00-\u9fff0-9]+)\s*[（(]\s*(\d{1,5})[^）)]*[）)]")
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,47}", re.IGNORECASE)
_HEADS: Final = frozenset({"名称", "信息项", "信息项名称", "数据项", "数据项名称", "字段", "字段名", "字段名称", "字段中文名", "中文名称", "序号"})  # fmt: skip


def read_list(text: str) -> list[Row]:
    """The items of a list, in order, each name once. Of a spreadsheet's row the first cell that is no number is the name; type, length and code are known by
    their looks, whatever is left is the meaning. Numbering and a line of headers are passed over; nothing is cut off."""
    rows: dict[str, Row] = {}
    for line in text.splitlines():
        for cells in _lines_of(line):
            if cells and folded_name(cells[0]) not in _HEADS:
                rows.setdefault(folded_name(cells[0]), _row(cells))
    return list(rows.values())


def _lines_of(line: str) -> list[list[str]]:
    if "\t" in line:
        cells = [cell.strip() for cell in line.split("\t")]
        while cells and (not cells[0] or cells[0].isdecimal()):
            cells.pop(0)
        return [[cells[0], *filter(None, cells[1:])]] if cells else []
    return [[name] for part in _APART.split(_NUMBERED.sub("", line)) if (name := part.strip(" \u3000。.：:"))]


def _row(cells: list[str]) -> Row:
    row: Row = {"name": cells[0]}
    for cell in cells[1:]:
        row |= {name: value for name, value in _read(cell, row).items() if name not in row}
    return row


def _read(cell: str, row: Row) -> Row:
    typed = _TYPED.fullmatch(cell)
    kind, length = (typed[1], int(typed[2])) if typed else (cell, None)
    if known := CODES["type"].get(fold(kind)):
        return {"type": known, "length": length} if length and known == "string" else {"type": known}
    if cell.isdecimal():
        return {"length": int(cell)} if 0 < int(cell[:9]) <= 100_000 else {}
    if _CODE.fullmatch(cell) and "code" not in row:
        return {"code": cell.lower()}
    return {"meaning": cell}
