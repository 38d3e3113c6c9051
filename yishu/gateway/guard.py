"""Guesses, counted for all processes together: whatever tried something wrong is counted by PostgreSQL while its evidence is written, and answered when both are done (27.1, 30.1).

So a wrong claim takes hardly longer than a right one. Of whom no more may be tried is known here too: the next guess, right or wrong, is refused before anything is written; what other
processes find out is read once a second. Only where several guesses were under way at once can one turn out to be too many after its evidence was written as allowed: it gets no answer, and
a second record, of its refusal.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Final

import asyncpg

from yishu.access.governed import Permit
from yishu.access.guessing.rules import WRONG, Tries, has_missed, too_many_misses, too_many_wrong, tries_of
from yishu.access.guessing.statements import FULL_SINCE, GUESSED, MISSED
from yishu.access.runs.rules import LEAST, LOOKED_AT, Trails, longest_run
from yishu.access.runs.statements import NOTED
from yishu.core.calendar import shanghai_day
from yishu.gateway.database import Connection
from yishu.gateway.waiting import DataCall

_ARRAYS: Final = {"who": "$1", "caller": "$2", "resource": "$3", "item": "$4", "value": "$5"}
# One statement, one round trip; misses first, as everywhere, so that two who count never wait for each other.
_COUNT: Final = f"""
with missed (caller, resource, count) as ({MISSED.format(caller="$6", resource="$7", count="$8")}),
    guessed (who, wrong, is_full) as ({GUESSED.format(most=WRONG, **_ARRAYS)})
select caller, resource, count, null, null, null from missed union all select null, null, null, who, wrong, is_full from guessed
"""
_FULL_SINCE: Final = FULL_SINCE.format(since="$1")
_NOTED: Final = NOTED.format(caller="$1", resource="$2", duty="$3", longest="$4")
_HEAR_SECONDS: Final = 1
MOST_TOGETHER: Final = 1024
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)

Known = dict[bytes, frozenset[bytes]]
"""Of whom no more may be tried: the wrong values that are answered all the same."""
Place = tuple[str, str]
"""Caller and resource."""


class Guard:
    """`put_by` takes on a call that was refused for its guesses."""

    def __init__(self, secret: bytes, put_by: Callable[[DataCall], None]) -> None:
        self._secret, self._put_by = secret, put_by
        self._day = date.min
        self._full: dict[str, Known] = {}
        self._missed: dict[Place, int] = {}
        self._calls: list[tuple[DataCall, Tries]] = []
        self._to_count = asyncio.Event()
        self._since = self._watched_at = _LONG_AGO
        self._trails, self._noted_at = Trails(), 0.0

    def watch(self, call: DataCall, now: datetime) -> None:
        """Have the call counted, if it tried something wrong; one that may try no more is refused here and now."""
        permit, made, caller = call.judged, call.made, call.caller.ref
        if not isinstance(permit, Permit) or made is None or call.tried is not None:
            return
        self._follow(call, permit)
        if now is not self._watched_at:  # calls that are put by together are watched at one moment
            self._watched_at = now
            self._known(now)
        missed, full = has_missed(made), self._full.get(caller) if self._full else None
        if self._missed and self._missed.get((caller, permit.plan.code), 0) >= permit.misses:
            call.refuse(too_many_misses(permit.misses, now))
        elif missed or full is not None:
            tries = tries_of(call.ask, caller, permit, made, self._secret, whole=full is not None)
            if full is not None and (problem := tries.stopped(full, now)):
                call.refuse(problem)
            elif missed:
                call.tried = "counting"
                self._calls.append((call, tries))
                self._to_count.set()

    async def serve(self, connection: Connection) -> None:
        """Count what waits, until the connection is lost."""
        count = await connection.prepare(_COUNT)
        await self._hear(connection)
        while True:
            try:
                async with asyncio.timeout(_HEAR_SECONDS):
                    await self._to_count.wait()
            except TimeoutError:
                await self._hear(connection)
                await self._note(connection)
                continue
            calls, self._calls = self._calls[:MOST_TOGETHER], self._calls[MOST_TOGETHER:]
            if not self._calls:
                self._to_count.clear()
            try:
                rows = await count.fetch(*_arguments([tries for _, tries in calls]))
            except BaseException:
                self._calls[:0] = calls
                raise
            self._decide(calls, rows)
            if time.monotonic() >= self._noted_at + _HEAR_SECONDS:
                await self._note(connection)

    def answer(self, call: DataCall) -> None:
        """The evidence of a call that tried something wrong is durable: answer it, as soon as that is counted."""
        call.is_written = True
        if call.tried == "counting":
            return
        stop, call.stop = call.stop, None
        if stop is None or call.permit is None:
            call.answer(call.reply())
        else:
            call.refuse(stop)
            self._put_by(call)

    def leave(self) -> list[DataCall]:
        """Nothing can be counted any more: those who wait, to be told so."""
        calls, self._calls = self._calls, []
        self._to_count.clear()
        return [call for call, _ in calls]

    def _decide(self, calls: list[tuple[DataCall, Tries]], rows: list[asyncpg.Record]) -> None:
        after = {(caller, resource): count for caller, resource, count, *_ in rows if caller is not None}
        missed = {place: after[place] - count for place, count in _misses([tries for _, tries in calls]).items()}
        now = datetime.now(UTC)
        full, kept = self._known(now), {who: frozenset(wrong) for *_, who, wrong, _ in rows if who is not None}
        closed = {who for *_, who, _, is_full in rows if is_full}
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
                call.stop = too_many_misses(tries.most_misses, now)
            elif beyond:
                call.stop = too_many_wrong(beyond, tries.many, now)
            call.tried = "counted"
            if call.is_written:
                self.answer(call)

    def _follow(self, call: DataCall, permit: Permit) -> None:
        """Whether its subjects' keys run on, by themselves or after those of the calls before."""
        count = permit.count
        if count == 1:
            [subject] = permit.subjects
            self._trails.follow((call.caller.ref, permit.plan.code, call.ask.duty), subject.kind, subject.text)
        elif count >= LEAST:
            of = call.caller.ref, permit.plan.code, call.ask.duty
            self._trails.note(of, longest_run(permit.first_subjects(LOOKED_AT)))

    async def _note(self, connection: Connection) -> None:
        self._noted_at = time.monotonic()
        if runs := self._trails.take():
            rows = [(*of, longest) for of, longest in runs.items()]
            await connection.execute(_NOTED, *_columns(rows, 4))

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


def _misses(tried: list[Tries]) -> Counter[Place]:
    misses = Counter[Place]()
    for tries in tried:
        misses[tries.caller, tries.resource] += tries.misses
    return misses


def _arguments(tried: list[Tries]) -> list[list[object]]:
    claims = [
        (claim.who, tries.caller, tries.resource, claim.item, claim.value) for tries in tried for claim in tries.wrong
    ]
    misses = [(*place, count) for place, count in _misses(tried).items()]
    return [*_columns(claims, 5), *_columns(misses, 3)]


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
