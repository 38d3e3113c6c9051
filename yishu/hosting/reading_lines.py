"""CSV (by Arrow) and NDJSON, a line a record."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.csv as arrow_csv

from yishu.core.decoding import decoded, decoder
from yishu.hosting import faults
from yishu.hosting.errors import FileEmpty, FileUnreadable, NotDecodable
from yishu.hosting.faults import Fault
from yishu.hosting.reading import CHUNK_ROWS, Chunk, Source, Unreadable, matched, numbered, wrong_columns
from yishu.hosting.tables import Column

BLOCK_BYTES = 4 * 1024**2
LONGEST_LINE = 16 * 1024**2


def csv_chunks(source: Source) -> Iterator[Chunk]:
    """RFC 4180; empty lines are no records. A row of another width than the header's is unreadable by itself."""
    header, lines = csv_header(source)
    codes = matched(header, source)
    skipped: list[Unreadable] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        # Arrow counts from the line after those skipped, the header being one.
        fault = faults.wrong_width(row.expected_columns, row.actual_columns)
        skipped.append(Unreadable(row.number - 1, row.text, fault))
        return "skip"

    try:
        yield from _csv_batches(source, codes, lines, keep, skipped)
    except UnicodeError:
        raise NotDecodable(charset=source.charset) from None
    except pa.ArrowInvalid as error:
        if "UTF8" in str(error):
            raise NotDecodable(charset=source.charset) from None
        raise FileUnreadable(format=source.format) from None


def _csv_batches(
    source: Source, codes: list[str | None], lines: int, keep: Any, skipped: list[Unreadable]
) -> Iterator[Chunk]:
    wanted = [code for code in codes if code is not None]
    reader = arrow_csv.open_csv(
        source.spool,
        read_options=arrow_csv.ReadOptions(
            column_names=[code or f"?{position}" for position, code in enumerate(codes)],
            skip_rows=lines,
            encoding="utf8" if source.charset == "utf-8" else source.charset,
            block_size=BLOCK_BYTES if source.chunk_rows == CHUNK_ROWS else LONGEST_LINE,
            use_threads=False,  # with threads invalid rows have no number
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=source.delimiter, newlines_in_values=True, invalid_row_handler=keep
        ),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
        ),
    )
    number = 1
    for batch in reader:
        numbers, number, passed = _numbers(number, batch.num_rows, skipped)
        yield Chunk(numbers, {code: batch.column(code) for code in wanted}, [], passed)
    if skipped:
        yield Chunk(numbered(number, 0), {code: pa.array([], pa.string()) for code in wanted}, [], skipped)


def _numbers(first: int, count: int, skipped: list[Unreadable]) -> tuple[pa.Array, int, list[Unreadable]]:
    """The numbers of the next `count` records, stepping over those that were skipped; what follows; the skipped ones passed."""
    if not skipped or skipped[0].number >= first + count:
        return numbered(first, count), first + count, []
    numbers: list[int] = []
    passed: list[Unreadable] = []
    while len(numbers) < count:
        if skipped and skipped[0].number == first:
            passed.append(skipped.pop(0))
        else:
            numbers.append(first)
        first += 1
    return pa.array(numbers, pa.int64()), first, passed


def csv_header(source: Source) -> tuple[list[str], int]:
    """The names of the first line, and how many lines it takes."""
    encoding = "utf-8-sig" if source.charset == "utf-8" else source.charset
    try:
        with source.spool.open(encoding=encoding, newline="") as text:
            reader = csv.reader(_bounded(text), delimiter=source.delimiter)
            return next(reader), reader.line_num
    except UnicodeError:
        raise NotDecodable(charset=source.charset) from None
    except StopIteration:
        raise FileEmpty from None
    except csv.Error:
        raise FileUnreadable(format=source.format) from None


def _bounded(text: Any) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        yield line


def ndjson_chunks(source: Source) -> Iterator[Chunk]:
    """One JSON object a line."""
    with source.spool.open("rb") as file:
        yield from json_chunks(source, _lines(file))


def json_chunks(source: Source, lines: Iterator[bytes]) -> Iterator[Chunk]:
    """A missing member is empty, an unknown one refuses the file unless it is read leniently. Fractions keep their digits, so they stay text."""
    decode = decoder(dict[str, Any], float_hook=str).decode
    codes = (_PassedOver if source.lenient else dict)(
        {column.name: column.code for column in source.table.columns}
        | {column.code: column.code for column in source.table.columns}
    )
    number = 1
    while block := list(_some(lines, source.chunk_rows)):
        yield _json_chunk(source.wanted, codes, block, number, decode)
        number += len(block)


def _some(lines: Iterator[bytes], most: int) -> Iterator[bytes]:
    """So many at most, and not many more bytes than a block of theirs."""
    held = 0
    for line in islice(lines, most):
        yield line
        held += len(line)
        if held > LONGEST_LINE:
            return


def first_json_line(source: Source) -> bytes:
    with source.spool.open("rb") as file:
        return next(_lines(file), b"")


def json_names(first: bytes) -> list[str]:
    """The members of the first record. Raises FileUnreadable."""
    try:
        return list(decoded(first, dict[str, Any]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise FileUnreadable(format="JSON") from None


class _PassedOver(dict[str, str]):
    """Members that are no items keep names that no item has."""

    def __missing__(self, name: str) -> str:
        return f"?{name}"


def _json_chunk(
    wanted: tuple[Column, ...], codes: dict[str, str], lines: list[bytes], number: int, decode: Any
) -> Chunk:
    numbers: list[int] = []
    texts: dict[str, list[str | None]] = {column.code: [] for column in wanted}
    found: list[tuple[int, Fault]] = []
    unreadable: list[Unreadable] = []
    for line in lines:
        try:
            record, repeated = _record(line, codes, decode)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            unreadable.append(Unreadable(number, line.decode("utf-8", "replace"), faults.not_json()))
        except KeyError as unknown:
            raise wrong_columns([], [str(unknown.args[0])], []) from None
        else:
            for column in wanted:
                read = _repeated_text if column.code in repeated else _json_text
                text, fault = read(column, record.get(column.code))
                texts[column.code].append(text)
                if fault:
                    found.append((len(numbers), fault))
            numbers.append(number)
        number += 1
    arrays = {code: pa.array(values, pa.string()) for code, values in texts.items()}
    return Chunk(pa.array(numbers, pa.int64()), arrays, found, unreadable)


def _record(line: bytes, codes: dict[str, str], decode: Any) -> tuple[dict[str, Any], frozenset[str]]:
    """A line's values by item code, and the items that it gives more than once: those have the list of all their values. Raises KeyError for an unknown member."""
    members = decode(line)
    record = {codes[name]: value for name, value in members.items()}
    if len(record) == len(members) == line.count(b":"):  # each member takes a colon: none is repeated
        return record, frozenset()
    several: dict[str, list[Any]] = defaultdict(list)
    for name, value in json.loads(line.decode(), object_pairs_hook=list, parse_float=str, parse_int=str):
        several[codes[name]].append(value)
    repeated = {code: values for code, values in several.items() if len(values) > 1}
    return record | repeated, frozenset(repeated)


def _repeated_text(column: Column, values: object) -> tuple[str, Fault]:
    return json.dumps(values, ensure_ascii=False), faults.repeated_member(column)


def _json_text(column: Column, value: object) -> tuple[str | None, Fault | None]:
    if value is None or isinstance(value, str):
        return value, None
    if isinstance(value, bool):
        return str(value).lower(), None if column.type == "boolean" else faults.not_of_type(column)
    if isinstance(value, int):
        return str(value), None
    if column.type == "geometry" and isinstance(value, dict):
        return msgspec.json.encode(with_numbers(value)).decode(), None
    return msgspec.json.encode(value).decode(), faults.not_json(column.code)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise FileUnreadable(format="NDJSON")
        if line.strip():
            yield line.removeprefix(b"\xef\xbb\xbf")


def with_numbers(value: Any) -> Any:
    """A geometry that was read with its fractions as texts, which keeps their digits elsewhere: with numbers again."""
    if isinstance(value, dict):
        return {name: _floats(each) if name == "coordinates" else each for name, each in value.items()}
    return value


def _floats(value: Any) -> Any:
    if isinstance(value, list):
        return [_floats(each) for each in value]
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value
