"""The gateway's life: connect, serve, reconnect after a loss, drain at the end."""

import asyncio
import contextlib
import logging
from typing import Final

from yishu.access.lookup import numbered
from yishu.gateway.database import Connection, connect, connect_reader, connect_writer
from yishu.gateway.groups import Groups
from yishu.gateway.refusals import RefusalCounts
from yishu.gateway.uses import KeyUses
from yishu.hosting.measures import add_sql

log = logging.getLogger(__name__)

READERS: Final = 2
PARTS: Final = ("keeper", "counter", "allowances", "versions")
"""Connections of one part of the gateway each, besides those that read and write."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0  # seconds between attempts to connect
_FLUSH_SECONDS = 3
_DRAIN_SECONDS = 20
_START_SECONDS = 10


class Service:
    """Keeps the groups served. While it is not `ready`, calls are told to come again."""

    def __init__(self, address: str, groups: Groups, refusals: RefusalCounts, uses: KeyUses) -> None:
        self._address, self._groups, self._refusals, self._uses = address, groups, refusals, uses
        self._running: asyncio.Task[None] | None = None
        self._stopping = False
        self.is_leaving = False
        """Whether the process is about to stop: it serves, and asks for no more."""

    @property
    def ready(self) -> bool:
        return self._groups.state is not None and not self._stopping and not self.is_leaving

    async def start(self) -> None:
        """Begin, and wait a little for PostgreSQL: a server that accepts calls mostly can serve them."""
        self._running = asyncio.create_task(self._run())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_START_SECONDS):
                while not self.ready:
                    await asyncio.sleep(0.02)

    async def stop(self) -> None:
        """Answer whoever waits, then end; the server has stopped taking calls."""
        self._stopping = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while self._groups.waiting:
                    await asyncio.sleep(0.02)
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running

    async def _run(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            connections: list[Connection] = []
            try:
                await self._serve(connections)
            except Exception as loss:  # noqa: BLE001
                # Nothing but a new start helps, whatever it was: nobody waiting has got data.
                if connections:
                    pause = _FIRST_PAUSE if len(connections) == len(PARTS) + 2 + READERS else pause
                log.warning("PostgreSQL is lost to the gateway, connecting again: %s", _causes(loss))
            finally:
                for connection in connections:
                    connection.terminate()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _serve(self, connections: list[Connection]) -> None:
        for part in PARTS:
            connections.append(await connect(self._address, part))
        keeper, counter, taker, checker = connections
        connections.append(await connect_writer(self._address))
        # Not worth a flush each: what a crash of PostgreSQL takes off the count is what was tried in its last second.
        connections.append(await connect(self._address, "guard", synchronous_commit="off"))
        for _ in range(READERS):
            connections.append(await connect_reader(self._address))
        writer, guard, *readers = connections[len(PARTS) :]
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._groups.serve(readers, writer, keeper, taker, guard, checker))
            tasks.create_task(self._flush(counter))

    async def _flush(self, connection: Connection) -> None:
        try:
            while True:
                await asyncio.sleep(_FLUSH_SECONDS)
                await self._flush_once(connection)
        finally:
            if self._stopping and not connection.is_closed():
                await self._flush_once(connection)

    async def _flush_once(self, connection: Connection) -> None:
        await self._refusals.flush(connection)
        await self._groups.allowances.give_back(connection, 0 if self._stopping else _FLUSH_SECONDS)
        await self._uses.flush(connection)
        tally = self._groups.proxying.tally
        if (taken := tally.take()) is not None:
            try:
                await connection.execute(add_sql(numbered), *taken)
            except BaseException:
                tally.put_back(taken)
                raise


def _causes(loss: BaseException) -> str:
    """The reasons in a tree of exception groups, each once."""
    if isinstance(loss, BaseExceptionGroup):
        return "; ".join(dict.fromkeys(_causes(each) for each in loss.exceptions))
    return f"{type(loss).__name__}: {loss}"
