"""What the clocks of sharing call for: reminders at half time and on the last days, escalation once late, warnings before a grant runs out (26.3, 38.1).

Each function names what is so at a moment, for whoever tells people of it; told once or again is theirs to remember, by `kind` and `subject`. Silence is never consent: what is
late waits on, is counted, and is brought before the coordinator.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from django.db import transaction

from yishu.agencies.models import Role
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.sharing.models import NEAR_DAYS, Grant, Line

MOST_AT_ONCE: Final = 1000
Kind = Literal["half_time", "last_day", "overdue", "expiring"]


@dataclass(frozen=True, slots=True)
class Event:
    """`subject` is a line's `number/code` or a grant's id; it concerns the people of `agency_id` with one of `roles`, until `due`."""

    kind: Kind
    subject: str
    agency_id: int
    roles: tuple[Role, ...]
    due: date


def list_half_time(now: datetime) -> list[Event]:
    """Reviews of which half the working days are over, and more than one is left."""
    return [_of_line("half_time", line) for line, left, whole in _waiting(now) if left > 1 and left * 2 <= whole]


def list_last_day(now: datetime) -> list[Event]:
    """Reviews that must be done by the next working day."""
    return [_of_line("last_day", line) for line, left, _ in _waiting(now) if 0 <= left <= 1]


def list_overdue(now: datetime) -> list[Event]:
    """Reviews that are late; the coordinator is told by `escalate_overdue`."""
    return [_of_line("overdue", line) for line, left, _ in _waiting(now) if left < 0]


def list_expiring(now: datetime, days: int = NEAR_DAYS) -> list[Event]:
    """Active grants that run out within so many days, for those who hold them; not those whose renewal is being reviewed."""
    near = Grant.objects.filter(
        state=Grant.State.ACTIVE, valid_until__gt=now, valid_until__lte=now + timedelta(days=days)
    ).exclude(renewals__state=Line.State.IN_REVIEW)
    return [
        Event("expiring", str(grant.pk), grant.consumer_id, (Role.HANDLER,), grant.last_day)
        for grant in near.order_by("valid_until")
    ]


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
    )
    return True


def _waiting(now: datetime) -> Iterator[tuple[Line, int, int]]:
    """Each line that waits, with its working days left (negative once late) and in all."""
    today, days = shanghai_day(now), clocks.calendar()
    lines = Line.objects.filter(state=Line.State.IN_REVIEW, due__isnull=False).order_by("due", "pk")
    for line in lines.select_related("application", "resource"):
        assert line.due is not None
        begun = shanghai_day(line.application.submitted_at)
        yield line, days.working_days_between(today, line.due), days.working_days_between(begun, line.due)


def _of_line(kind: Kind, line: Line) -> Event:
    assert line.resource.provider_id is not None
    assert line.due is not None
    subject = f"{line.application.number}/{line.resource.path_code}"
    return Event(kind, subject, line.resource.provider_id, (Role.SIGNER, Role.HANDLER), line.due)
