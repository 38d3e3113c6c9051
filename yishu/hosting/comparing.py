"""A file's records beside those that stand: which of them are the same, told by their digests (20.1)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from yishu.hosting.digests import Column, Digests, Numbers
from yishu.hosting.octets import Flags

KEYS_AT_ONCE: Final = 65_536
SHARING: Final = 8  # so many digests at most begin alike, on average
_TOUCHED, _NAMED, _SAME = 1, 2, 4


class Comparison:
    """The records of one file, chunk by chunk, beside those that stood at some version.

    `standing`: their digests as `Digests.parts` gives them, part by part; `touched`: the keys of records that were touched since, of which nothing is known.
    `repeats`: whether the file names a key twice that stood. Others that it names twice all differ.
    """

    def __init__(
        self, digests: Digests, standing: Iterable[tuple[bytes, bytes]], touched: Iterable[str], within: Path
    ) -> None:
        self._digests, self._columns, self.repeats = digests, (Column(within), Column(within)), False
        for part in standing:
            for column, octets in zip(self._columns, part, strict=True):
                column.append(octets)
        keys, self._records = (column.all() for column in self._columns)
        self._known = np.zeros(len(keys), np.uint8)
        self._keys = Ordered(keys)
        for texts in _some(touched):
            at, _ = self._keys.find(digests.of_keys(texts))
            self._known[at] |= _TOUCHED

    def differing(self, records: pa.Table, lines: pa.Array) -> Flags:
        """Which of the file's next records do not stand as they are."""
        run = self._digests.of(records, lines)
        at, stood = self._keys.find(run.keys)
        known = self._known[at]
        self.repeats |= bool((known & _NAMED).any()) or bool((at[1:] == at[:-1]).any())
        same = (self._records[at] == run.records[stood]) & (known & _TOUCHED == 0)
        self._known[at] |= _NAMED
        self._known[at[same]] |= _SAME
        differs = np.ones(records.num_rows, bool)
        differs[run.places[stood][same]] = False
        return differs

    def unmatched(self, keys: Iterable[str]) -> Iterator[str]:
        """Of these keys those whose record did not come as it stands."""
        return (key for key, is_same in self._told(keys) if not is_same)

    def matched(self, keys: Iterable[str]) -> Iterator[str]:
        """Of these keys those whose record came as it stands."""
        return (key for key, is_same in self._told(keys) if is_same)

    def close(self) -> None:
        for column in self._columns:
            column.close()

    def _told(self, keys: Iterable[str]) -> Iterator[tuple[str, bool]]:
        for some in _some(keys):
            at, stood = self._keys.find(self._digests.of_keys(some))
            same = np.zeros(len(some), bool)
            same[stood] = self._known[at] & _SAME > 0
            yield from zip(some, same.tolist(), strict=True)


class Ordered:
    """Digests in their order. They are spread evenly, so one is found by its first bits: nearly all that share these lie side by side in the processor's memory."""

    def __init__(self, digests: Numbers) -> None:
        self._digests = digests
        bits = max((len(digests) // SHARING).bit_length(), 1)
        self._shift = np.uint64(64 - bits)
        self._begins = np.empty(1 << bits, np.int32)
        for first in range(0, 1 << bits, KEYS_AT_ONCE):
            some = self._begins[first : first + KEYS_AT_ONCE]
            some[:] = np.searchsorted(digests, np.arange(first, first + len(some), dtype=np.uint64) << self._shift)
        np.minimum(self._begins, max(len(digests) - 1, 0), out=self._begins)

    def find(self, wanted: Numbers) -> tuple[NDArray[np.int32], Flags]:
        """Where those stand that are wanted and there, and which of the wanted these are."""
        if not len(self._digests):
            return np.empty(0, np.int32), np.zeros(len(wanted), bool)
        at = self._begins[wanted >> self._shift]
        before = np.flatnonzero(self._digests[at] < wanted)
        while len(before):
            at[before] += 1
            before = before[at[before] < len(self._digests)]
            before = before[self._digests[at[before]] < wanted[before]]
        stood = at < len(self._digests)
        stood[stood] = self._digests[at[stood]] == wanted[stood]
        return at[stood], stood


def _some(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while some := list(islice(rest, KEYS_AT_ONCE)):
        yield some
