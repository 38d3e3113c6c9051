"""Working days: the State Council's holidays and make-up days, and the deadlines counted in them.

A calendar knows the days that differ from the plain week, up to the last day that a published notice covers. Past it,
Monday to Friday are assumed and every deadline says so (`provisional`), to be counted again when the notice is out.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


class DayKind(StrEnum):
    """What a day is when it differs from the plain week."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True, slots=True)
class DayInfo:
    """One day of a holiday notice: off (放假) or made up (调休上班), for which holiday, and by which notice."""

    kind: DayKind
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which an act is in time. Provisional: counted over days that no notice covers yet."""

    date: date
    provisional: bool

    @property
    def ends(self) -> datetime:
        """The first moment that is too late: midnight after the day, in Asia/Shanghai."""
        return datetime.combine(self.date + _DAY, time(), SHANGHAI)


def shanghai_day(moment: datetime) -> date:
    """The day that a moment falls on in Asia/Shanghai. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    begins, ends, day = _lately[0]
    if begins <= moment < ends:
        return day
    day = moment.astimezone(SHANGHAI).date()
    if _SUMMER_TIME_ENDED < day < date.max:
        begins = datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
        _lately[0] = begins, begins + _DAY, day
    return day


def deadline_words(moment: datetime) -> str:
    """`2026-12-28 24:00`: midnight as the end of the day before, for that day still counts."""
    local = moment.astimezone(SHANGHAI)
    is_midnight = (local.hour, local.minute) == (0, 0)
    return f"{local - _DAY:%Y-%m-%d} 24:00" if is_midnight else f"{local:%Y-%m-%d %H:%M}"


def seconds_left(now: datetime) -> int:
    """Until the day of Asia/Shanghai is over; at least one."""
    ends = Deadline(shanghai_day(now), provisional=False).ends
    return max(1, int((ends - now).total_seconds()))


def months_after(day: date, n: int) -> date:
    """The same day n months later; the last day of a month that has no such day, as PostgreSQL's intervals have it."""
    years, month = divmod(day.month - 1 + n, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_SUMMER_TIME_ENDED: Final = date(1991, 12, 31)  # every day since then has 24 hours

# From when until when the day is that was found last, and the day: governed calls all ask for today, and two comparisons cost a tenth of finding it.
_lately = [(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), date.min)]


class WorkCalendar:
    """Working-day arithmetic over the days that differ from the plain week.

    `confirmed_until` is the last day that a published notice covers.
    """

    def __init__(self, days: Mapping[date, DayInfo], confirmed_until: date) -> None:
        self._days = dict(days)
        self.confirmed_until = confirmed_until

    def is_working_day(self, day: date) -> bool:
        known = self._days.get(day)
        return day.weekday() < _SATURDAY if known is None else known.kind is DayKind.WORKDAY

    def add_working_days(self, start: date | datetime, n: int) -> Deadline:
        """The n-th working day after `start`, whose own day is not counted; n = 0 is that day itself.

        Raises ValueError for a moment without a time zone or a negative n.
        """
        if n < 0:
            raise ValueError("deadlines are counted forward")
        day = shanghai_day(start) if isinstance(start, datetime) else start
        while n:
            day += _DAY
            n -= self.is_working_day(day)
        return Deadline(day, provisional=day > self.confirmed_until)

    def working_days_between(self, today: date, due: date) -> int:
        """Working days left after today, up to and with `due` (还剩 N 个工作日); 0 on the last day.

        Late is always negative: the working days after `due` up to and with today, and −1 before the first of them.
        """
        if today <= due:
            return self._count(today, due)
        return -max(1, self._count(due, today))

    def _count(self, after: date, until: date) -> int:
        return sum(self.is_working_day(after + i * _DAY) for i in range(1, (until - after).days + 1))
