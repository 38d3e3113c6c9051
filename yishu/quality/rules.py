"""When updates are due, and which came in time: pure rules over days of Asia/Shanghai (18.1, 25.1).

A resource owes one update for each period of its declared cycle. Business data is due within the clock of Article 25 (2 working days) after the period in
which it was produced; what is updated in real time (cases, licences, documents) on the day itself. A special case on file is due in the first ten days of each
quarter's first month. Days that nobody works owe nothing. What is irregular or never updated has no period.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yishu.catalogue.vocabulary import Cycle
from yishu.core.calendar import WorkCalendar, months_after

FILED = "filed"
"""The rhythm of a special case on file, beside the cycles of an entry."""
FILED_DAYS = 10  # 25.1: 每季度首月的上旬
_DAY = timedelta(days=1)
_MONTHS = {Cycle.MONTHLY: 1, Cycle.QUARTERLY: 3, Cycle.HALF_YEARLY: 6, Cycle.YEARLY: 12, FILED: 3}


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` on, up to and without `end` (None: still), the resource keeps this rhythm."""

    rhythm: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One update owed: of the days `first` to `last`, by the end of `due`. `provisional`: the holidays of `due` are not published yet."""

    due: date
    first: date
    last: date
    provisional: bool = False


class Came(StrEnum):
    """How an owed update came."""

    UPDATED = "updated"
    NIL = "nil"
    LATE = "late"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Owed:
    """A period with what came of it by now."""

    period: Period
    came: Came

    @property
    def is_on_time(self) -> bool:
        return self.came in (Came.UPDATED, Came.NIL)


@dataclass(frozen=True, slots=True)
class Nil:
    """A nil report for a period, and the day on which it was confirmed."""

    first: date
    last: date
    day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How a resource stands today. `late_since`: the due day of the first update that it owes and has not made up; None: on time."""

    late_since: date | None
    next_due: date | None
    waiting: Period | None  # the period for which nothing new may be confirmed now


def periods(spans: Iterable[Span], since: date, until: date, days: WorkCalendar, *, within: int) -> list[Period]:
    """The updates owed whose due day is from `since` up to and with `until`, by due day. `within`: working days after the period (clock of Art. 25)."""
    found = (
        _due(span.rhythm, first, last, days, within) for span in spans for first, last in _cut(span, since, until, days)
    )
    return sorted(period for period in found if since <= period.due <= until)


def settle(owed: Sequence[Period], updates: Iterable[date], nils: Iterable[Nil], today: date) -> list[Owed]:
    """What came of each period. An update serves one period: the one due first among those it lies in."""
    left = sorted(updates)
    confirmed = {(nil.first, nil.last): nil.day for nil in nils}
    return [Owed(period, _came(period, left, confirmed, today)) for period in sorted(owed)]


def standing(owed: Sequence[Owed], updates: Iterable[date], nils: Iterable[Nil], today: date) -> Standing:
    """Late is whoever missed an update and has neither updated nor reported since."""
    last_word = max([*updates, *(nil.day for nil in nils)], default=date.min)
    missed = [one.period for one in owed if one.came is Came.LATE and one.period.due > last_word]
    pending = [one.period for one in owed if one.came is Came.PENDING]
    ripe = [period for period in (*missed, *pending) if period.last <= today]
    return Standing(missed[0].due if missed else None, pending[0].due if pending else None, ripe[-1] if ripe else None)


def next_owed(owed: Sequence[Owed], updates: Iterable[date], nils: Iterable[Nil]) -> date | None:
    """The day by the end of which the resource is to be updated next; once that day has gone, it is late since then.

    Until something new is said of the resource it is the same on whichever day it is reckoned.
    """
    last_word = max([*updates, *(nil.day for nil in nils)], default=date.min)
    return min((one.period.due for one in owed if not one.is_on_time and one.period.due > last_word), default=None)


def horizon(kept: Iterable[Span], today: date) -> date:
    """How far ahead to look for what is due next: past the period after this one, and a holiday."""
    ahead = {Cycle.YEARLY: 760, Cycle.HALF_YEARLY: 400, Cycle.QUARTERLY: 220, FILED: 220, Cycle.MONTHLY: 80}
    return today + timedelta(days=max((ahead.get(span.rhythm, 25) for span in kept), default=25))


def spans(entries: Sequence[tuple[date, str]], filed: Sequence[tuple[date, date | None]]) -> list[Span]:
    """The rhythms of a resource: each version's cycle from its publication to the next one's, and the filings, which stand before them."""
    ordered = sorted(entries)
    ends = [*(day for day, _ in ordered[1:]), None]
    cycles = [Span(cycle, day, end) for (day, cycle), end in zip(ordered, ends, strict=True) if day != end]
    for start, end in filed:
        cycles = [part for span in cycles for part in _without(span, start, end)]
    return [*cycles, *(Span(FILED, start, end) for start, end in filed)]


def _without(span: Span, start: date, end: date | None) -> Iterator[Span]:
    """The parts of a span outside of these days."""
    if (span.end is not None and span.end <= start) or (end is not None and end <= span.start):
        yield span
        return
    if span.start < start:
        yield Span(span.rhythm, span.start, start)
    if end is not None and (span.end is None or end < span.end):
        yield Span(span.rhythm, end, span.end)


def _came(period: Period, left: list[date], confirmed: dict[tuple[date, date], date], today: date) -> Came:
    if (day := confirmed.get((period.first, period.last))) is not None and day <= period.due:
        return Came.NIL
    for place, day in enumerate(left):
        if period.first <= day <= period.due:
            del left[place]
            return Came.UPDATED
    return Came.LATE if period.due < today else Came.PENDING


def _due(rhythm: str, first: date, last: date, days: WorkCalendar, within: int) -> Period:
    if rhythm == FILED:
        due = (last + _DAY).replace(day=FILED_DAYS)
        return Period(due, first, last)
    deadline = days.add_working_days(last, 0 if rhythm == Cycle.REALTIME else within)
    return Period(deadline.date, first, last, deadline.provisional)


def _cut(span: Span, since: date, until: date, days: WorkCalendar) -> Iterator[tuple[date, date]]:
    """The periods of a rhythm that end while the span lasts and may be due within the days."""
    end = min(until, span.end - _DAY) if span.end else until
    start = max(span.start, since - timedelta(days=40))
    if span.rhythm in (Cycle.REALTIME, Cycle.DAILY):
        yield from ((day, day) for day in _days(start, end) if days.is_working_day(day))
    elif span.rhythm == Cycle.WEEKLY:
        monday = start - timedelta(days=start.weekday())
        while monday + 6 * _DAY <= end:
            yield monday, monday + 6 * _DAY
            monday += 7 * _DAY
    elif span.rhythm in _MONTHS:
        yield from _of_months(start, end, _MONTHS[span.rhythm])


def _of_months(start: date, end: date, size: int) -> Iterator[tuple[date, date]]:
    first = date(start.year, (start.month - 1) // size * size + 1, 1)
    while (following := months_after(first, size)) - _DAY <= end:
        yield first, following - _DAY
        first = following


def _days(start: date, end: date) -> Iterator[date]:
    return (start + n * _DAY for n in range((end - start).days + 1))
