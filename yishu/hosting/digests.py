"""Two digests a record, of its key and of its line, by which a file is compared with what stands (20.1).

Either is 64 bits of the AES-CMAC of the text under a key of the node. Who does not know the key cannot make two alike. A record stands as it is where both are known,
so a change would be overlooked if its record had by accident the digest of what that very key had before: once in 10¹⁹ changes.
"""

import errno
import hmac
import mmap
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from yishu.hosting.cmac import LENGTH, Cmac
from yishu.hosting.keys import key_column
from yishu.hosting.tables import Table

Numbers = NDArray[np.uint64]
Places = NDArray[np.int64]

PART: Final = 32_768  # records
_BYTES: Final = 8  # of a digest


@dataclass(frozen=True, slots=True)
class Run:
    """The digests of some records, by the digests of their keys; `places[i]` is where among the records the i-th was."""

    keys: Numbers
    records: Numbers
    places: Places


class Digests:
    """Those of one file, kept until they are wanted: in files without a name, one sorted run after the other."""

    def __init__(self, table: Table, secret: bytes, within: Path) -> None:
        """`secret`: any bytes that nobody else knows."""
        self._of_keys, self._of_lines = (Cmac(hmac.digest(secret, of, "sha256")[:LENGTH]) for of in (b"keys", b"lines"))
        self._table = table
        self._files = Column(within), Column(within)
        self._ends: list[int] = [0]

    def of(self, records: pa.Table, lines: pa.Array) -> Run:
        """Of records in canonical texts by item code, and their lines."""
        keys = self._named(key_column(self._table, records))
        values = _numbers(self._of_lines.of(lines))
        order = keys.argsort()
        run = Run(keys[order], values[order], order)
        self._files[0].append(run.keys.tobytes())
        self._files[1].append(run.records.tobytes())
        self._ends.append(self._ends[-1] + len(keys))
        return run

    def of_keys(self, texts: list[str]) -> Numbers:
        """Of keys alone, in the form of `keys.key_sql`."""
        return self._named(pa.array(texts, pa.string()))

    def parts(self) -> Iterator[tuple[bytes, bytes]]:
        """The digests of the keys of all records so far and those of their values, by the former: so many of either that about PART fall into a part."""
        count = -(-self._ends[-1] // PART)
        limits = np.array([number * 2**64 // count for number in range(1, count)], np.uint64)
        cuts: list[list[int]] = []
        for first, end in pairwise(self._ends):
            cuts.append([first, *(first + np.searchsorted(self._files[0].some(first, end), limits)).tolist(), end])
        for part in range(count):
            some = [(cut[part], cut[part + 1]) for cut in cuts]
            keys, records = (np.concatenate([file.some(*each) for each in some]) for file in self._files)
            order = keys.argsort()
            yield keys[order].tobytes(), records[order].tobytes()

    def close(self) -> None:
        for file in self._files:
            file.close()

    def _named(self, keys: pa.Array) -> Numbers:
        return _numbers(self._of_keys.of(keys))


class Column:
    """Numbers of 64 bits in a file without a name: what is read of it fills no memory that others could not have."""

    def __init__(self, within: Path, parts: Iterable[bytes] = ()) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=within, buffering=0)  # noqa: SIM115
        for part in parts:
            self.append(part)

    def append(self, octets: bytes) -> None:
        written = self._file.write(octets)
        if written != len(octets):
            raise OSError(errno.ENOSPC, "no room for digests")

    def some(self, first: int, end: int) -> Numbers:
        """A few of them, read."""
        return np.frombuffer(os.pread(self._file.fileno(), (end - first) * _BYTES, first * _BYTES), np.uint64)

    def all(self) -> Numbers:
        """All of them, mapped; valid also once the file is closed."""
        size = os.fstat(self._file.fileno()).st_size
        if not size:
            return np.empty(0, np.uint64)
        return np.frombuffer(mmap.mmap(self._file.fileno(), size, prot=mmap.PROT_READ), np.uint64)

    def close(self) -> None:
        self._file.close()


def _numbers(codes: NDArray[np.uint8]) -> Numbers:
    """The first 64 bits of each."""
    return np.ascontiguousarray(codes[:, :_BYTES]).view(np.uint64)[:, 0]
