"""One reading connection: the records of a table's waiting calls in one statement."""

import logging
from typing import Final

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from yishu.access.governed import Permit
from yishu.access.lookup import Reading, lookup_arguments, lookup_sql, reading_of
from yishu.gateway.database import FAULTS, Connection
from yishu.gateway.errors import InternalError
from yishu.gateway.waiting import Waiting
from yishu.hosting.tables import Table

log = logging.getLogger(__name__)

MOST_STATEMENTS: Final = 1000  # prepared on one connection

Queue = list[tuple[Waiting, Permit]]


class Reader:
    """A prepared statement for each table, widened to the items that calls have asked for so far, so that few are ever prepared."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._statements: dict[str, tuple[frozenset[str], PreparedStatement]] = {}

    async def read(self, queue: Queue) -> list[Waiting]:
        """Read for calls of one table; those that now can be put on record. A call that cannot be read for is told so."""
        permit = queue[0][1]
        table = permit.table
        keys = {subject.key for _, each in queue for subject in each.subjects}
        try:
            columns, statement = await self._statement(table, queue)
            rows = await statement.fetch(*lookup_arguments(table, keys), permit.holding_id)
        except FAULTS as fault:
            return await self._read_each(queue, fault)
        reading = reading_of(table, columns, rows)
        return [call for call, _ in queue if _give(call, reading)]

    async def _read_each(self, queue: Queue, fault: Exception) -> list[Waiting]:
        """One call's values stopped the whole statement: only that one may suffer."""
        if self._connection.is_closed():
            raise fault
        name = queue[0][1].table.name
        self._statements.pop(name, None)
        if len(queue) > 1 and not isinstance(fault, asyncpg.UndefinedTableError):
            return [call for each in queue for call in await self.read([each])]
        log.error("%s cannot be read", name, exc_info=fault)
        for call, _ in queue:
            call.fail(InternalError())
        return []

    async def _statement(self, table: Table, queue: Queue) -> tuple[frozenset[str], PreparedStatement]:
        wanted = frozenset[str]().union(*[permit.items for _, permit in queue])
        known = self._statements.get(table.name)
        if known is not None and wanted <= known[0]:
            return known
        columns = wanted | known[0] if known is not None else wanted
        statement = await self._connection.prepare(lookup_sql(table, columns))
        self._statements[table.name] = columns, statement
        if len(self._statements) > MOST_STATEMENTS:
            del self._statements[next(iter(self._statements))]
        return columns, statement


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
