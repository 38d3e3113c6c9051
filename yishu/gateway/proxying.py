"""Reading for calls of proxied resources: each mount has its own connections and its own short queue, so that a slow interface is slow for nobody else (7.2)."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from yishu.access.backends import Watch, codes_of, question_about, reading_of_rows, time_left
from yishu.access.errors import BackendTimeout, BackendUnavailable, Unavailable
from yishu.access.governed import Permit
from yishu.access.lookup import Reading
from yishu.access.mounts import Answered, Mounted, Question, row_of
from yishu.access.subjects import Subject
from yishu.core.errors import Problem
from yishu.core.ids import new_id
from yishu.gateway.errors import InternalError
from yishu.gateway.origin import Origin
from yishu.gateway.reader import given
from yishu.gateway.waiting import Waiting
from yishu.hosting.measures import Tally
from yishu.hosting.rules import FRONT
from yishu.hosting.tables import Value

log = logging.getLogger(__name__)
Made = TypeVar("Made")

INLINE_BYTES: Final = 32 * 1024
"""A longer answer is read in a thread: others wait on the loop."""
QUEUE: Final = 4  # requests that may wait for each one under way
_GRACE: Final = 0.25  # seconds by which a question may be late
_MOST_LANES: Final = 200


class _Lane:
    """One mount's connections, and the questions that wait for one."""

    def __init__(self, mounted: Mounted, tally: Tally) -> None:
        self._mounted, self._watch = mounted, Watch(mounted, tally)
        self._origin, self._places = Origin(mounted.origin), asyncio.Semaphore(mounted.at_once)
        self.under_way, self._most = 0, mounted.at_once * (1 + QUEUE)

    def has_room(self, requests: int) -> bool:
        return self.under_way == 0 or self.under_way + requests <= self._most

    async def rows(self, asking: "_Asking") -> list[list[Value] | None]:
        """The records of a call's subjects, in their order. Raises as `row`; what else was asked is answered all the same."""
        subjects = asking.permit.subjects
        self.under_way += len(subjects)
        if len(subjects) == 1:  # most have one: no task for it
            try:
                return [await self.row(asking, subjects[0])]
            finally:
                self.under_way -= 1
        asked = [asyncio.ensure_future(self.row(asking, subject)) for subject in subjects]
        for one in asked:
            one.add_done_callback(self._left)
        return await asyncio.gather(*asked)

    async def row(self, asking: "_Asking", subject: Subject) -> list[Value] | None:
        """The record of one subject, or None. Raises BackendUnavailable, BackendTimeout, BackendFailed; each is measured."""
        async with self._places:
            with self._watch.attempt(asking.origins) as attempt:
                asked = await self._question(asking, subject)
                try:
                    async with asyncio.timeout(time_left(asking.deadline)):
                        answered = await self._origin.ask(asked)
                except TimeoutError:
                    raise BackendTimeout from None
                return await self._read(asking, subject, attempt.answered(answered))

    async def _question(self, asking: "_Asking", subject: Subject) -> Question:
        make = partial(
            question_about, self._mounted, asking.permit, subject, asking.codes, asking.secret, asking.number
        )
        # A front agent is signed to, by a key that may lie in a device.
        return await _in_thread(make) if self._mounted.form == FRONT else make()

    async def _read(self, asking: "_Asking", subject: Subject, answered: Answered) -> list[Value] | None:
        read = partial(row_of, self._mounted, asking.permit.table, subject, asking.codes, answered)
        return await _in_thread(read) if len(answered.body) > INLINE_BYTES else read()

    def _left(self, done: "asyncio.Future[Any]") -> None:
        self.under_way -= 1
        if not done.cancelled():
            done.exception()  # of several requests one failure is told; the others' are read here, lest they be reported as lost

    def close(self) -> None:
        self._origin.close()


@dataclass(frozen=True, slots=True)
class _Asking:
    """What the questions of one call have in common."""

    permit: Permit
    codes: list[str]
    origins: frozenset[str]
    secret: bytes
    deadline: float
    number: UUID


class Proxying:
    """Takes calls that may read a mounted resource; gives each back by `put_by` when it is read for, or refused because that failed."""

    def __init__(self, origins: frozenset[str], secret: bytes, put_by: Callable[[Waiting], None]) -> None:
        self._origins, self._secret, self._put_by = origins, secret, put_by
        self.tally = Tally()
        self._lanes: dict[int, _Lane] = {}
        self._serving: dict[asyncio.Task[None], Waiting] = {}

    def submit(self, call: Waiting, permit: Permit) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(call, permit))
        self._serving[task] = call
        task.add_done_callback(self._serving.pop)

    def fail_all(self) -> None:
        """Nobody who is asked for now gets data."""
        for task, call in list(self._serving.items()):
            task.cancel()
            call.fail(Unavailable())

    async def _serve(self, call: Waiting, permit: Permit) -> None:
        try:
            call.number = call.number or new_id()  # read for once more where the epoch moved, it is the same call
            reading = await self._read(permit, call.number)
        except Exception as fault:  # noqa: BLE001
            if not isinstance(fault, Problem):
                # Its text, and its trace, may hold what the call asked about or what was answered.
                log.error("a mounted resource cannot be read: %s", type(fault).__name__)
            call.refuse(fault if isinstance(fault, Problem) else InternalError())
            self._put_by(call)
        else:
            self._put_by(given(call, reading))

    async def _read(self, permit: Permit, number: UUID) -> Reading:
        mounted = permit.plan.mount
        assert mounted is not None
        lane, requests = self._lane(mounted), len(permit.subjects)
        if not lane.has_room(requests):
            raise BackendUnavailable
        rounds = 1 + (requests - 1) // mounted.at_once
        seconds = mounted.seconds * rounds
        asking = _Asking(permit, codes_of(permit), self._origins, self._secret, time.monotonic() + seconds, number)
        try:
            async with asyncio.timeout(seconds + _GRACE):
                rows = await lane.rows(asking)
        except TimeoutError:
            raise BackendTimeout from None
        return reading_of_rows(permit, asking.codes, rows)

    def _lane(self, mounted: Mounted) -> _Lane:
        lane = self._lanes.get(mounted.id)
        if lane is None:
            # A mount that was replaced is asked no more: the oldest lanes go.
            while len(self._lanes) >= _MOST_LANES:
                self._lanes.pop(next(iter(self._lanes))).close()
            lane = self._lanes[mounted.id] = _Lane(mounted, self.tally)
        return lane


_threads = ThreadPoolExecutor(4, thread_name_prefix="gateway-mount")


async def _in_thread(act: Callable[[], Made]) -> Made:
    return await asyncio.get_running_loop().run_in_executor(_threads, act)
