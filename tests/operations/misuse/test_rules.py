"""What is worth asking about, as rules: ordinary use and growth never are (30.1)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.usefixtures("django_ready")
NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)  # 10:00 in Shanghai


def limits() -> Any:
    from yishu.operations.misuse.rules import Threshold
    from yishu.operations.misuse.thresholds import COMMON

    return {str(code): Threshold(common.amount, common.ratio) for code, common in COMMON.items()}


def found(use: dict[str, Any], usual: dict[str, Any] | None) -> list[str]:
    from yishu.operations.misuse.rules import Use, Usual, find

    asked = Use(**{"hour": NOW, "hour_of_day": 10, "is_rest": False, "is_person": False, "subjects": 0} | use)
    known = {"first_used": NOW - timedelta(days=90), "last_used": NOW - timedelta(days=1), "used_days": 20}
    known |= {"mean": 10.0, "around": 30.0, "highest": 40}
    return [each.kind.value for each in find(asked, None if usual is None else Usual(**known | usual), limits())]


@pytest.mark.parametrize(
    ("use", "usual", "kinds"),
    [
        ({"subjects": 500}, {}, ["volume"]),
        ({"subjects": 199}, {}, []),  # too few to matter
        ({"subjects": 500}, {"mean": 101.0}, []),
        ({"subjects": 500}, {"highest": 250}, []),  # growth: less than twice the highest hour
        ({"subjects": 40}, {"around": 0.0, "mean": 0.0}, ["hours"]),
        ({"subjects": 40, "is_person": True}, {"around": 0.0, "mean": 0.0}, []),  # in office hours
        ({"subjects": 12, "is_person": True, "is_rest": True}, {"around": 0.0, "mean": 0.0}, ["hours"]),
        ({"subjects": 150, "missed": 130}, {}, ["absent"]),
        ({"subjects": 150, "missed": 130}, {"missed_percent": 70.0}, []),  # such is its work
        ({"subjects": 60, "run": 60}, {}, ["consecutive"]),
        ({"subjects": 60, "run": 60}, {"run": 25}, []),
        ({"subjects": 30, "looks": 25}, {"looks": 2}, ["repeated"]),
        ({"subjects": 30, "in_case": 25}, {"in_case": 2}, ["case"]),
        ({"subjects": 30, "in_case": 25}, {"in_case": 10}, []),
        ({"subjects": 80, "caseless": 60}, {"caseless_percent": 1.0}, ["caseless"]),
        ({"subjects": 80, "caseless": 60}, {"caseless_percent": 40.0}, []),
        ({"subjects": 30}, {"last_used": NOW - timedelta(days=70), "highest": 0, "around": 0.0}, ["silence"]),
    ],
)
def test_what_departs_from_the_usual_is_found_and_nothing_else(
    use: dict[str, Any], usual: dict[str, Any], kinds: list[str]
) -> None:
    assert found(use, usual) == kinds


EXTREME = {"subjects": 900_000, "missed": 900_000, "run": 9_000, "looks": 9_000, "in_case": 9_000, "caseless": 900_000}


@given(st.integers(0, 13), st.integers(0, 28))
def test_a_short_history_never_makes_noise(days: int, used: int) -> None:
    assert found(EXTREME, None) == []
    assert found(EXTREME, {"first_used": NOW - timedelta(days=days), "used_days": used}) == []
    assert found(EXTREME, {"used_days": min(used, 4)}) == []


@given(
    st.integers(1, 5_000),
    st.floats(1.0, 1.08),
    st.lists(st.floats(0.7, 1.3), min_size=29, max_size=29),
    st.floats(0, 30),
)
def test_ordinary_growth_is_no_finding(start: int, growth: float, noise: list[float], missed: float) -> None:
    """A system that grows by up to 8 % a day, with noise, and whose misses stay what they are."""
    days = [max(1, int(start * growth**n * each)) for n, each in enumerate(noise)]
    before, today = days[:-1], days[-1]
    usual = {
        "mean": sum(before) / len(before),
        "around": 3.0 * sum(before) / len(before),
        "highest": max(before),
        "missed_percent": missed,
        "looks": 2,
        "in_case": 3,
    }
    use = {"subjects": today, "missed": int(today * missed / 100), "looks": 3, "in_case": 5, "run": 3}
    assert found(use, usual) == []
