"""What holds use back now."""

from datetime import datetime

from django.db.models import Q, QuerySet

from yishu.core.actor import Actor
from yishu.sharing.models import Grant
from yishu.sharing.restraints.models import Restraint


def list_standing(now: datetime) -> QuerySet[Restraint]:
    """All that stand, the newest first."""
    standing = Q(until=None) | Q(until__gt=now)
    return Restraint.objects.filter(standing, lifted_at=None).select_related("agency", "grant__line__entry")


def of_agencies(agency_id: int, now: datetime) -> QuerySet[Restraint]:
    """Those on an agency's use, and those on grants that it has given."""
    return list_standing(now).filter(Q(agency_id=agency_id) | Q(grant__provider_id=agency_id))


def on_grant(grant: Grant, now: datetime) -> list[Restraint]:
    """Those on a grant, and on the callers that it names."""
    callers = list(grant.read_terms().callers)
    return list(list_standing(now).filter(Q(grant=grant) | Q(caller__in=callers)))


def is_suspended(actor: Actor, now: datetime) -> Restraint | None:
    """What suspends all use of this caller."""
    return list_standing(now).filter(caller=actor.ref, kind=Restraint.Kind.SUSPENDED).first()
