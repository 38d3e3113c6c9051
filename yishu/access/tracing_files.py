"""A file that may be somebody's copy, as it is read for tracing: what it says of itself, its rows' names, its values (20.2)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet

from yishu.core.identifiers import KeyKind
from yishu.hosting import fingerprint, reading
from yishu.hosting.copying_formats import FACT, MEDIA_TYPES
from yishu.hosting.errors import FileEmpty, NotDecodable
from yishu.hosting.fingerprint import NO_ROWS, Sample
from yishu.hosting.reading_headers import header
from yishu.hosting.row_names import plain_of
from yishu.hosting.tables import Table
from yishu.node.workbooks import DAMAGED

RECEIPT: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[0-9a-f]{64}")
NO_TABLE: Final = Table("file", KeyKind.PLAIN, ())
Found = TypeVar("Found")
Values = tuple[str | None, ...]


@dataclass
class TracedFile:
    """`names`: its columns; `receipt`: that it names itself."""

    source: reading.Source
    names: tuple[str, ...]
    receipt: str

    @classmethod
    def of(cls, path: Path) -> "TracedFile":
        """Raises FileEmpty, FileUnreadable, FileTooLarge, NotDecodable."""
        source = reading.source(path, _media_type(path), None, NO_TABLE, keys_only=False)
        source = replace(source, lenient=True, delimiter=_delimiter(path))
        try:
            names = header(source)
        except NotDecodable:
            source = replace(source, charset="gb18030")
            names = header(source)
        return cls(source, tuple(names), _said_receipt(path, source.format))

    def codes(self, table: Table) -> frozenset[str]:
        """The items of a table that it has, by code or by name."""
        known = {name: column.code for column in table.columns for name in (column.code, column.name)}
        return frozenset(known[name] for name in self.names if name in known)

    def read(self, table: Table, items: tuple[str, ...], collect: Callable[[Iterator[Values]], Found]) -> Found:
        """What `collect` makes of the texts of these items, row by row, as they stand in the file."""
        try:
            return collect(self._texts(table, items))
        except NotDecodable:
            if self.source.charset != "utf-8":
                raise
            self.source = replace(self.source, charset="gb18030")
            return collect(self._texts(table, items))

    def sample(self, table: Table, items: tuple[str, ...]) -> Sample:
        """Its rows' plain texts by these items; none where it lacks one."""
        if not items or not set(items) <= self.codes(table):
            return NO_ROWS
        columns = tuple(table.by_code[item] for item in items)
        return self.read(table, items, lambda rows: fingerprint.sample(plain_of(columns, row) for row in rows))

    def _texts(self, table: Table, items: tuple[str, ...]) -> Iterator[Values]:
        columns = tuple(table.by_code[item] for item in items)
        narrow = replace(self.source, table=Table(table.name, table.key_kind, columns))
        for chunk in reading.chunks(narrow):
            yield from zip(*(chunk.texts[item].to_pylist() for item in items), strict=True)


def _media_type(path: Path) -> str:
    """By what the file begins with: a leaked file may have any name."""
    with path.open("rb") as file:
        first, more = file.read(4), file.read(4096)
    if not first:
        raise FileEmpty
    if first.startswith(b"{") and b'"FeatureCollection"' in first + more:
        return MEDIA_TYPES["geojson"]
    forms = {b"PAR1": "parquet", b"PK\x03\x04": "xlsx", b"\xff\xff\xff\xff": "arrow"}
    return MEDIA_TYPES[forms.get(first, "ndjson" if first.startswith(b"{") else "csv")]


def _delimiter(path: Path) -> str:
    """Of a CSV file the one that its first line holds most often."""
    with path.open("rb") as file:
        line = file.readline(65_536).decode("latin-1")
    return max(",;\t", key=line.count)


def _said_receipt(path: Path, form: str) -> str:
    """The receipt that the file itself names, in its metadata or properties; they may be gone, or be another file's."""
    said = ""
    try:
        if form in (reading.PARQUET, reading.ARROW):
            facts = _schema(path, form).metadata or {}
            said = facts.get(f"{FACT}receipt".encode(), b"").decode("utf-8", "replace")
        elif form == reading.XLSX:
            with path.open("rb") as file:
                properties = openpyxl.load_workbook(file, read_only=True).properties
            said = f"{properties.identifier} {properties.description}"
    except (pa.ArrowException, *DAMAGED):
        return ""
    found = RECEIPT.search(said)
    return found[0] if found else ""


def _schema(path: Path, form: str) -> pa.Schema:
    if form == reading.PARQUET:
        return parquet.read_schema(path)
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as stream:
        return stream.schema
