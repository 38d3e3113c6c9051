"""Applications and grants as those read them who inspect how shared information is used (35.1): looking only. Every command still asks for a party.

A look is on record before anything is shown, as looks at a person's uses are: once a day for each person and thing. The record names no resource: those who are
inspected do not see that they are.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from yishu.agencies.models import Person, Role
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.sharing import queries
from yishu.sharing.errors import ApplicationNotFound, GrantNotFound
from yishu.sharing.models import Application, Grant, Look

INSPECTORS = frozenset({Role.INSPECTOR, Role.AUDIT_ADMINISTRATOR})


def inspects(actor: Actor) -> bool:
    return bool(actor.roles & INSPECTORS)


def may_read(actor: Actor, grant: Grant) -> bool:
    """Whether its page opens for this person."""
    return inspects(actor) or actor.agency_id in (grant.consumer_id, grant.provider_id)


def read_grant(actor: Actor, grant_id: str, *, now: datetime) -> tuple[Grant, UUID | None]:
    """A grant, and the record of the look where it is only looked over. Raises GrantNotFound."""
    try:
        return queries.get_grant(actor, grant_id), None
    except GrantNotFound:
        if not inspects(actor):
            raise
    found = queries.get_any_grant(grant_id)
    number = str(found.pk)
    return found, look(actor, Action.GRANT_INSPECTED, number, grant=number, now=now)


def read_application(actor: Actor, number: str, *, now: datetime) -> tuple[Application, UUID | None]:
    """An application, and the record of the look where it is only looked over: from when it has left the applicant. Raises ApplicationNotFound."""
    try:
        return queries.get_application(actor, number), None
    except ApplicationNotFound:
        if not inspects(actor):
            raise
    left = Q(lines__reached_at__isnull=False) | Q(checks__isnull=False)
    found = Application.objects.filter(left, number=number).distinct().select_related("consumer").first()
    if found is None:
        raise ApplicationNotFound(number=number)
    return found, look(actor, Action.APPLICATION_INSPECTED, found.number, now=now)


@transaction.atomic
def look(actor: Actor, action: Action, target: str, *, grant: str = "", now: datetime) -> UUID:
    """Put on record that this person looks at a thing of other agencies, or find the record of that day. Returns its number."""
    # Whoever looks twice at once waits for themselves: one record it is.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.id)
    today = {"by": actor.ref, "action": action, "target": target, "day": shanghai_day(now)}
    found = Look.objects.filter(**today).first()
    if found is not None:
        return found.record
    number = UUID(recording.record(actor, action, target=target, grant=grant).partition(".")[0])
    Look.objects.create(**today, record=number)
    return number
