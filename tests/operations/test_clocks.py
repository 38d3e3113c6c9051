"""A clock that is changed works for what begins afterwards: what runs keeps its length, whether its day is stored or counted at every look (38.1)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.operations.days import applied, confirm, due, office, signed_in, text
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
    """Whatever is owed on 1 December 2028 stays due as it was; what ends with that year is due 10 working days later, on Friday 12 January."""
    cast = Cast()
    cast.resource(cast.agency("公安"), office)
    clock.set("2028-12-01 10:00")
    before = owed(office)
    assert before
    changing("assessment", 10)
    assert owed(office) == before
    clock.set("2029-01-02 10:00")
    after = owed(office)
    assert {period: after[period] for period in before} == before
    assert {day for period, day in after.items() if period not in before} == {"2029-01-12"}


def owed(office: Cast.Member) -> dict[str, str]:
    rows = signed_in(office.person_b).get("/api/v1/assessments/due").json()
    return {row["period"]: row["due"] for row in rows if row["kind"] == "assessment"}
