"""Two digests a record, of its key and of its values, by which a file is compared with what stands (20.1).

Either is 64 bits of the MD5 of a secret and the text, computed by columns in DuckDB. Who does not know the secret cannot make two alike. A record stands as it is where both are known,
so a change would be overlooked if its record had by accident the digest of what that very key had before: once in 10¹⁹ changes.
"""

import errno
import mmap
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from yishu.hosting.keys import KEY_JOIN
from yishu.hosting.tables import Table

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]
    Places = NDArray[np.int64]

MEMORY: Final = "64MB"
PART: Final = 32_768  # records
_BETWEEN: Final = "\0"  # no value holds it
_BYTES: Final = 8  # of a digest


class Failed(Exception):
    """The engine could not compute: it has too little memory for it, or its disk is full. What it was to spare is to be done then."""


@contextmanager
def engine(within: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    """One thread, so that what feeds it runs in the caller's; what memory does not hold goes to a folder of its own. Raises Failed for whatever it cannot do."""
    import duckdb  # where it is needed: it costs a tenth of a second and some memory

    within.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = tempfile.mkdtemp(dir=within, prefix="compare-")
    config = {"memory_limit": MEMORY, "threads": 1, "temp_directory": folder}
    connection = duckdb.connect(
        config={**config, "autoinstall_known_extensions": False, "autoload_known_extensions": False}
    )
    try:
        yield connection
    except duckdb.Error as error:
        raise Failed from error
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Run:
    """The digests of some records, by the digests of their keys; `places[i]` is where among the records the i-th was."""

    keys: "Numbers"
    records: "Numbers"
    places: "Places"


class Digests:
    """Those of one file, kept until they are wanted: in files without a name, one sorted run after the other."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", table: Table, secret: str, within: Path) -> None:
        self._cursor, self._secret = connection.cursor(), secret
        self._codes = [column.code for column in table.columns]
        self._key = f"concat_ws(chr({ord(KEY_JOIN)}), {', '.join(table.identity())})"
        self._files = Column(within), Column(within)
        self._ends: list[int] = [0]

    def of(self, records: pa.Table) -> Run:
        """Of records in canonical texts by item code."""
        texts = pc.binary_join_element_wise(
            pa.scalar(f"{self._secret}r"),
            *(records.column(code) for code in self._codes),
            _BETWEEN,
            null_handling="replace",
            null_replacement="",
        )
        keys, values = self._digested(records.append_column("_text", texts), self._key, "_text")
        order = keys.argsort()
        run = Run(keys[order], values[order], order)
        self._files[0].append(run.keys.tobytes())
        self._files[1].append(run.records.tobytes())
        self._ends.append(self._ends[-1] + len(keys))
        return run

    def of_keys(self, texts: list[str]) -> "Numbers":
        """Of keys alone, in the form of `keys.key_sql`."""
        return self._digested(pa.table({"_key": pa.array(texts, pa.string())}), "_key")[0]

    def parts(self) -> Iterator[tuple[bytes, bytes]]:
        """The digests of the keys of all records so far and those of their values, by the former: so many of either that about PART fall into a part."""
        import numpy as np

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

    def _digested(self, rows: pa.Table, key: str, *texts: str) -> "list[Numbers]":
        self._cursor.register("rows_to_digest", rows)
        wanted = [f"'{self._secret}k' || {key}", *texts]
        columns = ", ".join(f"(md5_number({text}) >> 64)::ubigint as _{place}" for place, text in enumerate(wanted))
        found = self._cursor.sql(f"select {columns} from rows_to_digest").to_arrow_table().combine_chunks()
        self._cursor.unregister("rows_to_digest")
        return [_numbers(column) for column in found.columns]


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

    def some(self, first: int, end: int) -> "Numbers":
        """A few of them, read."""
        import numpy as np

        return np.frombuffer(os.pread(self._file.fileno(), (end - first) * _BYTES, first * _BYTES), np.uint64)

    def all(self) -> "Numbers":
        """All of them, mapped; valid also once the file is closed."""
        import numpy as np

        size = os.fstat(self._file.fileno()).st_size
        if not size:
            return np.empty(0, np.uint64)
        return np.frombuffer(mmap.mmap(self._file.fileno(), size, prot=mmap.PROT_READ), np.uint64)

    def close(self) -> None:
        self._file.close()


def _numbers(column: pa.ChunkedArray) -> "Numbers":
    """Of a column without an empty value."""
    import numpy as np

    array: Any = column.combine_chunks()
    array = array.chunk(0) if isinstance(array, pa.ChunkedArray) and array.num_chunks == 1 else array
    if not len(array):
        return np.empty(0, np.uint64)
    return np.frombuffer(array.buffers()[1], np.uint64, len(array), array.offset * _BYTES)
