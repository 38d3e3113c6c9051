"""The tree in tiles of 256 hashes (C2SP tlog-tiles): level 0 holds the leaves, each level above the roots of the tiles below. Pure.

A full tile never changes; the last one of each level grows. Tiles of n leaves can be read of any later tree as well.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from yishu.core.suites import SIZE, Suite

WIDTH: Final = 256
HEIGHT: Final = 8
FULL: Final = WIDTH * SIZE
TOP: Final = 63 // HEIGHT
"""The highest level of any tree."""

ReadTile = Callable[[int, int], bytes]
"""(level, number) → the hashes of that tile, as many as there are. Raises KeyError where there is no such tile."""


@dataclass(slots=True)
class Edge:
    """The right edge of a tree, from which it grows: `open` are the hashes of each level's last tile, which is never full."""

    suite: Suite
    size: int = 0
    open: list[bytearray] = field(default_factory=list)

    @classmethod
    def read(cls, suite: Suite, size: int, tile: ReadTile) -> "Edge":
        """That of a tree of `size` leaves. Raises KeyError where a tile is missing or too short."""
        found, level = cls(suite, size), 0
        while size >> HEIGHT * level:
            number, width = divmod(size >> HEIGHT * level, WIDTH)
            hashes = tile(level, number)[: width * SIZE] if width else b""
            if len(hashes) != width * SIZE:
                raise KeyError((level, number))
            found.open.append(bytearray(hashes))
            level += 1
        return found

    def copy(self) -> "Edge":
        return Edge(self.suite, self.size, [bytearray(hashes) for hashes in self.open])

    def append(self, leaves: Iterable[bytes]) -> dict[tuple[int, int], bytes]:
        """Let the tree grow by these leaf hashes. Returns the tiles that are new or longer, by (level, number)."""
        changed: dict[tuple[int, int], bytes] = {}
        grown = 0
        for leaf in leaves:
            grown += 1
            self._add(0, leaf, self.size + grown, changed)
        self.size += grown
        if grown:
            for level, hashes in enumerate(self.open):
                if hashes:
                    changed[level, self.size >> HEIGHT * (level + 1)] = bytes(hashes)
        return changed

    def _add(self, level: int, hashed: bytes, size: int, changed: dict[tuple[int, int], bytes]) -> None:
        if level == len(self.open):
            self.open.append(bytearray())
        hashes = self.open[level]
        hashes += hashed
        if len(hashes) == FULL:
            full = bytes(hashes)
            changed[level, (size >> HEIGHT * (level + 1)) - 1] = full
            hashes.clear()
            self._add(level + 1, self.suite.top(parted(full)), size, changed)

    def root(self) -> bytes:
        rest: list[bytes] = []
        for hashes in self.open:
            nodes = parted(bytes(hashes)) + rest
            rest = [self.suite.top(nodes)] if nodes else []
        return self.suite.top(rest)


class TileNodes:
    """Nodes of the tree out of its tiles (`tree.Nodes`); each tile is read once."""

    def __init__(self, suite: Suite, tile: ReadTile) -> None:
        self._suite, self._tile = suite, tile
        self._read: dict[tuple[int, int], bytes] = {}

    def __call__(self, height: int, index: int) -> bytes:
        """Raises KeyError where the tiles do not hold it."""
        level, within = divmod(height, HEIGHT)
        number, first = divmod(index << within, WIDTH)
        place = level, number
        if place not in self._read:
            self._read[place] = self._tile(level, number)
        hashes = self._read[place][first * SIZE : (first + (1 << within)) * SIZE]
        if len(hashes) != SIZE << within:
            raise KeyError(place)
        return self._suite.top(parted(hashes))


def parted(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + SIZE] for at in range(0, len(hashes), SIZE)]


def width_of(size: int, level: int, number: int) -> int:
    """How many hashes the tile has in a tree of that size."""
    full, width = divmod(size >> HEIGHT * level, WIDTH)
    return WIDTH if number < full else width


def path_of(level: int, number: int, width: int = WIDTH) -> str:
    """Where a tile is found below the log's address: `tile/0/x001/x234/067`, a partial one with `.p/W` behind."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *upper, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    partial = "" if width == WIDTH else f".p/{width}"
    return "/".join(["tile", str(level), *(f"x{part}" for part in upper), last]) + partial


_PATH: Final = re.compile(r"tile/(\d{1,2})/((?:x\d{3}/)*)(\d{3})(?:\.p/(\d{1,3}))?")


def place_of(path: str) -> tuple[int, int, int] | None:
    """(level, number, width) of a tile's path; None for what is none, or written otherwise than `path_of` does."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    number = int(found[2].replace("x", "").replace("/", "") + found[3])
    level, width = int(found[1]), int(found[4] or WIDTH)
    if level > TOP or not 0 < width <= WIDTH or path_of(level, number, width) != path:
        return None
    return level, number, width
