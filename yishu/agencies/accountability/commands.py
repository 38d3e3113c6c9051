"""Naming who answers for a kind of duty; a change of the person is a handover that lists what is open at that moment (34.1)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yishu.agencies.accountability import queries
from yishu.agencies.accountability.errors import NotCoordinating, ResponsibleAlready, ResponsibleChanged
from yishu.agencies.accountability.models import DutyKind, HandedDuty, Responsibility
from yishu.agencies.commands import require_administration
from yishu.agencies.identity.models import Handover
from yishu.agencies.models import Agency, Person
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Naming:
    """Whom to name. `was`: who answered for it when the page was made (None: nobody). `with_work`: what stands in that person's own name goes along."""

    person: Person
    deputy: Person | None = None
    was: int | None = None
    reason: str = ""
    with_work: bool = False


@transaction.atomic
def name_responsible(actor: Actor, agency: Agency, kind: DutyKind, naming: Naming, *, now: datetime) -> Responsibility:
    """From now on this person answers for it. Where another did, the handover is kept with what is open.

    Raises Invalid, NotCoordinating, ResponsibleChanged, ResponsibleAlready.
    """
    require_administration(actor, agency)
    if kind not in queries.kinds_of(agency):
        raise NotCoordinating
    # One at a time in an agency, also where there is no row to lock yet.
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    held = Responsibility.objects.filter(agency=agency, kind=kind).select_related("person", "deputy").first()
    _require_fit(agency, naming, held)
    if (held and held.person_id) != naming.was:
        raise ResponsibleChanged
    before = held.person if held else None
    if held and before == naming.person and held.deputy == naming.deputy:
        raise ResponsibleAlready(name=naming.person.name)
    if before and before != naming.person:
        _hand_over(actor, agency, kind, before, naming, now)
    return _name(actor, agency, kind, naming, held, now)


def _name(
    actor: Actor, agency: Agency, kind: DutyKind, naming: Naming, held: Responsibility | None, now: datetime
) -> Responsibility:
    made = held or Responsibility(agency=agency, kind=kind)
    is_new = held is None or held.person_id != naming.person.pk
    made.person, made.deputy, made.named_by_name = naming.person, naming.deputy, actor.name
    made.since = now if is_new else made.since
    made.save()
    recording.record(
        actor,
        Action.RESPONSIBLE_NAMED,
        target=f"{agency.code}/{kind.value}",
        to=f"person:{naming.person.pk}",
        deputy=f"person:{naming.deputy.pk}" if naming.deputy else None,
        was=f"person:{naming.was}" if naming.was else None,
        why=naming.reason.strip(),
    )
    return made


def _hand_over(actor: Actor, agency: Agency, kind: DutyKind, before: Person, naming: Naming, now: datetime) -> Handover:
    """What is open in this duty at this moment; and with the work, what stood in the person's own name."""
    things = [queries.words(each) for each in queries.list_open(agency, kind, now)]
    if naming.with_work:
        # Their other responsibilities stay: each is handed over by itself.
        things += [f"{work.kind} {work.name}" for work in queries.move_named(before, naming.person)]
    made = Handover.objects.create(
        leaver=before,
        successor=naming.person,
        at=now,
        by=actor.ref,
        by_name=actor.name,
        reason=naming.reason.strip(),
        things=things,
    )
    HandedDuty.objects.create(handover=made, agency=agency, kind=kind)
    recording.record(
        actor,
        Action.WORK_HANDED_OVER,
        target=f"person:{before.pk}",
        to=f"person:{naming.person.pk}",
        duty=kind.value,
        handover=made.pk,
        things=things,
    )
    return made


def _require_fit(agency: Agency, naming: Naming, held: Responsibility | None) -> None:
    errors = []
    for field, person in (("person", naming.person), ("deputy", naming.deputy)):
        if person is not None and (person.agency_id != agency.pk or not person.is_active):
            zh, en = "须是本单位在岗的人员。", "Somebody of the same agency, who is still here."
            errors.append(FieldError(field, "same_agency", zh, en))
    if naming.deputy == naming.person:
        zh, en = "副责任人须是另一个人。", "The deputy is somebody else."
        errors.append(FieldError("deputy", "another", zh, en))
    if held and held.person_id != naming.person.pk and not naming.reason.strip():
        zh, en = "变更责任人须写明原因，如“岗位调整”。", "Say why the person changes."
        errors.append(FieldError("reason", "required", zh, en))
    if len(naming.reason.strip()) > 200:
        errors.append(FieldError("reason", "length", "不超过 200 字。", "At most 200 characters."))
    if errors:
        raise Invalid(errors=errors)
