"""The arithmetic of points, weights and ranks (35.1)."""

from decimal import Decimal

import pytest

from yishu.assessment import rules
from yishu.assessment.errors import MalformedPeriod
from yishu.assessment.periods import period_of, quarter_before
from yishu.assessment.rules import Measured


def figure(code: str, weight: int, part: int | None, whole: int | None = None, target: int | None = None) -> Measured:
    return Measured(code, "target" if target else "share", weight, target, part, whole)


@pytest.mark.parametrize(
    ("measured", "points"),
    [
        (figure("mounted", 20, 3, 4), "75.00"),
        (figure("mounted", 20, 0, 4), "0.00"),
        (figure("mounted", 20, 0, 0), None),
        (figure("mounted", 20, None), None),
        (figure("entries", 10, 5, target=10), "50.00"),
        (figure("entries", 10, 50, target=10), "100.00"),
        (figure("mounted", 20, 1, 3), "33.33"),
    ],
)
def test_points_of_a_figure(measured: Measured, points: str | None) -> None:
    assert rules.points_of(measured) == (None if points is None else Decimal(points))


def test_the_weight_of_what_was_not_measured_goes_to_the_rest() -> None:
    figures = [figure("mounted", 20, 1, 2), figure("timeliness", 60, None), figure("applications", 20, 1, 1)]
    assert [one.weight for one in rules.weigh(figures)] == [Decimal("50.00"), Decimal(0), Decimal("50.00")]
    assert rules.total_of(figures) == Decimal("75.00")


def test_where_nothing_was_measured_there_is_no_total() -> None:
    assert rules.total_of([figure("timeliness", 60, None)]) is None


def test_equal_totals_share_a_rank() -> None:
    totals = {1: Decimal(80), 2: Decimal(90), 3: Decimal(80), 4: None, 5: Decimal(70)}
    assert rules.ranks_of(totals) == {2: 1, 1: 2, 3: 2, 5: 4}


def test_what_would_raise_the_total_most_comes_first() -> None:
    figures = [figure("mounted", 20, 1, 2), figure("applications", 80, 1, 4), figure("entries", 10, 10, target=10)]
    told = rules.suggestions(figures)
    assert [code for code, _ in told] == ["applications", "mounted"]
    assert told[0][1]["missing"] == "3"
    assert told[0][1]["gain"] == "54.55"


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026Q4", "2026-10-01", "2026-12-31"),
        ("2024Q1", "2024-01-01", "2024-03-31"),
        ("2026H1", "2026-01-01", "2026-06-30"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_has_its_days(code: str, first: str, last: str) -> None:
    period = period_of(code)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize("code", ["2026Q5", "2026H3", "26Q1", "2026M1", "", "2026Q1x", "２０２６"])
def test_what_is_no_period_is_refused(code: str) -> None:
    with pytest.raises(MalformedPeriod):
        period_of(code)


def test_the_quarter_before_the_first_is_last_years() -> None:
    assert quarter_before(period_of("2026Q1").first) == "2025Q4"
