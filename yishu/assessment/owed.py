"""What the coordinator owes by the calendar: the assessment of each period that is over, and an inspection in each year (5.2, 35.1, 35.2).

A node goes on as it did last: by quarters, half-years or years as the assessment it published last; by quarters where it has published none. It owes nothing for what
was over before its first entry was published. An inspection a year is a rule of the platform: Article 5 says "regularly".
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Min
from django.utils.translation import gettext as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.accountability.naming import who_answers
from yishu.agencies.models import Agency, Person, Role
from yishu.assessment.models import Assessment, Inspection
from yishu.assessment.periods import Period, kind_of, periods_ended
from yishu.catalogue.models import Entry
from yishu.core.calendar import Deadline, shanghai_day
from yishu.node import clocks

LAST_DAY = (12, 31)


@dataclass(frozen=True, slots=True)
class Owed:
    """One that is due and not done. `period`: 2026Q3, or 2026 for an inspection; `state`: how far it is, empty where nobody has begun."""

    kind: Literal["assessment", "inspection"]
    period: str
    state: str
    due: Deadline
    is_late: bool


@dataclass(frozen=True, slots=True)
class Coordinators:
    """Who answers for them: the coordinating agency and its people in that role."""

    agency: Agency | None
    names: tuple[str, ...]


def list_owed(now: datetime) -> list[Owed]:
    """What is to be done, the most urgent first: assessments of periods that are over and not published; the years without a closed inspection, the running one too."""
    first = Entry.objects.aggregate(first=Min("published_at"))["first"]
    if first is None:
        return []
    since, today = shanghai_day(first), shanghai_day(now)
    return sorted([*_assessments(since, today), *_inspections(since, today)], key=lambda one: (one.due.date, one.kind))


def coordinators() -> Coordinators:
    """Of the coordinating agency whom it has named for this, else all who hold the role."""
    agency = Agency.objects.filter(is_active=True, is_coordinator=True).order_by("code").first()
    if agency and (named := who_answers([agency.pk], DutyKind.COORDINATION).get(agency.pk)):
        return Coordinators(agency, (named.words,))
    people = Person.objects.filter(is_active=True, appointments__role=Role.COORDINATOR).order_by("login")
    return Coordinators(agency, tuple(people.values_list("name", flat=True)))


def words(one: Owed) -> str:
    """What is to be done, for people."""
    if one.kind == "assessment":
        return _("公布 {period} 考核结果").format(period=one.period)
    return _("办结 {year} 年度监督检查").format(year=one.period)


def _assessments(since: date, today: date) -> list[Owed]:
    published = list(Assessment.objects.filter(state=Assessment.State.PUBLISHED))  # the newest first
    kind = kind_of(published[0].period) if published else "Q"
    states = {one.period: one.state for one in Assessment.objects.all()}
    days, within = clocks.calendar(), clocks.lengths(clocks.ASSESSMENT)
    missing = [each for each in periods_ended(kind, since, today) if not _is_covered(each, published)]
    ends = [(each, within.at(each.ends)) for each in missing]
    dues = [(each, days.add_working_days(each.last, length)) for each, length in ends]
    return [Owed("assessment", each.code, states.get(each.code, ""), due, due.date < today) for each, due in dues]


def _is_covered(period: Period, published: list[Assessment]) -> bool:
    return any(one.first <= period.first and period.last <= one.last for one in published)


def _inspections(since: date, today: date) -> list[Owed]:
    states: dict[int, str] = {}
    for one in Inspection.objects.order_by("planned_at"):
        year = one.first.year
        if states.get(year) != Inspection.State.CLOSED:
            states[year] = one.state
    years = range(since.year, today.year + 1)
    open_years = [year for year in years if states.get(year) != Inspection.State.CLOSED]
    return [_inspection(year, states.get(year, ""), today) for year in open_years]


def _inspection(year: int, state: str, today: date) -> Owed:
    due = date(year, *LAST_DAY)
    return Owed("inspection", str(year), state, Deadline(due, provisional=False), due < today)
