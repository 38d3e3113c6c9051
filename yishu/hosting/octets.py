"""A column of texts as the octets that it is made of (UTF-8): what can be told of all of them at once, without reading any by itself."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Places = NDArray[np.uint8]

_MULTIBYTE: Final = 0x80
# How the white space begins that is not ASCII: U+0085 and U+00A0; U+1680; U+2000 and others; U+3000.
_WHITE_IN_TWO: Final = 0xC2
_WHITE_IN_THREE: Final = (0xE1, 0xE3)


@dataclass(frozen=True, slots=True)
class Octets:
    """`all`: the octets of all texts in turn; text i has those from `begins[i]` to `ends[i]`. A null has none."""

    all: Places
    begins: NDArray[np.int32]
    ends: NDArray[np.int32]

    @classmethod
    def of(cls, texts: pa.Array) -> "Octets":
        """Without a copy, where there is no null: a null may stand over octets, as a file of Arrow may bring it."""
        if not len(texts):
            return cls(np.empty(0, np.uint8), np.empty(0, np.int32), np.empty(0, np.int32))
        if texts.null_count:
            texts = pc.fill_null(texts, "")
        _, offsets, octets = texts.buffers()
        limits = np.frombuffer(offsets, np.int32, len(texts) + 1, texts.offset * 4)
        count = int(limits[-1] - limits[0])
        held = np.frombuffer(octets, np.uint8, count, int(limits[0])) if count else np.empty(0, np.uint8)
        limits = limits - limits[0]
        return cls(held, limits[:-1], limits[1:])

    @property
    def lengths(self) -> NDArray[np.int32]:
        return self.ends - self.begins

    def at(self, places: NDArray[np.int32]) -> Places:
        """The octet at each place; some octet where there is none."""
        return self.all[places.clip(0, len(self.all) - 1)] if len(self.all) else np.zeros(len(places), np.uint8)

    def of_width(self, width: int) -> tuple[Flags, Places]:
        """Which texts have so many octets; and the octets of these, a row for each place."""
        has = self.lengths == width
        begins = self.begins if has.all() else self.begins[has]
        if len(begins) and (np.diff(begins) == width).all():
            texts = self.all[begins[0] : begins[0] + len(begins) * width].reshape(len(begins), width)
        else:
            texts = self.all[begins[:, None] + np.arange(width, dtype=np.int32)]
        return has, np.ascontiguousarray(texts.T)

    def counted(self, which: Flags) -> NDArray[np.int32]:
        """Of the octets picked, how many each text has."""
        counts = np.zeros(len(self.begins), np.int32)
        filled = self.lengths > 0
        if which.any() and filled.any():
            counts[filled] = np.add.reduceat(which, self.begins[filled], dtype=np.int32)
        return counts

    def may_be_padded(self) -> bool:
        """Whether any text may begin or end with white space: never overlooked, sometimes wrongly suspected."""
        if not len(self.all) or (self.all.min() > ord(" ") and not self._have_white_beyond_ascii()):
            return False
        edges = (self.begins, self.ends - 1, self.ends - 2, self.ends - 3)
        first, last, before, third = (self.at(places) for places in edges)
        begins = (first <= ord(" ")) | (first == _WHITE_IN_TWO) | _within(first, _WHITE_IN_THREE)
        ends = (last <= ord(" ")) | (
            (last >= _MULTIBYTE) & ((before == _WHITE_IN_TWO) | _within(third, _WHITE_IN_THREE))
        )
        return bool(((begins | ends) & (self.lengths > 0)).any())

    def _have_white_beyond_ascii(self) -> bool:
        """Whether any of that white space may be there, wherever it stands."""
        three = range(_WHITE_IN_THREE[0], _WHITE_IN_THREE[1] + 1)
        return self.all.max() >= _MULTIBYTE and any((self.all == octet).any() for octet in (_WHITE_IN_TWO, *three))

    def are_printable_ascii(self) -> bool:
        return not len(self.all) or bool(self.all.min() >= ord(" ") and self.all.max() <= ord("~"))


def _within(octets: Places, limits: tuple[int, int]) -> Flags:
    return (octets >= limits[0]) & (octets <= limits[1])


def texts_of(places: Places) -> pa.Array:
    """Texts of one width, from a row for each place: the reverse of `of_width`."""
    width, count = places.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)[: count + 1]
    octets = np.ascontiguousarray(places.T)
    return pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(octets)])
