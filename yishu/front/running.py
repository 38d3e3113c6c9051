"""Rounds of all flows, each in a thread of its own: what fails in one never holds up another."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final, Protocol

from yishu.core.errors import Problem
from yishu.front.configuration import Flow, Front, Publication
from yishu.front.errors import AgentFailed, FolderUnwritable, Passing
from yishu.front.language import say, spoken
from yishu.front.node import Node
from yishu.front.publishing import Publisher
from yishu.front.receiving import Receiver
from yishu.front.state import Folder, LastError
from yishu.front.telling import log_fault, tell

ATTEMPTS_ONCE: Final = 3
LONGEST_BACKOFF: Final = 60.0
REFUSED_REST: Final = 3600.0
"""A flow that was refused rests so many seconds: somebody has to act, and each try is a record at the node."""


class Carrier(Protocol):
    def round(self) -> None: ...


class Agent:
    """All flows of one file, over a state folder that is held."""

    def __init__(self, front: Front, *, refused_rest: float = REFUSED_REST) -> None:
        self._front, self.folder, self._node = front, Folder(front.state), Node(front.node)
        self._refused_rest = refused_rest

    def once(self) -> bool:
        """One round of each flow, network failures tried again a few times; whether all went well."""
        pause = threading.Event().wait
        with ThreadPoolExecutor(min(8, max(1, len(self._front.flows)))) as threads:
            return all(list(threads.map(lambda flow: self._once(flow, pause), self._front.flows)))

    def live(self, stopping: threading.Event) -> None:
        """Rounds until `stopping` is set. What a thread is at then may be cut off: that is what a crash does, and it is provided for."""
        threads = [
            threading.Thread(target=self._live, args=(flow, stopping), name=flow.name, daemon=True)
            for flow in self._front.flows
        ]
        for thread in threads:
            thread.start()
        stopping.wait()
        for thread in threads:
            thread.join(5)

    def _once(self, flow: Flow, pause: Callable[[float], object]) -> bool:
        for attempt in range(ATTEMPTS_ONCE):
            problem = self._round(flow)
            if not isinstance(problem, Passing):
                return problem is None
            if attempt + 1 < ATTEMPTS_ONCE:
                pause(backoff(attempt))
        return False

    def _live(self, flow: Flow, stopping: threading.Event) -> None:
        failures = 0
        while not stopping.is_set():
            problem = self._round(flow)
            failures = failures + 1 if isinstance(problem, Passing) else 0
            if problem is None:
                rest = self._front.interval
            elif failures:
                rest = backoff(failures - 1)
            else:
                rest = self._refused_rest
                tell(
                    flow.name,
                    say(
                        "本项停止，{n} 分钟后再试；其他各项照常。",
                        "this flow stops and is tried again in {n} minutes; the others go on.",
                        n=round(rest / 60),
                    ),
                )
            stopping.wait(rest)

    def _round(self, flow: Flow) -> Problem | None:
        """What was wrong is said and noted."""
        try:
            self._carrier(flow).round()
            return None
        except Problem as known:
            problem = known
        except OSError as fault:
            problem = FolderUnwritable(folder=self._front.state, reason=fault.strerror or type(fault).__name__)
        except Exception as fault:  # noqa: BLE001
            log_fault(fault)
            problem = AgentFailed(kind=type(fault).__name__)
        tell(flow.name, problem.detail(spoken()))
        self._note(flow, problem)
        return problem

    def _carrier(self, flow: Flow) -> Carrier:
        if isinstance(flow, Publication):
            return Publisher(flow, self._node, self.folder)
        return Receiver(flow, self._node, self.folder)

    def _note(self, flow: Flow, problem: Problem) -> None:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            state = self.folder.load(flow.name)
            state.last_error = LastError(problem.code, moment, problem.detail("zh"), problem.detail("en"))
            self.folder.save(flow.name, state)
        except (Problem, OSError):
            return  # said above; a damaged file is left for whoever looks into it


def backoff(failures: int) -> float:
    """Seconds: doubling, with a third at random so that agents do not come back all at once."""
    return min(LONGEST_BACKOFF, 2.0 ** min(failures, 10)) * (1 + random.random() / 3)  # noqa: S311
