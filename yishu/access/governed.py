"""The governed call, without any input or output: judged by a state, answered from a reading, put on record. Gateway and pages share it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from yishu.access.asks import Ask
from yishu.access.errors import (
    ItemRetired,
    MalformedSubject,
    NotHosted,
    ResourceNotShared,
    ResourceSuspended,
    RowItemGone,
    TooManySubjects,
    UnknownItem,
    problem_of,
)
from yishu.access.lookup import Reading
from yishu.access.mounts import MOST_SUBJECTS
from yishu.access.state import AccessState, Caller, Hosted, Plan, is_shared
from yishu.access.subject_columns import read_subjects
from yishu.access.subjects import MOST, Subject, hashed_all, read_subject
from yishu.access.verdicts import compare_all
from yishu.agencies.errors import ScopeMissing
from yishu.agencies.models import Scope
from yishu.audit.record import Action, Outcome, Record, subject_hash
from yishu.audit.subject_lists import lines_of
from yishu.catalogue.errors import ResourceNotFound
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.core.rows import RowRule
from yishu.hosting.masking import Masks, masked, no_masks, stricter
from yishu.hosting.tables import Table, shown
from yishu.sharing.rules import MISSES, NOT_COUNTED, NOTHING_COUNTED, Allowed, Call, Counted, Denied, Limits, decide
from yishu.wire.data import (
    Queried,
    QueryAnswer,
    QueryManyAnswer,
    QueryPlaceAnswer,
    QueryReferencesAnswer,
    Verified,
    VerifyAnswer,
    VerifyManyAnswer,
)

Answer = VerifyAnswer | VerifyManyAnswer | QueryAnswer | QueryManyAnswer | QueryPlaceAnswer | QueryReferencesAnswer


class Made(Protocol):
    """What was found, in whatever form it goes out; `version` is that of the snapshot, the receipt comes when all is on record."""

    version: int
    receipt: str


ALLOWED, DENIED = Outcome.ALLOWED.value, Outcome.DENIED.value
_ACTIONS = {"verify": Action.DATA_VERIFIED.value, "query": Action.DATA_QUERIED.value}


class Permit(Struct, frozen=True):
    """The call may read: from this table, about these subjects. `read` is what is read: the items asked for, and the one that says whether a record is among the `rows` of the grant."""

    plan: Plan
    table: Table
    holding_id: int
    grant: str
    grant_hash: str
    subjects: list[Subject]
    items: frozenset[str]
    read: frozenset[str]
    rows: RowRule | None = None
    masks: Masks = field(default_factory=no_masks)
    spends: tuple[str, ...] = ()
    misses: int = MISSES

    @property
    def count(self) -> int:
        return len(self.subjects)

    def first_subjects(self, most: int) -> list[tuple[str, str]]:
        """Kind and text of the first subjects."""
        return [(subject.kind, subject.text) for subject in self.subjects[:most]]

    def hashed(self, secret: bytes) -> bytes:
        """The subjects as evidence names them, side by side."""
        if len(self.subjects) == 1:
            [subject] = self.subjects
            return subject_hash(secret, subject.kind, subject.text)
        return hashed_all(self.subjects, secret)

    def lines(self) -> bytes:
        """The subjects as a sealed list names them."""
        usual = self.subjects[0].kind
        others = [(place, each.kind) for place, each in enumerate(self.subjects) if each.kind != usual]
        return lines_of(usual, "\n".join([subject.text for subject in self.subjects]).encode(), others)

    def listed(self) -> list[Subject]:
        """The subjects one by one."""
        return self.subjects

    def refused(self, problem: Problem, items: frozenset[str]) -> "Refusal":
        """It gets no answer after all; evidence names the same subjects."""
        subjects = self.listed() if self.count <= MOST else []
        return Refusal(problem, self.grant, self.grant_hash, items, subjects)


class Refusal(Struct, frozen=True):
    """The call may not; the grant it was held against, where there was one; of the items it named, those that the resource has; of the subjects, those that could be read."""

    problem: Problem
    grant: str = ""
    grant_hash: str = ""
    items: frozenset[str] = frozenset()
    subjects: list[Subject] = []


class Uncounted(Struct, frozen=True):
    """It cannot be said yet: find out what is left of these limits for a call of this size, then judge again. `grant`: under which they are counted, or the key of what throttles it."""

    grant: str
    limits: Limits
    size: int


Permitting = Callable[[Hosted, Ask, Allowed, datetime], Permit]
"""What a call that is allowed may read, once its subjects are read. Raises what is wrong with them."""


def judge(
    state: AccessState,
    caller: Caller,
    ask: Ask,
    now: datetime,
    counted: Counted = NOTHING_COUNTED,
    permitting: Permitting | None = None,
) -> Permit | Refusal | Uncounted:
    """Whether this caller may make this call now, by the one rule of authorisation (4.4, 26.5)."""
    try:
        hosted = find_hosted(state, ask.code)
        require_data_scope(caller)
    except Problem as problem:
        return Refusal(problem, items=known_items(state, ask))
    table = hosted.table
    call = Call(caller.ref, ask.mode, ask.items, ask.duty, ask.case, ask.grant, len(ask.subjects), ask.source)
    outcome = decide(state.grants.get((caller.ref, hosted.plan.code), ()), call, now, counted)
    if isinstance(outcome, Denied) and outcome.reason == NOT_COUNTED:
        return uncounted(state, outcome, call)
    if isinstance(outcome, Allowed) and ask.items <= table.by_code.keys():
        try:
            require_rows(table, outcome.rows)
            return (permitting or permit)(hosted, ask, outcome, now)
        except Problem as problem:
            return Refusal(problem, outcome.grant, outcome.grant_hash, ask.items, subjects_of(hosted, ask, now))
    return replace(refuse(state, hosted, ask, outcome), subjects=subjects_of(hosted, ask, now))


def subjects_of(hosted: Hosted, ask: Ask, now: datetime) -> list[Subject]:
    """Whom a refused call was about, as far as it can be read: who was asked about in vain is on record as well (30.1). Of a list that is read elsewhere, nobody."""
    found: list[Subject] = []
    if isinstance(ask.subjects, range) or len(ask.subjects) > MOST:
        return found
    today, overrides = shanghai_day(now), hosted.plan.overrides
    for raw in ask.subjects:
        with suppress(MalformedSubject):
            found.append(read_subject(hosted.table, raw, "subject", today=today, overrides=overrides))
    return found


def uncounted(state: AccessState, outcome: Denied, call: Call) -> Uncounted:
    """What is to be found out before a decision."""
    if outcome.restraint is not None:
        return Uncounted(outcome.restraint.key, outcome.restraint.limits, call.size)
    bounds = state.rights[outcome.grant].bounds
    assert bounds is not None
    return Uncounted(outcome.grant, bounds.limits, call.size)


def find_hosted(state: AccessState, code: str) -> Hosted:
    """The resource of a path code. Raises ResourceNotFound, ResourceSuspended, ResourceNotShared, NotHosted."""
    if (hosted := state.hosted.get(code)) is not None:
        return hosted
    plan = state.resources.get(code)
    if plan is None or not is_shared(plan):
        raise ResourceNotFound(code=code)
    if plan.state == ResourceState.SUSPENDED:
        raise ResourceSuspended(code=plan.code)
    if plan.table is not None and not plan.is_offered:
        raise ResourceNotShared(code=plan.code)
    raise NotHosted(code=plan.code)


def require_data_scope(caller: Caller) -> None:
    """A system's key must be meant for calling data; a person is bound by the grant alone."""
    if not caller.calls_data:
        raise ScopeMissing(scope=Scope.DATA.value)


def answer(ask: Ask, permit: Permit, reading: Reading) -> tuple[Answer, int]:
    """What is found, without its receipt, and of how many subjects. A record outside the grant's rows is one that is not there.

    Rows and claims are held against what is on record; only what is handed over is masked.
    """
    if permit.rows is not None:
        reading = _within(permit.rows, permit, reading)
    if ask.mode == "verify":
        return _verified(ask, permit, reading)
    return _queried(ask, permit, reading)


def record_of(
    ask: Ask,
    caller: Caller,
    judged: Permit | Refusal,
    *,
    node: str,
    secret: bytes,
    found: int | None = 0,
    version: int = 0,
) -> Record:
    """The evidence of a call: outcome and how many were found, never a verdict; subjects as keyed hashes."""
    actor = caller.actor
    record = Record(
        action=_ACTIONS[ask.mode],
        node=node,
        actor=caller.ref,
        actor_name=actor.name,
        agency=actor.agency_code,
        grant=judged.grant,
        grant_hash=judged.grant_hash,
        duty=ask.duty,
        case=ask.case,
        items=sorted(judged.items),
    )
    if isinstance(judged, Permit):
        record.resource = judged.plan.code
        # Of a long list its record names the sealed list: see `audit.subject_lists`.
        record.subjects = judged.hashed(secret) if judged.count <= MOST else b""
        record.found, record.version = found, version
        return record
    record.outcome, record.reason, record.resource = DENIED, judged.problem.code, resource_text(ask.code)
    if judged.subjects:
        record.subjects = hashed_all(judged.subjects, secret)
    # Evidence keeps no caller's free text: names that the resource does not have are only counted.
    if unknown := len(ask.items - judged.items):
        record.detail = {"unknown_items": unknown}
    return record


def resource_text(code: str) -> str:
    """A path code as the evidence has room for it, whatever somebody wrote there."""
    text = code.replace("-", "/", 1)[:60]
    return text if text.isprintable() else ""


def require_rows(table: Table, rows: RowRule | None) -> None:
    """A grant of some rows opens nothing where the item that tells them apart is gone. Raises RowItemGone."""
    if rows is not None and rows.item not in table.by_code:
        raise RowItemGone(item=rows.item)


def _within(rows: RowRule, permit: Permit, reading: Reading) -> Reading:
    """What was read of the permit's subjects, as far as it is among the rows."""
    at, found = reading.at[rows.item], reading.rows
    read = {subject.key: found[subject.key] for subject in permit.subjects if subject.key in found}
    return Reading(reading.version, {key: row for key, row in read.items() if rows.holds(row[at])}, reading.at)


def permit(hosted: Hosted, ask: Ask, allowed: Allowed, now: datetime) -> Permit:
    """To read about the subjects of the call. Raises TooManySubjects, MalformedSubject."""
    if hosted.plan.mount is not None and len(ask.subjects) > MOST_SUBJECTS:
        raise TooManySubjects(most=MOST_SUBJECTS)
    today, overrides = shanghai_day(now), hosted.plan.overrides
    if ask.many:
        subjects = read_subjects(hosted.table, ask.subjects, field_of(ask), today=today, overrides=overrides)
    else:
        subjects = [read_subject(hosted.table, ask.subjects[0], "subject", today=today, overrides=overrides)]
    return permit_for(hosted, ask, allowed, subjects)


def permit_for(hosted: Hosted, ask: Ask, allowed: Allowed, subjects: list[Subject]) -> Permit:
    """To read about these subjects."""
    read = ask.items if allowed.rows is None else ask.items | {allowed.rows.item}
    return Permit(
        hosted.plan,
        hosted.table,
        hosted.holding_id,
        allowed.grant,
        allowed.grant_hash,
        subjects,
        ask.items,
        read,
        allowed.rows,
        stricter(hosted.plan.masks, allowed.masks),
        allowed.spends,
        allowed.misses,
    )


def field_of(ask: Ask) -> str:
    """How a request with many names one of its subjects, with a place for its number."""
    return "subjects[{}].subject" if ask.mode == "verify" else "subjects[{}]"


def refuse(state: AccessState, hosted: Hosted, ask: Ask, outcome: Allowed | Denied) -> Refusal:
    """Why the decision lets nothing through."""
    table = hosted.table
    # Only whoever holds a grant that fits in all else is told that an item does not exist.
    unknown = sorted(ask.items - table.by_code.keys())
    known = ask.items & table.by_code.keys()
    if retired := sorted(_retired(state, hosted, ask, outcome)):
        return Refusal(ItemRetired(items=", ".join(retired)), outcome.grant, outcome.grant_hash, known)
    if isinstance(outcome, Allowed) or (outcome.reason == "item_not_granted" and unknown):
        return Refusal(UnknownItem(items=", ".join(unknown)), outcome.grant, outcome.grant_hash, known)
    return Refusal(problem_of(outcome, ask.mode), outcome.grant, outcome.grant_hash, known)


def _retired(state: AccessState, hosted: Hosted, ask: Ask, outcome: Allowed | Denied) -> frozenset[str]:
    """Items that the grant names and the entry has no more, but versions of before still have."""
    rights = state.rights.get(outcome.grant)
    if (
        rights is None
        or not hosted.plan.shapes
        or (isinstance(outcome, Denied) and outcome.reason != "item_not_granted")
    ):
        return frozenset()
    now = hosted.plan.narrow(rights).items & hosted.table.by_code.keys()
    before = frozenset[str]().union(*(shape.offer.narrow(rights).items for shape in hosted.plan.shapes))
    return (ask.items & rights.items & before) - now


def known_items(state: AccessState, ask: Ask) -> frozenset[str]:
    """Of the items that it names, those that the resource has."""
    plan = state.resources.get(ask.code)
    return ask.items & plan.table.by_code.keys() if plan is not None and plan.table is not None else frozenset()


def _verified(ask: Ask, permit: Permit, reading: Reading) -> tuple[Answer, int]:
    table, rows, declared = permit.table, reading.rows, permit.plan.comparisons
    if not ask.many:
        row = rows.get(permit.subjects[0].key)
        result = {} if row is None else compare_all(table, row, reading.at, ask.claims[0], declared)
        return VerifyAnswer(row is not None, result, reading.version, ""), int(row is not None)
    results: list[Verified] = []
    for subject, claims in zip(permit.subjects, ask.claims, strict=True):
        row = rows.get(subject.key)
        result = {} if row is None else compare_all(table, row, reading.at, claims, declared)
        results.append(Verified(row is not None, result))
    return VerifyManyAnswer(results, reading.version, ""), sum(each.found for each in results)


def _queried(ask: Ask, permit: Permit, reading: Reading) -> tuple[Answer, int]:
    found = [reading.rows.get(subject.key) for subject in permit.subjects]
    records: list[dict[str, Any] | None] = [
        None if row is None else {code: shown(row[reading.at[code]]) for code in ask.wanted} for row in found
    ]
    if permit.masks:
        mask_records(records, ask, permit)
    count = sum(row is not None for row in found)
    if not ask.many:
        record = records[0]
        return QueryAnswer(record is not None, record, reading.version, "", meanings_of(record, ask, permit)), count
    each = [Queried(record is not None, record, meanings_of(record, ask, permit)) for record in records]
    return QueryManyAnswer(each, reading.version, ""), count


def meanings_of(record: dict[str, Any] | None, ask: Ask, permit: Permit) -> dict[str, str] | UnsetType:
    """What the codes in a record mean, where that is asked; a masked code means nothing."""
    if not ask.meanings or record is None:
        return UNSET
    columns = permit.table.by_code
    named = {code: columns[code].meanings.get(str(record[code]), "") for code in ask.wanted if code not in permit.masks}
    return {code: meaning for code, meaning in named.items() if meaning}


def mask_records(records: list[dict[str, Any] | None], ask: Ask, permit: Permit) -> None:
    """As the entry in force and the grant have the items delivered, whatever the shape of what was read."""
    masks, columns = permit.masks, permit.table.by_code
    for code in ask.wanted:
        if code in masks:
            for record in filter(None, records):
                record[code] = masked(masks[code], columns[code], record[code])
