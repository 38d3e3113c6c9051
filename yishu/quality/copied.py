"""What a comparison is held against: a granted resource, by a governed copy on record, or one's own (26.5, 28.1).

The rule is the gateway's for bulk copies, and so is the evidence: it holds only under the epoch by which the copy was allowed.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from yishu.access import calls
from yishu.access.errors import Busy, problem_of
from yishu.access.governed import Refusal, Uncounted
from yishu.access.state import Caller
from yishu.agencies.errors import WrongKey
from yishu.audit import recording
from yishu.audit.record import Action, Outcome, Record
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.networks import address_of
from yishu.core.rows import RowRule
from yishu.gateway.copies import held_for_bulk
from yishu.hosting import queries as hosting
from yishu.hosting.copying import Copy, open_copy
from yishu.hosting.masking import Masks, no_masks
from yishu.hosting.tables import Table
from yishu.quality.errors import TableTooLarge
from yishu.sharing.allowances.taking import Taken
from yishu.sharing.rules import PLENTY, Counted, Denied

MOST_RECORDS: Final = 2_000_000
LARGEST_MIB: Final = 64
_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Comparable:
    """A resource as this actor may compare with it: its table with the items that are open to them, some of them masked, and the whole one, of which `rows` are."""

    table: Table
    whole: Table
    holding_id: int
    grant: str = ""
    grant_hash: str = ""
    rows: RowRule | None = None
    masks: Masks = field(default_factory=no_masks)

    @property
    def items(self) -> frozenset[str]:
        return frozenset(self.table.by_code)


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was taken: its version, its receipt, and its items that came masked."""

    version: int
    grant: str
    receipt: str
    masks: Masks = field(default_factory=no_masks)


class _Uncounted(Exception):
    """Find out first what is left of the grant."""

    def __init__(self, what: Uncounted) -> None:
        self.what = what


def find_comparable(
    actor: Actor, resource: Resource, *, now: datetime, counted: Counted = PLENTY, records: int = 0
) -> Comparable:
    """What the actor may compare with now; its own as it stands, another's as it is delivered. Raises the refusal of the rule of authorisation, NothingHosted."""
    if resource.provider_id == actor.agency_id:
        holding = hosting.get_holding(resource)
        own = hosting.table_of(holding)
        return Comparable(own, own, holding.pk)
    if not calls.is_still_known(actor):
        raise WrongKey
    state = calls.state_for(actor.ref, resource.path_code, calls.epoch_now())
    source = address_of(actor.source)
    caller, code = Caller.of(actor), resource.path_code
    found = held_for_bulk(state, caller, code, None, now, source=source, records=records, counted=counted)
    if isinstance(found, Refusal):
        raise found.problem
    if isinstance(found, Uncounted):
        raise _Uncounted(found)
    held, hosted = found
    columns = tuple(column for column in hosted.table.columns if column.code in held.items)
    table = Table(hosted.table.name, hosted.table.key_kind, columns)
    return Comparable(table, hosted.table, hosted.holding_id, held.grant, held.grant_hash, held.rows, held.masks)


def take_copy(actor: Actor, resource: Resource, items: tuple[str, ...], path: Path, *, now: datetime) -> Copied:
    """Write these items of all records to `path` as CSV; before a byte is read the copy is on record. Raises the refusal, on record as well."""
    for _ in range(_TRIES):
        # Durable: the evidence is committed before anything is read.
        with transaction.Atomic(using=None, savepoint=True, durable=True):
            opened = _opened(actor, resource, items, now)
        if isinstance(opened, Problem):
            raise opened
        if opened is not None:
            copy, copied = opened
            with path.open("wb") as file:
                file.writelines(copy.chunks)
            return copied
    raise Busy


def _opened(
    actor: Actor, resource: Resource, items: tuple[str, ...], now: datetime
) -> tuple[Copy, Copied] | Problem | None:
    """The open copy, on record; or why not. None, and nothing on record, where who may read what has changed meanwhile."""
    epoch, taken = calls.epoch_now(), Taken()
    try:
        found = _counted(actor, resource, taken, now)
        if missing := sorted(set(items) - found.items):
            denied = Denied("item_not_granted", found.grant, found.grant_hash, tuple(missing))
            raise problem_of(denied, "bulk")
    except Problem as problem:
        taken.give_back()
        return _refused(actor, resource, problem)
    copy = open_copy(found.whole, found.holding_id, items, "csv", rows=found.rows, masks=found.masks)
    if copy.rows > MOST_RECORDS:
        copy.close()
        taken.give_back()
        return TableTooLarge(limit=LARGEST_MIB, most=MOST_RECORDS)
    try:
        _counted(actor, resource, taken, now, records=copy.rows)
    except Problem as problem:
        copy.close()
        taken.give_back()
        return _refused(actor, resource, problem)
    try:
        receipt = recording.insert(_record(actor, resource, found, items, copy))
    except BaseException:
        copy.close()
        raise
    if calls.epoch_now() != epoch:
        copy.close()
        transaction.set_rollback(True)
        return None
    copy.at_close(taken.hand_on())
    return copy, Copied(copy.version, found.grant, receipt, copy.masks)


def _counted(actor: Actor, resource: Resource, taken: Taken, now: datetime, records: int = 0) -> Comparable:
    """A comparison is a copy, and counts as one."""
    while True:
        try:
            return find_comparable(actor, resource, now=now, counted=taken, records=records)
        except _Uncounted as found:
            taken.take(found.what.grant, found.what.limits, found.what.size)


def _refused(actor: Actor, resource: Resource, problem: Problem) -> Problem:
    """The refusal, on record."""
    recording.record(
        actor,
        Action.DATA_COPIED,
        resource=resource.code,
        outcome=Outcome.DENIED,
        reason=problem.code,
        how="compare",
    )
    return problem


def _record(actor: Actor, resource: Resource, found: Comparable, items: tuple[str, ...], copy: Copy) -> Record:
    return Record(
        action=Action.DATA_COPIED,
        node=settings.YISHU_NODE_CODE,
        actor=actor.ref,
        actor_name=actor.name,
        agency=actor.agency_code,
        resource=resource.code,
        grant=found.grant,
        grant_hash=found.grant_hash,
        items=list(items),
        found=copy.rows,
        version=copy.version,
        detail={"format": "csv", "how": "compare"},
    )
