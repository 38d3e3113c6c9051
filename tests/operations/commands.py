"""The command line as an operator uses it: `yishu …` in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def environment(node: Path, key: Path, *, database_url: str = "", **more: str) -> dict[str, str]:
    """Only what is named here of YISHU_ settings; nothing of the tests' own node."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    given = {"YISHU_DIR": str(node), "YISHU_BACKUP_KEY": str(key), "YISHU_REQUIRE_DURABLE": "0", **more}
    return clean | given | ({"YISHU_DATABASE_URL": database_url} if database_url else {})


def start(*arguments: str, env: dict[str, str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "yishu.cli", *arguments]
    return subprocess.Popen(command, env=env, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(*arguments: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    with start(*arguments, env=env) as process:
        out, said = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, out, said)


def succeed(*arguments: str, env: dict[str, str]) -> str:
    done = run(*arguments, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
