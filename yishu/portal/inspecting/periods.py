"""Periods of the statistics: months that had no use, the usual choices, and the period, month or day before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from yishu.portal.inspecting.statistics import Asked, By, Row

MOST_MONTHS: Final = 120
"""Months that are told one by one, used or not."""


def months_filled(asked: Asked, rows: Sequence[Row], today: date) -> list[Row]:
    """Every month of the period up to this one, without use as well. Others than months, nothing at all and very long periods stay as they are."""
    months = list(_months(asked.first, min(asked.last, today)))
    if asked.by != By.MONTH or not rows or len(months) > MOST_MONTHS:
        return list(rows)
    known = {row.name: row for row in rows}
    return [known.pop(month, Row(month, 0, 0)) for month in months] + list(known.values())


def month_of(day: date, ago: int) -> tuple[date, date]:
    """The first and last day of its month, or of one before."""
    number = day.year * 12 + day.month - 1 - ago
    first = date(number // 12, number % 12 + 1, 1)
    return first, (first + timedelta(31)).replace(day=1) - timedelta(1)


def before(first: date, last: date, today: date) -> tuple[date, date]:
    """The period to compare with: before whole months as many, before the month so far the same days of the last, else as many days."""
    month_ends = month_of(last, 0)[1]
    if first.day == 1 and last == month_ends and last < today:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        return month_of(first, months)[0], first - timedelta(1)
    if first == today.replace(day=1) and last >= today:
        begins, ends = month_of(first, 1)
        return begins, min(ends, begins + (today - first))
    last = min(last, today)
    return first - (last - first) - timedelta(1), first - timedelta(1)


def in_time(asked: Asked) -> bool:
    return asked.by in (By.DAY, By.MONTH)


def previous(name: str) -> str:
    """The name of the month or day before."""
    if len(name) == len("2026-11"):
        return f"{date.fromisoformat(f'{name}-01') - timedelta(1):%Y-%m}"
    return str(date.fromisoformat(name) - timedelta(1))


def with_the_one_before(asked: Asked) -> Asked:
    """From the month or day before on, and the first month whole."""
    begins = month_of(asked.first, 1)[0] if asked.by == By.MONTH else asked.first - timedelta(1)
    return replace(asked, first=begins)


def is_whole(name: str, asked: Asked, today: date) -> bool:
    """Whether a month or day is over, and all of it was asked for."""
    first = last = date.fromisoformat(name if len(name) == len("2026-11-30") else f"{name}-01")
    if asked.by == By.MONTH:
        first, last = month_of(first, 0)
    return asked.first <= first and last <= asked.last and last < today


def _months(first: date, last: date) -> list[str]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]
