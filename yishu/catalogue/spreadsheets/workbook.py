"""XLSX, read as a stream by expat: memory is bounded by what is kept, formulas and merged cells are known, entities are refused.

openpyxl would hold formats of empty cells, follow entities, and know either formulas or their values, not both.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from yishu.catalogue.spreadsheets import tables
from yishu.catalogue.spreadsheets.errors import (
    EncryptedWorkbook,
    MacroWorkbook,
    NotASpreadsheet,
    WorkbookDamaged,
    WorkbookTooLarge,
)
from yishu.catalogue.spreadsheets.tables import MOST_CELLS, Budget, Line, Table

LARGEST_UNPACKED: Final = 256 * 1024**2
LARGEST_TEXTS: Final = 48 * 1024**2  # characters of shared texts
MOST_MEMBERS: Final = 2000
_PIECE: Final = 64 * 1024
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DAMAGED: Final = (BadZipFile, zlib.error, expat.ExpatError, LookupError, ValueError, OverflowError, EOFError, OSError)


class _Enough(Exception):
    """As much is read as was wanted."""


def tables_of(content: bytes, budget: Budget) -> list[Table]:
    """Its visible sheets. Raises NotASpreadsheet, MacroWorkbook, EncryptedWorkbook, WorkbookTooLarge, WorkbookDamaged and what counts lines."""
    if content.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise WorkbookTooLarge(limit=LARGEST_UNPACKED // 1024**2)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _require_workbook(archive)
            return _Book(archive, budget).tables()
    except (
        RuntimeError,
        NotImplementedError,
    ):  # zipfile's word for a password, or for a compression that no spreadsheet uses
        raise WorkbookDamaged from None
    except _DAMAGED:
        raise WorkbookDamaged from None


def _require_workbook(archive: ZipFile) -> None:
    members = {member.filename: member for member in archive.infolist()}
    if any(member.flag_bits & 1 for member in members.values()):
        raise EncryptedWorkbook
    if sum(member.file_size for member in members.values()) > LARGEST_UNPACKED:
        raise WorkbookTooLarge(limit=LARGEST_UNPACKED // 1024**2)
    if "xl/vbaProject.bin" in members:
        raise MacroWorkbook
    if "xl/workbook.xml" not in members:
        zh, en = _other(members.keys())
        raise NotASpreadsheet(found=zh, found_en=en)


def _other(members: Set[str]) -> tuple[str, str]:
    kinds = {
        "word/document.xml": ("Word 文档", "a Word document"),
        "ppt/presentation.xml": ("演示文稿", "a presentation"),
        "xl/workbook.bin": ("二进制工作簿 .xlsb", "a binary workbook, .xlsb"),
        "content.xml": ("OpenDocument 文件 .ods/.odt", "an OpenDocument file, .ods or .odt"),
    }
    return next((words for name, words in kinds.items() if name in members), ("压缩包", "an archive"))


def _parsed(archive: ZipFile, member: str, handler: "_Handler") -> Iterator[None]:
    """Feed a member to the handler, piece by piece; a document type is refused before any entity of it is made."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.start(name.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    left = LARGEST_UNPACKED
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise WorkbookTooLarge(limit=LARGEST_UNPACKED // 1024**2)
            parser.Parse(piece)
            yield
    parser.Parse(b"", True)
    yield


def _refuse_doctype(*_of: object) -> None:
    raise WorkbookDamaged


class _Handler:
    """What `_parsed` tells: elements by their local names."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        pass

    def text(self, data: str) -> None:
        pass


class _Parts(_Handler):
    """Sheets and relations of the workbook, number formats of the styles: small documents, all attributes kept."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self._in_cell_formats = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("cellXfs", "cellStyleXfs", "dxfs"):
            self._in_cell_formats = name == "cellXfs"
        if name in ("sheet", "Relationship", "workbookPr", "numFmt") or (name == "xf" and self._in_cell_formats):
            plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            self.found.append((name, plain))
            if len(self.found) > MOST_CELLS:
                raise WorkbookDamaged


class _Texts(_Handler):
    """The shared texts, without the readings (rPh) of East Asian ones."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._now: list[str] = []
        self._inside = self._reading = False
        self._left = LARGEST_TEXTS

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - only names matter
        if name == "si":
            self._now = []
        elif name == "rPh":
            self._reading = True
        self._inside = name == "t" and not self._reading

    def end(self, name: str) -> None:
        self._inside = False
        if name == "rPh":
            self._reading = False
        elif name == "si":
            self.texts.append(_unescaped("".join(self._now)))
            if len(self.texts) > 2 * MOST_CELLS:
                raise WorkbookTooLarge(limit=LARGEST_UNPACKED // 1024**2)

    def text(self, data: str) -> None:
        if self._inside:
            self._left -= len(data)
            if self._left < 0:
                raise WorkbookTooLarge(limit=LARGEST_UNPACKED // 1024**2)
            self._now.append(data)


@dataclass
class _Book:
    archive: ZipFile
    budget: Budget
    texts: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()
    epoch: datetime = CALENDAR_WINDOWS_1900

    def tables(self) -> list[Table]:
        parts = self._small("xl/workbook.xml")
        targets = {
            each["Id"]: each["Target"]
            for name, each in self._small("xl/_rels/workbook.xml.rels")
            if name == "Relationship"
        }
        if any(each.get("date1904") in ("1", "true") for name, each in parts if name == "workbookPr"):
            self.epoch = CALENDAR_MAC_1904
        self.dates = self._date_formats()
        self.texts = self._shared_texts()
        sheets = [each for name, each in parts if name == "sheet" and each.get("state", "visible") == "visible"]
        return [
            self._table(each["name"], targets[each["id"]]) for each in sheets if "chartsheet" not in targets[each["id"]]
        ]

    def _small(self, member: str) -> list[tuple[str, dict[str, str]]]:
        handler = _Parts()
        if member in self.archive.namelist():
            for _piece in _parsed(self.archive, member, handler):
                pass
        return handler.found

    def _date_formats(self) -> frozenset[int]:
        """The cell styles that show a number as a date."""
        found = self._small("xl/styles.xml")
        formats = dict(BUILTIN_FORMATS) | {
            int(each["numFmtId"]): each["formatCode"] for name, each in found if name == "numFmt"
        }
        used = [int(each.get("numFmtId", 0)) for name, each in found if name == "xf"]
        return frozenset(n for n, form in enumerate(used) if is_date_format(formats.get(form, "General")))

    def _shared_texts(self) -> list[str]:
        handler = _Texts()
        if "xl/sharedStrings.xml" in self.archive.namelist():
            for _piece in _parsed(self.archive, "xl/sharedStrings.xml", handler):
                pass
        return handler.texts

    def _table(self, name: str, target: str) -> Table:
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        budget = Budget(self.budget.lines, for_heads=True) if self.budget.for_heads else self.budget
        sheet = _Sheet(self, name, budget)
        try:
            for _piece in _parsed(self.archive, member, sheet):
                pass
        except _Enough:
            pass
        _fill_merged(sheet)
        return Table(name, sheet.lines)


class _Sheet(_Handler):
    """A sheet's cells as texts; empty cells and lines leave nothing."""

    def __init__(self, book: _Book, name: str, budget: Budget) -> None:
        self.lines: list[Line] = []
        self.merges: list[str] = []
        self._book, self._name, self._budget = book, name, budget
        self._line = Line(0, {})
        self._column = -1
        self._kind = ""
        self._style = 0
        self._value: list[str] = []
        self._inside = self._formula = self._reading = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._line = Line(int(attributes.get("r", self._line.number + 1)), {})
            self._column = -1
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._reading = True
        elif name == "mergeCell":
            self.merges.append(attributes["ref"])
            if len(self.merges) > MOST_CELLS // 10:
                raise WorkbookDamaged
        self._inside = name == "v" or (name == "t" and not self._reading)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = _column(place) if place else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self._value, self._formula = [], False

    def end(self, name: str) -> None:
        self._inside = False
        if name == "c":
            self._end_cell()
        elif name == "rPh":
            self._reading = False
        elif name == "row" and (self._line.cells or self._line.notes):
            self._end_line()

    def _end_line(self) -> None:
        if self._line.cells:
            tables.spend(self._budget, self._line.cells, self._name)
        self.lines.append(self._line)
        if self._budget.for_heads and self._budget.lines <= 0:
            raise _Enough

    def _end_cell(self) -> None:
        text = self._text("".join(self._value))
        if text.strip():
            self._line.cells[self._column] = text
        if self._kind == "e":
            self._line.notes[self._column] = tables.ERROR_VALUE
        elif self._formula:
            self._line.notes[self._column] = tables.FORMULA if text.strip() else tables.FORMULA_WITHOUT_VALUE

    def text(self, data: str) -> None:
        if self._inside:
            self._value.append(data)

    def _text(self, value: str) -> str:
        if not value:
            return ""
        if self._kind == "s":
            return self._book.texts[int(value)]
        if self._kind in ("str", "inlineStr", "e", "d"):
            return _unescaped(value)
        if self._kind == "b":
            return "是" if value == "1" else "否"
        return self._number(value)

    def _number(self, value: str) -> str:
        if self._style in self._book.dates:
            return _day(from_excel(float(value), self._book.epoch))
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 2**53 else value


def _fill_merged(sheet: _Sheet) -> None:
    """The lines that a merged cell reaches down over have its text, noted as merged."""
    by_number = {line.number: line for line in sheet.lines}
    numbers = sorted(by_number)
    left = MOST_CELLS
    for ref in sheet.merges:
        first_column, first_row, _last_column, last_row = range_boundaries(ref)
        origin = by_number.get(first_row or 0)
        if origin is None or first_column is None or first_row is None or last_row is None:
            continue
        if first_column - 1 not in origin.cells:
            continue
        for number in numbers[bisect_right(numbers, first_row) : bisect_right(numbers, last_row)]:
            left -= 1
            if left < 0:
                raise WorkbookDamaged
            by_number[number].cells.setdefault(first_column - 1, origin.cells[first_column - 1])
            by_number[number].notes.setdefault(first_column - 1, tables.MERGED)


def _column(place: str) -> int:
    number = 0
    for letter in place:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1


def _day(moment: object) -> str:
    if isinstance(moment, datetime):
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat(" ", "seconds")
    return moment.isoformat() if isinstance(moment, date | time) else str(moment)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
