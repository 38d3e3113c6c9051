"""A file's records beside those that stand: which of them are the same, told by their digests (20.1)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from yishu.hosting.digests import Column, Digests, Numbers, Places
from yishu.hosting.octets import Flags

KEYS_AT_ONCE: Final = 65_536
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
        self._keys, self._records = (column.all() for column in self._columns)
        self._known = np.zeros(len(self._keys), np.uint8)
        for keys in _some(touched):
            at, _ = self._find(digests.of_keys(keys))
            self._known[at] |= _TOUCHED

    def differing(self, records: pa.Table, lines: pa.Array) -> Flags:
        """Which of the file's next records do not stand as they are."""
        run = self._digests.of(records, lines)
        at, stood = self._find(run.keys)
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
            at, stood = self._find(self._digests.of_keys(some))
            same = np.zeros(len(some), bool)
            same[stood] = self._known[at] & _SAME > 0
            yield from zip(some, same.tolist(), strict=True)

    def _find(self, keys: Numbers) -> tuple[Places, Flags]:
        """Where among those that stood the keys are that stood at all, and which of the keys these are."""
        at = np.searchsorted(self._keys, keys)
        stood = at < len(self._keys)
        stood[stood] = self._keys[at[stood]] == keys[stood]
        return at[stood], stood


def _some(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while some := list(islice(rest, KEYS_AT_ONCE)):
        yield some
