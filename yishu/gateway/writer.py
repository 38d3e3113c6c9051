"""One writing connection: the evidence of a group in one statement and commit."""

import logging

from asyncpg.prepared_stmt import PreparedStatement

from yishu.audit.record import INSERT, columns_of
from yishu.gateway.database import FAULTS, Connection
from yishu.gateway.errors import InternalError
from yishu.gateway.waiting import Waiting

log = logging.getLogger(__name__)


class Writer:
    """Writes groups whose calls were decided by one and the same epoch."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._insert: PreparedStatement

    async def prepare(self) -> None:
        self._insert = await self._connection.prepare(INSERT)

    async def write(self, group: list[Waiting]) -> list[Waiting]:
        """Write the group's evidence, and answer once it is durable. Returns those of whom nothing was written, because the epoch has moved on."""
        epoch = group[0].epoch
        try:
            columns = columns_of([call.written for call in group if call.written is not None])
            in_force = await self._insert.fetchval(*columns, epoch)
        except FAULTS as fault:
            return await self._write_each(group, fault)
        if in_force != epoch:
            return group
        # Durable now: a crash after this line loses no acknowledged call.
        for call in group:
            call.answer(call.reply())
        return []

    async def _write_each(self, group: list[Waiting], fault: Exception) -> list[Waiting]:
        """One call's values stopped the whole statement: only that one may suffer."""
        if self._connection.is_closed():
            raise ConnectionError(type(fault).__name__) from None
        if len(group) == 1:
            # Its text, and its trace, may hold values of the record.
            log.error("a record cannot be written: %s", type(fault).__name__)
            group[0].fail(InternalError())
            return []
        return [left for call in group for left in await self.write([call])]
