"""Health, readiness and metrics tell the truth when the database goes away and comes back; the alert rules ask for metrics that there are (33.1)."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import ROOT, Node, free_port
from tests.operations.commands import environment
from yishu.node import postgres

RULES = ROOT / "deploy" / "prometheus" / "yishu.rules.yml"
SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


@contextmanager
def watched(folder: Path) -> Iterator[tuple[Node, postgres.Cluster]]:
    """A node over a server of its own that nobody starts again."""
    with postgres.start(folder / "pg", fsync=False) as server:
        env = environment(folder / "node", folder / "key", database_url=server.dsn(), YISHU_WORKER="0")
        port = free_port()
        command = [sys.executable, "-m", "yishu.cli", "serve", "--port", str(port)]
        node = Node(subprocess.Popen(command, env=env, cwd=ROOT), f"http://127.0.0.1:{port}")
        try:
            node.wait("/readyz")
            yield node, server
        finally:
            node.stop()


def metrics(url: str) -> dict[str, float]:
    """What is served now: name with its labels, and value."""
    answer = httpx.get(f"{url}/metrics", timeout=8)  # Prometheus itself waits 10 s
    assert answer.status_code == 200, answer.text
    found = [SAMPLE.match(line) for line in answer.text.splitlines() if not line.startswith("#")]
    return {f"{one[1]}{{{one[2]}}}" if one[2] else one[1]: float(one[3]) for one in found if one}


def status(url: str, path: str) -> int:
    return httpx.get(url + path, timeout=8).status_code


def comes_to(what: Callable[[], Any], wanted: Any) -> None:
    deadline = time.monotonic() + 30
    while (found := what()) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def tells(url: str) -> tuple[int, int, float, float]:
    """Alive, ready, and the same by the metrics."""
    told = metrics(url)
    return status(url, "/healthz"), status(url, "/readyz"), told["yishu_ready"], told['yishu_check{check="database"}']


@pytest.mark.clause("33.1")
def test_a_database_that_stands_still_or_is_killed_is_told_at_once_and_so_is_its_return(tmp_path: Path) -> None:
    with watched(tmp_path) as (node, server):
        assert tells(node.url) == (200, 200, 1, 1)
        assert "yishu_grants_active" in metrics(node.url)
        pid = server.postmaster_pid
        assert pid is not None
        server._process.send_signal(signal.SIGSTOP)  # type: ignore[union-attr]
        try:
            comes_to(lambda: tells(node.url), (200, 503, 0, 0))
        finally:
            server._process.send_signal(signal.SIGCONT)  # type: ignore[union-attr]
        comes_to(lambda: tells(node.url), (200, 200, 1, 1))
        server._process.send_signal(signal.SIGKILL)  # type: ignore[union-attr]
        comes_to(lambda: tells(node.url), (200, 503, 0, 0))
        assert "yishu_grants_active" not in metrics(node.url)  # nothing is told that is not known
        server.stop()
        with postgres.start(tmp_path / "pg", fsync=False):
            comes_to(lambda: tells(node.url), (200, 200, 1, 1))
            assert "yishu_grants_active" in metrics(node.url)


@pytest.mark.clause("33.1")
def test_the_alert_rules_ask_for_metrics_that_are_served_and_documented(node: Node) -> None:
    text = httpx.get(f"{node.url}/metrics").text
    served = set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))
    [group] = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    asked = {name for rule in group["rules"] for name in re.findall(r"\byishu_\w+", rule["expr"])}
    assert len(asked) >= 7
    assert asked <= served
    for rule in group["rules"]:
        assert re.fullmatch(r"\d+[mh]", rule["for"]), rule["alert"]
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["remedy"]
    page = (ROOT / "docs" / "reference" / "http.md").read_text("utf-8")
    assert not [name for name in served if f"`{name}`" not in page]
