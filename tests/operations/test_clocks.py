"""A clock that is changed works for what begins afterwards: what runs keeps its length, whether its day is stored or counted at every look (38.1)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.operations.test_work_days import applied, confirm, due, office, signed_in, text
from yishu.node.workdays.models import ClockChange

__all__ = ["office"]
BASIS = "《杭州市政务信息资源共享管理办法》第十二条"


@pytest.fixture
def changing(office: Cast.Member) -> Iterator[Any]:
    """`changing(code, days)` changes a clock on its page; all of it goes back."""
    changed: set[str] = set()

    def change(code: str, days: int) -> None:
        changed.add(code)
        form = {"days": str(days), "basis": BASIS}
        answer = signed_in(office.person_b).post(f"/operations/rules/clocks/{code}/", form)
        assert answer.status_code == 302, text(answer)

    yield change
    for code in changed:
        signed_in(office.person_b).post(f"/operations/rules/clocks/{code}/", {"act": "reset"})
        ClockChange.objects.filter(clock=code).delete()


@pytest.mark.clause("38.1", "26.3")
def test_a_changed_calendar_counts_by_the_length_that_a_deadline_began_with(office: Cast.Member, changing: Any) -> None:
    """Five days from Friday 25 December 2026; then the clock is three days: by the notice, still the fifth, not the third."""
    _police, civil, before = applied(Cast(), office)
    changing("review", 3)
    _police, other, after = applied(Cast(), office)
    assert (due(civil, before)[0], due(other, after)[0]) == ("2027-01-01", "2026-12-30")
    assert confirm(signed_in(office.person_b)).status_code == 302
    assert (due(civil, before)[0], due(other, after)[0]) == ("2027-01-04", "2026-12-30")


@pytest.mark.clause("38.1")
def test_a_changed_clock_leaves_what_began_before_it_also_where_its_day_is_counted_at_every_look(
    office: Cast.Member, clock: Any, changing: Any
) -> None:
    """The third quarter of 2025 is to be assessed within 20 working days, until 4 November; changed to 10 in October, the fourth within 10, until 15 January.

    Working days after 31 December: 4 (made up), 5 to 9, 12 to 15 January are the 1st to the 10th.
    """
    clock.set("2025-07-08 10:00")
    cast = Cast()
    cast.resource(cast.agency("公安"), office)
    clock.set("2025-10-15 10:00")
    assert owed(office)["2025Q3"] == "2025-11-04"
    changing("assessment", 10)
    assert owed(office)["2025Q3"] == "2025-11-04"
    clock.set("2026-01-05 10:00")
    assert owed(office)["2025Q4"] == "2026-01-15"


def owed(office: Cast.Member) -> dict[str, str]:
    rows = signed_in(office.person_b).get("/api/v1/assessments/due").json()
    return {row["period"]: row["due"] for row in rows if row["kind"] == "assessment"}
