"""Records that have moved into the archive, found by their place in the log: over any psycopg connection, for proofs and checks.

What is read is never believed: whoever shows it computes its hash and holds that against the log.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg

from yishu.audit.archive.blocks import Blocks, read_block
from yishu.audit.errors import ArchiveRewritten
from yishu.audit.log.verifier import Entry

_MOST_BLOCKS: Final = 4
"""In memory: where two months meet, their places alternate."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file in which archived records stand, from place `first` to `last`, not all of these; see `models.ArchivedMonth`."""

    number: int
    name: str
    first: int
    last: int
    size: int


class Archive:
    """All files that there are when it is opened; asked for places in their order it reads each block once."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        found = connection.execute(
            "select id, name, first, last, size from audit_archived_month where state = 'kept' order by first, id"
        )
        self._files = [Filed(*row) for row in found.fetchall()]
        self._blocks: dict[int, Blocks] = {}
        self._read: OrderedDict[tuple[int, int], dict[int, Entry]] = OrderedDict()

    def entry(self, place: int) -> Entry | None:
        """The record at that place; None where no file has it, or it cannot be read there. Raises RecordArchiveUnreachable, ArchiveRewritten."""
        for filed in self._files:
            if filed.first <= place <= filed.last and (found := self._block(filed, place).get(place)):
                return found
        return None

    def _block(self, filed: Filed, place: int) -> dict[int, Entry]:
        around = self._blocks_of(filed).around(place, filed.size)
        if around is None:
            return {}
        offset, length = around
        key = filed.number, offset
        if key not in self._read:
            content = _store().read(filed.name, offset, length)
            if not content and self._is_rewritten(filed):
                raise ArchiveRewritten
            self._read[key] = read_block(content)
            if len(self._read) > _MOST_BLOCKS:
                self._read.popitem(last=False)
        self._read.move_to_end(key)
        return self._read[key]

    def _is_rewritten(self, filed: Filed) -> bool:
        """Another file has taken its place by now: asked by a connection that no snapshot binds."""
        there = self._connection.info
        with psycopg.connect(there.dsn, password=there.password, autocommit=True) as present:
            statement = "select from audit_archived_month where id = %s and name <> %s"
            return present.execute(statement, [filed.number, filed.name]).fetchone() is not None

    def _blocks_of(self, filed: Filed) -> Blocks:
        if filed.number not in self._blocks:
            statement = "select blocks from audit_archived_month where id = %s and name = %s"
            found = self._connection.execute(statement, [filed.number, filed.name]).fetchone()
            if found is None:
                raise ArchiveRewritten
            self._blocks[filed.number] = Blocks(bytes(found[0]))
        return self._blocks[filed.number]


def archived_until(connection: psycopg.Connection[Any]) -> UUID | None:
    """The least id that no archived month holds; None where nothing is archived."""
    [(until,)] = connection.execute(
        "select upper from audit_archived_month where state = 'kept' order by upper desc limit 1"
    ).fetchall() or [(None,)]
    return until


def _store() -> Any:
    from yishu.audit.archive.store import store  # the client of buckets takes half a second to import

    return store()
