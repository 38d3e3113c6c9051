"""When what is due: digests, quiet days, and the next attempt after one that failed. Pure."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from yishu.core.calendar import WorkCalendar, shanghai_day
from yishu.notices.models import Pace

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
OPENING: Final = 9
"""The hour at which what came on a quiet day is sent on the next working day."""
PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (30, 120, 600, 1800, 7200, 21_600, 43_200))
"""After each failed attempt: eight attempts in about a day, then the dead-letter list."""
_FURTHEST: Final = 60
"""Days to look ahead for a working day; no holiday is longer."""


def due(pace: str, hour: int, now: datetime, days: WorkCalendar | None) -> datetime:
    """The moment from which a notice of now may leave: `hour` of Asia/Shanghai for digests; `days` where all but working days are quiet."""
    day = shanghai_day(now)
    if pace == Pace.AT_ONCE:
        is_quiet = days is not None and not days.is_working_day(day)
        return _at_work(day, OPENING, days) if is_quiet else now
    if _at(day, hour) <= now:
        day += timedelta(days=1)
    if pace == Pace.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return _at_work(day, hour, days)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """After so many failed attempts; None: no more."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def _at_work(day: date, hour: int, days: WorkCalendar | None) -> datetime:
    if days is not None:
        ahead = (day + timedelta(days=n) for n in range(_FURTHEST))
        day = next((one for one in ahead if days.is_working_day(one)), day)
    return _at(day, hour)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)
