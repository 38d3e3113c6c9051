"""An XLSX workbook, written row by row (ECMA-376, part 1): memory does not grow with it, and the same rows give the same bytes.

Texts are inline strings, never formulas, whatever they begin with; dates are dates. A sheet that is full goes on in a second one.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self
from xml.sax.saxutils import escape, quoteattr

SHEET_ROWS: Final = 1_048_576
CELL_CHARACTERS: Final = 32_767
_EPOCH: Final = date(1899, 12, 30)
_MADE: Final = (1980, 1, 1, 0, 0, 0)  # the zip's own dates would differ from run to run
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES: Final = f"""{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFE8EEF7"/></patternFill></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>\
<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
_DATE, _TEXT, _BOLD = 1, 2, 3

Cell = str | int | date | None


class Sheet:
    """A sheet that is being written. Its rows lie in a file of their own until the workbook is closed."""

    def __init__(self, title: str, heads: Sequence[str], widths: Sequence[int]) -> None:
        self.title, self._heads, self._widths = title, heads, widths
        self.parts: list[IO[bytes]] = []
        self._rows = 0
        self._begin()

    def append(self, cells: Sequence[Cell]) -> None:
        if self._rows == SHEET_ROWS:
            self._begin()
        self._write(cells, _TEXT)

    def end(self) -> None:
        last = f"{_column(len(self._heads))}{self._rows}"
        self.parts[-1].write(f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'.encode())

    def _begin(self) -> None:
        if self.parts:
            self.end()
        self.parts.append(tempfile.TemporaryFile())  # noqa: SIM115 (the workbook closes it)
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(self._widths, 1)
        )
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        start = f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}<cols>{widths}</cols><sheetData>'
        self.parts[-1].write(start.encode())
        self._rows = 0
        self._write(self._heads, _BOLD)

    def _write(self, cells: Sequence[Cell], text_style: int) -> None:
        self._rows += 1
        written = "".join(_cell(cell, f"{_column(n)}{self._rows}", text_style) for n, cell in enumerate(cells, 1))
        self.parts[-1].write(f'<row r="{self._rows}">{written}</row>'.encode())


class Workbook:
    """`with Workbook(path) as book: book.sheet(…).append(…)`; the file is whole when the block has ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sheets: list[Sheet] = []

    def sheet(self, title: str, heads: Sequence[str], widths: Sequence[int]) -> Sheet:
        self._sheets.append(Sheet(title, heads, widths))
        return self._sheets[-1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._save()
        for sheet in self._sheets:
            for part in sheet.parts:
                part.close()

    def _save(self) -> None:
        titles: list[str] = []
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
            for sheet in self._sheets:
                sheet.end()
                for n, part in enumerate(sheet.parts, 1):
                    titles.append(sheet.title if n == 1 else f"{sheet.title} {n}")
                    _copy(package, f"xl/worksheets/sheet{len(titles)}.xml", part)
            for name, text in _parts_about(titles).items():
                package.writestr(_named(name), text.encode())


def _copy(package: zipfile.ZipFile, name: str, part: IO[bytes]) -> None:
    part.seek(0)
    with package.open(_named(name), "w", force_zip64=True) as target:
        shutil.copyfileobj(part, target, 1024 * 1024)


def _named(name: str) -> zipfile.ZipInfo:
    named = zipfile.ZipInfo(name, _MADE)
    named.compress_type = zipfile.ZIP_DEFLATED
    return named


def _parts_about(titles: list[str]) -> dict[str, str]:
    """The small files of the package, by their names."""
    numbers = range(1, len(titles) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(title)} sheetId="{n}" r:id="rId{n}"/>'
        for n, title in zip(numbers, titles, strict=True)
    )
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in numbers
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    relationships = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    return {
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{relationships}{links}<Relationship Id="styles" Type="{_OFFICE}/styles" '
        'Target="styles.xml"/></Relationships>',
        "_rels/.rels": f'{relationships}<Relationship Id="book" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{types}</Types>',
    }


def _cell(cell: Cell, place: str, text_style: int) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="{_DATE}"><v>{(cell - _EPOCH).days}</v></c>'
    text = escape(_LOOKS_ESCAPED.sub("_x005F_", _UNWRITABLE.sub("", cell)[:CELL_CHARACTERS]))
    return f'<c r="{place}" s="{text_style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


@cache
def _column(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
