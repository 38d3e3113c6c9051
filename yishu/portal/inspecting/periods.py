"""Periods of the statistics: months, quarters and years that had no use, the usual choices, and the period, or the day, month, quarter or year before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from yishu.portal.inspecting.statistics import Asked, By, Row

MOST_MONTHS: Final = 120
"""Months that are told one by one, used or not."""
_MONTHS: Final = {By.MONTH: 1, By.QUARTER: 3, By.YEAR: 12}


def filled(asked: Asked, rows: Sequence[Row], today: date) -> list[Row]:
    """Every month, quarter or year of the period up to this one, without use as well. What is told otherwise, nothing at all and very long periods stay as they are."""
    first, last = asked.first, min(asked.last, today)
    if asked.by not in _MONTHS or not rows or _number(last) - _number(first) >= MOST_MONTHS:
        return list(rows)
    known = {row.name: row for row in rows}
    names = dict.fromkeys(_name(asked.by, number) for number in range(_number(first), _number(last) + 1))
    return [known.pop(name, Row(name, 0, 0)) for name in names] + list(known.values())


def days_of(by: By, name: str) -> tuple[date, date]:
    """The first and last day of a time that a row is named after."""
    if by == By.DAY:
        return date.fromisoformat(name), date.fromisoformat(name)
    year, _, rest = name.partition("-")
    month = int(rest.removeprefix("Q") or 1)
    return span_of(by, date(int(year), month * 3 - 2 if by == By.QUARTER else month, 1), 0)


def span_of(by: By, day: date, ago: int) -> tuple[date, date]:
    """The first and last day of its month, quarter or year, or of one before."""
    months = _MONTHS[by]
    number = (_number(day) // months - ago) * months
    return _first(number), _first(number + months) - timedelta(1)


def before(first: date, last: date, today: date) -> tuple[date, date]:
    """The period to compare with: before whole months as many, before the month, quarter or year so far the same days of the last, else as many days."""
    month_ends = span_of(By.MONTH, last, 0)[1]
    if first.day == 1 and last == month_ends and last < today:
        return _first(_number(first) - (_number(last) - _number(first) + 1)), first - timedelta(1)
    if (by := _so_far(first, last, today)) is not None:
        begins, ends = span_of(by, first, 1)
        return begins, min(ends, begins + (today - first))
    last = min(last, today)
    return first - (last - first) - timedelta(1), first - timedelta(1)


def previous(by: By, name: str) -> str:
    """The name of the day, month, quarter or year before."""
    day = days_of(by, name)[0] - timedelta(1)
    return str(day) if by == By.DAY else _name(by, _number(day))


def with_the_one_before(asked: Asked) -> Asked:
    """From the day, month, quarter or year before on, and the first one whole."""
    first = asked.first - timedelta(1) if asked.by == By.DAY else span_of(asked.by, asked.first, 1)[0]
    return replace(asked, first=first)


def is_whole(name: str, asked: Asked, today: date) -> bool:
    """Whether a day, month, quarter or year is over, and all of it was asked for."""
    first, last = days_of(asked.by, name)
    return asked.first <= first and last <= asked.last and last < today


def _so_far(first: date, last: date, today: date) -> By | None:
    """Of which month, quarter or year this is what has passed of it: the one that ends with the period, else the shortest."""
    spans = {by: span_of(by, first, 0) for by in _MONTHS}
    fit = [by for by, (begins, ends) in spans.items() if first == begins and today <= ends and first <= today <= last]
    return next((by for by in fit if spans[by][1] == last), fit[0] if fit else None)


def _number(day: date) -> int:
    """Of its month, from year 0 on."""
    return day.year * 12 + day.month - 1


def _first(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _name(by: By, number: int) -> str:
    year, month = divmod(number, 12)
    return {By.MONTH: f"{year:04d}-{month + 1:02d}", By.QUARTER: f"{year:04d}-Q{month // 3 + 1}"}.get(by, f"{year:04d}")
