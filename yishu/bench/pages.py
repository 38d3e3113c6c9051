"""Asking a node's pages over HTTP as somebody who has logged in, and telling how long it took."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from yishu.bench.report import free_ports


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, sorted."""

    all: list[float]

    @property
    def middle(self) -> float:
        return median(self.all)

    @property
    def worst(self) -> float:
        """The 99th of a hundred."""
        return self.all[min(len(self.all) - 1, len(self.all) * 99 // 100)]


class Asking:
    """One caller over one connection that is kept alive."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Cookie": cookie}

    def get(self, path: str) -> tuple[float, bytes]:
        """How long it took in milliseconds, and the body."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return (time.perf_counter() - began) * 1000, body


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    lines = ["  ".join(f"{name}: {value}" for name, value in report["machine"].items()), ""]
    lines.append(f"{'figure':<30}{'value':>10} {'unit':<8}{'baseline':>10}  {'of':<22}{'ratio':>7}{'goal':>8}  holds")
    for figure in report["figures"]:
        holds = {None: "", True: "yes", False: "NO"}[figure["holds"]]
        baseline, ratio = figure["baseline"] or "", figure["ratio"] or ""
        lines.append(
            f"{figure['name']:<30}{figure['value']:>10} {figure['unit']:<8}{baseline:>10}  "
            f"{figure['baseline_name']:<22}{ratio:>7}{figure['goal'] or '':>8}  {holds}"
        )
    return "\n".join(lines)


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """`yishu serve` on a port of its own: the port, and the process that answers."""
    port, _ = free_ports()
    command = [sys.executable, "-m", "yishu.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=os.environ | {"YISHU_WORKER": "0", "YISHU_DIR": str(folder)})
    try:
        _wait(port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def figure(
    name: str,
    value: float,
    unit: str,
    baseline: float | None,
    baseline_name: str,
    goal: float | None,
    *,
    least: bool = False,
) -> dict[str, Any]:
    """`goal` is the most that is allowed, or the `least`."""
    return {
        "name": name,
        "value": round(value, 4 if least else 1),
        "unit": unit,
        "baseline": None if baseline is None else round(baseline, 2),
        "baseline_name": baseline_name,
        "ratio": None if not baseline else round(value / baseline, 3),
        "goal": goal,
        "holds": None if goal is None else (value >= goal if least else value <= goal),
    }
