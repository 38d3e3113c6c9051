"""Guesses, counted for all processes together: a call that tried something wrong waits here until that is on PostgreSQL's count, then it is put on record, or refused (27.1, 30.1).

What nobody tried wrongly never waits. Of whom no more may be tried is known here as well, so that a right guess after too many wrong ones is refused without asking; what other
processes find out is read once a second.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Final

import asyncpg

from yishu.access.guessing.rules import WRONG, Tries, has_missed, too_many_misses, too_many_wrong, tries_of
from yishu.access.guessing.statements import FULL_SINCE, GUESSED, MISSED
from yishu.core.calendar import shanghai_day
from yishu.gateway.database import Connection
from yishu.gateway.waiting import DataCall

_ARRAYS: Final = {"who": "$1", "caller": "$2", "resource": "$3", "item": "$4", "value": "$5"}
_GUESSED: Final = GUESSED.format(most=WRONG, **_ARRAYS)
_MISSED: Final = MISSED.format(caller="$1", resource="$2", count="$3")
_FULL_SINCE: Final = FULL_SINCE.format(since="$1")
_HEAR_SECONDS: Final = 1
MOST_TOGETHER: Final = 1024
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)

Known = dict[bytes, frozenset[bytes]]
"""Of whom no more may be tried: the wrong values that are answered all the same."""
Place = tuple[str, str]
"""Caller and resource."""


class Guard:
    """`put_by` takes on a call whose guesses are counted, or that was refused for them."""

    def __init__(self, secret: bytes, put_by: Callable[[DataCall], None]) -> None:
        self._secret, self._put_by = secret, put_by
        self._day = date.min
        self._full: dict[str, Known] = {}
        self._missed: dict[Place, int] = {}
        self._calls: list[tuple[DataCall, Tries]] = []
        self._to_count = asyncio.Event()
        self._since = _LONG_AGO

    def takes(self, call: DataCall, now: datetime) -> bool:
        """Whether the call has to be counted first; one that may try no more is refused here and now."""
        permit, made, caller = call.permit, call.made, call.caller.ref
        if permit is None or made is None or call.is_counted:
            return False
        full, missed = self._known(now).get(caller), has_missed(made)
        if self._missed.get((caller, permit.plan.code), 0) >= permit.misses:
            call.refuse(too_many_misses(permit.misses, now))
            return False
        if not missed and full is None:
            return False
        tries = tries_of(call.ask, caller, permit, made, self._secret)
        if full is not None and (problem := tries.stopped(full, now)):
            call.refuse(problem)
            return False
        if missed:
            self._calls.append((call, tries))
            self._to_count.set()
        return missed

    async def serve(self, connection: Connection) -> None:
        """Count what waits, until the connection is lost."""
        guessed, missed = await connection.prepare(_GUESSED), await connection.prepare(_MISSED)
        await self._hear(connection)
        while True:
            try:
                async with asyncio.timeout(_HEAR_SECONDS):
                    await self._to_count.wait()
            except TimeoutError:
                await self._hear(connection)
                continue
            calls, self._calls = self._calls[:MOST_TOGETHER], self._calls[MOST_TOGETHER:]
            if not self._calls:
                self._to_count.clear()
            try:
                misses = Counter[Place]()
                for _, tries in calls:
                    misses[tries.caller, tries.resource] += tries.misses
                counts = await missed.fetch(*_columns([(*place, count) for place, count in misses.items()]))
                claims = [(c.who, t.caller, t.resource, c.item, c.value) for _, t in calls for c in t.wrong]
                kept = await guessed.fetch(*_columns(claims)) if claims else []
            except BaseException:
                self._calls[:0] = calls
                raise
            after = {(caller, resource): count for caller, resource, count in counts}
            self._decide(calls, {place: after[place] - misses[place] for place in misses}, kept)

    def leave(self) -> list[DataCall]:
        """Nothing can be counted any more: those who wait, to be told so."""
        calls, self._calls = self._calls, []
        self._to_count.clear()
        return [call for call, _ in calls]

    def _decide(
        self, calls: list[tuple[DataCall, Tries]], missed: dict[Place, int], rows: list[asyncpg.Record]
    ) -> None:
        """`missed` is what stood before these calls; `rows` what is kept of their wrong claims."""
        now = datetime.now(UTC)
        full, kept = self._known(now), {who: frozenset(wrong) for who, wrong, _ in rows}
        closed = {who for who, _, is_full in rows if is_full}
        for call, tries in calls:
            place = tries.caller, tries.resource
            missed[place] += tries.misses
            if missed[place] >= tries.most_misses:
                self._missed[place] = missed[place]
            for claim in tries.wrong:
                if claim.who in closed:
                    full.setdefault(tries.caller, {})[claim.who] = kept[claim.who]
            beyond = [claim for claim in tries.wrong if claim.value not in kept[claim.who]]
            if missed[place] > tries.most_misses:
                call.refuse(too_many_misses(tries.most_misses, now))
            elif beyond:
                call.refuse(too_many_wrong(beyond, tries.many, now))
            call.is_counted = True
            self._put_by(call)

    async def _hear(self, connection: Connection) -> None:
        full = self._known(datetime.now(UTC))
        for caller, who, wrong, at in await connection.fetch(_FULL_SINCE, self._since):
            full.setdefault(caller, {})[who] = frozenset(wrong)
            self._since = max(self._since, at)

    def _known(self, now: datetime) -> dict[str, Known]:
        """Of whom no more may be tried; each day begins anew."""
        if (today := shanghai_day(now)) != self._day:
            self._day, self._full, self._missed = today, {}, {}
        return self._full


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
