"""Finding records in a replica by their keys."""

from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from yishu.hosting.comparing import Ordered
from yishu.hosting.replicas.errors import Unfit
from yishu.hosting.replicas.hashing import hashes_of, identities
from yishu.hosting.replicas.writing import BATCH_ROWS, HASHES, PLACES, ROWS, schema_of
from yishu.hosting.tables import Table

Places = NDArray[np.int64]
ABSENT = -1


class Replica:
    """One version, open. Its pages are the system's to keep or to drop: many replicas take as much memory as is asked of them. Raises Unfit, OSError."""

    def __init__(self, folder: Path, table: Table) -> None:
        self._table, self._key = table, table.key[0].code
        self._map = pa.memory_map(str(folder / ROWS))
        file = pa.ipc.open_file(self._map)
        self._batches = [file.get_batch(n) for n in range(file.num_record_batches)]
        self.schema: pa.Schema = file.schema
        if self.schema != schema_of(table):
            raise Unfit
        facts = self.schema.metadata
        self.version, self.batch = int(facts[b"version"]), facts[b"batch"].decode()
        self._hashes = np.load(folder / HASHES, mmap_mode="r")
        self._places = np.load(folder / PLACES, mmap_mode="r")
        self._ordered = Ordered(self._hashes)

    def __len__(self) -> int:
        return len(self._hashes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._batches = []
        self._map.close()

    def find(self, keys: pa.Array) -> Places:
        """Where the record of each subject stands; ABSENT where there is none. Keys as `identities` gives them, none of them null."""
        found = np.full(len(keys), ABSENT, np.int64)
        at, stood = self._ordered.find(hashes_of(keys))
        asked, at = np.flatnonzero(stood), at.astype(np.int64)
        while len(asked):
            # Two keys of one hash lie side by side: go on where the key is another.
            places = self._places[at].astype(np.int64)
            same = pc.equal(identities(self._table, self.take(places, self._key)), keys.take(pa.array(asked))).to_numpy(
                zero_copy_only=False
            )
            found[asked[same]] = places[same]
            hashes, asked, at = self._hashes[at[~same]], asked[~same], at[~same] + 1
            more = at < len(self._hashes)
            more[more] = self._hashes[at[more]] == hashes[more]
            asked, at = asked[more], at[more]
        return found

    def take(self, places: Places, item: str) -> pa.Array:
        """The values of an item at these places, in their order; null where it is ABSENT."""
        of_batch = places // BATCH_ROWS  # -1 for ABSENT
        order = np.argsort(of_batch, kind="stable")
        limits = np.searchsorted(of_batch[order], np.arange(len(self._batches) + 1))
        parts = [pa.nulls(int(limits[0]), self.schema.field(item).type)]
        for number, batch in enumerate(self._batches):
            some = order[limits[number] : limits[number + 1]]
            if len(some):
                parts.append(batch.column(item).take(pa.array(places[some] - number * BATCH_ROWS)))
        back = np.empty(len(places), np.int64)
        back[order] = np.arange(len(places))
        return pa.concat_arrays(parts).take(pa.array(back))
