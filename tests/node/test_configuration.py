"""Settings from a TOML file, the environment winning; and no start over a database that forgets."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import free_port
from yishu.node import postgres


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "yishu.cli", *command],
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_folder_and_database_are_read_from_the_file(tmp_path: Path) -> None:
    with postgres.start(tmp_path / "pg", fsync=False) as cluster:
        config = tmp_path / "node.toml"
        config.write_text(f'dir = "{tmp_path / "node"}"\ndatabase_url = "{cluster.dsn()}"\n', "utf-8")
        made = run("migrate", YISHU_CONFIG=str(config))
        assert (made.returncode, made.stdout) == (0, "schema up to date\n"), made.stderr
        assert sorted(path.name for path in (tmp_path / "node").iterdir()) == ["secrets.toml"]

        refused = run("serve", "--port", str(free_port()), YISHU_CONFIG=str(config))
        assert refused.returncode == 1
        assert "fsync" in refused.stderr
