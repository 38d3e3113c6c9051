"""Staged groups: calls that wait together are read together, table by table, and put on record together, all tables at once.

        submit → judged ─┬─ allowed → queue of its table → a reader ─┐
                         └─ refused ────────────────────────────────┴→ the writer → answered

No timers: a stage takes whatever waits when it is free, so a group is as large as the stage before it was busy. Nothing is answered before the writer's INSERT
has returned the epoch by which the group was judged; if another epoch is in force, nothing was written, and the group is judged anew.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement

from yishu.access.errors import Busy, Unavailable
from yishu.access.governed import Permit
from yishu.access.lookup import lookup_arguments, lookup_sql, reading_of
from yishu.access.state import EPOCH, AccessState
from yishu.audit.record import INSERT, write
from yishu.gateway.database import Connection
from yishu.gateway.errors import InternalError
from yishu.gateway.loading import load_state
from yishu.gateway.waiting import Waiting
from yishu.hosting.tables import Table
from yishu.node.epoch import CHANNEL

log = logging.getLogger(__name__)

MOST_WAITING: Final = 4096
MOST_TOGETHER: Final = 1024  # calls in one statement
MOST_STATEMENTS: Final = 1000  # prepared on one connection
MOST_ATTEMPTS: Final = 100  # epochs that one call may meet before it is told to try again

_FAULTS = (asyncpg.PostgresError, asyncpg.InterfaceError, ValueError, TypeError, OverflowError)
"""What one call's values may do to a whole statement; the connection stays."""


class Groups:
    """The stages and their queues. `serve` runs them over open connections until one is lost."""

    def __init__(self, node: str, secret: bytes, *, notify: bool = True) -> None:
        self._node, self._secret, self._notify = node, secret, notify
        self.state: AccessState | None = None
        self.waiting = 0
        self._tables: dict[str, list[tuple[Waiting, Permit]]] = {}
        self._judged: list[Waiting] = []
        self._to_read, self._to_write, self._to_check = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._checks: list[asyncio.Future[None]] = []

    def submit(self, call: Waiting) -> None:
        """Judge a call and put it into its queue; its future will hold the reply. Raises Unavailable, Busy."""
        if self.state is None:
            raise Unavailable
        if self.is_full:
            raise Busy
        self.waiting += 1
        call.leave = self._left
        self._place(call, self.state)

    @property
    def is_full(self) -> bool:
        return self.waiting >= MOST_WAITING

    async def fresh(self) -> AccessState:
        """The state of an epoch read after this was called. Raises Unavailable."""
        if self.state is None:
            raise Unavailable
        check = asyncio.get_running_loop().create_future()
        self._checks.append(check)
        self._to_check.set()
        await check
        if self.state is None:
            raise Unavailable
        return self.state

    async def serve(self, readers: list[Connection], writer: Connection, keeper: Connection) -> None:
        """Run until a connection is lost; then nobody who waits gets data."""
        try:
            self.state = await load_state(keeper, None)
            insert = await writer.prepare(INSERT)
            async with asyncio.TaskGroup() as stages:
                stages.create_task(self._keep_state(keeper))
                stages.create_task(self._write(writer, insert))
                for reader in readers:
                    stages.create_task(Reader(reader).run(self._to_read, self._next_table, self._has_read))
        finally:
            self.state = None
            self._fail_all()

    def _place(self, call: Waiting, state: AccessState) -> None:
        permit = call.judge(state, datetime.now(UTC))
        if permit is None:
            self._has_read(call)
            return
        queue = self._tables.get(permit.table.name)
        if queue is None:
            self._tables[permit.table.name] = [(call, permit)]
            self._to_read.set()
        else:
            queue.append((call, permit))

    def _next_table(self) -> list[tuple[Waiting, Permit]]:
        """The whole queue of the table that has waited longest; empty if none waits."""
        for name in self._tables:
            queue = self._tables.pop(name)
            if len(queue) > MOST_TOGETHER:
                self._tables[name] = queue[MOST_TOGETHER:]
            if not self._tables:
                self._to_read.clear()
            return queue[:MOST_TOGETHER]
        self._to_read.clear()
        return []

    def _has_read(self, call: Waiting) -> None:
        self._judged.append(call)
        self._to_write.set()

    async def _write(self, connection: Connection, insert: PreparedStatement) -> None:
        while True:
            await self._to_write.wait()
            group, self._judged = self._judged[:MOST_TOGETHER], self._judged[MOST_TOGETHER:]
            if not self._judged:
                self._to_write.clear()
            try:
                await self._record(connection, insert, self._of_now(group))
            except BaseException:
                # The connection is lost: the group may be on record or not, so it gets no data.
                for call in group:
                    call.fail(Unavailable())
                raise

    def _of_now(self, group: list[Waiting]) -> list[Waiting]:
        """Those that are judged by the state in force; the others are judged again and may have to be read for."""
        state = self.state
        assert state is not None
        ready = [call for call in group if call.epoch == state.epoch]
        for call in group:
            if call.epoch != state.epoch:
                call.attempts += 1
                if call.attempts > MOST_ATTEMPTS:
                    call.fail(Busy())
                else:
                    self._place(call, state)
        return ready

    async def _record(self, connection: Connection, insert: PreparedStatement, group: list[Waiting]) -> None:
        """Write the group's evidence; once it is durable, and was decided by the epoch in force, answer."""
        if not group:
            return
        epoch = group[0].epoch
        written = [write(call.record(self._node, self._secret)) for call in group]
        columns = list(zip(*[row.values for row in written], strict=True))
        try:
            in_force = await insert.fetchval(*columns, epoch)
        except _FAULTS as fault:
            await self._record_each(connection, insert, group, fault)
            return
        if in_force == epoch:
            # Durable now: a crash after this line loses no acknowledged call.
            for call, row in zip(group, written, strict=True):
                call.answer(call.reply(row.receipt))
            return
        await self.fresh()
        self._judged[:0] = group
        self._to_write.set()

    async def _record_each(
        self,
        connection: Connection,
        insert: PreparedStatement,
        group: list[Waiting],
        fault: Exception,
    ) -> None:
        """One call's values stopped the whole statement: only that one may suffer."""
        if connection.is_closed():
            raise fault
        if len(group) == 1:
            log.error("a record cannot be written", exc_info=fault)
            group[0].fail(InternalError())
            return
        for call in group:
            await self._record(connection, insert, [call])

    async def _keep_state(self, connection: Connection) -> None:
        """Read the epoch whenever somebody asks, or a notification hints that it moved; load the state if it did."""
        if self._notify:
            await connection.add_listener(CHANNEL, lambda *_: self._to_check.set())
        while True:
            await self._to_check.wait()
            self._to_check.clear()
            checks, self._checks = self._checks, []
            try:
                assert self.state is not None
                if await connection.fetchval(EPOCH) != self.state.epoch:
                    self.state = await load_state(connection, self.state)
            finally:
                for check in checks:
                    if not check.done():
                        check.set_result(None)

    def _left(self) -> None:
        self.waiting -= 1

    def _fail_all(self) -> None:
        queues, self._tables = self._tables, {}
        judged, self._judged = self._judged, []
        checks, self._checks = self._checks, []
        for queue in queues.values():
            for call, _ in queue:
                call.fail(Unavailable())
        for call in judged:
            call.fail(Unavailable())
        for check in checks:
            if not check.done():
                check.set_result(None)
        for event in (self._to_read, self._to_write, self._to_check):
            event.clear()


class Reader:
    """One reading connection, with a prepared statement for each table. A table's statement widens to the items that calls have asked for so far, so that few are ever prepared."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._statements: dict[str, tuple[frozenset[str], PreparedStatement]] = {}

    async def run(
        self,
        to_read: asyncio.Event,
        next_table: Callable[[], list[tuple[Waiting, Permit]]],
        has_read: Callable[[Waiting], None],
    ) -> None:
        while True:
            await to_read.wait()
            group = next_table()
            if not group:
                continue
            try:
                await self._read(group, has_read)
            except BaseException:
                for call, _ in group:
                    call.fail(Unavailable())
                raise

    async def _read(self, group: list[tuple[Waiting, Permit]], has_read: Callable[[Waiting], None]) -> None:
        permit = group[0][1]
        table = permit.table
        keys = {subject.key for _, each in group for subject in each.subjects}
        try:
            columns, statement = await self._statement(table, group)
            rows = await statement.fetch(*lookup_arguments(table, keys), permit.holding_id)
        except _FAULTS as fault:
            await self._read_each(group, has_read, fault)
            return
        reading = reading_of(table, sorted(columns), rows)
        for call, _ in group:
            if reading is None:
                call.fail(Unavailable())
            else:
                call.read(reading)
                has_read(call)

    async def _read_each(
        self, group: list[tuple[Waiting, Permit]], has_read: Callable[[Waiting], None], fault: Exception
    ) -> None:
        if self._connection.is_closed():
            raise fault
        self._statements.pop(group[0][1].table.name, None)
        if len(group) == 1 or isinstance(fault, asyncpg.UndefinedTableError):
            log.error("%s cannot be read", group[0][1].table.name, exc_info=fault)
            for call, _ in group:
                call.fail(InternalError())
            return
        for each in group:
            await self._read([each], has_read)

    async def _statement(
        self, table: Table, group: list[tuple[Waiting, Permit]]
    ) -> tuple[frozenset[str], PreparedStatement]:
        wanted = frozenset[str]().union(*[permit.items for _, permit in group])
        known = self._statements.get(table.name)
        if known is not None and wanted <= known[0]:
            return known
        columns = wanted | known[0] if known is not None else wanted
        statement = await self._connection.prepare(lookup_sql(table, sorted(columns)))
        self._statements[table.name] = columns, statement
        if len(self._statements) > MOST_STATEMENTS:
            del self._statements[next(iter(self._statements))]
        return columns, statement
