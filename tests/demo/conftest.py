"""One filled demo for all tests that look at it and leave it as it is: filling it takes longer than most of them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Node, free_port


def start_demo(folder: Path, **environment: str) -> Node:
    """The demo in a process of its own, answering."""
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [sys.executable, "-m", "yishu.cli", "demo", "--dir", str(folder), "--port", str(port)]
    node = Node(subprocess.Popen(command, env=clean | environment, cwd=folder), f"http://127.0.0.1:{port}")
    node.wait("/readyz", seconds=120)  # a demo fills itself first; it is not alone on the machine
    return node


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def demo(folder: Path) -> Iterator[Node]:
    node = start_demo(folder)
    yield node
    node.stop()
