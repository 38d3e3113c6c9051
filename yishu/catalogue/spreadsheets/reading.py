"""A file that somebody uploads, as tables; everything that is no spreadsheet is refused with what to do instead."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from yishu.catalogue.spreadsheets import workbook
from yishu.catalogue.spreadsheets.errors import (
    CharsetUnclear,
    EncryptedWorkbook,
    FileTooBig,
    NotASpreadsheet,
    OldWorkbook,
    TableBroken,
)
from yishu.catalogue.spreadsheets.tables import (
    LARGEST_FILE,
    Budget,
    Line,
    Table,
    spend,
)

SAMPLE_LINES: Final = 60
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_MAGIC: Final = {
    b"%PDF": ("PDF 文档", "a PDF document"),
    b"\x89PNG": ("图片", "a picture"),
    b"\xff\xd8\xff": ("图片", "a picture"),
    b"GIF8": ("图片", "a picture"),
    b"Rar!": ("RAR 压缩包", "a RAR archive"),
    b"7z\xbc\xaf": ("7-Zip 压缩包", "a 7-Zip archive"),
    b"\x1f\x8b": ("gzip 压缩包", "a gzip archive"),
    b"<!DO": ("网页", "a web page"),
    b"<htm": ("网页", "a web page"),
    b"<?xm": ("XML 文档", "an XML document"),
}


def read(content: bytes) -> list[Table]:
    """Every table with its filled lines. Raises what this module and `workbook` refuse."""
    return _tables(content, Budget())


def peek(content: bytes) -> list[Table]:
    """The first lines of every table: enough to tell heads and to guess what columns hold."""
    return _tables(content, Budget(SAMPLE_LINES, for_heads=True))


def _tables(content: bytes, budget: Budget) -> list[Table]:
    if len(content) > LARGEST_FILE:
        raise FileTooBig(limit=LARGEST_FILE // 1024**2)
    if content.startswith(_OLE):
        raise EncryptedWorkbook if "EncryptedPackage".encode("utf-16-le") in content else OldWorkbook
    if content.startswith(b"PK"):
        return workbook.tables_of(content, budget)
    if found := _MAGIC.get(content[:4]) or _MAGIC.get(content[:3]) or _MAGIC.get(content[:2]):
        raise NotASpreadsheet(found=found[0], found_en=found[1])
    return [Table("", list(_lines(decoded(content), budget)))]


def decoded(content: bytes) -> str:
    """The text of a CSV in UTF-8 or UTF-16, with or without a mark, else in GB 18030. Raises CharsetUnclear, NotASpreadsheet."""
    for charset in _charsets(content):
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        if text.count("\0") > len(text) // 100:
            raise NotASpreadsheet(found="二进制内容", found_en="binary content")
        return text
    raise CharsetUnclear


def _charsets(content: bytes) -> Iterator[str]:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield "utf-16"
    start = content[:2000]
    if len(start) >= 4 and len(content) % 2 == 0:  # ASCII in UTF-16 has every other byte zero
        for charset, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
            if zeros.count(0) > len(zeros) // 10 and zeros.count(0) > 4 * start.count(0) // 5:
                yield charset
    yield "utf-8-sig"
    yield "gb18030"


def _lines(text: str, budget: Budget) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    begins = 1
    try:
        for cells in reader:
            filled = {n: cell for n, cell in enumerate(cells) if cell.strip()}
            if filled:
                spend(budget, filled, "CSV")
                yield Line(begins, filled)
            if budget.for_heads and not budget.lines:
                return
            begins = reader.line_num + 1
    except csv.Error:
        raise TableBroken(line=reader.line_num) from None


def _delimiter(text: str) -> str:
    head = next((line for line in text[:20_000].splitlines() if line.strip(" ,;\t")), "")
    return max(",\t;", key=head.count)
