"""Periods of an assessment: a quarter, a half-year or a year, in the days of Asia/Shanghai (35.1). Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yishu.assessment.errors import MalformedPeriod
from yishu.core.calendar import SHANGHAI

FORM = re.compile(r"(20\d\d)(?:Q([1-4])|H([12]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """`code` is 2026Q4, 2026H2 or 2026; `first` and `last` are both included."""

    code: str
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)


def period_of(code: str) -> Period:
    """The period of a code. Raises MalformedPeriod."""
    found = FORM.fullmatch(code.strip().upper())
    if found is None:
        raise MalformedPeriod(period=code)
    year, quarter, half = int(found[1]), found[2], found[3]
    length = 3 if quarter else 6 if half else 12
    start = (int(quarter or half or 1) - 1) * length + 1
    end = start + length - 1
    return Period(found[0], date(year, start, 1), date(year, end, monthrange(year, end)[1]))


def kind_of(code: str) -> str:
    """How long a period is: Q, H, or nothing for a year."""
    return code[4:5]


def periods_ended(kind: str, since: date, today: date) -> list[Period]:
    """The periods of this length that ended between the days, the first of them the one that `since` lies in, oldest first."""
    codes = {"Q": "Q{n}", "H": "H{n}"}.get(kind, "")
    count = {"Q": 4, "H": 2}.get(kind, 1)
    found = (
        period_of(f"{year}{codes.format(n=n)}")
        for year in range(since.year, today.year + 1)
        for n in range(1, count + 1)
    )
    return [period for period in found if since <= period.last < today]


def quarter_of(day: date) -> str:
    """The code of the quarter that a day lies in."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def quarter_before(day: date) -> str:
    """The code of the last quarter that is over on that day."""
    return quarter_of(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1))
