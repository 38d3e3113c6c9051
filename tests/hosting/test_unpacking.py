"""Files whose few octets stand for gigabytes, and files that lie: refused before they are unpacked, and nobody else is harmed."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.conftest import FAULT_ROUNDS
from tests.hosting.flipping import as_arrow, as_parquet, table_of
from yishu.hosting import reading, reading_columns
from yishu.hosting.errors import FileUnpacksTooLarge
from yishu.hosting.parquet_pages import unpacked_pages

MEGABYTE = "x" * 1_000_000
ROWS = 65_536
COLUMNS = tuple(SimpleNamespace(name=name, code=name, type="string") for name in ("id", "name"))
TABLE: Any = SimpleNamespace(columns=COLUMNS, key=COLUMNS[:1])


def one_text_many_times() -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(ROWS, np.int32)), pa.array([MEGABYTE]))


def views_of_one_text() -> pa.Array:
    one = pa.array([MEGABYTE]).cast(pa.string_view()).buffers()
    many = np.tile(np.frombuffer(one[1], np.int32)[:4], ROWS)
    return pa.Array.from_buffers(pa.string_view(), ROWS, [None, pa.py_buffer(many.tobytes()), *one[2:]])


def delta_encoded() -> bytes:
    """Each text says only how much of the one before it begins with."""
    texts = table_of(pa.array([MEGABYTE + str(n) for n in range(64)]))
    plain = {"id": "PLAIN", "name": "DELTA_BYTE_ARRAY"}
    return as_parquet(texts, use_dictionary=False, column_encoding=plain, compression="zstd")


LARGE = {
    "a dictionary, as Arrow": ("Arrow", lambda: as_arrow(table_of(one_text_many_times()))),
    "views, as Arrow": ("Arrow", lambda: as_arrow(table_of(views_of_one_text()))),
    "a packed buffer": ("Arrow", lambda: as_arrow(table_of(pa.array(["y" * 80_000_000])), "zstd")),
    "a packed page": (
        "Parquet",
        lambda: as_parquet(table_of(pa.array(["y" * 80_000_000])), compression="zstd", use_dictionary=False),
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_what_unpacks_beyond_the_bounds_is_refused_before_it_does(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_columns, "MOST_AT_ONCE", 64_000_000)
    form, made = LARGE[name]
    content = made()
    assert len(content) < 4_000_000
    before = pa.total_allocated_bytes()
    with pytest.raises(FileUnpacksTooLarge):
        read_all(tmp_path, form, content)
    assert pa.total_allocated_bytes() - before < 64 * 1024**2


@pytest.mark.parametrize("made", [lambda: as_parquet(table_of(one_text_many_times())), delta_encoded])
def test_a_page_that_repeats_a_long_text_is_read_by_few_records_at_once(
    tmp_path: Path, made: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_columns, "MOST_AT_ONCE", 8_000_000)
    monkeypatch.setattr(reading_columns, "MOST_UNPACKED", 40_000_000)
    chunks, rows = reading.chunks(source_of(tmp_path, "Parquet", made())), []
    with pytest.raises(FileUnpacksTooLarge):
        rows.extend(len(chunk.numbers) for chunk in chunks)
    assert max(rows) <= 8
    assert 30 < sum(rows) <= 40


@pytest.mark.parametrize(
    "how", [{}, {"compression": "gzip"}, {"data_page_version": "2.0", "compression": "zstd"}, {"use_dictionary": False}]
)
def test_sizes_of_pages_are_told_as_the_footer_has_them(tmp_path: Path, how: dict[str, Any]) -> None:
    table = table_of(pa.array([f"姓名{n % 700}" for n in range(50_000)]))
    path = tmp_path / "file"
    path.write_bytes(as_parquet(table, row_group_size=20_000, **how))
    with path.open("rb") as plain, parquet.ParquetFile(path) as file:
        found = unpacked_pages(plain, frozenset(("id", "name")))
        groups = [file.metadata.row_group(n) for n in range(3)]
        said = sum(group.column(n).total_uncompressed_size for group in groups for n in (0, 1))
    assert 0 < said - found.total < 4000  # headers of pages are in the footer's sum
    assert found.repeated < 64


def test_honest_files_are_read_whole(tmp_path: Path) -> None:
    names = pa.array([f"姓名{n % 700}" if n % 9 else None for n in range(100_000)])
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        for form, content in (
            ("Arrow", as_arrow(table_of(names.cast(kind)), "zstd")),
            ("Parquet", as_parquet(table_of(names.cast(kind)))),
        ):
            chunks = list(reading.chunks(source_of(tmp_path, form, content)))
            assert pa.chunked_array([chunk.texts["name"] for chunk in chunks]).to_pylist() == names.to_pylist()


def source_of(folder: Path, form: str, content: bytes) -> reading.Source:
    path = folder / "spooled"
    path.write_bytes(content)
    return reading.Source(path, form, "utf-8", TABLE)


def read_all(folder: Path, form: str, content: bytes) -> int:
    return sum(len(chunk.numbers) for chunk in reading.chunks(source_of(folder, form, content)))


ROUNDS = 400


@pytest.mark.slow
@pytest.mark.parametrize("form", ["Arrow", "Parquet"])
def test_a_file_with_flipped_bytes_is_read_or_refused_and_never_ends_the_process(tmp_path: Path, form: str) -> None:
    """In a process of its own: what ends it would end the gateway."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hosting.flipping", form, str(tmp_path), str(ROUNDS * FAULT_ROUNDS)],
        capture_output=True,
        text=True,
        timeout=170,
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])


def test_a_page_that_tells_its_size_as_a_text_is_refused() -> None:
    """Thrift says of each field what type it is; a file may say of a size that it is a text."""
    whole = bytearray(as_parquet(table_of(pa.array(["name"])), compression="none", use_dictionary=False))
    whole[4:13] = b"\x15\x00\x18\x01x\x15\x02\x00"[:9].ljust(9, b"\0")
    with pytest.raises(ValueError, match="a page without its sizes"):
        unpacked_pages(io.BytesIO(bytes(whole)), frozenset({"id", "name"}))
