"""The rules of due times, as facts and as properties."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.core.calendar import DayInfo, DayKind, WorkCalendar
from yishu.quality.rules import FILED, Came, Nil, Owed, Period, Span, periods, settle, spans, standing

HOLIDAYS = {date(2026, 10, day): DayInfo(DayKind.HOLIDAY, "国庆节", "") for day in range(1, 8)}
CALENDAR = WorkCalendar(HOLIDAYS | {date(2026, 10, 10): DayInfo(DayKind.WORKDAY, "国庆节", "")}, date(2026, 12, 31))
CYCLES = ("realtime", "daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly", FILED)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def owed(rhythm: str, since: date, until: date, start: date = date(2025, 1, 1)) -> list[Period]:
    return periods([Span(rhythm, start)], since, until, CALENDAR, within=2)


@pytest.mark.parametrize(
    ("rhythm", "due", "first", "last"),
    [
        ("realtime", date(2026, 9, 30), date(2026, 9, 30), date(2026, 9, 30)),
        ("daily", date(2026, 10, 9), date(2026, 9, 30), date(2026, 9, 30)),  # two working days, the holiday between
        ("weekly", date(2026, 9, 29), date(2026, 9, 21), date(2026, 9, 27)),
        ("monthly", date(2026, 10, 9), date(2026, 9, 1), date(2026, 9, 30)),
        ("quarterly", date(2026, 10, 9), date(2026, 7, 1), date(2026, 9, 30)),
        ("half_yearly", date(2026, 7, 2), date(2026, 1, 1), date(2026, 6, 30)),
        ("yearly", date(2026, 1, 2), date(2025, 1, 1), date(2025, 12, 31)),
        (FILED, date(2026, 10, 10), date(2026, 7, 1), date(2026, 9, 30)),  # the first ten days, whatever the holiday
    ],
)
def test_each_rhythm_is_due_when_article_25_says(rhythm, due, first, last):
    assert [(each.first, each.last) for each in owed(rhythm, due, due)] == [(first, last)]


def test_days_that_nobody_works_owe_nothing():
    assert [each.last for each in owed("realtime", date(2026, 10, 1), date(2026, 10, 11))] == [
        date(2026, 10, 8),
        date(2026, 10, 9),
        date(2026, 10, 10),
    ]


@pytest.mark.parametrize("rhythm", ["irregular", "never"])
def test_what_has_no_cycle_owes_nothing(rhythm):
    assert owed(rhythm, date(2025, 1, 1), date(2027, 1, 1)) == []


@given(st.sampled_from(CYCLES), days, st.integers(0, 200))
def test_periods_follow_each_other_and_are_due_after_they_end(rhythm, since, length):
    found = owed(rhythm, since, since + timedelta(days=length))
    for each in found:
        assert since <= each.due <= since + timedelta(days=length)
        assert each.first <= each.last <= each.due
    for one, following in itertools.pairwise(found):
        assert one.last < following.first


@given(st.sampled_from(CYCLES), days, st.integers(0, 120), st.integers(1, 60))
def test_looking_at_two_stretches_finds_what_looking_at_once_does(rhythm, since, length, more):
    middle, until = since + timedelta(days=length), since + timedelta(days=length + more)
    apart = owed(rhythm, since, middle) + owed(rhythm, middle + timedelta(days=1), until)
    assert apart == owed(rhythm, since, until)


updates = st.lists(st.dates(date(2026, 8, 1), date(2026, 11, 30)), max_size=30)


@given(st.sampled_from(CYCLES), updates, st.dates(date(2026, 8, 1), date(2026, 11, 30)))
def test_a_further_update_never_makes_anything_later(rhythm, came, further):
    found, today = owed(rhythm, date(2026, 9, 1), date(2026, 11, 20)), date(2026, 11, 27)
    before, after = (
        sum(each.is_on_time for each in settle(found, each_came, [], today)) for each_came in (came, [*came, further])
    )
    assert before <= after <= before + 1


@given(st.sampled_from(CYCLES), updates)
def test_no_more_come_in_time_than_updates_came(rhythm, came):
    settled = settle(owed(rhythm, date(2026, 9, 1), date(2026, 11, 20)), came, [], date(2026, 11, 27))
    assert sum(each.came is Came.UPDATED for each in settled) <= len(came)
    assert not any(each.came is Came.PENDING for each in settled)


def test_one_update_serves_one_period():
    (september, october) = owed("monthly", date(2026, 10, 1), date(2026, 11, 5))
    settled = settle([september, october], [date(2026, 10, 8)], [], date(2026, 11, 27))
    assert [each.came for each in settled] == [Came.UPDATED, Came.LATE]


def test_a_nil_report_counts_in_time_and_not_after():
    (september,) = owed("monthly", date(2026, 10, 1), date(2026, 10, 31))
    for day, came in ((september.due, Came.NIL), (september.due + timedelta(days=1), Came.LATE)):
        nil = Nil(september.first, september.last, day)
        assert settle([september], [], [nil], date(2026, 11, 27)) == [Owed(september, came)]


def test_late_is_said_since_the_first_update_that_is_still_missing():
    today = date(2026, 11, 27)
    found = owed("monthly", date(2026, 8, 1), date(2027, 1, 31))

    def stands(*came: date):
        return standing(settle(found, came, [], today), came, [], today)

    assert stands().late_since == date(2026, 8, 4)  # July's, two working days on
    assert stands(date(2026, 9, 20)).late_since == date(2026, 11, 3)  # serves September; October's is missing
    assert stands(date(2026, 9, 20), date(2026, 11, 20)).late_since is None  # made up for
    assert stands(date(2026, 11, 20)).next_due == date(2027, 1, 4)  # November's is there; 2027's holidays are not known


def test_a_filing_stands_before_the_cycle_while_it_lasts():
    kept = spans([(date(2026, 1, 10), "daily"), (date(2026, 5, 1), "monthly")], [(date(2026, 3, 1), date(2026, 6, 1))])
    assert kept == [
        Span("daily", date(2026, 1, 10), date(2026, 3, 1)),
        Span("monthly", date(2026, 6, 1)),
        Span(FILED, date(2026, 3, 1), date(2026, 6, 1)),
    ]


@given(days, st.lists(st.tuples(days, st.sampled_from(CYCLES)), min_size=1, max_size=5), st.tuples(days, days))
def test_on_each_day_one_rhythm_holds(day, entries, filed):
    kept = spans(entries, [(min(filed), max(filed))])
    holding = [each for each in kept if each.start <= day and (each.end is None or day < each.end)]
    is_filed = min(filed) <= day < max(filed)
    assert len(holding) == int(is_filed or day >= min(entries)[0])
