"""A review that is late is brought before the coordinator (26.3, 34.1): silence is never consent; what is late waits on, and is counted."""

from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.sharing.models import Line
from yishu.sharing.told import reviewers

MOST_AT_ONCE: Final = 1000


def escalate_overdue(now: datetime) -> int:
    """Bring what became late before the coordinator, once each, on record; how many. Safe to do again at any time."""
    late = Line.objects.filter(state=Line.State.IN_REVIEW, due__lt=shanghai_day(now), escalated_at=None)
    return sum(_escalate(pk, now) for pk in late.values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _escalate(pk: int, now: datetime) -> bool:
    """False where it was decided, or escalated by another worker, a moment ago."""
    late = Line.objects.select_for_update(of=("self",)).filter(pk=pk, state=Line.State.IN_REVIEW, escalated_at=None)
    line = late.select_related("application", "resource").first()
    if line is None or line.due is None or line.due >= shanghai_day(now):
        return False
    line.escalated_at = now
    line.save(update_fields=["escalated_at"])
    recording.record(
        PLATFORM,
        Action.APPLICATION_ESCALATED,
        resource=line.resource.code,
        target=line.application.number,
        due=str(line.due),
        provider=line.resource.provider_name,
        responsible=list(reviewers([line.resource.provider_id or 0]).get(line.resource.provider_id or 0, ())),
    )
    return True
