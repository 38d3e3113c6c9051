"""What the pages of a Parquet file say that they unpack to, told without unpacking them; the reader allocates what they say, whatever the footer has told of the sum.

Footer and headers of pages are structs of Thrift's compact protocol (parquet.thrift). They are read here, and not by pyarrow's `FileMetaData.row_group(…).column(…)`: that ends the
process where a column's type does not fit its statistics.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from struct import error as struct_error
from struct import unpack_from
from typing import Any, BinaryIO, Final

import pyarrow as pa

from yishu.hosting.thrift import Compact, Struct

_MAGIC: Final = b"PAR1"
_BYTE_ARRAY: Final = 6
_CODECS: Final = {0: "", 1: "snappy", 2: "gzip", 4: "brotli", 6: "zstd", 7: "lz4_raw"}
_DICTIONARY_PAGE: Final = 2
_DELTA_BYTE_ARRAY: Final = 7
_ENCODING_IN: Final = {5: 2, 8: 4}
"""By the field that tells of a page of data (in its first or second form): the field within it."""
_LONGEST_HEADER: Final = 16 * 1024 * 1024  # statistics may hold a value: parquet-cpp's own bound
_LONGEST_FOOTER: Final = 64 * 1024 * 1024
_WINDOW: Final = 4096
_SHORT: Final = 64
_LARGEST_DICTIONARY: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Of some columns, in bytes: all pages together; what of pages is in memory at once at the most, a page and the dictionary of each column; and the longest that
    one record can be made by naming values of before, however short its page is."""

    total: int
    at_once: int
    repeated: int


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A column within a group of rows: where its pages lie."""

    kind: int
    codec: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Page:
    kind: int
    unpacked: int
    packed: int
    encoding: int
    body: int
    """Where it begins."""


def unpacked_pages(file: BinaryIO, columns: frozenset[str]) -> Unpacked:
    """`columns` by their names. Raises ValueError where footer or headers do not hold together."""
    total = 0
    data, dictionary, longest = dict[int, int](), dict[int, int](), dict[int, int]()
    for place, chunk in _chunks(file, columns):
        for page in _pages(file, chunk):
            total += page.unpacked
            of_kind = dictionary if page.kind == _DICTIONARY_PAGE else data
            of_kind[place] = max(of_kind.get(place, 0), page.unpacked)
            longest[place] = max(longest.get(place, 0), _repeated(file, chunk, page))
    return Unpacked(total, sum(data.values()) + sum(dictionary.values()), sum(longest.values()))


def _chunks(file: BinaryIO, columns: frozenset[str]) -> Iterator[tuple[int, _Chunk]]:
    """Each with the place of its column, by which the reader goes, whatever name the chunk gives itself."""
    try:
        footer = _footer(file)
        tops = list(_tops(footer[2]))
        for group in footer[4]:
            for place, (top, column) in enumerate(zip(tops, group[1], strict=True)):
                if top in columns:
                    said = column[3]
                    begins = [offset for offset in (said[9], said.get(11, 0)) if offset > 0]
                    kind, codec, start, length = _numbers(said[1], said[4], min(begins), said[7])
                    yield place, _Chunk(kind, codec, start, length)
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ValueError("a footer without what it must say") from None


def _tops(schema: list[Struct]) -> Iterator[str]:
    """For each column as it is stored the name of the one of the table that it is of. The schema is a tree, told depth first (SchemaElement)."""
    left, top = 0, ""
    for element in schema[1:]:
        if not left:
            left, top = 1, element[4].decode()
        children = element.get(5, 0)
        left += children - 1
        if not children:
            yield top


def _footer(file: BinaryIO) -> Struct:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 8))
    end = file.read(8)
    (length,) = unpack_from("<I", end.ljust(8))
    if end[4:] != _MAGIC or length > min(size - 8, _LONGEST_FOOTER):
        raise ValueError("no footer")
    file.seek(size - 8 - length)
    return Compact(file.read(length)).struct()


def _pages(file: BinaryIO, chunk: _Chunk) -> Iterator[_Page]:
    start, end = chunk.start, chunk.start + chunk.length
    while start < end:
        page = _page(file, start)
        if page.unpacked < 0 or page.packed < 0:
            raise ValueError("a page of a size below nothing")
        yield page
        start = page.body + page.packed


def _page(file: BinaryIO, place: int) -> _Page:
    """Whose header begins here."""
    window = _WINDOW
    while True:
        file.seek(place)
        text = file.read(window)
        reader = Compact(text)
        try:
            said: dict[int, Any] = reader.struct()
            encoding = next((said[form][within] for form, within in _ENCODING_IN.items() if form in said), -1)
            kind, unpacked, packed, encoding = _numbers(said[1], said[2], said[3], encoding)
            return _Page(kind, unpacked, packed, encoding, place + reader.place)
        except (KeyError, TypeError):
            raise ValueError("a page without its sizes") from None
        except IndexError:
            if len(text) < window or window >= _LONGEST_HEADER:
                raise ValueError("a page without a header") from None
            window *= 16


def _numbers(*said: Any) -> tuple[int, ...]:
    """A field may be of any type, whatever it is for. Raises TypeError."""
    if any(type(each) is not int for each in said):
        raise TypeError
    return said


def _repeated(file: BinaryIO, chunk: _Chunk, page: _Page) -> int:
    """How long a text of this page can be that takes next to nothing where it is named again."""
    if chunk.kind != _BYTE_ARRAY:
        return 0
    if page.kind == _DICTIONARY_PAGE:
        return _longest_entry(file, chunk, page)
    return page.unpacked if page.encoding == _DELTA_BYTE_ARRAY else 0


def _longest_entry(file: BinaryIO, chunk: _Chunk, page: _Page) -> int:
    """Each stands after its length (PLAIN). Where that cannot be told, as long as all of it."""
    if page.unpacked <= _SHORT:
        return page.unpacked
    file.seek(page.body)
    try:
        text = _unpacked(file.read(page.packed), chunk.codec, page.unpacked)
        place = longest = 0
        while place < len(text):
            (length,) = unpack_from("<I", text, place)
            place, longest = place + 4 + length, max(longest, length)
    except (pa.ArrowException, OSError, ValueError, KeyError, struct_error):
        return page.unpacked
    return longest if place == len(text) else page.unpacked


def _unpacked(text: bytes, codec: int, size: int) -> bytes:
    if size > _LARGEST_DICTIONARY:
        raise ValueError("a dictionary too large to look into")
    name = _CODECS[codec]
    return pa.Codec(name).decompress(text, size, asbytes=True) if name else text
