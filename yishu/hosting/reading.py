"""Reading a spooled file as chunks of text columns, in constant memory, whatever its format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from yishu.hosting.charsets import NAMED, codec_of
from yishu.hosting.errors import CharsetUnknown, FileEmpty, FileTooLarge, MediaTypeUnknown, WrongColumns
from yishu.hosting.faults import Fault
from yishu.hosting.quarantine.returning import heads_in
from yishu.hosting.tables import Column, Table

CHUNK_ROWS = 65_536
LARGE_ROWS = 1024
LARGEST_BYTES = 4 * 1024**3
LARGEST_SHEET_BYTES = 64 * 1024**2  # openpyxl holds a workbook's shared texts in memory

CSV, NDJSON, PARQUET, ARROW, XLSX, GEOJSON = "CSV", "NDJSON", "Parquet", "Arrow", "XLSX", "GeoJSON"
FORMATS = {
    "text/csv": CSV,
    "application/csv": CSV,
    "application/x-ndjson": NDJSON,
    "application/ndjson": NDJSON,
    "application/jsonl": NDJSON,
    "application/vnd.apache.parquet": PARQUET,
    "application/x-parquet": PARQUET,
    "application/vnd.apache.arrow.stream": ARROW,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": XLSX,
    "application/geo+json": GEOJSON,
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be split into items: its number in the file and its text."""

    number: int
    text: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records: `numbers[i]` is the number in the file (1 is the first record) of `texts[code][i]`, texts as they came."""

    numbers: pa.Array
    texts: dict[str, pa.Array]
    faults: list[tuple[int, Fault]] = field(default_factory=list)  # found while reading, by index in the chunk
    unreadable: list[Unreadable] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: where, what, and for which table. With `keys_only` (how = delete) other items may be missing and are not read.

    `lenient`: columns that the table does not know are passed over, and fields may be parted by another `delimiter`: the file was not made for being published.
    """

    spool: Path
    format: str
    charset: str
    table: Table
    keys_only: bool = False
    lenient: bool = False
    delimiter: str = ","

    @property
    def chunk_rows(self) -> int:
        """Records read at once: few, where each may be as large as a border."""
        return LARGE_ROWS if any(column.type == "geometry" for column in self.wanted) else CHUNK_ROWS

    @property
    def wanted(self) -> tuple[Column, ...]:
        return self.table.key if self.keys_only else self.table.columns


def source(spool: Path, media_type: str, charset: str | None, table: Table, *, keys_only: bool) -> Source:
    """Raises MediaTypeUnknown, CharsetUnknown, FileTooLarge, FileEmpty."""
    plain, _, parameters = media_type.partition(";")
    form = FORMATS.get(plain.strip().lower())
    if form is None:
        raise MediaTypeUnknown(media_type=plain.strip()[:80])
    named = charset or _declared(parameters) or "utf-8"
    known = codec_of(named)
    if known is None or (form in (NDJSON, GEOJSON) and known != "utf-8"):
        raise CharsetUnknown(charset=named[:40], known=", ".join(NAMED if form == CSV else NAMED[:1]))
    size, limit = spool.stat().st_size, LARGEST_SHEET_BYTES if form == XLSX else LARGEST_BYTES
    if size > limit:
        raise FileTooLarge(limit=f"{limit // 1024**2} MiB")
    if size == 0:
        raise FileEmpty
    return Source(spool, form, known, table, keys_only)


def chunks(source: Source) -> Iterator[Chunk]:
    """The file's records. Raises what makes the whole file refused: WrongColumns, NotDecodable, FileUnreadable and so on."""
    from yishu.hosting import reading_columns, reading_lines, reading_sheet
    from yishu.hosting.places import reading as reading_places

    readers = {
        CSV: reading_lines.csv_chunks,
        NDJSON: reading_lines.ndjson_chunks,
        PARQUET: reading_columns.parquet_chunks,
        ARROW: reading_columns.arrow_chunks,
        XLSX: reading_sheet.sheet_chunks,
        GEOJSON: reading_places.geojson_chunks,
    }
    return readers[source.format](source)


def matched(header: list[str], source: Source) -> list[str | None]:
    """For each column of the file the item's code that it fills; None where it is not read. Raises WrongColumns."""
    names = {column.name: column.code for column in source.table.columns} | {
        column.code: column.code for column in source.table.columns
    }
    beside = _beside(header, source)
    trimmed = [name.strip().removeprefix("\ufeff") for name in header]
    found = [None if name in beside else names.get(name) for name in trimmed]
    unknown = [name for name, code in zip(trimmed, found, strict=True) if code is None and name not in beside]
    missing = [column.code for column in source.wanted if column.code not in found]
    twice = sorted({code for code in found if code is not None and found.count(code) > 1})
    if missing or twice or (unknown and not source.lenient):
        raise wrong_columns(missing, unknown, twice)
    wanted = {column.code for column in source.wanted}
    return [code if code in wanted else None for code in found]


def _beside(header: list[str], source: Source) -> frozenset[str]:
    """The columns of a file of records sent back that are no items: it may be sent in as it was downloaded (21.2)."""
    heads = heads_in(header) if source.format in (CSV, XLSX) and not source.lenient else None
    return frozenset(heads or ())


def wrong_columns(missing: list[str], unknown: list[str], twice: list[str]) -> WrongColumns:
    return WrongColumns(missing=_listed(missing), unknown=_listed(unknown), twice=_listed(twice))


def numbered(first: int, count: int) -> pa.Array:
    return pa.array(np.arange(first, first + count, dtype=np.int64))


def _listed(names: list[str]) -> str:
    shown = ", ".join(name[:48] or '""' for name in names[:20])
    return (shown + " …" if len(names) > 20 else shown) or "—"


def _declared(parameters: str) -> str:
    found = re.search(r'charset\s*=\s*"?([\w.-]+)', parameters, re.IGNORECASE)
    return found[1] if found else ""
