"""Asking a provider's own interface (7.2), with a breaker for each mount and process: how any question is watched, and the client of whoever asks from threads. The gateway asks on its
own loop (`gateway.origin`).

Only origins that the operator lists are ever reached, redirects are not followed, nothing is asked twice, and an answer has a size and a time.
"""

import logging
import threading
import time
from asyncio import CancelledError
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Self, TypeVar
from uuid import UUID

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as TooSlow

from yishu.access.errors import BackendFailed, BackendTimeout, BackendUnavailable
from yishu.access.governed import Permit
from yishu.access.lookup import Key, Reading
from yishu.access.mounts import MOST_BYTES, Answered, Mounted, Question, front_question, question, row_of
from yishu.access.subjects import Subject
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.hosting.front_agents import signed_headers
from yishu.hosting.measures import ANSWERED, Tally
from yishu.hosting.rules import FRONT
from yishu.hosting.tables import Value

log = logging.getLogger(__name__)

Told = TypeVar("Told")
_PART: Final = 64 * 1024


class Breaker:
    """After some failures in a row nobody asks for a while; then one call tries. Times are of the monotonic clock, in seconds."""

    FAILURES: Final = 5
    PAUSE: Final = 5.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def allows(self, now: float) -> bool:
        with self._lock:
            if self._failures < self.FAILURES:
                return True
            if now < self._closed_until:
                return False
            self._closed_until = now + self.PAUSE  # this one tries; the others wait for what comes of it
            return True

    def note(self, *, failed: bool, now: float) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures >= self.FAILURES:
                self._closed_until = now + self.PAUSE


class Watch:
    """What becomes of the questions to one mount in one process, however they are put: the breaker is told, and each is measured."""

    def __init__(self, mounted: Mounted, tally: Tally) -> None:
        self.mounted, self.breaker, self._tally = mounted, Breaker(), tally

    def attempt(self, origins: Collection[str]) -> "Attempt":
        """Whoever may ask now, asks within it. Raises BackendUnavailable."""
        began = time.monotonic()
        if self.mounted.origin not in origins or not self.breaker.allows(began):
            self.measure(BackendUnavailable.code, 0.0)
            raise BackendUnavailable
        return Attempt(self, began)

    def measure(self, outcome: str, seconds: float) -> None:
        self._tally.add(self.mounted.id, shanghai_day(datetime.now(UTC)), outcome, seconds)


class Attempt:
    """One question, from before it is put until its answer is read."""

    __slots__ = ("_began", "_faulty", "_watch")

    def __init__(self, watch: Watch, began: float) -> None:
        self._watch, self._began, self._faulty = watch, began, False

    def answered(self, answered: Answered) -> Answered:
        """It was answered so, whatever may be read of it."""
        self._faulty = answered.status >= 500
        return answered

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> None:
        if isinstance(fault, CancelledError):  # nobody waits any more: that says nothing of the interface
            return
        outcome, faulty = ANSWERED, self._faulty
        if isinstance(fault, Problem):
            outcome = fault.code
            faulty = faulty or not isinstance(fault, BackendFailed)
            # Neither what was asked nor what came back: both are somebody's data.
            log.warning("mount %s: %s", self._watch.mounted.id, outcome)
        ended = time.monotonic()
        self._watch.breaker.note(failed=faulty, now=ended)
        self._watch.measure(outcome, ended - self._began)


class Backend:
    """One mount in one process, asked from threads."""

    def __init__(self, mounted: Mounted, tally: Tally) -> None:
        self._mounted, self._watch = mounted, Watch(mounted, tally)
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=mounted.at_once, retries=False)

    def row(
        self,
        permit: Permit,
        subject: Subject,
        codes: list[str],
        origins: Collection[str],
        secret: bytes,
        deadline: float,
        number: UUID,
    ) -> list[Value] | None:
        """The record of one subject, or None. Raises as `tell`."""
        return self.tell(
            lambda: question_about(self._mounted, permit, subject, codes, secret, number),
            lambda answered: row_of(self._mounted, permit.table, subject, codes, answered),
            origins,
            deadline,
        )

    def tell(
        self,
        asked: Callable[[], Question],
        read: Callable[[Answered], Told],
        origins: Collection[str],
        deadline: float,
    ) -> Told:
        """What is read of the answer to a question. Blocks until `deadline` (monotonic) at most. Raises BackendUnavailable, BackendTimeout, BackendFailed; each is measured."""
        with self._watch.attempt(origins) as attempt:
            return read(attempt.answered(self._ask(asked(), deadline)))

    def _ask(self, asked: Question, deadline: float) -> Answered:
        try:
            response = self._pool.request(
                asked.method,
                asked.url,
                body=asked.body,
                headers=asked.headers,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(total=time_left(deadline)),
                preload_content=False,
            )
            try:
                return Answered(response.status, _body(response, deadline))
            except BaseException:
                response.close()
                raise
            finally:
                response.release_conn()
        except NewConnectionError:  # which urllib3 counts among the time-outs
            raise BackendUnavailable from None
        except TooSlow:
            raise BackendTimeout from None
        except (HTTPError, OSError):
            raise BackendUnavailable from None


def question_about(
    mounted: Mounted, permit: Permit, subject: Subject, codes: list[str], secret: bytes, number: UUID
) -> Question:
    """What the interface is asked about one subject."""
    if mounted.form == FRONT:
        return front_question(mounted, permit.plan.code, permit.table, subject, codes, number, signed_headers)
    return question(mounted, permit.table, subject, secret, number)


def reading_of_rows(permit: Permit, codes: list[str], rows: list[list[Value] | None]) -> Reading:
    """What was answered, as if it had been read here; live, so its version is 0."""
    pairs = zip(permit.subjects, rows, strict=True)
    found: dict[Key, Sequence[Any]] = {subject.key: row for subject, row in pairs if row is not None}
    return Reading(0, found, {code: n for n, code in enumerate(codes)})


def codes_of(permit: Permit) -> list[str]:
    return sorted(permit.read)


def time_left(deadline: float) -> float:
    """Seconds until a moment of the monotonic clock. Raises BackendTimeout."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise BackendTimeout
    return left


def _body(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """All of it, within the time and size; whoever drips is too slow."""
    body = bytearray()
    while part := response.read1(_PART, decode_content=False):
        body += part
        if len(body) > MOST_BYTES:
            raise BackendFailed
        time_left(deadline)
    return bytes(body)
