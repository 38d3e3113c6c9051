"""The command line within this process: the same words, output and exit code without the two seconds in which a process of its own is loaded.

For the second call and those after it: of each command one test at least starts a process, as an operator does.
"""

import subprocess
from unittest.mock import patch

from click.testing import CliRunner
from django.utils import timezone

NOW = timezone.now


def run_here(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`yishu …`, by the time of the machine whatever the test's clock says. Settings are those of this process."""
    from yishu.cli import main

    with patch("django.utils.timezone.now", NOW):
        done = CliRunner().invoke(main, list(words), prog_name="yishu", env=environment)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)
