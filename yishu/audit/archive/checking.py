"""Does a file of archived records say what the log has signed? Over any psycopg connection."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import psycopg

from yishu.audit.log import commitments, tree
from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.reading import newest_checkpoint, read_tile, suite_of
from yishu.audit.log.tiles import SIZE, WIDTH, TileNodes
from yishu.audit.log.verifier import Entry
from yishu.core.suites import Suite


class Differs(Exception):
    """The text says where."""


def count_held(connection: psycopg.Connection[Any], entries: Iterable[Entry]) -> int:
    """How many records there are: each at its place, by the hash that the tile has there, and each tile under the newest checkpoint. Raises Differs."""
    checkpoint = newest_checkpoint(connection)
    tiles = _Tiles(connection, suite_of(connection), checkpoint)
    count, before = 0, -1
    for entry in entries:
        if entry.index <= before:
            raise Differs(f"place {entry.index} follows {before}")
        if entry.missing or tiles.leaf(entry.index) != tiles.suite.leaf(entry.salt + entry.body):
            raise Differs(f"place {entry.index} is not what the log has there")
        if not commitments.holds(tiles.suite, entry.body, entry.told):
            raise Differs(f"the personal part at place {entry.index} is not what was recorded")
        count, before = count + 1, entry.index
    return count


class _Tiles:
    """Leaves by their places; a tile is proved when it is first asked for."""

    def __init__(self, connection: psycopg.Connection[Any], suite: Suite, checkpoint: Checkpoint | None) -> None:
        self.suite, self._checkpoint = suite, checkpoint
        # Those above serve many below: they are read once.
        self._read = lru_cache(maxsize=512)(lambda level, number: read_tile(connection, level, number))
        self._number, self._hashes = -1, b""

    def leaf(self, place: int) -> bytes:
        if self._checkpoint is None or place >= self._checkpoint.size:
            raise Differs(f"no checkpoint is signed over place {place}")
        number, within = divmod(place, WIDTH)
        if number != self._number:
            self._number, self._hashes = number, self._proved(place, self._checkpoint)
        return self._hashes[within * SIZE : (within + 1) * SIZE]

    def _proved(self, place: int, signed: Checkpoint) -> bytes:
        """The hashes of the tile in which the place is: all of them stand in the proof of one."""
        number, within = divmod(place, WIDTH)
        try:
            hashes = self._read(0, number)
            leaf = hashes[within * SIZE : (within + 1) * SIZE]
            path = tree.inclusion(self.suite, TileNodes(self.suite, self._read), place, signed.size)
            tree.require_inclusion(self.suite, leaf, place, signed.size, path, signed.root)
        except (KeyError, tree.ProofInvalid):
            raise Differs(f"the tile of place {place} is not what was signed") from None
        return hashes
