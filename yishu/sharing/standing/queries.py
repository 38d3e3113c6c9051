"""Standing authorisations, for their two sides and for the coordinator; to anybody else there are none."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.sharing.standing.errors import SheetNotFound, StandingNotFound
from yishu.sharing.standing.models import Sheet, StandingAuthorisation, State

NEAR: Final = timedelta(days=60)
"""So long before its review an active one is shown as near."""
_WAITING: Final = (State.TO_CONFIRM, State.TO_ACKNOWLEDGE)


def visible_to(actor: Actor) -> QuerySet[StandingAuthorisation]:
    """All for the coordinator; the provider's own; the consumer's from when its provider has confirmed them once."""
    found = StandingAuthorisation.objects.select_related(
        "provider", "consumer", "resource__current", "entry", "line__grant__successor"
    )
    if is_coordinator(actor):
        return found
    given = Q(provider_id=actor.agency_id)
    return found.filter(given | Q(consumer_id=actor.agency_id, confirmed_at__isnull=False))


def get_standing(actor: Actor, number: str, *, lock: bool = False) -> StandingAuthorisation:
    """Raises StandingNotFound."""
    found = visible_to(actor).filter(number=number)
    one = (found.select_for_update(of=("self",)) if lock else found).first()
    if one is None:
        raise StandingNotFound(number=number)
    return one


def given_by(actor: Actor) -> QuerySet[StandingAuthorisation]:
    return visible_to(actor).filter(provider_id=actor.agency_id)


def held_by(actor: Actor) -> QuerySet[StandingAuthorisation]:
    return visible_to(actor).filter(consumer_id=actor.agency_id)


def only_late(found: QuerySet[StandingAuthorisation], now: datetime) -> QuerySet[StandingAuthorisation]:
    """What somebody should have confirmed or answered before today, the oldest first."""
    return found.filter(state__in=_WAITING, due__lt=shanghai_day(now)).order_by("due", "pk")


def only_near(found: QuerySet[StandingAuthorisation], now: datetime) -> QuerySet[StandingAuthorisation]:
    """Active ones that must become ordinary grants within 60 days, the first to lapse first."""
    near = found.filter(state=State.ACTIVE, line__grant__valid_until__lte=now + NEAR)
    return near.order_by("line__grant__valid_until", "pk")


def matching(found: QuerySet[StandingAuthorisation], words: str) -> QuerySet[StandingAuthorisation]:
    """By number, name or code of the resource, name of either side, or number of the basis."""
    for word in words.split()[:5]:
        found = found.filter(
            Q(number__icontains=word)
            | Q(entry__name__icontains=word)
            | Q(resource__code__icontains=word)
            | Q(consumer__name__icontains=word)
            | Q(provider__name__icontains=word)
            | Q(basis_number__icontains=word)
        )
    return found


def list_sheets(actor: Actor) -> QuerySet[Sheet]:
    """The spreadsheets of one's own agency; all for the coordinator."""
    found = Sheet.objects.select_related("provider")
    return found if is_coordinator(actor) else found.filter(provider_id=actor.agency_id)


def get_sheet(actor: Actor, sheet_id: int, *, lock: bool = False) -> Sheet:
    """Raises SheetNotFound."""
    found = list_sheets(actor).filter(pk=sheet_id)
    sheet = (found.select_for_update(of=("self",)) if lock else found).first()
    if sheet is None:
        raise SheetNotFound
    return sheet
