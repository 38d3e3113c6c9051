"""One reading connection: the records that a table's waiting calls need, or several tables', in one statement."""

import logging
from typing import Final

import asyncpg
import msgspec
from asyncpg.prepared_stmt import PreparedStatement

from yishu.access.governed import Permit
from yishu.access.lookup import (
    Key,
    Reading,
    lookup_arguments,
    lookup_sql,
    pack_sql,
    reading_of,
    readings_of_pack,
)
from yishu.gateway.database import FAULTS, Connection
from yishu.gateway.errors import InternalError
from yishu.gateway.waiting import Waiting
from yishu.hosting.tables import Table, Value

log = logging.getLogger(__name__)

MOST_STATEMENTS: Final = 1000  # prepared on one connection

Queue = list[tuple[Waiting, Permit]]
"""Calls of one table."""


class Statement(msgspec.Struct):
    """A prepared read of tables, each with the items that calls have asked for so far."""

    tables: dict[str, tuple[Table, frozenset[str]]]
    prepared: PreparedStatement


class Reader:
    """Prepared statements for each table, and for each pack of tables. They widen to the items asked for so far, so that few are ever prepared."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._statements: dict[str | int, Statement] = {}

    async def read(self, pack: int, queues: list[Queue]) -> list[Waiting]:
        """Read for the queues of some tables of a pack at once; the calls that now can be put on record. A call that cannot be read for is told so."""
        try:
            if len(queues) == 1:
                return await self._read_table(queues[0])
            return await self._read_pack(pack, queues)
        except FAULTS as fault:
            return await self._read_each(pack, queues, fault)

    async def _read_table(self, queue: Queue) -> list[Waiting]:
        permit = queue[0][1]
        table = permit.table
        statement = await self._statement(table.name, [queue])
        rows = await statement.prepared.fetch(*lookup_arguments(table, _keys(queue)), permit.holding_id)
        reading = reading_of(table, statement.tables[table.name][1], rows)
        return [call for call, _ in queue if _give(call, reading)]

    async def _read_pack(self, pack: int, queues: list[Queue]) -> list[Waiting]:
        statement = await self._statement(pack, queues)
        waiting = {queue[0][1].table.name: queue for queue in queues}
        arrays: list[list[Value]] = []
        tables = []
        for name, (table, columns) in statement.tables.items():
            queue = waiting.get(name)
            arrays += lookup_arguments(table, _keys(queue) if queue else frozenset())
            tables.append((table, columns, queue[0][1].holding_id if queue else None))
        holdings = [holding_id for _, _, holding_id in tables if holding_id is not None]
        readings = readings_of_pack(tables, await statement.prepared.fetch(holdings, *arrays))
        read = []
        for name, reading in zip(statement.tables, readings, strict=True):
            read += [call for call, _ in waiting.get(name, ()) if _give(call, reading)]
        return read

    async def _read_each(self, pack: int, queues: list[Queue], fault: Exception) -> list[Waiting]:
        """One call's values, or one table, stopped the whole statement: only that one may suffer."""
        if self._connection.is_closed():
            raise fault
        self._statements.pop(pack, None)
        if len(queues) > 1:
            return [call for queue in queues for call in await self.read(pack, [queue])]
        queue = queues[0]
        name = queue[0][1].table.name
        self._statements.pop(name, None)
        if len(queue) > 1 and not isinstance(fault, asyncpg.UndefinedTableError):
            return [call for each in queue for call in await self.read(pack, [[each]])]
        log.error("%s cannot be read", name, exc_info=fault)
        for call, _ in queue:
            call.fail(InternalError())
        return []

    async def _statement(self, name: str | int, queues: list[Queue]) -> Statement:
        """The statement of a table (by name) or pack (by number), wide enough for these calls."""
        known = self._statements.get(name)
        tables = known.tables if known is not None else {}
        wider = {
            table.name: (table, wanted | had)
            for table, wanted in map(_wanted, queues)
            if not wanted <= (had := tables.get(table.name, _NOTHING)[1]) or table.name not in tables
        }
        if known is not None and not wider:
            return known
        tables = tables | wider
        texts = list(tables.values())
        text = pack_sql(texts) if isinstance(name, int) else lookup_sql(*texts[0])
        made = self._statements[name] = Statement(tables, await self._connection.prepare(text))
        if len(self._statements) > MOST_STATEMENTS:
            del self._statements[next(iter(self._statements))]
        return made


_NOTHING: tuple[None, frozenset[str]] = (None, frozenset())


def _wanted(queue: Queue) -> tuple[Table, frozenset[str]]:
    return queue[0][1].table, frozenset[str]().union(*[permit.items for _, permit in queue])


def _keys(queue: Queue) -> set[Key]:
    return {subject.key for _, permit in queue for subject in permit.subjects}


def _give(call: Waiting, reading: Reading | None) -> bool:
    """Hand a call what was read; False where nothing can be made of it."""
    try:
        if reading is not None:
            call.read(reading)
            return True
    except (ArithmeticError, ValueError, TypeError, KeyError):
        log.exception("an answer cannot be made")
    call.fail(InternalError())
    return False
