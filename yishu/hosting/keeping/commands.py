"""Agreeing to a change of shape, and saying how long versions are kept: the provider's data officer, on record (13.1, 20.1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.hosting import key_indexes, shaping
from yishu.hosting.commands import entry_to_publish
from yishu.hosting.errors import EntryChanged
from yishu.hosting.keeping import reshaping
from yishu.hosting.keeping.errors import KeepRuleStands, NothingToConvert
from yishu.hosting.keeping.models import KeepRule
from yishu.hosting.keeping.queries import get_own
from yishu.hosting.keeping.recasting import Recast
from yishu.hosting.keeping.receipts import keep_reshaped
from yishu.hosting.models import Batch, Holding
from yishu.hosting.quarantine.commands import required_text
from yishu.hosting.shaping import Change
from yishu.node import epoch
from yishu.node.disk import needing_room

MOST: Final = 36_500


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a new version of the entry does to the records that stand: `misfits` of them have a value that cannot be cast, or lack one that is required."""

    entry: Entry
    change: Change
    records: int
    misfits: int


def foresee(actor: Actor, resource_code: str) -> Foreseen:
    """A look that changes nothing. Raises what publishing would, and NothingToConvert."""
    entry = entry_to_publish(actor, resource_code)
    holding = _converted(
        entry, Holding.objects.select_related("entry__resource").filter(resource=entry.resource).first()
    )
    recast = _recast(holding, entry)
    with transaction.atomic():
        misfits = reshaping.weigh(recast, None)
    return Foreseen(entry, recast.change, holding.records, misfits)


def convert(actor: Actor, resource_code: str, *, agreed: int, now: datetime) -> Batch:
    """Bring the records that stand to the shape of the entry in force, and return the batch of it as the receipt. `agreed`: how many may be sent back.

    Raises StandingRecordsMisfit where it would be more, NothingToConvert, SchemaChanged, EntryChanged, and what publishing raises.
    """
    try:
        entry = entry_to_publish(actor, resource_code)
        with needing_room(), transaction.atomic():
            return _convert(actor, entry, agreed, now)
    except Problem as problem:
        problem.receipt = recording.record(
            actor,
            Action.BATCH_PUBLISHED,
            resource=resource_code.replace("-", "/", 1)[:60],
            outcome=Outcome.DENIED,
            reason=problem.code,
            how=Batch.How.RESHAPE.value,
        )
        raise


@transaction.atomic
def keep(
    actor: Actor, resource_code: str, *, days: int | None, versions: int | None, reason: str, now: datetime
) -> KeepRule:
    """From now on versions of the resource go when they are older than `days` and not among the newest `versions`; without either, all are kept.

    What has gone already does not come back. Raises Invalid, KeepRuleStands, RoleMissing, ResourceNotFound, NotTheProvider.
    """
    resource = get_own(actor, resource_code)
    require_numbers(days=days, versions=versions)
    said = required_text("reason", reason)
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    before = KeepRule.objects.filter(resource=resource).first()
    if (days, versions) == ((before.days, before.versions) if before else (None, None)):
        raise KeepRuleStands(code=resource.code)
    rule = KeepRule.objects.create(
        resource=resource,
        days=days,
        versions=versions,
        reason=said,
        set_by=actor.ref,
        set_by_name=actor.name,
        set_at=now,
    )
    recording.record(
        actor,
        Action.KEEP_RULE_SET,
        resource=resource.code,
        target=f"keep:{rule.pk}",
        days=days,
        versions=versions,
        why=said,
    )
    return rule


def require_numbers(**given: int | None) -> None:
    zh, en = "请填 1 至 {most} 的整数，或留空。", "A whole number from 1 to {most}, or none."
    wrong = [
        FieldError(name, "range", zh, en, most=MOST)
        for name, value in given.items()
        if value is not None and not 1 <= value <= MOST
    ]
    if wrong:
        raise Invalid(errors=wrong)


def _convert(actor: Actor, entry: Entry, agreed: int, now: datetime) -> Batch:
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '128MB'")
    resource = Resource.objects.select_for_update(no_key=True).get(pk=entry.resource.pk)
    if resource.current_id != entry.pk or resource.state != ResourceState.PUBLISHED:
        raise EntryChanged
    locked = Holding.objects.select_for_update(of=("self",)).select_related("entry__resource")
    holding = _converted(entry, locked.filter(resource=resource).first())
    followed = reshaping.follow(holding, entry, has_columns=False)
    batch = keep_reshaped(actor, holding, followed, None, agreed=agreed, now=now)
    if batch is None:
        raise NothingToConvert(code=resource.code)
    holding.save(update_fields=["entry", "table", "version"])
    key_indexes.make(holding, followed.table)
    epoch.bump()
    return batch


def _converted(entry: Entry, holding: Holding | None) -> Holding:
    if holding is None or not _recast(holding, entry).change.makes_version:
        raise NothingToConvert(code=entry.resource.code)
    return holding


def _recast(holding: Holding, entry: Entry) -> Recast:
    stored, wanted = (shaping.table_of_entry(each, holding.table) for each in (holding.entry, entry))
    return Recast(stored, wanted)
