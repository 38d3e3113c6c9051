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

    async def write(self, group: list[Waiting]) -> bool:
        """Write the group's evidence, and answer once it is durable; False, and nothing written, where the epoch has moved on."""
        epoch = group[0].epoch
        try:
            columns = columns_of([call.written for call in group if call.written is not None])
            in_force = await self._insert.fetchval(*columns, epoch)
        except FAULTS as fault:
            return await self._write_each(group, fault)
        if in_force != epoch:
            return False
        # Durable now: a crash after this line loses no acknowledged call.
        for call in group:
            call.answer(call.reply())
        return True

    async def _write_each(self, group: list[Waiting], fault: Exception) -> bool:
        """One call's values stopped the whole statement: only that one may suffer."""
        if self._connection.is_closed():
            raise fault
        if len(group) == 1:
            log.error("a record cannot be written", exc_info=fault)
            group[0].fail(InternalError())
            return True
        return all([await self.write([call]) for call in group])
