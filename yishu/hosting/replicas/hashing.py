"""Keys as 64-bit numbers, all of a column at once. They spread evenly; whoever finds a number still compares the key."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from yishu.hosting.octets import Octets
from yishu.hosting.tables import Table

Hashes = NDArray[np.uint64]
# Odd constants of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
_GAMMA: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_WORD: Final = 8
_CREDIT_LENGTH: Final = 18


def hashes_of(texts: pa.Array) -> Hashes:
    """Of each text, none of them null."""
    octets = Octets.of(texts)
    found = np.empty(len(texts), np.uint64)
    for width in np.unique(octets.lengths):
        has, places = octets.of_width(int(width))
        found[has] = _mixed(_words(places.T), int(width))
    return found


def identities(table: Table, keys: pa.Array) -> pa.Array:
    """The subjects that keys in their normal form stand for, as `Table.identity` has them in SQL."""
    if not table.has_two_forms:
        return keys
    return pc.if_else(
        pc.equal(pc.utf8_length(keys), _CREDIT_LENGTH), pc.utf8_slice_codeunits(keys, 8, 17), keys
    )  # GB 32100: places 9 to 17 are the organisation code


def _words(rows: NDArray[np.uint8]) -> Hashes:
    """A row of octets for each text, as a row of words, filled up with zeros."""
    count, width = rows.shape
    padded = np.zeros((count, max(1, -(-width // _WORD)) * _WORD), np.uint8)
    padded[:, :width] = rows
    return padded.view("<u8")


def _mixed(words: Hashes, width: int) -> Hashes:
    with np.errstate(over="ignore"):
        state = np.full(len(words), np.uint64(width) * _GAMMA, np.uint64)
        for place in range(words.shape[1]):
            state = _scrambled((state ^ words[:, place]) + _GAMMA)
    return state


def _scrambled(state: Hashes) -> Hashes:
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return state ^ (state >> np.uint64(31))
