"""Deadlines by the node's own table of working days and its rules of clocks (26.3, 38.1)."""

from dataclasses import dataclass
from datetime import date, datetime

from yishu.core.calendar import DayInfo, DayKind, Deadline, WorkCalendar
from yishu.node.models import Clock, WorkDay

REVIEW = "review"
"""26.3: the provider reviews a restricted resource's application within 5 working days."""
OBJECTION = "objection"
"""35.1: an assessed agency may object to a figure (platform rule)."""
OBJECTION_ANSWER = "objection_answer"
"""35.1: the coordinator answers an objection (platform rule)."""
RECTIFICATION = "rectification"
"""35.2: an agency puts a finding right, where the notice names no other day (platform rule)."""


def calendar() -> WorkCalendar:
    """The working days as the table has them now. A year is confirmed once its notice is in the table."""
    days = list(WorkDay.objects.all())
    known = {day.date: DayInfo(DayKind(day.kind), day.name, day.source) for day in days}
    confirmed = max((day.date.year for day in days if day.confirmed), default=1)
    return WorkCalendar(known, date(confirmed, 12, 31))


def deadline(clock: str, start: datetime) -> Deadline:
    """When a clock that starts now runs out; the start's own day is not counted."""
    rule = Clock.objects.get(code=clock)
    return calendar().add_working_days(start, rule.working_days)


@dataclass(frozen=True, slots=True)
class Remaining:
    """A deadline as a page shows it: `days` working days left, negative once late."""

    due: date
    provisional: bool
    days: int


def remaining(due: date, provisional: bool, today: date, days: WorkCalendar) -> Remaining:
    return Remaining(due, provisional, days.working_days_between(today, due))
