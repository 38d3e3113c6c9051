"""Servers of a measurement: a database and processes of their own, ended with it."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yishu.node.postgres import Cluster, start


@contextmanager
def own_cluster(**settings: str) -> Iterator[tuple[Path, Cluster]]:
    """A folder, and a database in it that commits as one in use does. Django and the processes that are started find both: nothing may have set it up before.

    `settings` are PostgreSQL's, over those of a node.
    """
    with tempfile.TemporaryDirectory(prefix="yishu-bench-") as name:
        folder = Path(name)
        with start(folder / "postgres", fsync=True, settings=settings) as cluster:
            os.environ.update(
                YISHU_DATABASE_URL=cluster.dsn(), YISHU_DIR=str(folder), DJANGO_SETTINGS_MODULE="yishu.settings"
            )
            yield folder, cluster


@contextmanager
def process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=os.environ)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")
