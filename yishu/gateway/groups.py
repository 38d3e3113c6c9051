"""Staged groups: calls that wait together are read together, table by table, and put on record together, all tables at once.

        submit → judged ─┬─ allowed → queue of its table → a reader ─┐
                         ├─ allowed, proxied → its mount's line ─────┤
                         └─ refused ────────────────────────────────┴→ the writer → answered

Whatever tried something wrong is counted by the guard meanwhile, and answered when both are done.

No timers: a stage takes whatever waits when it is free, so a group is as large as the stage before it was busy, up to a bound. Nothing is answered before the writer's COPY has
committed under the epoch by which the group was judged; if another epoch is in force, nothing was written, and the group is judged anew.
"""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Final

from yishu.access.errors import Busy, Unavailable
from yishu.access.governed import Permit
from yishu.access.standing import Standings
from yishu.access.state import AccessState
from yishu.access.statements import EPOCH
from yishu.audit.copying import Moment
from yishu.core.suites import INTL, Suite
from yishu.gateway.allowances import Allowances
from yishu.gateway.database import Connection
from yishu.gateway.errors import InternalError
from yishu.gateway.guard import Guard
from yishu.gateway.loading import load_state
from yishu.gateway.proxying import Proxying
from yishu.gateway.reader import Reader
from yishu.gateway.recorder import Recorder
from yishu.gateway.room import Room
from yishu.gateway.standbys import Standbys
from yishu.gateway.waiting import DataCall, Waiting
from yishu.gateway.writer import Writer
from yishu.node.epoch import CHANNEL

log = logging.getLogger(__name__)

# Larger groups are no cheaper, and whoever waits on the loop meanwhile waits longer.
MOST_READ: Final = 32  # calls in one statement
LEAST_BOUND: Final = 32  # records in one statement, where few calls are under way
MOST_WRITTEN: Final = 128  # where many are
PACK: Final = 32  # tables that one statement may read
MOST_ATTEMPTS: Final = 100  # epochs that one call may meet before it is told to try again

Group = list[Waiting]
Queue = list[tuple[Waiting, Permit]]


class Groups:
    """The queues between the stages, and the state by which calls are judged. `serve` runs the stages over open connections until one is lost."""

    def __init__(
        self,
        node: str,
        secret: bytes,
        *,
        notify: bool = True,
        backends: frozenset[str] = frozenset(),
        tokens: bytes = b"",
        suite: Suite = INTL,
        standbys: Standbys | None = None,
    ) -> None:
        self._recorder, self._notify = Recorder(node, secret, suite), notify
        self.proxying = Proxying(backends, tokens, self.put_by)
        self.allowances = Allowances(self._place_now)
        self._guard = Guard(secret, self.put_by)
        self.state: AccessState | None = None
        self.standings = Standings()
        """Of the state in force."""
        self._room = Room()
        self._standbys = standbys or Standbys((), 0.0)
        self._packs: dict[int, dict[str, Queue]] = {}
        self._for_primary: list[tuple[int, list[Queue]]] = []
        self._places: dict[str, int] = {}
        self._judged: Group = []
        self._unread = self._being_written = 0
        self._to_read, self._to_write, self._to_check = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._standby_to_read = asyncio.Event()
        self._checks: list[asyncio.Future[None]] = []

    def submit(self, call: Waiting, now: datetime | None = None) -> None:
        """Judge a call and put it into its queue; it will be answered. Raises Unavailable, Busy."""
        if self.state is None:
            raise Unavailable
        if not self.has_place(call.agency):
            raise Busy
        self._enter(call)
        self._place(call, self.state, now or datetime.now(UTC))

    def admit(self, call: DataCall, permit: Permit) -> None:
        """Put a call into its queue that a decision permits which stands by the state in force, and that has a place."""
        assert self.state is not None
        call.judged, call.epoch = permit, self.state.epoch
        self._enter(call)
        self._queue(call, permit)

    def _enter(self, call: Waiting) -> None:
        self._room.enter(call.agency)
        call.leave, call.allowances = self._room.leave, self.allowances

    @property
    def waiting(self) -> int:
        return self._room.waiting

    def has_place(self, agency: int) -> bool:
        """Whether one more call of this agency may wait."""
        return self._room.has_place(agency)

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

    async def serve(
        self,
        readers: list[Connection],
        writer: Connection,
        keeper: Connection,
        taker: Connection,
        counter_of_guesses: Connection,
        checker: Connection,
    ) -> None:
        """Run until a connection is lost; then nobody who waits gets data."""
        try:
            self._hold(await load_state(keeper, None))
            async with asyncio.TaskGroup() as stages:
                stages.create_task(self._keep_state(keeper))
                stages.create_task(self.allowances.serve(taker))
                stages.create_task(self._guard.serve(counter_of_guesses))
                stages.create_task(self._standbys.serve(checker, self))
                stages.create_task(self._write(Writer(writer, self._answer)))
                for reader in readers:
                    stages.create_task(self._read(Reader(reader)))
        finally:
            self.state = None
            self._fail_all()

    def _place(self, call: Waiting, state: AccessState, now: datetime) -> None:
        permit = call.judge(state, now)
        if call.lacks is not None:
            self.allowances.wait(call, call.lacks)
            return
        if permit is None:
            self.put_by(call)
        else:
            self._queue(call, permit)

    def _queue(self, call: Waiting, permit: Permit) -> None:
        if permit.plan.mount is not None:
            self.proxying.submit(call, permit)
            return
        self._unread += 1
        name = permit.table.name
        place = self._places.get(name)
        if place is None:
            # Tables are packed in the order in which they are first called for.
            place = self._places[name] = len(self._places)
        tables = self._packs.get(place // PACK)
        if tables is None:
            self._packs[place // PACK] = {name: [(call, permit)]}
        elif name in tables:
            tables[name].append((call, permit))
        else:
            tables[name] = [(call, permit)]
        if not self._to_read.is_set() and self._is_worth_reading():
            self._call_reader()

    def _place_now(self, call: Waiting) -> None:
        if self.state is None:
            call.fail(Unavailable())
        else:
            self._place(call, self.state, datetime.now(UTC))

    def _is_worth_reading(self) -> bool:
        """Whoever is read for while a group is being written waits for that group anyway: let enough of them gather to share a read."""
        return bool(self._packs) and 2 * self._unread >= self._being_written

    async def _read(self, reader: Reader) -> None:
        """A reader's round: the table that has waited longest, with the others of its pack that wait, in one read."""
        while True:
            await self._to_read.wait()
            pack, queues = self._next_queues()
            if not queues:
                continue
            try:
                read = await reader.read(pack, queues)
                now = Moment(len(read))
                for call in read:
                    self._put_by(call, now)
                self._to_write.set()
                if not self._being_written:
                    # The writer first: what else was read in the same round of events makes the next group, in the time that this one is written.
                    await asyncio.sleep(0)
            except BaseException:
                _fail([call for queue in queues for call, _ in queue], Unavailable)
                raise

    def _next_queues(self) -> tuple[int, list[Queue]]:
        """What a standby could not give; else, with no standby to read from, the pack that has waited longest."""
        if self._for_primary:
            return self._for_primary.pop(0)
        if self._standbys.are_fresh():
            self._to_read.clear()
            if self._is_worth_reading():
                self._standby_to_read.set()
            return 0, []
        return self._oldest_pack(self._to_read)

    async def next_for_standby(self) -> tuple[int, list[Queue]]:
        """As `standbys.Queues` says."""
        await self._standby_to_read.wait()
        if not self._standbys.are_fresh():
            self._standby_to_read.clear()
            self.look_again()
            return 0, []
        return self._oldest_pack(self._standby_to_read)

    def _oldest_pack(self, called_by: asyncio.Event) -> tuple[int, list[Queue]]:
        pack = next(iter(self._packs), None)
        if pack is None:
            called_by.clear()
            return 0, []
        queues = self._some_of(pack)
        self._unread -= sum(map(len, queues))
        if not self._is_worth_reading():
            called_by.clear()
        return pack, queues

    def _some_of(self, pack: int) -> list[Queue]:
        """The calls of a pack that are read together; those of one that has more, and of a table that has more, come after all others."""
        tables, taken, room = self._packs.pop(pack), list[Queue](), MOST_READ
        while tables and room:
            name = next(iter(tables))
            queue = tables.pop(name)
            taken.append(queue[:room])
            if len(queue) > room:
                tables[name] = queue[room:]
            room -= len(taken[-1])
        if tables:
            self._packs[pack] = tables
        return taken

    def leave_to_primary(self, pack: int, queues: list[Queue]) -> None:
        """What a standby could not be read for."""
        if self.state is None:
            _fail([call for queue in queues for call, _ in queue], Unavailable)
            return
        self._for_primary.append((pack, queues))
        self._to_read.set()

    def look_again(self) -> None:
        """A standby may have become fresh, or stale: whoever waits is read for by another."""
        if self._is_worth_reading():
            self._call_reader()

    def _call_reader(self) -> None:
        (self._standby_to_read if self._standbys.are_fresh() else self._to_read).set()

    def put_by(self, call: Waiting) -> None:
        """Make the record of a call that is decided, and let it wait for a writer; what it tried wrongly is counted meanwhile."""
        self._put_by(call, Moment())
        self._to_write.set()

    def _put_by(self, call: Waiting, now: Moment) -> None:
        if isinstance(call, DataCall):
            self._guard.watch(call, now.at)
        try:
            call.evidence = call.record(self._recorder, now)
        except (ValueError, TypeError, OverflowError) as fault:
            log.error("a record cannot be made: %s", type(fault).__name__)
            call.fail(InternalError())
            return
        self._judged.append(call)

    def _answer(self, call: Waiting) -> None:
        if isinstance(call, DataCall) and call.tried is not None:
            self._guard.answer(call)
        else:
            call.answer(call.reply())

    async def _write(self, writer: Writer) -> None:
        """The writer's round: whatever is decided, in one statement; answered once it is durable."""
        while True:
            await self._to_write.wait()
            group = self._of_now()
            if not group:
                continue
            try:
                self._being_written = len(group)
                left = await writer.write(group)
                self._being_written = 0
                if self._packs:
                    self._call_reader()
                if left:
                    await self.fresh()
                    self._judged[:0] = left
                    self._to_write.set()
            except BaseException:
                # The connection is lost: the group may be on record or not, so it gets no data.
                _fail(group, Unavailable)
                raise

    def _of_now(self) -> Group:
        """Those decided by the state in force; the others are judged again and may have to be read for."""
        most = self._most_written()
        waited, self._judged = self._judged[:most], self._judged[most:]
        if not self._judged:
            self._to_write.clear()
        state = self.state
        if state is None:
            _fail(waited, Unavailable)
            return []
        group = [call for call in waited if call.epoch == state.epoch]
        if len(group) < len(waited):
            for call in waited:
                if call.epoch != state.epoch:
                    self._judge_again(call, state)
        return group

    def _most_written(self) -> int:
        """Half of the calls under way: so one half is worked at while the other is written. All of them in one group would come, wait and be answered together, and each stage stand idle in turn."""
        return min(MOST_WRITTEN, max(LEAST_BOUND, self._room.waiting // 2))

    def _judge_again(self, call: Waiting, state: AccessState) -> None:
        call.attempts += 1
        if call.attempts > MOST_ATTEMPTS:
            call.fail(Busy())
        else:
            self._place(call, state, datetime.now(UTC))

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
                    self._hold(await load_state(connection, self.state))
            finally:
                _resolve(checks)

    def _hold(self, state: AccessState) -> None:
        self.state, self.standings = state, Standings()
        self.allowances.hold(state.rights, state.throttles())

    def _fail_all(self) -> None:
        packs, self._packs = self._packs, {}
        behind, self._for_primary = self._for_primary, []
        judged, self._judged = self._judged, []
        checks, self._checks = self._checks, []
        self._unread = self._being_written = 0
        self.proxying.fail_all()
        _fail(self.allowances.leave_all(), Unavailable)
        _fail([*self._guard.leave()], Unavailable)
        _fail(
            [call for tables in packs.values() for queue in tables.values() for call, _ in queue] + judged, Unavailable
        )
        _fail([call for _, queues in behind for queue in queues for call, _ in queue], Unavailable)
        _resolve(checks)
        for event in (self._to_read, self._standby_to_read, self._to_write, self._to_check):
            event.clear()


def _fail(calls: Group, problem: type[Unavailable]) -> None:
    for call in calls:
        call.fail(problem())


def _resolve(checks: list[asyncio.Future[None]]) -> None:
    for check in checks:
        if not check.done():
            check.set_result(None)
