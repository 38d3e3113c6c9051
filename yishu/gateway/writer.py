"""One writing connection: the evidence of a group in one COPY and commit."""

import logging
from collections.abc import Callable
from typing import Final

import asyncpg

from yishu.audit.copying import copy_of
from yishu.audit.record import COLUMNS, EPOCH_MOVED, EPOCH_SETTING, TABLE
from yishu.gateway.copy_line import CopyLine
from yishu.gateway.database import FAULTS, Connection, is_lost
from yishu.gateway.errors import InternalError
from yishu.gateway.waiting import Waiting

log = logging.getLogger(__name__)

_COPY: Final = f"copy {TABLE} ({', '.join(COLUMNS)}) from stdin (format binary)"


class Writer:
    """Writes groups whose calls were decided by one and the same epoch."""

    def __init__(self, connection: Connection, answer: Callable[[Waiting], None]) -> None:
        self._connection, self._answer, self._line = connection, answer, CopyLine(connection)
        self._epoch = -1

    async def write(self, group: list[Waiting]) -> list[Waiting]:
        """Write the group's evidence, and answer once it is durable. Returns those of whom nothing was written, because the epoch has moved on."""
        try:
            await self._decide_by(group[0].epoch)
            await self._line.copy(_COPY, copy_of([call.evidence.row for call in group if call.evidence is not None]))
        except FAULTS as fault:
            if isinstance(fault, asyncpg.PostgresError) and fault.sqlstate == EPOCH_MOVED:
                return group
            return await self._write_each(group, fault)
        # Durable now: a crash after this line loses no acknowledged call.
        for call in group:
            self._answer(call)
        return []

    async def _decide_by(self, epoch: int) -> None:
        """Let PostgreSQL undo whatever is written while another epoch is in force."""
        if self._epoch != epoch:
            await self._connection.execute("select set_config($1, $2, false)", EPOCH_SETTING, str(epoch))
            self._epoch = epoch

    async def _write_each(self, group: list[Waiting], fault: Exception) -> list[Waiting]:
        """One call's values stopped the whole statement: only that one may suffer."""
        if is_lost(self._connection, fault):
            raise ConnectionError(type(fault).__name__) from None
        if len(group) == 1:
            # Its text, and its trace, may hold values of the record.
            log.error("a record cannot be written: %s", type(fault).__name__)
            group[0].fail(InternalError())
            return []
        return [left for call in group for left in await self.write([call])]
