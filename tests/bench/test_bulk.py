"""The benchmark of copies runs as it is called."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.long
def test_copies_are_measured_beside_copy_and_files_beside_nginx(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "bulk", "--quick", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    figures = {each["name"]: each for each in json.loads(ran.stdout)["figures"]}
    assert figures.keys() == {"bulk-csv", "bulk-ndjson", "bulk-parquet", "bulk-arrow", "bulk-file"}
    assert all(each["value"] > 0 for each in figures.values())
    compared = figures.keys() - (set() if shutil.which("nginx") else {"bulk-file"})
    assert all(figures[name]["baseline"] > 0 < figures[name]["ratio"] for name in compared)
