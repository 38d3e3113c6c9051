"""Deadlines by the node's own table of working days and its rules of clocks (26.3, 38.1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import LiteralString

from django.db import connection

from yishu.core.calendar import DayInfo, DayKind, Deadline, WorkCalendar, shanghai_day
from yishu.node.models import Clock
from yishu.node.workdays import calendar_lock
from yishu.node.workdays.models import ClockChange

REVIEW = "review"
"""26.3: the provider reviews a restricted resource's application within 5 working days."""
DEMAND_ANSWER = "demand_answer"
"""4.2, platform rule: a demand is accepted, passed on or refused."""
DEMAND_FULFIL = "demand_fulfil"
"""4.2, platform rule: the resource that answers an accepted demand is published."""
COORDINATION_EXECUTE = "coordination_execute"
"""26.4, platform rule: the provider carries a coordination opinion out."""
SUPPLEMENT = "supplement"
"""26.3, platform rule: where a local rule lets a provider ask for a supplement, the review's clock stands still for so long at most."""
FORMAL_CHECK = "formal_check"
"""26.3, platform rule: where a local rule has it, the coordinator checks an application's form before the provider's clock begins."""
ONWARD_ANSWER = "onward_answer"
"""20.2, platform rule: the provider consents to an onward use or refuses, or acknowledges a disclosure."""

INCIDENT_REPORT = "incident_report"
"""31.1: an incident is reported to the information-security authority."""
INCIDENT_REPORT_SERIOUS, INCIDENT_REPORT_MAJOR, INCIDENT_REPORT_CRITICAL = (
    f"{INCIDENT_REPORT}_{severity}" for severity in ("serious", "major", "critical")
)
"""31.1: the same for graver ones."""
INCIDENT_TASK = "incident_task"
"""31.1, platform rule: what somebody has to do about an incident is done."""
INCIDENT_TASK_SERIOUS, INCIDENT_TASK_MAJOR, INCIDENT_TASK_CRITICAL = (
    f"{INCIDENT_TASK}_{severity}" for severity in ("serious", "major", "critical")
)
"""31.1, platform rule: the same for graver ones."""
INCIDENT_CLOSE = "incident_close"
"""31.1: an incident is handled and closed."""

UPDATE = "update"
"""25.1: what is not updated in real time is updated within 2 working days of being produced."""
DISCREPANCY_FEEDBACK = "discrepancy_feedback"
"""28.1: a difference is checked and fed back within 5 working days of finding it."""
DISCREPANCY_ANSWER = "discrepancy_answer"
"""A platform rule: the other side answers within 5 working days."""
COMPARISON_KEPT = "comparison_kept"
"""A platform rule: the rows of a comparison are kept for 10 working days."""
ARCHIVE = "archive"
"""24.2: documents are archived "in time"; how long that is, is a rule of the platform."""
ASSESSMENT = "assessment"
"""5.2, 35.1: an assessment is published after the end of its period (platform rule)."""
OBJECTION = "objection"
"""35.1: an assessed agency may object to a figure (platform rule)."""
OBJECTION_ANSWER = "objection_answer"
"""35.1: the coordinator answers an objection (platform rule)."""
ENTRY_CONFIRMATION = "entry_confirmation"
"""10.2: every catalogued entry is confirmed, amended, merged or withdrawn once a year; a clock of months."""
RECTIFICATION = "rectification"
"""35.2: an agency puts a finding right, where the notice names no other day (platform rule)."""
COLLECTION_ANSWER = "collection_answer"
"""16.2, platform rule: a lower agency agrees to the items of a collection task, or objects."""
COLLECTION_REVIEW = "collection_review"
"""15.2, 16.2, platform rule: the coordinator decides on cited law, on objections and on silence."""
PROJECT_OPINION = "project_opinion"
"""12.1, platform rule: the coordinator gives its opinion on an IT project."""
STANDING_ANSWER = "standing_answer"
"""26.3, platform rule: a standing authorisation is confirmed by its provider, and acknowledged by its consumer."""
STANDING_REVIEW = "standing_review"
"""26.3, platform rule: a standing authorisation becomes an ordinary grant, or lapses; a clock of months."""


def calendar() -> WorkCalendar:
    """The working days as the tables have them now. What is counted by them in a transaction holds until its end: the days do not change meanwhile."""
    calendar_lock.while_counting()
    with connection.cursor() as cursor:
        cursor.execute(_DAYS)
        rows = cursor.fetchall()
    years = {day.year for kind, day, *_rest in rows if kind == "year"}
    known = {day: DayInfo(DayKind(kind), name, source) for kind, day, name, source, _turn in rows if kind != "year"}
    return WorkCalendar(known, _confirmed_until(years))


_DAYS: LiteralString = """
    select kind, date, name, source, 1 as turn from node_workday
    union all select kind, date, name, basis, 2 from workdays_localday
    union all select 'year', make_date(year, 12, 31), '', number, 3 from workdays_workyear
    order by turn
"""
"""A place's own days come after the notice's, and so go before them."""


def _confirmed_until(years: set[int]) -> date:
    """The last day of the years that follow each other without a gap: past it every deadline is provisional, also in a later year that is settled."""
    last = min(years, default=0)
    while last + 1 in years:
        last += 1
    return date(last, 12, 31) if years else date.min


def deadline(clock: str, start: datetime) -> Deadline:
    """When a clock that starts now runs out; the start's own day is not counted."""
    rule = Clock.objects.get(code=clock)
    return calendar().add_working_days(start, rule.in_force)


class Stage(Enum):
    """What a clock of working days has come to: what people are reminded of, once each."""

    HALF_TIME = "half_time"
    LAST_DAY = "last_day"
    LATE = "late"


def stage(begun: datetime, due: date, today: date, days: WorkCalendar) -> Stage | None:
    """None before half of its working days have gone (26.3)."""
    if today > due:
        return Stage.LATE
    left = days.working_days_between(today, due)
    if left <= 1:
        return Stage.LAST_DAY
    return Stage.HALF_TIME if left * 2 <= days.working_days_between(shanghai_day(begun), due) else None


def ends(clock: str, start: datetime) -> datetime:
    """The first moment that is too late, for a clock of hours or of working days."""
    rule = Clock.objects.get(code=clock)
    return start + timedelta(hours=rule.in_force) if rule.unit == "hours" else deadline(clock, start).ends


def working_days(clock: str) -> int:
    """The length of a clock."""
    return _in_force(clock)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a clock runs, by when it began: for what is counted at every look in place of being stored."""

    in_force: int
    changes: tuple[tuple[datetime, int, int], ...]

    def at(self, moment: datetime) -> int:
        """For what began then: a change is for what begins after it."""
        passed = [after for since, _before, after in self.changes if since <= moment]
        if passed:
            return passed[-1]
        return self.changes[0][1] if self.changes else self.in_force


def lengths(clock: str) -> Lengths:
    """Of a clock, with its changes."""
    changes = ClockChange.objects.filter(clock=clock).values_list("since", "before", "after")
    return Lengths(working_days(clock), tuple(changes))


def months(clock: str) -> int:
    """The length of a clock of months."""
    return _in_force(clock)


_LENGTH: LiteralString = """
    select case when months is not null then coalesce(local_months, months)
        when hours is not null then coalesce(local_hours, hours) else coalesce(local_days, working_days) end
    from node_clock where code = %s
"""


def _in_force(clock: str) -> int:
    """`Clock.in_force`, by a statement as small as what it asks: pages ask for several of them."""
    with connection.cursor() as cursor:
        cursor.execute(_LENGTH, [clock])
        found = cursor.fetchone()
    if found is None:
        raise Clock.DoesNotExist(clock)
    return found[0]


@dataclass(frozen=True, slots=True)
class Remaining:
    """A deadline as a page shows it: `days` working days left, negative once late."""

    due: date
    provisional: bool
    days: int


def remaining(due: date, provisional: bool, today: date, days: WorkCalendar) -> Remaining:
    return Remaining(due, provisional, days.working_days_between(today, due))
