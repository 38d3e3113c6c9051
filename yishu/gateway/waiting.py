"""A call on its way through the groups: judged, read for, put on record, answered."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from yishu.access.asks import Ask
from yishu.access.evening import evened
from yishu.access.governed import ALLOWED, DENIED, Answer, Permit, Refusal, Uncounted, answer, judge, resource_text
from yishu.access.lookup import Reading
from yishu.access.state import AccessState, Caller, Credential
from yishu.audit.copying import Evidence, Moment, evidence_of
from yishu.audit.record import Action, Record
from yishu.core.errors import Problem
from yishu.core.rows import RowRule
from yishu.gateway.authentication import known_no_more
from yishu.gateway.recorder import Recorder
from yishu.hosting.controls.rules import ControlRule
from yishu.hosting.masking import Masks, no_masks
from yishu.sharing.rules import NOTHING_COUNTED, Counted, Left

_encode = msgspec.json.Encoder().encode


class Reply(msgspec.Struct):
    """What the caller gets: a body, or a problem; and the receipt of the record."""

    body: bytes = b""
    problem: Problem | None = None
    receipt: str = ""


Done = Callable[[Reply], None]


class Spending(Protocol):
    """What is left of grants whose use is counted."""

    def counted(self, size: int) -> Counted: ...

    def spend(self, grant: str, size: int) -> None: ...

    def enter(self, grant: str) -> None: ...

    def leave(self, grant: str) -> None: ...


class Waiting(ABC):
    """One call of a caller that was recognised. It is judged again by the state of each epoch that it meets."""

    __slots__ = (
        "agency",
        "allowances",
        "attempts",
        "caller",
        "credential",
        "done",
        "entered",
        "epoch",
        "evidence",
        "lacks",
        "leave",
        "number",
        "proof",
    )

    def __init__(self, credential: Credential, caller: Caller, done: Done) -> None:
        self.credential, self.caller, self.proof = credential, caller, caller.actor.proof
        self.done: Done | None = done
        self.agency = caller.actor.agency_id
        self.leave: Callable[[int], None] | None = None
        self.epoch, self.attempts = -1, 0
        self.evidence: Evidence | None = None
        self.allowances: Spending | None = None
        self.lacks: Uncounted | None = None
        """Set by `judge` where it cannot decide before more is known."""
        self.entered: list[str] = []
        """The grants, and what throttles some, among whose calls under way it is counted until it is answered."""
        self.number: UUID | None = None
        """Of its record, where somebody was told it beforehand."""

    @abstractmethod
    def judge(self, state: AccessState, now: datetime) -> Permit | None:
        """Decide by this state; the permit to read by, where something is to be read before the record is written."""

    def read(self, reading: Reading) -> None:
        """Take what was read. Only a call whose `judge` gives permits is ever read for, and has a reading of its own."""
        raise AssertionError(f"read for without a permit, at version {reading.version}")

    @abstractmethod
    def record(self, recorder: Recorder, now: Moment) -> Evidence:
        """The evidence of what was decided last."""

    @abstractmethod
    def reply(self) -> Reply:
        """What may be said now that the record is durable."""

    @property
    def receipt(self) -> str:
        return self.evidence.receipt if self.evidence is not None else ""

    def refuse(self, problem: Problem) -> None:
        """The call cannot be read for: that goes on record in place of what was permitted."""
        raise AssertionError("read for without a permit") from problem

    def answer(self, reply: Reply) -> None:
        """Give the reply, once; `leave` tells the groups that nobody waits here any more."""
        if self.entered and self.allowances is not None:
            for key in self.entered:
                self.allowances.leave(key)
            self.entered = []
        done, self.done = self.done, None
        if done is None:
            return
        if self.leave is not None:
            self.leave(self.agency)
        done(reply)

    def fail(self, problem: Problem) -> None:
        """Give nothing and say why; this is no refusal, and leaves no record."""
        self.answer(Reply(problem=problem))


class _Paid:
    """What is left, for a call that is judged again: of what it was taken off already, by the same terms, it pays no second time; under way it is already."""

    __slots__ = ("_counted", "_entered", "_paid", "_size")

    def __init__(self, counted: Counted, paid: Collection[str], entered: Collection[str], size: int) -> None:
        self._counted, self._paid, self._entered, self._size = counted, paid, entered, size

    def get(self, grant: str, /) -> Left | None:
        if grant in self._paid:
            return Left(self._size, self._size, self._size)
        left = self._counted.get(grant)
        return left if left is None or grant not in self._entered else left._replace(at_once=1)


class DataCall(Waiting):
    """Verify or query."""

    __slots__ = ("_paid", "ask", "found", "is_written", "judged", "made", "stop", "tried")

    def __init__(self, credential: Credential, caller: Caller, done: Done, ask: Ask) -> None:
        super().__init__(credential, caller, done)
        self.ask = ask
        self.judged: Permit | Refusal | None = None
        self.made: Answer | None = None
        self.found = 0
        self.tried: Literal["counting", "counted"] | None = None
        """How far what it tried wrongly is on the count of guesses."""
        self.stop: Problem | None = None
        """Why it gets no answer after all, by that count."""
        self.is_written = False
        # What this call was taken off: the grant with the hash of its terms then, since under other terms it is counted anew; what throttles it, which never changes.
        self._paid: dict[str, str] = {}

    def judge(self, state: AccessState, now: datetime) -> Permit | None:
        self.epoch = state.epoch
        before = self.judged
        caller = state.caller(self.credential, now)
        if caller is None:
            self.judged = Refusal(known_no_more(self.proof))
            return None
        self.caller = caller
        judged = judge(state, caller, self.ask, now, self._counted(state))
        self.lacks = judged if isinstance(judged, Uncounted) else None
        if isinstance(judged, Uncounted):
            return None
        self.judged = judged
        if isinstance(judged, Refusal):
            return None
        if judged.spends:
            self._pay(judged)
        return None if self.made is not None and _same_answer(before, judged) else judged

    def _counted(self, state: AccessState) -> Counted:
        if self.allowances is None:
            return NOTHING_COUNTED
        counted = self.allowances.counted(len(self.ask.subjects))
        if not self._paid:
            return counted
        rights = state.rights
        paid = {key for key, terms in self._paid.items() if not terms or (key in rights and rights[key].hash == terms)}
        return _Paid(counted, paid, self.entered, len(self.ask.subjects))

    def _pay(self, judged: Permit) -> None:
        if self.allowances is None:
            return
        for key in judged.spends:
            terms = judged.grant_hash if key == judged.grant else ""
            if self._paid.get(key) != terms:
                self.allowances.spend(key, len(self.ask.subjects))
                self._paid[key] = terms
            if key not in self.entered:
                self.allowances.enter(key)
                self.entered.append(key)

    @property
    def permit(self) -> Permit | None:
        return self.judged if isinstance(self.judged, Permit) else None

    def read(self, reading: Reading) -> None:
        assert isinstance(self.judged, Permit)
        self.made, self.found = answer(self.ask, self.judged, reading)

    def refuse(self, problem: Problem) -> None:
        assert isinstance(self.judged, Permit)
        self.judged = self.judged.refused(problem, self.ask.items)
        self.made, self.found = None, 0

    def record(self, recorder: Recorder, now: Moment) -> Evidence:
        ask, caller, judged, made = self.ask, self.caller, self.judged, self.made
        assert judged is not None
        found, version = self.found, made.version if made is not None else 0
        if self.proof or self.number or isinstance(judged, Refusal):
            return recorder.alone(ask, caller, judged, found, version, proof=self.proof, number=self.number)
        return recorder.among_others(ask, caller, judged, self.epoch, found, version, now)

    def reply(self) -> Reply:
        receipt = "" if self.evidence is None else self.evidence.receipt
        if isinstance(self.judged, Refusal):
            return Reply(problem=self.judged.problem, receipt=receipt)
        made = self.made
        assert made is not None
        made.receipt = receipt
        return Reply(evened(_encode(made), self.ask, made), None, receipt)


def _same_answer(before: Permit | Refusal | None, now: Permit) -> bool:
    """What was read, and made into an answer, holds under another permit only if that opens the same rows, and masks and compares the same items in the same way."""
    return (
        isinstance(before, Permit)
        and before.table.name == now.table.name
        and before.rows == now.rows
        and before.masks == now.masks
        and before.plan.comparisons == now.plan.comparisons
    )


class Held(msgspec.Struct, frozen=True):
    """An act is allowed: on this resource, under this grant if it needs one, of these items, some of them masked."""

    resource: str
    grant: str = ""
    grant_hash: str = ""
    items: tuple[str, ...] = ()
    rows: RowRule | None = None
    masks: Masks = msgspec.field(default_factory=no_masks)
    control: ControlRule | None = None
    spends: tuple[str, ...] = ()


Check = Callable[[AccessState, Caller, datetime], Held | Refusal]


class Act(Waiting):
    """Anything else that leaves a record: a copy, a look at the quarantine, a request that could not be read."""

    __slots__ = ("action", "check", "code", "detail", "judged", "rows", "version")

    def __init__(
        self,
        credential: Credential,
        caller: Caller,
        done: Done,
        *,
        action: Action,
        code: str,
        check: Check,
        version: int | None = None,
        rows: int | None = None,
        detail: dict[str, str | int | bool | list[str] | None] | None = None,
    ) -> None:
        super().__init__(credential, caller, done)
        self.action, self.code, self.check = action, code, check
        self.version, self.rows, self.detail = version, rows, detail or {}
        if self.proof:
            self.detail = {**self.detail, "signature": list(self.proof)}
        self.judged: Held | Refusal = Refusal(known_no_more(self.proof))

    def judge(self, state: AccessState, now: datetime) -> None:
        self.epoch = state.epoch
        caller = state.caller(self.credential, now)
        if caller is None:
            self.judged = Refusal(known_no_more(self.proof))
            return
        self.caller = caller
        self.judged = self.check(state, caller, now)

    def record(self, recorder: Recorder, now: Moment) -> Evidence:  # noqa: ARG002
        judged = self.judged
        allowed = isinstance(judged, Held)
        made = Record(
            action=self.action.value,
            outcome=ALLOWED if allowed else DENIED,
            node=recorder.node,
            actor=self.caller.ref,
            actor_name=self.caller.actor.name,
            agency=self.caller.actor.agency_code,
            resource=judged.resource if allowed else resource_text(self.code),
            grant=judged.grant,
            grant_hash=judged.grant_hash,
            items=list(judged.items) if allowed else [],
            found=self.rows if allowed else None,
            version=self.version if allowed else None,
            reason="" if allowed else judged.problem.code,
            detail=self.detail,
        )
        return evidence_of(made, recorder.suite)

    def reply(self) -> Reply:
        problem = self.judged.problem if isinstance(self.judged, Refusal) else None
        return Reply(problem=problem, receipt=self.receipt)


def unanswered(_: Reply) -> None:
    """For a call whose reply will be awaited."""


def refused(problem: Problem) -> Check:
    """An act that is refused whatever the state says."""
    refusal = Refusal(problem)
    return lambda _state, _caller, _now: refusal
