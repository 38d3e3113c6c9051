"""A year as a page shows it: twelve months, each day with what it is and by which source."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.core.calendar import WorkCalendar
from yishu.node.models import WorkDay
from yishu.node.workdays.models import LocalDay, WorkYear

WEEKEND = 5


@dataclass(frozen=True, slots=True)
class DayShown:
    """`kind`: work, weekend, holiday, workday (made up), local-holiday, local-workday. `mark`: the sign on it; `says`: all of it in words."""

    day: date | None
    kind: str
    mark: str
    says: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class MonthShown:
    name: str
    weeks: list[list[DayShown]]
    working_days: int


@dataclass(frozen=True, slots=True)
class YearShown:
    """`settled`: the notice that settled it; None: provisional."""

    year: int
    settled: WorkYear | None
    months: list[MonthShown]
    working_days: int
    local: list[LocalDay]


NOTHING = DayShown(None, "none", "", "", False)


def show(year: int, days: WorkCalendar, today: date) -> YearShown:
    notices = {row.date: row for row in WorkDay.objects.filter(date__year=year)}
    local = {row.date: row for row in LocalDay.objects.filter(date__year=year)}
    months = []
    for month in range(1, 13):
        weeks = [
            [_day(day, month, notices, local, today) for day in week]
            for week in calendar.Calendar().monthdatescalendar(year, month)
        ]
        inside = [each.day for week in weeks for each in week if each.day]
        months.append(MonthShown(str(MONTHS[month]), weeks, sum(map(days.is_working_day, inside))))
    settled = WorkYear.objects.filter(pk=year).first()
    return YearShown(year, settled, months, sum(one.working_days for one in months), list(local.values()))


def _day(day: date, month: int, notices: dict[date, WorkDay], local: dict[date, LocalDay], today: date) -> DayShown:
    if day.month != month:
        return NOTHING
    if own := local.get(day):
        kind, name, source = f"local-{own.kind}", own.name, own.basis
    elif noticed := notices.get(day):
        kind, name, source = noticed.kind, noticed.name, noticed.source
    else:
        kind, name, source = "weekend" if day.weekday() >= WEEKEND else "work", "", ""
    off = kind.endswith("holiday")
    mark = "" if kind in ("work", "weekend") else _("休") if off else _("班")
    word = {"work": pgettext("day", "工作日"), "weekend": _("周末")}.get(kind) or (_("放假") if off else _("上班"))
    says = f"{day.isoformat()} {word}" + (f" {name}（{source}）" if name else "")
    return DayShown(
        day,
        kind.replace("local-holiday", "holiday own").replace("local-workday", "workday own"),
        mark,
        says,
        day == today,
    )
