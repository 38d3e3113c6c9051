"""Reading requests for onward use: the holder of the grant and its provider; nobody else finds one."""

from datetime import datetime

from django.db.models import Q, QuerySet

from yishu.catalogue.models import Item
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.sharing.errors import OnwardUseNotFound
from yishu.sharing.models import OnwardUse

OPEN = (OnwardUse.State.WAITING, OnwardUse.State.TOLD)


def get_onward_use(actor: Actor, number: str, *, lock: bool = False) -> OnwardUse:
    found = _of(actor).filter(number=number)
    use = (found.select_for_update(of=("self",)) if lock else found).first()
    if use is None:
        raise OnwardUseNotFound(number=number)
    return use


def list_asked(actor: Actor) -> QuerySet[OnwardUse]:
    """What one's own agency asked or told, newest first."""
    return _of(actor).filter(grant__consumer_id=actor.agency_id)


def list_received(actor: Actor) -> QuerySet[OnwardUse]:
    """What others want to publish of one's own agency's: what waits first, the most urgent at the top."""
    mine = _of(actor).filter(grant__provider_id=actor.agency_id)
    return mine.alias(waits=Q(state__in=OPEN)).order_by("-waits", "due", "-pk")


def list_late(now: datetime) -> QuerySet[OnwardUse]:
    """What its provider has not answered or acknowledged in time."""
    return _shown().filter(state__in=OPEN, due__lt=shanghai_day(now)).order_by("due")


def list_items(use: OnwardUse) -> list[Item]:
    return [item for item in use.grant.line.entry.items.all() if item.code in use.items]


def _of(actor: Actor) -> QuerySet[OnwardUse]:
    return _shown().filter(Q(grant__consumer_id=actor.agency_id) | Q(grant__provider_id=actor.agency_id))


def _shown() -> QuerySet[OnwardUse]:
    return OnwardUse.objects.select_related(
        "grant__resource", "grant__provider", "grant__consumer", "grant__line__entry", "grant__line__application"
    )
