"""The rows of the calendar that a change touches, as they are and as they are to be: what undoing puts back."""

import hashlib
from datetime import date, datetime
from typing import Any

import msgspec

from yishu.core.decoding import converted
from yishu.node.models import WorkDay
from yishu.node.workdays.models import LocalDay, WorkYear
from yishu.node.workdays.notice import NoticeDay


class Year(msgspec.Struct, frozen=True):
    """A settled year: the number of its notice, and when that was issued."""

    number: str
    issued_on: date | None = None
    by: str = ""
    at: datetime | None = None


class Day(msgspec.Struct, frozen=True):
    """A day that departs from the week; `source`: the number of the notice, or the basis of a special day."""

    kind: str
    name: str
    source: str
    by: str = ""
    at: datetime | None = None


class State(msgspec.Struct, frozen=True):
    """By year, by day of notices, by special day: the row, or None where there is none."""

    years: dict[str, Year | None] = {}
    days: dict[str, Day | None] = {}
    local: dict[str, Day | None] = {}

    def as_json(self) -> Any:
        return msgspec.to_builtins(self)


def read_json(kept: Any) -> State:
    return converted(kept, State)


def now_of(wanted: State) -> State:
    """How the same rows stand now."""
    years = {str(row.year): _year(row) for row in WorkYear.objects.filter(year__in=wanted.years)}
    days = {
        row.date.isoformat(): Day(row.kind, row.name, row.source)
        for row in WorkDay.objects.filter(date__in=wanted.days)
    }
    local = {row.date.isoformat(): _local(row) for row in LocalDay.objects.filter(date__in=wanted.local)}
    return State(
        {key: years.get(key) for key in wanted.years},
        {key: days.get(key) for key in wanted.days},
        {key: local.get(key) for key in wanted.local},
    )


def put(wanted: State) -> None:
    """Make it so, in the caller's transaction."""
    WorkYear.objects.filter(year__in=wanted.years).delete()
    WorkYear.objects.bulk_create(
        WorkYear(
            year=int(key), number=row.number, issued_on=row.issued_on, confirmed_by_name=row.by, confirmed_at=row.at
        )
        for key, row in wanted.years.items()
        if row
    )
    WorkDay.objects.filter(date__in=wanted.days).delete()
    WorkDay.objects.bulk_create(
        WorkDay(date=key, kind=row.kind, name=row.name, source=row.source) for key, row in wanted.days.items() if row
    )
    LocalDay.objects.filter(date__in=wanted.local).delete()
    LocalDay.objects.bulk_create(
        LocalDay(date=key, kind=row.kind, name=row.name, basis=row.source, added_by_name=row.by, added_at=row.at)
        for key, row in wanted.local.items()
        if row
    )


def of_notice(
    year: int, number: str, issued_on: date | None, days: list[NoticeDay], *, by: str, now: datetime
) -> State:
    """A year's notice takes the place of the year's notice before it: days that only that one had go."""
    before = WorkYear.objects.filter(year=year).first()
    gone = WorkDay.objects.filter(source=before.number, date__year__range=(year - 1, year + 1)) if before else []
    rows: dict[str, Day | None] = {row.date.isoformat(): None for row in gone}
    others = WorkYear.objects.exclude(year=year).values(
        "number"
    )  # a day at a year's end may be of the next year's notice
    rows |= {row.date.isoformat(): None for row in WorkDay.objects.filter(date__year=year).exclude(source__in=others)}
    rows |= {day.date.isoformat(): Day(day.kind.value, day.name, number) for day in days}
    return State(years={str(year): Year(number, issued_on, by, now)}, days=rows)


def fingerprint() -> str:
    """Of the whole calendar: what somebody has seen before they confirm."""
    rows = [
        *WorkYear.objects.values_list("year", "number", "issued_on"),
        *WorkDay.objects.values_list("date", "kind", "name", "source"),
        *LocalDay.objects.values_list("date", "kind", "name", "basis"),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


def _year(row: WorkYear) -> Year:
    return Year(row.number, row.issued_on, row.confirmed_by_name, row.confirmed_at)


def _local(row: LocalDay) -> Day:
    return Day(row.kind, row.name, row.basis, row.added_by_name, row.added_at)
