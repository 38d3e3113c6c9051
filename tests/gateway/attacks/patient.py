"""A node that waits so many seconds for a head, and keeps an idle connection twice as long: `python -m tests.gateway.attacks.patient SECONDS FILES gateway --port N`.

FILES, unless it is 0, is how many files it may open.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.conftest import ROOT, Node, free_port
from yishu import cli, serving
from yishu.gateway import bounded

KEPT = 2
"""Times the seconds."""


@contextmanager
def started(seconds: float, files: int = 0) -> Iterator[Node]:
    port = free_port()
    named = ["-m", __name__, str(seconds), str(files), "gateway", "--port", str(port)]
    node = Node(subprocess.Popen([sys.executable, *named], cwd=ROOT), f"http://127.0.0.1:{port}")
    try:
        node.wait()
        yield node
    finally:
        node.stop()


if __name__ == "__main__":
    seconds, files = float(sys.argv.pop(1)), int(sys.argv.pop(1))
    if files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    bounded.REQUEST_SECONDS = seconds  # type: ignore[misc]
    bounded.LOOK_SECONDS = seconds / 6  # type: ignore[misc]
    serving.WITHIN_ONE_PROCESS["timeout_keep_alive"] = KEPT * seconds  # type: ignore[assignment]
    cli.main()
