"""What this process may still give of grants whose use is counted: leases on what PostgreSQL keeps for all processes (26.5).

A call takes from a lease that is at hand, without waiting. Where the lease is not enough, the call waits while more is taken, together with whoever else waits for that grant.
What is leased is counted as used: a process that dies makes a grant poorer by its lease, never richer. What nobody asks for goes back within seconds.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from yishu.access.governed import Uncounted
from yishu.gateway.database import Connection
from yishu.gateway.under_way import UnderWay
from yishu.gateway.waiting import Waiting
from yishu.sharing.allowances.taking import GIVE_BACK, KINDS, TAKE
from yishu.sharing.rules import NOTHING_COUNTED, PLENTIFUL, Counted, Left, Limits, Rights

_TAKE: Final = TAKE.format(grant="$1::uuid", kind="$2", wanted="$3", most="$4")
_GIVE_BACK: Final = GIVE_BACK.format(grant="$1::uuid", kind="$2", amount="$3")
_SHORT_SECONDS: Final = 0.5
"""For so long "nothing is left" is believed: another process may give something back."""
_LOOK_SECONDS: Final = 1.0
_AHEAD: Final = {"second": (4, 64), "day": (100, 256), "total": (100, 256)}
"""Of each limit, the part that may be taken beyond what is asked for, and at most how much."""


class _Lease:
    """Of one grant: by which limits, what is at hand of each kind, until when (monotonic), and until when it is known that there is no more."""

    __slots__ = ("amount", "asked", "limits", "short", "until")

    def __init__(self) -> None:
        self.limits: Limits | None = None
        self.amount: dict[str, int] = dict.fromkeys(KINDS, 0)
        self.until: dict[str, float] = dict.fromkeys(KINDS, 0.0)
        self.short: dict[str, float] = dict.fromkeys(KINDS, 0.0)
        self.asked = 0.0

    def left(self, size: int, now: float) -> Left | None:
        """What is left for a call of this size; None where more has to be taken first."""
        amount = self.amount
        for kind in KINDS:
            if now >= self.until[kind] or (size > amount[kind] and now >= self.short[kind]):
                return None
        return Left(amount["second"], amount["day"], amount["total"])


class _View:
    """The leases, for a call of one size."""

    __slots__ = ("_leases", "_now", "_size", "_under_way")

    def __init__(self, leases: dict[str, _Lease], under_way: UnderWay, size: int) -> None:
        self._leases, self._under_way, self._size, self._now = leases, under_way, size, time.monotonic()

    def get(self, grant: str, /) -> Left | None:
        lease = self._leases.get(grant)
        left = None if lease is None else lease.left(self._size, self._now)
        if left is None or lease is None or lease.limits is None or lease.limits.at_once is None:
            return left
        free = self._under_way.free(grant, self._now)
        return None if free is None else left._replace(at_once=free)


class Allowances:
    """The leases of this process, and the calls that wait for more; `place` takes a call on once it is known what is left."""

    def __init__(self, place: Callable[[Waiting], None]) -> None:
        self._place = place
        self._leases: dict[str, _Lease] = {}
        self._wanted: dict[str, tuple[Limits, int, int]] = {}
        """By grant: its limits, how many subjects and how many calls more."""
        self._under_way = UnderWay()
        self._to_settle: set[str] = set()
        self._look: asyncio.TimerHandle | None = None
        self._calls: list[Waiting] = []
        self._asking: list[asyncio.Future[None]] = []
        self._to_take = asyncio.Event()
        self._limits: dict[str, Limits] = {}

    def hold(self, rights: Mapping[str, Rights], throttles: Mapping[str, Limits]) -> None:
        """The grants, and what throttles some, as they are from now on. What was leased by other limits is not believed any more."""
        self._limits = {grant: each.bounds.limits for grant, each in rights.items() if each.bounds is not None}
        self._limits.update(throttles)
        for grant, lease in self._leases.items():
            if lease.limits != self._limits.get(grant):
                lease.until = dict.fromkeys(KINDS, 0.0)

    def counted(self, size: int) -> Counted:
        """What `rules.decide` is asked with."""
        return _View(self._leases, self._under_way, size) if self._leases else NOTHING_COUNTED

    def spend(self, grant: str, size: int) -> None:
        """The decision has allowed a call of this size."""
        lease = self._leases[grant]
        lease.asked = time.monotonic()
        for kind in KINDS:
            lease.amount[kind] -= size

    def enter(self, grant: str) -> None:
        """The call that was allowed is under way now, until `leave`."""
        self._under_way.enter(grant)

    def leave(self, grant: str) -> None:
        self._under_way.leave(grant)
        self._look_soon()

    def _look_soon(self) -> None:
        """At shares that nobody uses: others may be waiting for them."""
        if self._look is None and self._under_way.is_idle():
            self._look = asyncio.get_running_loop().call_later(_LOOK_SECONDS, self._look_now)

    def _look_now(self) -> None:
        self._look = None
        self._settle_due()
        self._look_soon()

    def _settle_due(self) -> None:
        if due := self._under_way.due():
            self._to_settle.update(due)
            self._to_take.set()

    @contextmanager
    def under_way(self, grants: Iterable[str]) -> Iterator[None]:
        """One call under these grants, for as long as the block lasts."""
        entered = list(grants)
        for grant in entered:
            self.enter(grant)
        try:
            yield
        finally:
            for grant in entered:
                self.leave(grant)

    def wait(self, call: Waiting, lacks: Uncounted) -> None:
        """Take the call on again once more is known of what it lacks."""
        self._calls.append(call)
        self._want(lacks)

    async def know(self, lacks: Uncounted) -> None:
        """Wait until more is known."""
        asking = asyncio.get_running_loop().create_future()
        self._asking.append(asking)
        self._want(lacks)
        await asking

    def leave_all(self) -> list[Waiting]:
        """Nothing can be taken any more: those who wait, to be told so."""
        calls, self._calls = self._calls, []
        self._wanted.clear()
        self._leases.clear()
        self._under_way.forget()
        self._resolve()
        return calls

    async def serve(self, connection: Connection) -> None:
        """Take what is wanted, grant by grant, until the connection is lost."""
        while True:
            await self._to_take.wait()
            self._to_take.clear()
            wanted, self._wanted = self._wanted, {}
            calls, self._calls = self._calls, []
            asking, self._asking = self._asking, []
            settling, self._to_settle = self._to_settle, set()
            try:
                for grant, (limits, size, more) in wanted.items():
                    await self._take(connection, grant, limits, size, more)
                # By the same connection, one after another: what PostgreSQL keeps for us is what we were told last.
                for grant in settling - wanted.keys():
                    await self._under_way.settle(connection, grant, self._at_once(grant))
            except BaseException:
                self._calls[:0] = calls
                self._asking[:0] = asking
                raise
            for call in calls:
                self._place(call)
            self._asking, later = asking, self._asking
            self._resolve()
            self._asking = later

    async def give_back(self, connection: Connection, idle: float) -> None:
        """Leases of which nothing was taken for so many seconds."""
        before = time.monotonic() - idle
        if not idle:
            await self._under_way.give_back_all(connection)
        else:
            self._settle_due()  # those in use are renewed
        for grant in [grant for grant, lease in self._leases.items() if lease.asked <= before]:
            lease = self._leases.pop(grant)
            # Whoever is just taking more for it finds nothing at hand: what goes back is not spent as well.
            amount, lease.amount = lease.amount, dict.fromkeys(KINDS, 0)
            for kind in ("total", "day"):
                if 0 < amount[kind] < PLENTIFUL // 2:
                    await connection.execute(_GIVE_BACK, grant, kind, amount[kind])

    def _want(self, lacks: Uncounted) -> None:
        _, size, calls = self._wanted.get(lacks.grant, (lacks.limits, 0, 0))
        self._wanted[lacks.grant] = (lacks.limits, size + lacks.size, calls + 1)
        self._to_take.set()

    def _at_once(self, grant: str) -> int | None:
        limits = self._limits.get(grant)
        return None if limits is None else limits.at_once

    async def _take(self, connection: Connection, grant: str, limits: Limits, size: int, calls: int) -> None:
        lease = self._leases.get(grant) or _Lease()
        lease.limits = limits = self._limits.get(grant, limits)
        lease.asked = time.monotonic()
        for kind in KINDS:
            most = getattr(limits, kind)
            if most is None:
                lease.amount[kind], lease.until[kind] = PLENTIFUL, float("inf")
            else:
                await self._take_one(connection, lease, grant, kind, most, size)
        if limits.at_once is not None:
            await self._under_way.grow(connection, grant, limits.at_once, calls)
        if self._limits.get(grant) != limits:  # they were changed while we took
            lease.until = dict.fromkeys(KINDS, 0.0)
        self._leases[grant] = lease

    async def _take_one(
        self, connection: Connection, lease: _Lease, grant: str, kind: str, most: int, size: int
    ) -> None:
        asked = time.monotonic()
        at_hand = lease.amount[kind] if asked < lease.until[kind] else 0
        part, largest = _AHEAD[kind]
        wanted = max(0, size + min(most // part, largest) - at_hand)
        row = await connection.fetchrow(_TAKE, grant, kind, wanted, most)
        assert row is not None
        taken, ms_left = row
        # What was spent while we waited is spent; what was at hand in a window that is over is gone.
        at_hand = lease.amount[kind] if asked < lease.until[kind] else 0
        lease.amount[kind] = at_hand + taken
        # From the time of asking: the window ends here no later than it does there.
        lease.until[kind] = float("inf") if ms_left is None else asked + ms_left / 1000
        lease.short[kind] = time.monotonic() + _SHORT_SECONDS if taken < wanted else 0.0

    def _resolve(self) -> None:
        asking, self._asking = self._asking, []
        for one in asking:
            if not one.done():
                one.set_result(None)
