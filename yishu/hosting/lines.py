"""Records in their one text: a CSV line each, the items in the entry's order, canonical values, every value quoted, nothing for an empty one, a line feed at the end.

The digest of a batch is that of these lines, they are what PostgreSQL copies in, and by them a file is compared with what stands.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from yishu.hosting.octets import Octets

_FEED: Final = ord("\n")
_PLAIN_CSV: Final = arrow_csv.WriteOptions(include_header=False)


def lines(records: pa.Table) -> pa.Array:
    """Of records in canonical texts. Where a value is of several lines its record's text is as well."""
    written = pa.BufferOutputStream()
    arrow_csv.write_csv(records, written, _PLAIN_CSV)
    text = written.getvalue()
    if not records.num_rows:
        return pa.array([], pa.string())
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == _FEED)
    if len(ends) > records.num_rows:
        ends = ends[np.cumsum(1 + _feeds_within(records)) - 1]
    offsets = np.zeros(records.num_rows + 1, np.int32)
    offsets[1:] = ends + 1
    return pa.Array.from_buffers(pa.string(), records.num_rows, [None, pa.py_buffer(offsets), text])


def text_of(lines: pa.Array) -> memoryview:
    """All of them, one after the other."""
    return Octets.of(lines).all.data


def _feeds_within(records: pa.Table) -> NDArray[np.int32]:
    """How many line feeds the values of each record have."""
    counts: Any = np.zeros(records.num_rows, np.int32)
    for column in records.columns:
        octets = Octets.of(column.combine_chunks())
        counts += octets.counted(octets.all == _FEED)
    return counts
