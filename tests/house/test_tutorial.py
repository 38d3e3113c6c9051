"""The tutorial's commands, run as they stand in it, one after the other in one shell."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import free_port

ROOT = Path(__file__).parent.parent.parent
TUTORIAL = ROOT / "docs" / "tutorial" / "first-share.md"
SAID = (  # what the reader is told to see, in this order
    '"code": "307009001/000001"',
    '"result":{"name":"match","birth_date":"mismatch"}',
    '"birth_date":"1985-06-04"',
    '"code":"item_not_granted"',
    '"code":"case_required"',
    "You have no grant for this resource",
    "year,province,gdp_100m_yuan",
    '"version":2,"accepted":1,"unchanged":0,"quarantined":1',
    '"field":"longitude"',
    "update,2,1223A,",
    '"state": "withdrawn"',
    '"code":"no_grant"',
)


@pytest.mark.clause("26.5", "27.1", "27.2", "27.3")
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("YISHU_")}
    command = [sys.executable, "-m", "yishu.cli", "demo", "--dir", str(tmp_path), "--port", str(port)]
    demo = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        said = run(tmp_path, port)
    finally:
        demo.terminate()
        demo.wait(60)
    at = 0
    for expected in SAID:
        found = said.find(expected, at)
        assert found >= 0, f"{expected} does not follow in:\n{said[at:]}"
        at = found + len(expected)


def run(folder: Path, port: int) -> str:
    """Everything that the commands print; a command that fails, or an answer that never comes, fails the test."""
    wait = f"curl -s -o /dev/null --retry 120 --retry-delay 1 --retry-all-errors --fail http://127.0.0.1:{port}/readyz"
    blocks = re.findall(r"^```sh\n(.*?)^```", TUTORIAL.read_text("utf-8"), flags=re.S | re.M)
    assert len(blocks) > 8
    script = "\necho\n".join(["set -eu", wait, *blocks]).replace("D=.demo", f"D={folder}", 1)
    bash = shutil.which("bash")
    assert bash
    done = subprocess.run([bash, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
