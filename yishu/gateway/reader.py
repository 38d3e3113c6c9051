"""One reading connection: the records that a table's waiting calls need, or several tables', in one statement."""

import logging
from collections.abc import Collection
from typing import Final, NamedTuple

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from yishu.access.governed import Permit
from yishu.access.lookup import (
    Key,
    Layout,
    Reading,
    lookup_arguments,
    lookup_sql,
    pack_sql,
    parted,
    reading_of,
)
from yishu.gateway.database import FAULTS, Connection, is_lost
from yishu.gateway.errors import InternalError
from yishu.gateway.waiting import Waiting
from yishu.hosting.tables import Table, Value

log = logging.getLogger(__name__)

MOST_STATEMENTS: Final = 1000  # prepared on one connection

Queue = list[tuple[Waiting, Permit]]
"""Calls of one table."""


class Part(NamedTuple):
    """A table in a statement, with the items that calls have asked for so far; its place there, and that of its first array."""

    table: Table
    columns: frozenset[str]
    layout: Layout
    place: int
    array: int


class Statement(NamedTuple):
    """A prepared read of one table, or of several, with so many arrays of keys."""

    parts: dict[str, Part]
    arrays: int
    prepared: PreparedStatement


class Reader:
    """Prepared statements for each table, and for each pack of tables. They widen to the items asked for so far, so that few are ever prepared."""

    def __init__(self, connection: Connection, only: str = "true") -> None:
        """`only`: a condition without which nothing is there to be read."""
        self._connection, self._only = connection, only
        self._statements: dict[str | int, Statement] = {}

    async def read(self, pack: int, queues: list[Queue]) -> list[Waiting]:
        """Read for the queues of some tables of a pack at once; they now can be put on record, a call that cannot be read for as refused."""
        try:
            found = await self.fetch(pack, queues)
        except FAULTS as fault:
            return await self._read_each(pack, queues, fault)
        return [given(call, reading) for queue, reading in found for call, _ in queue]

    async def fetch(self, pack: int, queues: list[Queue]) -> list[tuple[Queue, Reading | None]]:
        """What is on record for each queue; None where its holding is gone. Raises FAULTS, and what the loss of the connection raises."""
        if len(queues) == 1:
            return [(queues[0], await self._read_table(queues[0]))]
        return await self._read_pack(pack, queues)

    def is_lost(self, fault: Exception) -> bool:
        return is_lost(self._connection, fault)

    def forget(self) -> None:
        """What was prepared is prepared anew."""
        self._statements.clear()

    async def _read_table(self, queue: Queue) -> Reading | None:
        permit = queue[0][1]
        table = permit.table
        statement = await self._statement(table.name, [queue])
        rows = await statement.prepared.fetch(*lookup_arguments(table, _keys(queue)), permit.holding_id)
        return reading_of(statement.parts[table.name].layout, rows)

    async def _read_pack(self, pack: int, queues: list[Queue]) -> list[tuple[Queue, Reading | None]]:
        statement = await self._statement(pack, queues)
        arrays: list[list[Value]] = [[]] * statement.arrays
        holdings: list[int] = []
        for queue in queues:
            permit = queue[0][1]
            part = statement.parts[permit.table.name]
            holdings.append(permit.holding_id)
            arrays[part.array : part.array + len(part.table.key)] = lookup_arguments(part.table, _keys(queue))
        versions, records = parted(await statement.prepared.fetch(holdings, *arrays))
        read: list[tuple[Queue, Reading | None]] = []
        for queue, holding_id in zip(queues, holdings, strict=True):
            part, version = statement.parts[queue[0][1].table.name], versions.get(holding_id)
            reading = None if version is None else part.layout.reading(version, records.get(part.place, ()))
            read.append((queue, reading))
        return read

    async def _read_each(self, pack: int, queues: list[Queue], fault: Exception) -> list[Waiting]:
        """One call's values, or one table, stopped the whole statement: only that one may suffer."""
        if self.is_lost(fault):
            raise ConnectionError(type(fault).__name__) from None
        self._statements.pop(pack, None)
        if len(queues) > 1:
            return [call for queue in queues for call in await self.read(pack, [queue])]
        queue = queues[0]
        name = queue[0][1].table.name
        self._statements.pop(name, None)
        if len(queue) > 1 and not isinstance(fault, asyncpg.UndefinedTableError):
            return [call for each in queue for call in await self.read(pack, [[each]])]
        # Its text, and its trace, may hold what the call asked about or what is on record.
        log.error("%s cannot be read: %s", name, type(fault).__name__)
        return [given(call, None) for call, _ in queue]

    async def _statement(self, name: str | int, queues: list[Queue]) -> Statement:
        """The statement of a table (by name) or pack (by number), wide enough for these calls."""
        known = self._statements.get(name)
        if known is not None and all(_fits(known.parts, queue) for queue in queues):
            return known
        packed = isinstance(name, int)
        parts = dict(known.parts) if known is not None else {}
        for queue in queues:
            table = queue[0][1].table
            columns = frozenset[str]().union(*[permit.read for _, permit in queue])
            if table.name in parts:
                columns |= parts[table.name].columns
            parts[table.name] = Part(table, columns, Layout(table, columns, packed=packed), 0, 0)
        arrays = 0
        for place, part in enumerate(parts.values()):
            parts[part.table.name] = part._replace(place=place, array=arrays)
            arrays += len(part.table.key)
        tables = [(part.table, part.columns) for part in parts.values()]
        text = pack_sql(tables, self._only) if packed else lookup_sql(*tables[0], only=self._only)
        made = self._statements[name] = Statement(parts, arrays, await self._connection.prepare(text))
        if len(self._statements) > MOST_STATEMENTS:
            del self._statements[next(iter(self._statements))]
        return made


def _fits(parts: dict[str, Part], queue: Queue) -> bool:
    """Whether the statement reads all that these calls want of their table, as the table is now."""
    table = queue[0][1].table
    part = parts.get(table.name)
    if part is None or (part.table is not table and part.table != table):
        return False
    columns, known = part.columns, None
    for _, permit in queue:
        if permit.read is not known and not permit.read <= columns:
            return False
        known = permit.read
    return True


def _keys(queue: Queue) -> Collection[Key]:
    """The subjects of the calls, each once."""
    if len(queue) == 1 and len(queue[0][1].subjects) == 1:
        return (queue[0][1].subjects[0].key,)
    return {subject.key for _, permit in queue for subject in permit.subjects}


def given(call: Waiting, reading: Reading | None) -> Waiting:
    """A call that was handed what was read, or that is refused where nothing can be made of it."""
    try:
        if reading is not None:
            call.read(reading)
            return call
    except (ArithmeticError, ValueError, TypeError, KeyError) as fault:
        log.error("an answer cannot be made: %s", type(fault).__name__)
    call.refuse(InternalError())
    return call
