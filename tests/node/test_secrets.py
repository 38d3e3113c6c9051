"""The node's own secrets, in its folder."""

import subprocess
import sys
from pathlib import Path

from yishu.node.secrets import load_secrets


def test_secrets_are_made_once_and_for_their_account_only(tmp_path: Path) -> None:
    first = load_secrets(tmp_path)
    assert (tmp_path / "secrets.toml").stat().st_mode & 0o777 == 0o600
    assert load_secrets(tmp_path) == first
    assert len({first.web, first.tokens.hex(), first.subjects.hex()}) == 3
    assert min(len(first.tokens), len(first.subjects)) == 32


def test_processes_that_start_together_share_one_file(tmp_path: Path) -> None:
    script = "import sys, pathlib; from yishu.node.secrets import load_secrets; print(load_secrets(pathlib.Path(sys.argv[1])).web)"
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.toml"]
