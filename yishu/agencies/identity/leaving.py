"""Leavers: their rights end at once, and what stands in their name goes to somebody who is named (34.1)."""

from datetime import datetime

from django.db import transaction

from yishu.agencies import commands, handing_over
from yishu.agencies.identity.errors import WorkLeft
from yishu.agencies.identity.inviting import end_sessions, require_power_over
from yishu.agencies.identity.models import Handover
from yishu.agencies.models import Person, Role
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid


@transaction.atomic
def leave(
    actor: Actor,
    person: Person,
    *,
    reason: str,
    successor: Person | None = None,
    with_roles: bool = False,
    now: datetime,
) -> Handover:
    """Close the account and hand the work over, in one. Not one's own account: somebody must be left.

    Raises WorkLeft where work is open and nobody takes it; Invalid for a successor who cannot.
    """
    require_power_over(actor, person)
    Person.objects.select_for_update().get(pk=person.pk)
    _require_fit(person, successor)
    work = handing_over.list_open(person)
    if successor is None and work:
        raise WorkLeft(count=len(work))
    moved = handing_over.move(person, successor) if successor else []
    roles = _hand_roles(actor, person, successor) if successor and with_roles else []
    end_sessions(person)
    commands.deactivate_person(actor, person, reason=reason)
    made = Handover.objects.create(
        leaver=person,
        successor=successor,
        at=now,
        by=actor.ref,
        by_name=actor.name,
        reason=reason,
        roles=roles,
        things=[f"{one.kind} {one.name}" for one in moved],
    )
    to = f"person:{successor.pk}" if successor else ""
    recording.record(
        actor, Action.WORK_HANDED_OVER, target=f"person:{person.pk}", to=to, roles=roles, things=made.things
    )
    return made


def _require_fit(person: Person, successor: Person | None) -> None:
    if successor is None:
        return
    if successor.pk == person.pk or successor.agency_id != person.agency_id or not successor.is_active:
        zh, en = "接手人须是本单位另一位在岗人员。", "Somebody else of the same agency, who is still here."
        raise Invalid(errors=[FieldError("successor", "same_agency", zh, en)])


def _hand_roles(actor: Actor, person: Person, successor: Person) -> list[str]:
    """One by one, each with its own guards."""
    held = {each.role for each in successor.appointments.all()}
    roles = sorted({each.role for each in person.appointments.all()} - held)
    for role in roles:
        commands.appoint(actor, successor, Role(role))
    return roles
