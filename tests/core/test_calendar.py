import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yishu.core.calendar import SHANGHAI, DayInfo, DayKind, Deadline, WorkCalendar, shanghai_day

SEED = Path(__file__).parents[2] / "yishu" / "node" / "seed" / "work_days.csv"


def seeded() -> WorkCalendar:
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["state"] for row in rows} == {"confirmed"}
    days = {date.fromisoformat(row["date"]): DayInfo(DayKind(row["kind"]), row["name"], row["source"]) for row in rows}
    assert len(days) == len(rows)
    return WorkCalendar(days, date(2026, 12, 31))


CALENDAR = seeded()


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        (date(2026, 2, 13), 5, date(2026, 2, 27)),  # 02-14 is made up, 02-15 to 02-23 are off
        (date(2026, 2, 13), 6, date(2026, 2, 28)),  # a Saturday made up
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # a Sunday made up
        (date(2025, 9, 26), 5, date(2025, 10, 10)),  # 09-28 is made up, 10-01 to 10-08 are off, 10-11 is made up
        (date(2024, 5, 10), 1, date(2024, 5, 11)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # started on a Saturday
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_deadlines_mind_holidays_and_make_up_days(start: date, n: int, due: date) -> None:
    assert CALENDAR.add_working_days(start, n) == Deadline(due, provisional=False)


def test_past_the_last_notice_a_deadline_is_provisional() -> None:
    assert CALENDAR.add_working_days(date(2026, 12, 25), 4) == Deadline(date(2026, 12, 31), provisional=False)
    assert CALENDAR.add_working_days(date(2026, 12, 25), 5) == Deadline(date(2027, 1, 1), provisional=True)
    assert CALENDAR.add_working_days(date(2030, 1, 4), 1) == Deadline(date(2030, 1, 7), provisional=True)


def test_the_day_begins_in_shanghai() -> None:
    late = datetime(2026, 2, 12, 17, 0, tzinfo=UTC)  # 01:00 on the 13th there
    assert shanghai_day(late) == date(2026, 2, 13)
    assert CALENDAR.add_working_days(late, 5).date == date(2026, 2, 27)
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_working_days(datetime(2026, 2, 13), 5)  # noqa: DTZ001
    with pytest.raises(ValueError, match="forward"):
        CALENDAR.add_working_days(date(2026, 2, 13), -1)


def test_a_deadline_holds_until_the_end_of_its_day() -> None:
    due = Deadline(date(2026, 2, 27), provisional=False)
    assert due.ends == datetime(2026, 2, 28, tzinfo=SHANGHAI) == datetime(2026, 2, 27, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 2, 13), date(2026, 2, 27), 5),
        (date(2026, 2, 27), date(2026, 2, 27), 0),
        (date(2026, 2, 28), date(2026, 2, 27), -1),
        (date(2026, 11, 21), date(2026, 11, 20), -1),  # Saturday after a Friday: late, though no working day has passed
        (date(2026, 11, 24), date(2026, 11, 20), -2),
        (date(2026, 2, 16), date(2026, 2, 23), 0),
    ],
)
def test_days_left_are_working_days_and_negative_when_late(today: date, due: date, left: int) -> None:
    assert CALENDAR.working_days_between(today, due) == left


@given(st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(1, 40))
def test_counting_back_gives_what_was_added(start: date, n: int) -> None:
    due = CALENDAR.add_working_days(start, n)
    assert CALENDAR.is_working_day(due.date)
    assert CALENDAR.working_days_between(start, due.date) == n
    assert due.provisional == (due.date.year > 2026)


def test_the_seed_names_only_days_that_matter_and_their_notice() -> None:
    days = CALENDAR._days
    assert {day.year for day in days} == {2024, 2025, 2026}
    for day, known in days.items():
        assert known.source.startswith("国办发明电〔")
        assert str(day.year - 1) in known.source
        assert known.kind is DayKind.HOLIDAY or day.weekday() >= 5  # only a weekend can be made up
    off = sum(known.kind is DayKind.HOLIDAY for known in days.values())
    made_up = len(days) - off
    assert (off, made_up) == (28 + 28 + 33, 8 + 5 + 6)
    working = sum(CALENDAR.is_working_day(date(2026, 1, 1) + timedelta(days=i)) for i in range(365))
    assert working == 248
