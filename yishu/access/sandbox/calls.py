"""One call of the sandbox: decoded, judged and answered as any other, by rules that share all but the reading. No record is read and none is written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from yishu.access.asks import Ask, ask_to_query, ask_to_verify, refers
from yishu.access.evening import evened
from yishu.access.governed import Answer, Permit, Refusal, Uncounted, answer, judge
from yishu.access.lookup import Key, Reading
from yishu.access.naming.errors import AmbiguousSubject
from yishu.access.naming.lookup import Resolved, answered
from yishu.access.naming.reading import NamedPermit, find_naming, key_words
from yishu.access.sandbox.counting import count
from yishu.access.sandbox.errors import NotInSandbox
from yishu.access.sandbox.granting import failure_of, left_for, rights_for
from yishu.access.sandbox.roster import Roster, Seat
from yishu.access.sandbox.twin import Twin, get_twin
from yishu.access.state import AccessState, Caller
from yishu.access.subjects import Subject, subject_of
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.core.ids import new_id
from yishu.wire.data import (
    QueryAnswer,
    QueryManyAnswer,
    QueryRequest,
    VerifyAnswer,
    VerifyManyAnswer,
    VerifyRequest,
)
from yishu.wire.sandbox import SandboxItem, SandboxResource, SandboxSubject

Made = VerifyAnswer | VerifyManyAnswer | QueryAnswer | QueryManyAnswer
LEAF: Final = "sandbox"
"""In the place of a record's hash: there is no record."""
_encode = msgspec.json.Encoder().encode


def call(
    actor: Actor, code: str, request: VerifyRequest | QueryRequest, source: int | None, *, now: datetime
) -> tuple[Made, bytes]:
    """The answer, and its JSON. Raises the refusal, with a receipt that says that there is no record."""
    receipt = f"{new_id()}.{LEAF}"
    try:
        ask = _ask(code, request, source)
        made = _made(Caller.of(actor), ask, now)
    except Problem as problem:
        problem.receipt = receipt
        raise
    made.receipt, made.sandbox = receipt, True
    return made, evened(_encode(made), ask, made)


def described(code: str, now: datetime) -> SandboxResource:
    """Whom one may ask about, and what comes of it. Raises as `get_twin`."""
    twin = get_twin(code, now)
    columns = twin.hosted.table.by_code
    subjects = []
    for seat in twin.roster:
        record = twin.roster.record_of(seat)
        told = None if record is None else {item: record[item] for item in twin.items}
        subjects.append(SandboxSubject(seat.subject, seat.outcome, told))
    items = [SandboxItem(item, columns[item].name, columns[item].type) for item in twin.items]
    return SandboxResource(twin.resource.code, twin.modes, twin.case_required, items, subjects)


def _ask(code: str, request: VerifyRequest | QueryRequest, source: int | None) -> Ask:
    if isinstance(request, VerifyRequest):
        return ask_to_verify(code, request, source)
    if request.place is not msgspec.UNSET or refers(request):
        raise NotInSandbox
    return ask_to_query(code, request, source)


def _made(caller: Caller, ask: Ask, now: datetime) -> Made:
    twin = get_twin(ask.code, now)
    count(caller.ref, twin.resource.code, len(ask.subjects), now)
    plan = twin.hosted.plan
    meant = [twin.roster.find(plan.alternatives, raw, shanghai_day(now)) for raw in ask.subjects]
    seats = [seat for several in meant for seat in several]
    rights = rights_for(twin, caller.ref, ask, seats, now)
    held = {(caller.ref, plan.code): (rights,)}
    state = AccessState(0, {}, {ask.code: plan}, {ask.code: twin.hosted}, held, {rights.grant: rights})
    naming, left = find_naming(state, ask), left_for(rights, seats)
    if naming is None:
        judged = judge(state, caller, ask, now, left)
    else:
        judged = judge(state, caller, naming.ask, now, left, naming.permit)
    assert not isinstance(judged, Uncounted)
    if isinstance(judged, Refusal):
        raise judged.problem
    if failure := failure_of(ask, seats, now):
        raise failure
    return _answered(twin, ask, judged, meant)


def _answered(twin: Twin, ask: Ask, permit: Permit, meant: list[list[Seat]]) -> Made:
    reading = _reading(twin)
    if isinstance(permit, NamedPermit):
        found = _found(twin.roster, permit, reading, meant)
        if found.ambiguous and not ask.many:
            raise AmbiguousSubject(key=key_words(permit.table))
        made, _ = answered(ask, found)
    else:
        made, _ = answer(ask, permit, reading)
    return _known(made)


def _reading(twin: Twin) -> Reading:
    rows: dict[Key, Sequence[Any]] = {seat.key: seat.values for seat in twin.roster if seat.values is not None}
    at = {code: n for n, code in enumerate(twin.hosted.table.by_code)}
    return Reading(twin.version, rows, at)


def _found(roster: Roster, permit: NamedPermit, reading: Reading, meant: list[list[Seat]]) -> Resolved:
    """Those named by an alternative key under their own, where just one is meant."""
    subjects: list[Subject] = []
    ambiguous = frozenset(place for place, several in enumerate(meant) if len(several) > 1)
    for subject, several in zip(permit.subjects, meant, strict=True):
        subjects.append(subject_of(roster.table, several[0].key) if len(several) == 1 else subject)
    return Resolved(permit.found(subjects), reading, ambiguous)


def _known(made: Answer) -> Made:
    assert isinstance(made, VerifyAnswer | VerifyManyAnswer | QueryAnswer | QueryManyAnswer)
    return made
