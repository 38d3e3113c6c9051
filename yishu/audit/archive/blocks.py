"""A file of records as lines, compressed in blocks that can each be read alone: gzip of many members, so that any gzip reads the whole. Pure.

The lines are those of an exported log (`log.exporting`): `{"index", "salt", "record"}`, by their place in the log, with `"personal"` before the record where a part of it is (base64 of `salt ‖ part`). The blocks are named beside the file: the place of each one's
first line, and where in the file it begins.
"""

import gzip
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, pairwise
from typing import IO, Final

from yishu.audit.log.offline import NoExport, entry_of_line
from yishu.audit.log.verifier import Entry

A_BLOCK: Final = 500
"""Lines: some 100 KB compressed."""
_block = struct.Struct(">QQ")


class Blocks:
    """Where the blocks of a file begin, by the places of their first lines; kept as bytes, 16 a block."""

    def __init__(self, kept: bytes) -> None:
        found = list(_block.iter_unpack(kept))
        self._firsts, self._offsets = [first for first, _ in found], [offset for _, offset in found]

    def around(self, place: int, size: int) -> tuple[int, int] | None:
        """(offset, length) of the block in which this place would stand, in a file of that size; None before the first."""
        at = bisect_right(self._firsts, place) - 1
        if at < 0:
            return None
        end = self._offsets[at + 1] if at + 1 < len(self._offsets) else size
        return self._offsets[at], end - self._offsets[at]


def write(file: IO[bytes], lines: Iterable[tuple[int, bytes]]) -> tuple[bytes, int]:
    """Lines with their places, in that order. Returns the blocks as they are kept, and how many lines there were."""
    kept, count, rest = bytearray(), 0, iter(lines)
    while part := list(islice(rest, A_BLOCK)):
        kept += _block.pack(part[0][0], file.tell())
        file.write(gzip.compress(b"".join(line for _, line in part), 6, mtime=0))
        count += len(part)
    return bytes(kept), count


def rewrite(
    kept: bytes, size: int, read: Callable[[int, int], bytes], file: IO[bytes], place: int, line: bytes
) -> bytes:
    """The same file with another line at one place: its block is made anew, the others are copied as they are. `read(offset, length)` reads the file there is. Returns the blocks. Raises KeyError where the file has no such place."""
    starts = [*_block.iter_unpack(kept), (0, size)]
    around, written = Blocks(kept).around(place, size), bytearray()
    for (first, offset), (_, end) in pairwise(starts):
        content = read(offset, end - offset)
        if around == (offset, end - offset):
            content = _with_line(content, place, line)
        written += _block.pack(first, file.tell())
        file.write(content)
    return bytes(written)


def _with_line(content: bytes, place: int, line: bytes) -> bytes:
    lines = gzip.decompress(content).splitlines(keepends=True)
    at = {entry_of_line(each, "block").index: n for n, each in enumerate(lines)}[place]
    lines[at] = line
    return gzip.compress(b"".join(lines), 6, mtime=0)


def read_block(content: bytes) -> dict[int, Entry]:
    """The records of a block by their places; none where it cannot be read any more."""
    try:
        lines = gzip.decompress(content).splitlines(keepends=True)
        found = [entry_of_line(line, "block") for line in lines]
    except (OSError, EOFError, zlib.error, NoExport):
        return {}
    return {entry.index: entry for entry in found}


def read_all(file: IO[bytes]) -> Iterator[Entry]:
    """Every record, in the order of the file. Raises NoExport."""
    try:
        with gzip.open(file, "rb") as lines:
            for at, line in enumerate(lines, 1):
                yield entry_of_line(line, f"line {at}")
    except (OSError, EOFError, zlib.error) as wrong:
        raise NoExport(type(wrong).__name__) from None
