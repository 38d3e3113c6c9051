"""The benchmark of the inspectors' pages runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.long
def test_searches_cases_and_statistics_are_measured_over_http(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "evidence", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    report = json.loads(ran.stdout)
    figures = {each["name"]: each for each in report["figures"]}
    timed = {f"evidence-{what}-p99" for what in ("search", "case", "statistics", "subject")}
    assert figures.keys() >= timed | {"evidence-index", "evidence-count"}
    assert all(each["value"] > 0 for each in figures.values())
    assert report["slowest"]
