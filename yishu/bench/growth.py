"""How the cost of publishing grows with a register: the same measurement at several sizes, each with a node of its own, as figures and as a plot."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from yishu.bench.plotting import Line, plot

SIZES: Final = (500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000)
GOAL: Final = 1.3
"""The most that a record may cost at the largest size, times what it costs at the smallest."""
_LOADS: Final = {"publish-first-load": "first load", "publish-again": "sent again, 1 % changed"}
_CHANGES: Final = "publish-changes"


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """`{"machine", "figures", "points"}`; a point has `records` and, for each figure of `bench publishing`, `seconds` and those of its `baseline`."""
    points: list[dict[str, Any]] = []
    machine: dict[str, Any] = {}
    for records in sizes:
        report = _measured(records)
        machine = machine or report["machine"]
        points.append({"records": records} | {each["name"]: _point(each) for each in report["figures"]})
    machine = {name: value for name, value in machine.items() if name != "records"}
    return {"machine": machine, "figures": list(_figures(points)), "points": points}


def draw(report: dict[str, Any], path: Path) -> None:
    """The points as an SVG."""
    points = report["points"]
    lines = [
        Line(title, _line(points, name, "seconds"))
        for name, title in (_LOADS | {_CHANGES: "batch of 50 000 changes"}).items()
    ]
    lines += [Line(f"{title}: {of}", _line(points, name, "baseline"), dashed=True) for name, title, of in _baselines()]
    path.write_text(plot("Publishing by the size of a register", "records", "seconds", lines), "utf-8")


def _measured(records: int) -> dict[str, Any]:
    # A process of its own: Django is set up for one database.
    command = [sys.executable, "-m", "yishu.cli", "bench", "publishing", "--records", str(records), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1):  # 1: a figure does not hold
        raise RuntimeError(f"the measurement of {records} records failed")
    return json.loads(done.stdout)


def _point(figure: dict[str, Any]) -> dict[str, Any]:
    baseline = figure["baseline"]
    return {
        "seconds": figure["seconds"],
        "baseline": round(figure["rows"] / baseline, 1) if baseline else None,
        "value": figure["value"],
        "unit": figure["unit"],
    }


def _figures(points: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    least, most = points[0], points[-1]
    for name, title in _LOADS.items():
        small, large = (1e6 * point[name]["seconds"] / point["records"] for point in (least, most))
        yield {
            "name": name.replace("publish", "growth"),
            "value": round(large, 2),
            "unit": "µs/row",
            "baseline": round(small, 2),
            "baseline_name": f"{title}, {least['records']}",
            "ratio": round(large / small, 3),
            "goal": GOAL,
            "holds": large <= GOAL * small,
        }


def _baselines() -> list[tuple[str, str, str]]:
    return [("publish-first-load", "first load", "bare COPY"), ("publish-again", "sent again", "DuckDB and bare apply")]


def _line(points: list[dict[str, Any]], name: str, part: str) -> list[tuple[float, float]]:
    return [(point["records"], point[name][part]) for point in points]
