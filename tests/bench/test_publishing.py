"""The benchmark of publishing runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.long
def test_publishing_is_measured_beside_copy_and_duckdb(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "publishing", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    figures = {each["name"]: each for each in json.loads(ran.stdout)["figures"]}
    assert figures.keys() == {"publish-first-load", "publish-again", "publish-changes", "publish-memory"}
    assert all(
        figures[name]["baseline"] > 0 < figures[name]["value"] for name in ("publish-first-load", "publish-again")
    )
