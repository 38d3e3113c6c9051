"""Applications and grants as those read them who inspect how shared information is used (35.1): looking only. Every command still asks for a party."""

from django.db.models import Q

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.sharing import queries
from yishu.sharing.errors import ApplicationNotFound, GrantNotFound
from yishu.sharing.models import Application, Grant

INSPECTORS = frozenset({Role.INSPECTOR, Role.AUDIT_ADMINISTRATOR})


def inspects(actor: Actor) -> bool:
    return bool(actor.roles & INSPECTORS)


def may_read(actor: Actor, grant: Grant) -> bool:
    """Whether its page opens for this person."""
    return inspects(actor) or actor.agency_id in (grant.consumer_id, grant.provider_id)


def read_grant(actor: Actor, grant_id: str) -> tuple[Grant, bool]:
    """A grant, and whether it is only looked over. Raises GrantNotFound."""
    try:
        return queries.get_grant(actor, grant_id), False
    except GrantNotFound:
        if not inspects(actor):
            raise
    return queries.get_any_grant(grant_id), True


def read_application(actor: Actor, number: str) -> tuple[Application, bool]:
    """An application, and whether it is only looked over: from when it has left the applicant. Raises ApplicationNotFound."""
    try:
        return queries.get_application(actor, number), False
    except ApplicationNotFound:
        if not inspects(actor):
            raise
    left = Q(lines__reached_at__isnull=False) | Q(checks__isnull=False)
    found = Application.objects.filter(left, number=number).distinct().select_related("consumer").first()
    if found is None:
        raise ApplicationNotFound(number=number)
    return found, True
