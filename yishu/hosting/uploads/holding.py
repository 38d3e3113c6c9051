"""The share of bad records from which batches are held, and what a named person decides of a held one (13.1, 21.2)."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.hosting.declared.queries import get_hosted, get_own
from yishu.hosting.uploads import files, queries
from yishu.hosting.uploads.errors import HoldRuleMissing, NotHeld, PersonDecides
from yishu.hosting.uploads.models import HeldBatch, HoldRule, Upload

LONGEST_REASON: Final = 1000
State = Upload.State


@transaction.atomic
def declare(actor: Actor, resource_code: str, percent: Decimal, *, now: datetime) -> HoldRule:
    """Batches that come in from now on are held where more than `percent` of their records are bad. The rule of before ends.

    Raises Invalid, NotHosted, ResourceNotPublished, RoleMissing, ScopeMissing, NotTheProvider.
    """
    resource, _entry = get_hosted(actor, resource_code)
    _require_percent(percent)
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    before = queries.find_hold_rule(resource)
    if before is not None:
        if before.percent == percent:
            return before
        _end(actor, before, now)
    made = HoldRule.objects.create(
        resource=resource, percent=percent, declared_by=actor.ref, declared_by_name=actor.name, declared_at=now
    )
    recording.record(
        actor, Action.HOLD_DECLARED, resource=resource.code, target=f"hold:{made.pk}", percent=f"{percent:f}"
    )
    return made


@transaction.atomic
def end(actor: Actor, resource_code: str, *, now: datetime) -> HoldRule:
    """Batches that come in from now on are never held; those that are wait on. Raises HoldRuleMissing, RoleMissing, ScopeMissing, NotTheProvider."""
    resource = get_own(actor, resource_code)
    Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
    rule = queries.find_hold_rule(resource)
    if rule is None:
        raise HoldRuleMissing(code=resource.code)
    _end(actor, rule, now)
    recording.record(actor, Action.HOLD_ENDED, resource=resource.code, target=f"hold:{rule.pk}")
    return rule


def release(actor: Actor, number: str, *, reason: str, now: datetime) -> Upload:
    """The batch is published after all, its bad records sent back as ever. Raises PersonDecides, RoleMissing, UploadNotFound, NotHeld, Invalid."""
    with transaction.atomic():
        held = _decided(actor, number, reason, now, released=True)
        Upload.objects.filter(pk=held.upload_id).update(state=State.RECEIVED, received_at=now, attempts=0)
        _put_on_record(actor, Action.BATCH_RELEASED, held)
    return queries.get_of_agency(actor, number)


def discard(actor: Actor, number: str, *, reason: str, now: datetime) -> Upload:
    """Nothing of the batch is published, and its file goes. Raises as `release`."""
    with transaction.atomic():
        held = _decided(actor, number, reason, now, released=False)
        Upload.objects.filter(pk=held.upload_id).update(state=State.DISCARDED, ended_at=now)
        forget_values(held)
        _put_on_record(actor, Action.BATCH_DISCARDED, held)
    files.remove(held.upload_id)
    return queries.get_of_agency(actor, number)


def forget_values(held: HeldBatch) -> None:
    """What was wrong stays known, by its counts; the records do not."""
    HeldBatch.objects.filter(pk=held.pk).update(sample=[])


def _decided(actor: Actor, number: str, reason: str, now: datetime, *, released: bool) -> HeldBatch:
    require(actor, Role.DATA_OFFICER)
    if actor.kind != "person":
        raise PersonDecides
    found = queries.get_of_agency(actor, number)
    if Upload.objects.select_for_update().filter(pk=found.pk, state=State.HELD).first() is None:  # or expired meanwhile
        raise NotHeld
    held = (
        HeldBatch.objects.select_for_update(of=("self",))
        .select_related("upload__resource")
        .filter(upload=found)
        .first()
    )
    if held is None or held.released is not None:
        raise NotHeld
    held.released, held.decided_at, held.reason = released, now, _required(reason)
    held.decided_by, held.decided_by_name = actor.ref, actor.name
    held.save(update_fields=["released", "decided_at", "decided_by", "decided_by_name", "reason"])
    return held


def _end(actor: Actor, rule: HoldRule, now: datetime) -> None:
    rule.ended_at, rule.ended_by, rule.ended_by_name = now, actor.ref, actor.name
    rule.save(update_fields=["ended_at", "ended_by", "ended_by_name"])


def _require_percent(percent: Decimal) -> None:
    if not percent.is_finite() or not 0 <= percent < 100 or percent != round(percent, 2):
        zh, en = "应为 0 以上、100 以下，至多两位小数。", "From 0 to below 100, with two decimals at most."
        raise Invalid(errors=[FieldError("percent", "range", zh, en)])


def _required(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        zh, en = "请写明，不超过 {most} 个字符。", "Say it, in {most} characters at most."
        raise Invalid(errors=[FieldError("reason", "length" if reason else "required", zh, en, most=LONGEST_REASON)])
    return reason


def _put_on_record(actor: Actor, action: Action, held: HeldBatch) -> None:
    recording.record(
        actor,
        action,
        resource=held.upload.resource.code,
        target=f"upload:{held.upload_id}",
        records=held.records,
        quarantined=held.quarantined,
        why=held.reason,
    )
