"""The benchmark of publishing runs as it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

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


@pytest.mark.slow
@pytest.mark.long
def test_growth_is_measured_and_drawn(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "growth", "--quick", "--json"]
    command += ["--plot", str(tmp_path / "growth.svg")]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    report = json.loads(ran.stdout)
    assert [point["records"] for point in report["points"]] == [10_000, 20_000]
    assert {each["name"] for each in report["figures"]} == {"growth-first-load", "growth-again"}
    drawn = ElementTree.parse(tmp_path / "growth.svg")
    lines = [
        each for each in drawn.findall(".//{*}path") if each.get("stroke-width") == "2" and each.get("d", "").count("L")
    ]
    assert len(lines) == 5
