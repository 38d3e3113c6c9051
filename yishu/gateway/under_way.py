"""How many calls of a grant this process has under way, and how many it may have: its share of what the grant allows at once over all processes (26.5).

A share follows the calls: it grows when one more comes than it holds, and what of it was not in use for a second goes back. PostgreSQL keeps it for SECONDS, which we renew while calls last; of a
process that dies it is free again after so long. Whoever cannot renew it begins no call by it: the time is counted here from before it was asked for.
"""

import time
from collections import Counter
from typing import Final
from uuid import uuid4

from yishu.gateway.database import Connection
from yishu.sharing.allowances.taking import HOLD, LEAVE_ALL

SECONDS: Final = 30
_RENEW_SECONDS: Final = 20
"""With less than this left, a share that is in use is renewed."""
_SHORT_SECONDS: Final = 0.25
"""For so long "there are no more" is believed: a call of another process may end."""
_HOLD: Final = HOLD.format(grant="$1::uuid", holder="$2::uuid", wanted="$3", most="$4", seconds="$5")
_LEAVE_ALL: Final = LEAVE_ALL.format(holder="$1::uuid")


class _Share:
    """Of one grant: how many calls, until when (monotonic), until when it is known that there are no more, the most that were under way at once since it was last looked at,
    and what is kept by that."""

    __slots__ = ("calls", "kept", "peak", "short", "until")

    def __init__(self) -> None:
        self.calls, self.kept, self.peak, self.until, self.short = 0, 0, 0, 0.0, 0.0


class UnderWay:
    """The calls under way, by grant, and the shares."""

    def __init__(self) -> None:
        self._holder = str(uuid4())
        self._calls: Counter[str] = Counter()
        self._shares: dict[str, _Share] = {}

    def is_any(self, grant: str) -> bool:
        return grant in self._calls

    def free(self, grant: str, now: float) -> int | None:
        """How many more may begin; None where PostgreSQL is to be asked first."""
        share = self._shares.get(grant)
        if share is None or now >= share.until:
            return None
        free = share.calls - self._calls[grant]
        return None if free < 1 and now >= share.short else max(0, free)

    def enter(self, grant: str) -> None:
        """A call begins."""
        self._calls[grant] += 1
        if (share := self._shares.get(grant)) is not None:
            share.peak = max(share.peak, self._calls[grant])

    def leave(self, grant: str) -> None:
        """It has ended, however."""
        self._calls[grant] -= 1
        if not self._calls[grant]:
            del self._calls[grant]

    def forget(self) -> None:
        """PostgreSQL is lost: what it kept for us is asked for anew."""
        self._shares.clear()

    def is_idle(self) -> bool:
        """Whether some share is larger than what is under way."""
        return any(share.calls > self._calls[grant] for grant, share in self._shares.items())

    def due(self) -> list[str]:
        """Shares that are larger than what they were used for since the last look, or soon run out."""
        soon, found = time.monotonic() + _RENEW_SECONDS, []
        for grant, share in self._shares.items():
            share.kept, share.peak = max(share.peak, self._calls[grant]), self._calls[grant]
            if share.until < soon or share.calls > share.kept:
                found.append(grant)
        return found

    async def grow(self, connection: Connection, grant: str, most: int, calls: int) -> None:
        """So that so many more may begin, or as many as there are."""
        share = self._shares.setdefault(grant, _Share())
        await self._hold(connection, share, grant, self._calls[grant] + calls, most)

    async def settle(self, connection: Connection, grant: str, most: int | None) -> None:
        """Keep what was in use of late, give back the rest. `most`: None where the grant bounds this no more."""
        share = self._shares.get(grant)
        if share is None:
            return
        wanted = 0 if most is None else max(share.kept, share.peak, self._calls[grant])
        await self._hold(connection, share, grant, wanted, most or 0)
        if not share.calls:
            self._shares.pop(grant, None)

    async def give_back_all(self, connection: Connection) -> None:
        """At the end, when no call is under way any more."""
        self._shares.clear()
        await connection.execute(_LEAVE_ALL, self._holder)

    async def _hold(self, connection: Connection, share: _Share, grant: str, wanted: int, most: int) -> None:
        # While we ask, nobody begins by what we may be giving back.
        share.calls, asked = min(share.calls, wanted), time.monotonic()
        held = await connection.fetchval(_HOLD, grant, self._holder, wanted, most, SECONDS) or 0
        share.calls, share.until = held, asked + SECONDS
        share.short = time.monotonic() + _SHORT_SECONDS if held < wanted else 0.0
