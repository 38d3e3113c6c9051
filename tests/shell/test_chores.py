"""What the worker does from time to time: one that takes long keeps waiting only those of its own lane."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from yishu.exchange import worker
from yishu.shell import chores

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No chores but those of the test."""
    monkeypatch.setattr(chores, "_chores", {})


@pytest.mark.usefixtures("apart", "django_ready")
def test_a_long_one_keeps_no_other_lane_waiting() -> None:
    stuck, seen = threading.Event(), list[str]()
    chores.register("long", timedelta(seconds=1), lambda _now: stuck.wait(20), lane="evidence")
    chores.register("behind it", timedelta(seconds=1), lambda _now: seen.append("behind"), lane="evidence")
    chores.register("each second", timedelta(0), lambda _now: seen.append("second"))
    busy: dict[str, threading.Thread] = {}
    works = [work for work in worker.list_works() if work.name.startswith("chores")]
    deadline = time.monotonic() + 10
    while seen.count("second") < 3 and time.monotonic() < deadline:
        worker._round(busy, works)
        time.sleep(0.05)
    assert seen.count("second") >= 3
    assert "behind" not in seen
    stuck.set()
    busy["chores evidence"].join(10)
    assert "behind" in seen


@pytest.mark.usefixtures("apart")
def test_one_that_fails_stops_no_other_and_is_due_again_at_its_time(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[datetime] = []

    def fails(now: datetime) -> None:
        seen.append(now)
        raise ValueError("of this chore alone")

    chores.register("fails", timedelta(minutes=1), fails)
    chores.register("works", timedelta(minutes=1), seen.append)
    done: dict[str, datetime] = {}
    for second in (0, 30, 60):
        chores.do_due(done, NOW + timedelta(seconds=second))
    assert seen == [NOW, NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=1)]
    assert "fails failed" in caplog.text
