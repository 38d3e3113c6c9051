"""The benchmark of the evidence log runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
def test_the_log_is_measured(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "log", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    figures = {each["name"]: each for each in json.loads(ran.stdout)["figures"]}
    assert figures.keys() >= {"log-append", "log-behind", "log-proof-p99", "log-examine-10M", "log-bytes-log"}
    assert all(each["value"] > 0 for each in figures.values())
