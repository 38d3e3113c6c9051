"""Checks, for the coordinator; what an application's own side sees of them stands in its course."""

from datetime import datetime

from django.db.models import QuerySet

from yishu.catalogue.queries import require_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.sharing.checking.errors import CheckNotFound
from yishu.sharing.checking.models import Check
from yishu.sharing.models import Application


def get_check(actor: Actor, number: str) -> Check:
    """The last one of an application. Raises NotTheCoordinator, CheckNotFound."""
    require_coordinator(actor)
    found = _checks().filter(application__number=number).order_by("-n").first()
    if found is None:
        raise CheckNotFound(number=number)
    return found


def list_waiting() -> QuerySet[Check]:
    """The most urgent first."""
    return _checks().filter(state=Check.State.WAITING).order_by("due", "pk")


def list_ended() -> QuerySet[Check]:
    """The last ones first."""
    return _checks().exclude(state=Check.State.WAITING).order_by("-ended_at")


def list_late(now: datetime) -> QuerySet[Check]:
    """What still waits past its day."""
    return list_waiting().filter(due__lt=shanghai_day(now))


def preparers(application: Application) -> set[str]:
    """Whoever had a hand in preparing it: they do not check it (5.1)."""
    return {application.submitted_by, *application.rounds.filter(line=None).values_list("prepared_by", flat=True)}


def _checks() -> QuerySet[Check]:
    return Check.objects.select_related("application__consumer").prefetch_related(
        "application__lines__resource__provider", "application__lines__entry"
    )
