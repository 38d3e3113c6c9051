"""Reading coordinations: both sides and the coordinator; nobody else finds one."""

from datetime import datetime

from django.db.models import Q, QuerySet

from yishu.agencies.models import Agency
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.sharing.errors import CoordinationNotFound
from yishu.sharing.models import Coordination, Line


def get_coordination(actor: Actor, number: str, *, lock: bool = False) -> Coordination:
    """With `lock` its line is locked too: a coordination and a decision on the line exclude each other."""
    found = list_coordinations(actor)
    if lock:
        found = found.select_for_update(of=("self", "line"))
    coordination = found.filter(number=number).first()
    if coordination is None:
        raise CoordinationNotFound(number=number)
    return coordination


def list_coordinations(actor: Actor) -> QuerySet[Coordination]:
    """Those of one's own agency on either side; all for the coordinator. Newest first."""
    shown = Coordination.objects.select_related(
        "line__application__consumer", "line__resource__provider", "line__entry", "raised_by_agency"
    )
    if is_coordinator(actor):
        return shown
    agency = actor.agency_id
    return shown.filter(Q(line__application__consumer_id=agency) | Q(line__resource__provider_id=agency))


def list_late(now: datetime) -> QuerySet[Coordination]:
    """Opinions that their provider has not carried out in time."""
    late = Coordination.objects.filter(state=Coordination.State.TO_EXECUTE, due__lt=shanghai_day(now))
    return late.select_related("line__resource__provider", "line__entry").order_by("due")


def find_of_line(line: Line) -> Coordination | None:
    return Coordination.objects.filter(line=line).first()


def sides(coordination: Coordination) -> tuple[Agency, Agency]:
    """The applicant and the provider."""
    provider = coordination.line.resource.provider
    assert provider is not None  # what could be applied for has one
    return coordination.line.application.consumer, provider


def list_unheard(coordination: Coordination) -> list[Agency]:
    """The sides that have made no statement yet."""
    heard = set(coordination.steps.filter(act__in=["raised", "stated"]).values_list("agency_id", flat=True))
    return [side for side in sides(coordination) if side.pk not in heard]
