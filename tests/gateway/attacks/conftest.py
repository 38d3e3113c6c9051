"""A node of little patience, shared by the tests of this folder."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.conftest import ROOT, Node, free_port

if TYPE_CHECKING:
    from tests.gateway.stage import Stage


@pytest.fixture(scope="session")
def hurried(stage: Stage) -> Iterator[Node]:
    port = free_port()
    command = [sys.executable, "-m", "tests.gateway.attacks.hurried", "serve", "--port", str(port)]
    node = Node(subprocess.Popen(command, cwd=ROOT), f"http://127.0.0.1:{port}")
    try:
        node.wait()
        yield node
    finally:
        node.stop()


@pytest.fixture
def honest(hurried: Node, stage: Stage) -> Iterator[Callable[[], float]]:
    """One right call of somebody else: it must be answered, and says in how many seconds it was."""
    body = {"purpose": stage.purpose(), "subject": "330102199003076015", "claims": {"name": "赵一"}}
    with httpx.Client(base_url=hurried.url, timeout=20) as client:

        def call() -> float:
            answer = client.post(stage.path("verify"), json=body, headers=stage.civil_system.headers)
            assert answer.json()["result"] == {"name": "match"}
            return answer.elapsed.total_seconds()

        yield call
