"""The benchmark of proxied resources runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
def test_a_proxied_call_is_measured_beside_the_interface_alone(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "proxied", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    figures = {each["name"]: each for each in json.loads(ran.stdout)["figures"]}
    assert {name: each["goal"] for name, each in figures.items()} == {
        "proxied-1": 2.0,
        "proxied-16": 2.0,
        "proxied-instant-1": 2.0,
        "proxied-instant-16": None,
    }
    assert figures["proxied-1"]["baseline"] >= 5 > figures["proxied-instant-1"]["baseline"]
    assert all(each["through_ms"] > each["baseline"] > 0 for each in figures.values())
