"""Reading from hot standbys: the records of calls come from there as long as a standby is fresh; the evidence, and whatever a standby cannot give, stays with the primary.

How fresh one is, is known by the primary's log (see `node.standbys`). What was read counts only if the primary has no newer version of that table at a moment after the calls came:
so an answer from a standby is one that the primary could have given. What lags, fails, hangs or was promoted is passed over, and its calls are read for at the primary; nobody is refused.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

from yishu.gateway.database import FAULTS, LOSSES, Connection, connect, connect_reader
from yishu.gateway.reader import Queue, Reader, given
from yishu.gateway.waiting import Waiting
from yishu.node.standbys import CLUSTER, REPLAYED, STILL_ONE, WRITTEN, name_of

log = logging.getLogger(__name__)

READERS: Final = 2
"""Of each standby."""
READ_SECONDS: Final = 1.0
"""A standby that takes longer hangs: the primary is asked instead."""
_VERSIONS: Final = "select id, version from hosting_holding where id = any($1::bigint[])"
_LOOKS: Final = 5  # within the bound of the lag
_PAUSE_SECONDS: Final = 1.0  # before a standby that was lost is tried again


class Queues(Protocol):
    """The calls that wait to be read for."""

    async def next_for_standby(self) -> tuple[int, list[Queue]]:
        """Those that have waited longest, once there are some and a standby is fresh."""
        ...

    def put_by(self, call: Waiting) -> None: ...

    def leave_to_primary(self, pack: int, queues: list[Queue]) -> None: ...

    def look_again(self) -> None:
        """Some standby may have become fresh, or stale."""
        ...


class _NotOurs(Exception):
    """It is no standby of our primary: another cluster, or promoted."""


class Standby:
    """One standby: up to which moment (monotonic) it is known to show all that was written."""

    def __init__(self, address: str) -> None:
        self.address, self.name = address, name_of(address)
        self.fresh_at = float("-inf")

    def lags(self, now: float) -> float:
        """Seconds, at most."""
        return now - self.fresh_at


class Primary:
    """What standbys are held against: where the primary's log ended when, and the versions of its tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._turn = connection, asyncio.Lock()
        self._written: deque[tuple[float, int]] = deque(maxlen=1000)
        self.cluster = 0

    async def know_cluster(self) -> None:
        self.cluster = await self._ask(self._connection.fetchval, CLUSTER) or 0

    async def note_written(self) -> None:
        asked = time.monotonic()
        self._written.append((asked, await self._ask(self._connection.fetchval, WRITTEN) or 0))

    def moment_of(self, replayed: int) -> float:
        """The last moment at which no more than this was written; what was committed before it is within."""
        return next((moment for moment, end in reversed(self._written) if end <= replayed), float("-inf"))

    async def versions(self, holdings: list[int]) -> dict[int, int]:
        """As they are after this was called."""
        return {row[0]: row[1] for row in await self._ask(self._connection.fetch, _VERSIONS, holdings)}

    async def _ask(self, fetch: Callable[..., Awaitable[Any]], *question: object) -> Any:
        """In turns. Whoever asks for a standby is cancelled when that is lost: the question goes on to its end then, for the connection is all standbys'."""

        async def in_turn() -> Any:
            async with self._turn:
                return await fetch(*question)

        return await asyncio.shield(in_turn())


class Standbys:
    """All of them. `most_lag`: seconds by which one may lag and be read."""

    def __init__(self, addresses: tuple[str, ...], most_lag: float) -> None:
        self._standbys, self._most_lag = [Standby(address) for address in addresses], most_lag

    def are_fresh(self) -> bool:
        if not self._standbys:
            return False
        now = time.monotonic()
        return any(self._is_fresh(one, now) for one in self._standbys)

    def _is_fresh(self, standby: Standby, now: float) -> bool:
        return standby.lags(now) <= self._most_lag

    async def serve(self, connection: Connection, queues: Queues) -> None:
        """Until the primary's connection is lost."""
        if not self._standbys:
            return
        primary = Primary(connection)
        await primary.know_cluster()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_primary(primary, queues))
            for standby in self._standbys:
                tasks.create_task(self._keep(standby, primary, queues))

    async def _follow_primary(self, primary: Primary, queues: Queues) -> None:
        while True:
            await primary.note_written()
            queues.look_again()
            await asyncio.sleep(self._most_lag / _LOOKS)

    async def _keep(self, standby: Standby, primary: Primary, queues: Queues) -> None:
        """Connected to one standby whenever it can be; the loss of it is nobody's but ours."""
        told = ""
        while True:
            connections: list[Connection] = []
            try:
                await self._serve_one(standby, primary, queues, connections)
            except* (*LOSSES, _NotOurs) as loss:
                said = type(_first(loss)).__name__
                if said != told:
                    log.warning("the standby %s is not read: %s", standby.name, said)
                told = said
            finally:
                standby.fresh_at = float("-inf")
                for each in connections:
                    each.terminate()
            queues.look_again()
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _serve_one(
        self, standby: Standby, primary: Primary, queues: Queues, connections: list[Connection]
    ) -> None:
        connections.append(await connect(standby.address, "standby"))
        for _ in range(READERS):
            connections.append(await connect_reader(standby.address))
        watcher, *readers = connections
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch(standby, primary, watcher, queues))
            for each in readers:
                tasks.create_task(self._read(standby, primary, Reader(each, STILL_ONE), queues))

    async def _watch(self, standby: Standby, primary: Primary, connection: Connection, queues: Queues) -> None:
        while True:
            async with asyncio.timeout(READ_SECONDS):
                is_standby, replayed, cluster = await connection.fetchrow(REPLAYED) or (False, 0, 0)
            if not is_standby or cluster != primary.cluster:
                raise _NotOurs
            was_fresh = self.are_fresh()
            standby.fresh_at = max(standby.fresh_at, primary.moment_of(replayed))
            if not was_fresh:
                queues.look_again()
            await asyncio.sleep(self._most_lag / _LOOKS)

    async def _read(self, standby: Standby, primary: Primary, reader: Reader, queues: Queues) -> None:
        while True:
            pack, taken = await queues.next_for_standby()
            left = taken
            try:
                if taken and self._is_fresh(standby, time.monotonic()):
                    left = await _read_for(primary, reader, pack, taken, queues)
            finally:
                if left:
                    queues.leave_to_primary(pack, left)
            await asyncio.sleep(0)  # the writer first, as in `groups`


async def _read_for(primary: Primary, reader: Reader, pack: int, taken: list[Queue], queues: Queues) -> list[Queue]:
    """Read for some calls; gives back the queues of tables that the primary must be asked for. Raises what the loss of the standby raises, having handed on nothing."""
    versions = await primary.versions([queue[0][1].holding_id for queue in taken])
    try:
        async with asyncio.timeout(READ_SECONDS):
            found = await reader.fetch(pack, taken)
    except FAULTS as fault:
        if reader.is_lost(fault):
            raise ConnectionError(type(fault).__name__) from None
        reader.forget()
        return taken  # a table that is not there yet, a conflict with what is replayed
    left = []
    for queue, reading in found:
        version = versions.get(queue[0][1].holding_id)
        if reading is None or version is None or reading.version < version:
            left.append(queue)
            continue
        for call, _ in queue:
            queues.put_by(given(call, reading))
    return left


def _first(group: BaseException) -> BaseException:
    while isinstance(group, BaseExceptionGroup):
        group = group.exceptions[0]
    return group
