"""The inbox's benchmark runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.long
def test_the_inbox_is_measured_beside_its_statement(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "inbox", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    report = json.loads(ran.stdout)
    assert report["machine"]["applications"] == 2000
    figures = {each["name"]: each for each in report["figures"]}
    assert all(figures[name]["value"] > 0 < figures[name]["baseline"] for name in ("inbox-p50", "inbox-p99"))
