"""The benchmark of Delta Sharing runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import machine
from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.long
def test_the_stock_client_is_measured_beside_itself(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [
        sys.executable,
        "-m",
        "yishu.cli",
        "bench",
        "delta",
        "--quick",
        "--json",
        "--client",
        machine.delta_client(),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    figures = {each["name"]: each for each in json.loads(ran.stdout)["figures"]}
    assert figures.keys() == {"delta-first-read", "delta-client"}
    assert figures["delta-client"]["baseline"] > 0 < figures["delta-client"]["ratio"]
