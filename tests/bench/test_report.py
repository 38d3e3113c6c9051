"""The benchmark runs as it is called. How fast, it says itself; here only that it measures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.long
def test_the_benchmark_imports_seven_portals_twice_beside_bare_copies(tmp_path: Path) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "bench", "--quick", "--json", "--only", "import"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean | {"TMPDIR": str(tmp_path)})
    assert ran.returncode == 0, ran.stderr[-1500:]
    (figure,) = json.loads(ran.stdout)["figures"]
    assert (figure["name"], figure["rows"], figure["changed_again"]) == ("import-portals", 11_865, 0)
    assert figure["value"] > 0
    assert figure["baseline"] > figure["value"]
    assert figure["seconds_again"] < figure["seconds"]
