"""Letting through a key that is officially wrong: asked for with its basis, agreed by a second person, revoked (21.2, 5.1)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.identifiers import normalise
from yishu.core.text import mask
from yishu.hosting.models import Override, QuarantinedRecord
from yishu.hosting.quarantine import queries
from yishu.hosting.quarantine.commands import required_text
from yishu.hosting.quarantine.errors import (
    NotOverridable,
    OverrideAsked,
    OverrideEnded,
    OverrideNotWaiting,
    SentBackEnded,
)
from yishu.hosting.quarantine.overrides import OVERRIDABLE, hash_of
from yishu.hosting.quarantine.shown import mask_kind
from yishu.hosting.tables import Table
from yishu.node import epoch


def overridable_rule(record: QuarantinedRecord, table: Table) -> str | None:
    """The rule that the record's key breaks, where the authority itself may have issued it so."""
    if len(table.key) != 1:
        return None
    key = table.key[0].code
    broken = [error["rule"] for error in record.errors if error["field"] == key]
    return broken[0] if len(broken) == 1 and broken[0] in OVERRIDABLE and record.values.get(key) else None


@transaction.atomic
def ask(actor: Actor, number: int, *, basis: str, now: datetime) -> Override:
    """The data officer asks that the key of this open record pass the check that it breaks, by what document. Raises NotOverridable, OverrideAsked."""
    record = queries.get_record(actor, number)
    if record.state != QuarantinedRecord.State.OPEN:
        raise SentBackEnded
    table = queries.table_now(record)
    rule = overridable_rule(record, table)
    if rule is None:
        raise NotOverridable
    column, resource = table.key[0], record.batch.holding.resource
    normal = normalise(table.key_kind, record.values[column.code])
    kind = mask_kind(table, column)
    basis = required_text("basis", basis)
    try:
        with transaction.atomic():
            override = Override.objects.create(
                resource=resource,
                item=column.code,
                rule=rule,
                value_hash=hash_of(resource.code, rule, normal),
                shown=mask(kind, normal) if kind else normal[:200],
                basis=basis,
                asked_by=actor.ref,
                asked_by_name=actor.name,
                asked_at=now,
            )
    except IntegrityError:
        raise OverrideAsked from None
    _put_on_record(actor, Action.OVERRIDE_ASKED, override, basis=basis)
    return override


@transaction.atomic
def agree(actor: Actor, number: int, *, now: datetime) -> Override:
    """A second person of the agency agrees: from here on the key passes, and may be asked for. Raises RoleMissing, OwnSubmission, OverrideNotWaiting."""
    override = _waiting(actor, number)
    override.agreed_by, override.agreed_by_name, override.agreed_at = actor.ref, actor.name, now
    override.save(update_fields=["agreed_by", "agreed_by_name", "agreed_at"])
    _put_on_record(actor, Action.OVERRIDE_AGREED, override)
    epoch.bump()
    return override


@transaction.atomic
def refuse(actor: Actor, number: int, *, reason: str, now: datetime) -> Override:
    override = _waiting(actor, number)
    _end(actor, override, reason, now)
    _put_on_record(actor, Action.OVERRIDE_REFUSED, override, why=override.ended_reason)
    return override


@transaction.atomic
def revoke(actor: Actor, number: int, *, reason: str, now: datetime) -> Override:
    """From here on the key breaks its rule again, for records and for calls; records that are hosted stay. Raises OverrideEnded."""
    require(actor, Role.DATA_OFFICER, Role.REVIEWER)
    override = queries.get_override(actor, number, lock=True)
    if override.ended_at is not None:
        raise OverrideEnded
    _end(actor, override, reason, now)
    _put_on_record(actor, Action.OVERRIDE_REVOKED, override, why=override.ended_reason)
    epoch.bump()
    return override


def _waiting(actor: Actor, number: int) -> Override:
    require(actor, Role.REVIEWER)
    override = queries.get_override(actor, number, lock=True)
    if not override.is_waiting:
        raise OverrideNotWaiting
    require_other(actor, override.asked_by)
    return override


def _end(actor: Actor, override: Override, reason: str, now: datetime) -> None:
    override.ended_reason = required_text("reason", reason)
    override.ended_by, override.ended_by_name, override.ended_at = actor.ref, actor.name, now
    override.save(update_fields=["ended_by", "ended_by_name", "ended_at", "ended_reason"])


def _put_on_record(actor: Actor, action: Action, override: Override, **detail: Any) -> None:
    recording.record(actor, action, resource=override.resource.code, target=f"override:{override.pk}", **detail)
