"""Reading what a look shows, and what is withheld."""

from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from yishu.audit.queries import Scope, get_record
from yishu.audit.uses import PAGE, SetApart, UsePage, uses_of
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.operations.subject_uses.errors import LookNotFound
from yishu.operations.subject_uses.models import Look, Way, Withholding

WINDOW: Final = timedelta(minutes=15)
"""For which the pages of a look can be turned."""
_ALL: Final = Scope("", (), everything=True)


def get_look(actor: Actor, number: UUID, now: datetime) -> Look:
    """One's own, of the last minutes. Raises LookNotFound."""
    found = Look.objects.filter(pk=number, by=actor.ref, at__gt=now - WINDOW).first()
    if found is None:
        raise LookNotFound(minutes=int(WINDOW.total_seconds() // 60))
    return found


def find_own(actor: Actor, number: UUID) -> Look | None:
    """One's own, however long ago."""
    return Look.objects.filter(pk=number, by=actor.ref).first()


def count_looks(actor: Actor, day: date) -> int:
    """One's own looks since that day began."""
    return Look.objects.filter(by=actor.ref, at__gte=datetime.combine(day, time(), SHANGHAI)).count()


def said_of(look: Look) -> dict[str, str]:
    """The basis and the reason that were given, as they stand on record; nothing of a look at the counter."""
    detail = get_record(_ALL, look.record).record.detail
    return {"basis": str(detail.get("basis", "")), "reason": str(detail.get("why", ""))}


def subject_of(look: Look) -> bytes:
    """Whom it was about, as its record has it: a keyed hash."""
    return get_record(_ALL, look.record).record.subjects


def page_of(look: Look, now: datetime, *, before: UUID | None = None, size: int = PAGE) -> UsePage:
    """What the look shows. At the counter without what is withheld today."""
    apart = [SetApart(each.pk, each.agency.code, each.grant, each.duty) for each in list_in_force(shanghai_day(now))]
    return uses_of(subject_of(look), apart, leave_out=look.way == Way.COUNTER, before=before, size=size)


def list_in_force(today: date) -> QuerySet[Withholding]:
    days = Withholding.objects.filter(ended_at=None, first_day__lte=today, last_day__gte=today)
    return days.select_related("agency")


def list_withholdings() -> QuerySet[Withholding]:
    """All there ever were, newest first."""
    return Withholding.objects.select_related("agency")
