"""A copy without its control records, for a consumer's own programs (20.2): CSV, JSON lines, Parquet and Arrow streams, a part at a time. Needs no database."""

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from yishu.access.manifests import ControlsSaid

Write = Callable[[pa.Table], object]
ARROW, PARQUET, JSON, SHEET = b"\xff\xff\xff\xff", b"PAR1", b"{", b"PK\x03\x04"
READ_ROWS: Final = 65_536
LONGEST_VALUE: Final = 2**30
"""Of a CSV file; a border has millions of characters, and Python's reader takes 131 072 unless told."""


class CannotStrip(ValueError):
    """The text says what is in the way."""


def strip(path: Path, out: Path, controls: ControlsSaid) -> tuple[int, int]:
    """Write the file's other records to `out`, in the same format; how many were kept, and how many left out. `out` is whole or as it was before, and may be the file itself. Raises CannotStrip."""
    part = out.with_name(f"{out.name}.part")
    try:
        counts = _written(path, part, controls)
        part.replace(out)
    except csv.Error as broken:
        raise CannotStrip(str(broken)) from None
    finally:
        part.unlink(missing_ok=True)
    return counts


def is_control(controls: ControlsSaid, value: object) -> bool:
    start = controls.start - 1
    return isinstance(value, str) and value[start : start + len(controls.text)] == controls.text


def _written(path: Path, out: Path, controls: ControlsSaid) -> tuple[int, int]:
    with path.open("rb") as file:
        first = file.read(4)
    if first == SHEET:
        raise CannotStrip("a sheet is filtered in the sheet: hide the rows that the rule names, or fetch CSV")
    if first == PARQUET:
        return _parquet(path, out, controls)
    if first == ARROW:
        return _arrow(path, out, controls)
    return _lines(path, out, controls) if first[:1] == JSON else _csv(path, out, controls)


def _csv(path: Path, out: Path, controls: ControlsSaid) -> tuple[int, int]:
    kept = left = 0
    csv.field_size_limit(LONGEST_VALUE)
    with path.open(encoding="utf-8", newline="") as source, out.open("w", encoding="utf-8", newline="") as sink:
        rows, writer = csv.reader(source), csv.writer(sink, lineterminator="\n")
        head = next(rows, [])
        place = _place(head, controls)
        writer.writerow(head)
        for row in rows:
            if is_control(controls, row[place] if place < len(row) else None):
                left += 1
            else:
                kept += 1
                writer.writerow(row)
    return kept, left


def _lines(path: Path, out: Path, controls: ControlsSaid) -> tuple[int, int]:
    kept = left = 0
    with path.open("rb") as source, out.open("wb") as sink:
        for line in source:
            record: dict[str, Any] = json.loads(line)
            _place(list(record), controls)
            if is_control(controls, record[controls.item]):
                left += 1
            else:
                kept += 1
                sink.write(line)
    return kept, left


def _parquet(path: Path, out: Path, controls: ControlsSaid) -> tuple[int, int]:
    source = parquet.ParquetFile(path)
    _place(source.schema_arrow.names, controls)
    batches = (pa.Table.from_batches([batch]) for batch in source.iter_batches(READ_ROWS))
    with parquet.ParquetWriter(out, source.schema_arrow, compression="zstd") as sink:
        return _filtered(batches, sink.write_table, controls)


def _arrow(path: Path, out: Path, controls: ControlsSaid) -> tuple[int, int]:
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as source:
        _place(source.schema.names, controls)
        batches = (pa.Table.from_batches([batch]) for batch in source)
        with pa.OSFile(str(out), "wb") as target, pa.ipc.new_stream(target, source.schema) as sink:
            return _filtered(batches, sink.write_table, controls)


def _filtered(tables: Iterator[pa.Table], write: Write, controls: ControlsSaid) -> tuple[int, int]:
    kept = left = 0
    start = controls.start - 1
    for table in tables:
        begins = pc.utf8_slice_codeunits(table.column(controls.item), start, start + len(controls.text))
        others = table.filter(pc.fill_null(pc.not_equal(begins, controls.text), True))
        kept, left = kept + others.num_rows, left + table.num_rows - others.num_rows
        write(others)
    return kept, left


def _place(names: list[str], controls: ControlsSaid) -> int:
    try:
        return [name.removeprefix("\ufeff") for name in names].index(controls.item)
    except ValueError:
        raise CannotStrip(f"the file has no column {controls.item}") from None
