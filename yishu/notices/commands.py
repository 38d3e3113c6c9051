"""A person's own notices: reading them, how to receive them; and sending again what was given up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.notices import queries
from yishu.notices.channels import usable, wrong_address
from yishu.notices.errors import DeliveryNotFound
from yishu.notices.models import Delivery, Notice, Pace, Preference


@dataclass(frozen=True, slots=True)
class Wanted:
    """How one channel is wanted; pace "portal" ends it."""

    channel: str
    pace: str
    address: str = ""
    hour: int = 9
    working_days: bool = False
    language: str = "zh"


PORTAL = "portal"
"""The pace of a channel that carries nothing."""


@transaction.atomic
def mark_read(actor: Actor, number: int, *, now: datetime) -> Notice:
    """One's own notice is read; twice is once. Not evidence of anything, so not on record."""
    notice = queries.get_notice(actor, number)
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=now)
    return notice


@transaction.atomic
def mark_all_read(actor: Actor, *, newest: int, now: datetime) -> int:
    """Everything up to the newest that the reader has seen: what came meanwhile stays unread."""
    own = Notice.objects.filter(person_id=queries.require_person(actor).id, read_at=None, pk__lte=newest)
    return own.update(read_at=now)


@transaction.atomic
def set_preferences(actor: Actor, wanted: list[Wanted]) -> None:
    """How one wants notices by each of these channels; a channel that is not named stays as it is."""
    person_id = queries.require_person(actor).id
    if wrong := [error for n, one in enumerate(wanted) for error in _faults(one, f"channels.{n}")]:
        raise Invalid(errors=wrong)
    for one in wanted:
        if one.pace == PORTAL:
            Preference.objects.filter(person_id=person_id, channel=one.channel).delete()
            continue
        told = {"address": one.address, "pace": one.pace, "hour": one.hour}
        told |= {"working_days": one.working_days, "language": one.language}
        Preference.objects.update_or_create(person_id=person_id, channel=one.channel, defaults=told)
    paces = [f"{one.channel}: {one.pace}" for one in wanted]
    recording.record(actor, Action.NOTICE_SETTINGS_CHANGED, target=actor.ref, paces=paces)


@transaction.atomic
def resend(actor: Actor, numbers: list[UUID], *, webhook: int | None = None, now: datetime) -> int:
    """Send again what was given up, under the same ids: of one's own agency's webhook, or anything for the system administrator."""
    hook = queries.get_webhook(actor, webhook) if webhook is not None else None
    dead = queries.list_dead(actor, webhook=hook).filter(pk__in=numbers).select_for_update(of=("self",))
    found = list(dead)
    if not found:
        raise DeliveryNotFound
    batches = {one.batch for one in found}
    # A letter was given up as one: its parts go again together.
    together = Delivery.objects.filter(batch__in=batches, state=Delivery.State.DEAD)
    sent = together.update(state=Delivery.State.WAITING, due_at=now, wanted_at=now, attempts=0, ended_at=None)
    recording.record(actor, Action.NOTICE_RESENT, target=str(found[0].pk), count=sent)
    return sent


def _faults(one: Wanted, place: str) -> list[FieldError]:
    channel = usable().get(one.channel)
    if channel is None:
        zh, en = "平台没有开通这个渠道。", "This node has no such channel."
        return [FieldError(f"{place}.channel", "one_of", zh, en)]
    found = []
    if one.pace not in (*Pace.values, PORTAL):
        zh, en = "请选择：{known}。", "Choose one of {known}."
        found.append(FieldError(f"{place}.pace", "one_of", zh, en, known=", ".join([*Pace.values, PORTAL])))
    elif one.pace != PORTAL and not channel.is_address(one.address):
        found.append(wrong_address(channel, f"{place}.address"))
    if not 0 <= one.hour <= 23:
        found.append(FieldError(f"{place}.hour", "range", "请填写 0 至 23 点。", "Enter an hour from 0 to 23."))
    if one.language not in Preference.Language.values:
        found.append(FieldError(f"{place}.language", "one_of", "请选择 zh 或 en。", "Choose zh or en."))
    return found
