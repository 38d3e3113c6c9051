"""Writes which clause each test holds, and how it ended, for `yishu clauses`. `YISHU_ADD_RESULTS` adds to the run before instead of replacing it."""

import json
import os
from pathlib import Path

import pytest

RESULTS = Path(__file__).parent.parent / ".results" / "clauses.json"


class Clauses:
    """Collects, on the controller, the outcomes of all tests that cite a clause."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.outcomes: dict[str, dict[str, object]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        cited = dict(report.user_properties).get("clauses")
        if not cited:
            return
        seen = self.outcomes.setdefault(report.nodeid, {"clauses": cited, "outcome": "passed"})
        if report.failed:
            seen["outcome"] = "failed"
        elif report.skipped and seen["outcome"] == "passed":
            seen["outcome"] = "skipped"

    def pytest_sessionfinish(self) -> None:
        if self.outcomes:
            RESULTS.parent.mkdir(exist_ok=True)
            adding = os.environ.get("YISHU_ADD_RESULTS") and RESULTS.exists()
            before = json.loads(RESULTS.read_text("utf-8")) if adding else {}
            RESULTS.write_text(json.dumps(before | self.outcomes, indent=1, sort_keys=True), "utf-8")
