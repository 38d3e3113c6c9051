"""The governed call for pages: the same rule, reading and evidence as the gateway's, over Django's connection (26.5, 27.1, 32.1).

As on the gateway, evidence holds only under the epoch by which the call was allowed: where the epoch moved meanwhile, everything is undone and done again.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal, Protocol, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from yishu.access import live
from yishu.access.asks import Ask, ask_to_query, ask_to_verify
from yishu.access.errors import BackendFailed, BackendTimeout, BackendUnavailable, Busy, Unavailable
from yishu.access.governed import Answer, Made, Permit, Refusal, Uncounted, answer, judge, record_of
from yishu.access.guessing.counting import missed, stopped
from yishu.access.guessing.rules import Tries, has_missed, tries_of
from yishu.access.lookup import Layout, Reading, lookup_arguments, lookup_sql, marked, reading_of
from yishu.access.naming.errors import AmbiguousSubject
from yishu.access.naming.lookup import Resolved, answered, resolve
from yishu.access.naming.reading import NamedPermit, find_naming, key_words
from yishu.access.places.errors import PagesExpired
from yishu.access.runs.counting import note
from yishu.access.state import AccessState, Caller, Laid, Plan, column_of, hosted_of, plan_of, rights_of
from yishu.access.statements import RESOURCE, RESTRAINTS, Row
from yishu.access.subjects import MOST
from yishu.agencies.errors import WrongKey
from yishu.audit import recording, subject_lists
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.ids import new_id
from yishu.core.networks import address_of
from yishu.hosting.tables import Column
from yishu.sharing.allowances.taking import Taken
from yishu.sharing.rules import Counted
from yishu.wire.data import QueryAnswer, QueryManyAnswer, QueryRequest, VerifyAnswer, VerifyManyAnswer, VerifyRequest

_TRIES: Final = 5
Shown = Literal["masked", "whole"]
Detail = Mapping[str, str | int | bool | list[str] | None]

_PERSON = """
select 1 from agencies_person p join agencies_agency a on a.id = p.agency_id
where p.id = %s and p.is_active and a.is_active
"""
_RESOURCE = f"{RESOURCE} where r.code = %s"
_ITEMS = """
select entry_id, code, name, type, required, is_key, length, codes, sensitivity
from catalogue_item where entry_id = %s order by position
"""
_GRANTS = """
select g.id::text, g.hash, g.terms
from sharing_grant g join catalogue_resource r on r.id = g.resource_id
where r.code = %s and g.state = 'active' and g.terms::jsonb -> 'callers' ? %s
order by g.opened_at, g.id
"""


def verify(
    actor: Actor, resource: str, request: VerifyRequest, *, now: datetime, detail: Detail | None = None
) -> VerifyAnswer | VerifyManyAnswer:
    """Compare claims with what is on record. `resource` is a code, or a code as in a path. Raises the refusal, on record and with its receipt.

    `detail` goes on record: what the evidence says besides, such as the node that carried the call.
    """
    ask = ask_to_verify(path_code(resource), request, address_of(actor.source))
    made = governed(actor, BySubjects(ask), now=now, detail=detail or {})
    assert isinstance(made, VerifyAnswer | VerifyManyAnswer)
    return made


def query(
    actor: Actor,
    resource: str,
    request: QueryRequest,
    *,
    now: datetime,
    shown: Shown | None = None,
    detail: Detail | None = None,
) -> QueryAnswer | QueryManyAnswer:
    """Read items of subjects. `resource` is a code, or a code as in a path. Raises the refusal, on record and with its receipt.

    `shown` goes on record where there is an answer: whether a page shows the person what is personal, or masks it. `detail` goes on record as well.
    """
    ask = ask_to_query(path_code(resource), request, address_of(actor.source))
    made = governed(actor, BySubjects(ask), now=now, detail=detail or {}, shown=shown)
    assert isinstance(made, QueryAnswer | QueryManyAnswer)
    return made


Found = TypeVar("Found", bound=Made)


class Way(Protocol[Found]):
    """How a call is judged and answered: by its subjects, by a place, by columns."""

    ask: Ask

    def judge(
        self, state: AccessState, caller: Caller, now: datetime, counted: Counted
    ) -> Permit | Refusal | Uncounted: ...

    def answer(self, permit: Permit, number: UUID, /) -> tuple[Found, int | None]:
        """What is found, without its receipt, and how much, as far as that can be told; `number` is the evidence's. Raises what a provider's own interface raises."""
        ...

    def has_missed(self, made: Found, /) -> bool:
        """Whether some subject has no record, or something was claimed wrongly."""
        ...

    def tries(self, caller: str, permit: Permit, made: Found, whole: bool, /) -> Tries:
        """What the call has tried; the claims that were right as well if `whole`."""
        ...


class Asking:
    """How calls are counted whose answers are those of the wire."""

    ask: Ask

    def has_missed(self, made: Answer, /) -> bool:
        return has_missed(made)

    def tries(self, caller: str, permit: Permit, made: Answer, whole: bool, /) -> Tries:
        return tries_of(self.ask, caller, permit, made, settings.YISHU_SECRETS.subjects, whole=whole)


class BySubjects(Asking):
    """By their keys; those that are named by an alternative key are found first, so that evidence and the count of guesses know them by their keys as well."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self._resolved: Resolved | None = None

    def judge(
        self, state: AccessState, caller: Caller, now: datetime, counted: Counted
    ) -> Permit | Refusal | Uncounted:
        naming, self._resolved = find_naming(state, self.ask), None
        if naming is None:
            return judge(state, caller, self.ask, now, counted)
        judged = judge(state, caller, naming.ask, now, counted, naming.permit)
        return self._find(judged, caller, now) if isinstance(judged, NamedPermit) else judged

    def answer(self, permit: Permit, number: UUID, /) -> tuple[Answer, int]:
        if self._resolved is None:
            return answer(self.ask, permit, read(permit, number))
        return answered(self.ask, self._resolved)

    def _find(self, permit: NamedPermit, caller: Caller, now: datetime) -> Permit | Refusal:
        self._resolved = found = resolve(permit, _rows)
        if self.ask.many or not found.ambiguous:
            return found.permit
        # Whoever tries numbers learns something of this one as well.
        stop = missed(caller.ref, permit.plan.code, permit.misses, now)
        return Refusal(
            stop or AmbiguousSubject(key=key_words(permit.table)), permit.grant, permit.grant_hash, permit.items
        )


class CallerUnsure(Exception):
    """The caller was recognised by another epoch than the present one: recognise them again."""


class _EpochMoved(Exception):
    """Undo this attempt: who may read what has changed since it began."""


class _ToCount(Exception):
    """Find out what is left of a grant first."""

    def __init__(self, what: Uncounted) -> None:
        self.what = what


def governed(
    actor: Actor,
    way: Way[Found],
    *,
    now: datetime,
    detail: Detail,
    shown: Shown | None = None,
    known_at: int | None = None,
) -> Found:
    """One call: judged, read, answered, on record. Raises the refusal; CallerUnsure where the caller, recognised at epoch `known_at`, may not be one any more."""
    taken, number = Taken(), new_id()  # where it is attempted again, it is the same call
    try:
        tries = _TRIES
        while tries:
            try:
                # Durable: the evidence is committed before anything is returned.
                with transaction.Atomic(using=None, savepoint=True, durable=True):
                    made = _attempt(Caller.of(actor), way, number, now, detail, shown, taken, known_at)
            except _EpochMoved:
                tries -= 1
                continue
            except _ToCount as to_count:
                # Outside of the attempt: whoever else counts must not wait for what is read in it. Each limit is counted once: this ends.
                taken.take(to_count.what.grant, to_count.what.limits, to_count.what.size)
                continue
            finally:
                live.measured()
            if isinstance(made, Problem):
                raise made
            taken.keep()
            return made
        raise Busy
    finally:
        taken.give_back()


def _attempt(
    caller: Caller,
    way: Way[Found],
    number: UUID,
    now: datetime,
    detail: Detail,
    shown: Shown | None,
    taken: Taken,
    known_at: int | None,
) -> Found | Problem:
    ask, epoch = way.ask, epoch_now()
    if known_at not in (None, epoch):
        raise CallerUnsure
    judged = _judge(caller, way, epoch, now, taken)
    if isinstance(judged, Uncounted):
        raise _ToCount(judged)
    taken.used = judged.spends if isinstance(judged, Permit) else ()
    made: Found | None = None
    found: int | None = 0
    if isinstance(judged, Permit):
        try:
            made, found = way.answer(judged, number)
        except (BackendUnavailable, BackendTimeout, BackendFailed, PagesExpired) as problem:
            judged = judged.refused(problem, ask.items)
        else:
            tries = partial(way.tries, caller.ref, judged, made)
            if stop := stopped(caller.ref, judged, way.has_missed(made), tries, now):
                judged, made, found = judged.refused(stop, ask.items), None, 0
            else:
                note(caller.ref, ask.duty, judged)
    secret, version = settings.YISHU_SECRETS.subjects, made.version if made is not None else 0
    record = record_of(ask, caller, judged, node=settings.YISHU_NODE_CODE, secret=secret, found=found, version=version)
    record.id = number
    record.detail |= detail
    if shown and made is not None:
        record.detail["shown"] = shown
    is_long = isinstance(judged, Permit) and judged.count > MOST
    sealed = subject_lists.prepare(record, judged.lines(), judged.count) if is_long else b""
    receipt = recording.insert(record)
    if sealed:
        subject_lists.keep(record, sealed)
    if epoch_now() != epoch:
        raise _EpochMoved
    if made is None:
        assert isinstance(judged, Refusal)
        judged.problem.receipt = receipt
        return judged.problem
    made.receipt = receipt
    return made


def _judge(caller: Caller, way: Way[Any], epoch: int, now: datetime, counted: Counted) -> Permit | Refusal | Uncounted:
    if not is_still_known(caller.actor):
        return Refusal(WrongKey())
    return way.judge(state_for(caller.ref, way.ask.code, epoch), caller, now, counted)


def is_still_known(actor: Actor) -> bool:
    """A person may have been taken off since they logged in."""
    return actor.kind != "person" or bool(_rows(_PERSON, actor.id))


def state_for(caller: str, path_code: str, epoch: int) -> AccessState:
    """What decides this one call, read for it alone."""
    code, resources = path_code.replace("-", "/", 1), plans_for(path_code)
    rights = {row[0]: rights_of(*row) for row in _rows(_GRANTS, code, caller)}
    laid = Laid(_rows(RESTRAINTS) if rights else ())
    held = tuple(laid.over(caller, plan.narrow(each)) for plan in resources.values() for each in rights.values())
    return AccessState(epoch, {}, resources, hosted_of(resources), {(caller, code): held}, rights)


def plans_for(path_code: str) -> dict[str, Plan]:
    """What is known of the resource of a path code; empty where there is none."""
    plans = {}
    for row in _rows(_RESOURCE, path_code.replace("-", "/", 1)):
        plans[path_code] = plan_of(row, _columns_of(row[3]) if row[3] is not None else (), _columns_of)
    return plans


def _columns_of(entry_id: int) -> tuple[Column, ...]:
    return tuple(column_of(item) for item in _rows(_ITEMS, entry_id))


def read(permit: Permit, number: UUID) -> Reading:
    """The records of its subjects; of a resource that is mounted, from its provider's interface. Raises Unavailable, and what that raises."""
    if permit.plan.mount is not None:
        return live.read(permit, permit.plan.mount, number)
    columns = sorted(permit.read)
    arguments = lookup_arguments(permit.table, {subject.key for subject in permit.subjects})
    rows = _rows(lookup_sql(permit.table, columns, marked), *arguments, permit.holding_id)
    reading = reading_of(Layout(permit.table, columns), rows)
    if reading is None:
        raise Unavailable
    return reading


def epoch_now() -> int:
    return _rows("select epoch from access_epoch where id = 1")[0][0]


def _rows(statement: str, *parameters: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def path_code(resource: str) -> str:
    """The code as it stands in a path."""
    return resource.replace("/", "-")
