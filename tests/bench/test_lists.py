"""The benchmark of lists runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.long
def test_lists_are_measured_beside_look_ups_in_the_table(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "lists", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    figures = {each["name"]: each for each in json.loads(ran.stdout)["figures"]}
    assert figures.keys() == {"list-arrow-verify", "list-arrow-query", "list-json-verify", "list-json-query"}
    assert all(each["value"] > 0 for each in figures.values())
    assert all(figures[f"list-arrow-{act}"]["ratio"] > 0 for act in ("verify", "query"))
