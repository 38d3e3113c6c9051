"""All that is said of the gateway's speed, measured again: every benchmark of it, several times, each in a process of its own; what held every time, and what did not."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from yishu.bench.figures import goal_text
from yishu.bench.plotting import Row, plot_rows
from yishu.bench.report import machine
from yishu.bench.turns import usual_loader

SINGLE: Final = "verify"
PARTS: Final = (SINGLE, "lists", "peers", "call-growth", "proxied")
_BY_VALUE: Final = frozenset({"proxied"})  # the milliseconds that are added; elsewhere the goal is for the ratio
_FARTHEST: Final = 20.0  # times the goal, in the plot


@dataclass(frozen=True, slots=True)
class Part:
    """A benchmark; `words` are those of its command."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """`reason`: what the benchmark said it lacks, or how it failed."""

    part: str
    run: int
    reason: str
    failed: bool


def parts(only: Sequence[str] = ()) -> list[Part]:
    """Those named, or all; a name that begins with `verify-` is of figures. Raises ValueError for one that is neither."""
    figures = [name for name in only if name.startswith(f"{SINGLE}-")]
    named = set(only or PARTS) - set(figures)
    if unknown := sorted(named - set(PARTS)):
        raise ValueError(f"{', '.join(unknown)}: not one of {', '.join(PARTS)}")
    found = [Part(name, (name,)) for name in PARTS[1:] if name in named]
    if SINGLE in named or figures:
        found.insert(0, Part(SINGLE, ("--only", SINGLE if SINGLE in named else ",".join(figures))))
    return found


def run(
    parts: Sequence[Part],
    *,
    runs: int,
    quick: bool = False,
    loader: str | None = None,
    say: Callable[[str], object] = lambda _: None,
) -> dict[str, Any]:
    """`{"machine", "figures", "not_measured", "parts"}`: every figure over the runs (`summary`), and each run of each part as it was reported."""
    load = os.getloadavg()[0]
    reports: list[dict[str, Any]] = []
    unmeasured: list[Unmeasured] = []
    for n in range(1, runs + 1):
        for part in parts:
            say(f"run {n} of {runs}: {part.name}")
            told = _measured(part, n, quick, loader if part.name == SINGLE else None)
            if isinstance(told, Unmeasured):
                say(f"{part.name} was not measured: {told.reason}")
                unmeasured.append(told)
            else:
                reports.append({"part": part.name, "run": n} | told)
    database = next((each["machine"]["database"] for each in reports), "")
    loaders = {(loader if part.name == SINGLE else None) or usual_loader() for part in parts}
    about = machine(load, database) | {"loader": ", ".join(sorted(loaders)), "runs": runs}
    return {"machine": about} | summary(reports, unmeasured, runs)


def summary(reports: Sequence[dict[str, Any]], unmeasured: Sequence[Unmeasured], runs: int) -> dict[str, Any]:
    """Of each figure the worst run's, with what every run `measured` (the ratio, or the value where there is none), and in how many the goal was `held`.

    `holds` is true only where it was in all the runs, one that failed included. A part that fails is a figure without a value that does not hold.
    """
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for report in reports:
        for figure in report["figures"]:
            found.setdefault((report["part"], figure["name"]), []).append(figure)
    figures = [_over_runs(part, measured, runs) for (part, _), measured in found.items()]
    lacking = [(report, name) for report in reports for name in report.get("missing", ())]
    without = [Unmeasured(report["part"], report["run"], f"{name} is not installed", False) for report, name in lacking]
    broken = sorted({each.part for each in unmeasured if each.failed} - {part for part, _ in found})
    return {
        "figures": figures + [_broken(part) for part in broken],
        "not_measured": [
            {"part": each.part, "run": each.run, "reason": each.reason} for each in [*unmeasured, *without]
        ],
        "parts": list(reports),
    }


def table(report: dict[str, Any]) -> str:
    """The report for reading."""
    lines = ["  ".join(f"{name}: {value}" for name, value in report["machine"].items()), ""]
    lines.append(f"{'figure':<28}{'every run':<28}{'worst':>10}  {'goal':<9}{'held':<8}beside")
    for figure in report["figures"]:
        every = "  ".join(f"{each:g}" for each in figure["measured"])
        lines.append(
            f"{figure['name']:<28}{every:<28}{_worst(figure):>10}  {goal_text(figure):<9}{_held(figure):<8}{_beside(figure)}"
        )
    for name, mib in _memory(report).items():
        lines.append(f"peak memory of {name}: {mib} MiB")
    lines += [
        f"not measured in run {each['run']}: {each['part']} ({each['reason']})" for each in report["not_measured"]
    ]
    return "\n".join(lines)


def draw(report: dict[str, Any], path: Path) -> None:
    """Every figure with a goal, each run as so many times the goal, as an SVG."""
    rows = [
        Row(
            figure["name"],
            tuple(_times_goal(figure, each) for each in figure["measured"]),
            f"{_worst(figure)} (goal {goal_text(figure)})",
            _held(figure),
        )
        for figure in report["figures"]
        if figure["goal"] is not None
    ]
    rows += [Row(part, (), f"not measured in {where}", "") for part, where in _runs_without(report).items()]
    about = report["machine"]
    notes = (
        f"{about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, {about['database']}; load before: {about['load_before']}",
        "A point is a run, the filled one the worst; right of the line the goal is reached.",
    )
    path.write_text(plot_rows("The gateway's speed beside its goals", notes, rows), "utf-8")


def _measured(part: Part, n: int, quick: bool, loader: str | None) -> dict[str, Any] | Unmeasured:
    # A process of its own: Django is set up for one database.
    command = [sys.executable, "-m", "yishu.cli", "bench", *part.words, "--json"]
    command += [*(["--quick"] if quick else []), *(["--loader", loader] if loader else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return Unmeasured(part.name, n, said[-1].removeprefix("Error: "), failed=not said[-1].startswith("Error: "))


def _over_runs(part: str, measured: list[dict[str, Any]], runs: int) -> dict[str, Any]:
    told = [{"part": part} | each for each in measured]
    worst = (max if told[0].get("most") else min)(told, key=_measure)
    held = sum(each["holds"] is True for each in told)
    return worst | {
        "measured": [_measure(each) for each in told],
        "held": held,
        "runs": runs,
        "holds": None if worst["holds"] is None else held == runs,
    }


def _broken(part: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("value", "baseline", "ratio", "goal"))
    about = {"part": part, "name": part, "unit": "", "baseline_name": "", "measured": [], "held": 0, "runs": 0}
    return about | nothing | {"holds": False}


def _measure(figure: dict[str, Any]) -> float:
    """What the goal is set for."""
    return figure["value"] if figure["ratio"] is None or figure["part"] in _BY_VALUE else figure["ratio"]


def _times_goal(figure: dict[str, Any], measured: float) -> float:
    """At least 1 where the goal is reached."""
    goal = figure["goal"]
    times = goal / max(measured, goal / _FARTHEST) if figure.get("most") else measured / goal
    return min(max(times, 1 / _FARTHEST), _FARTHEST)


def _worst(figure: dict[str, Any]) -> str:
    return f"{_measure(figure):g}" if figure["measured"] else "failed"


def _held(figure: dict[str, Any]) -> str:
    return "" if figure["goal"] is None else f"{figure['held']} of {figure['runs']}"


def _beside(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return ""
    baseline = f"{figure['baseline']} ({figure['baseline_name']})" if figure["baseline"] else ""
    return " : ".join(filter(None, (f"{figure['value']} {figure['unit']}", baseline)))


def _runs_without(report: dict[str, Any]) -> dict[str, str]:
    """Which runs, by part: `runs 1, 2`."""
    found: dict[str, list[str]] = {}
    for part, run in sorted({(each["part"], each["run"]) for each in report["not_measured"]}):
        found.setdefault(part, []).append(str(run))
    return {part: f"run{'s' if len(runs) > 1 else ''} {', '.join(runs)}" for part, runs in found.items()}


def _memory(report: dict[str, Any]) -> dict[str, float]:
    """The most of all runs, by process."""
    peaks: dict[str, float] = {}
    for name, mib in (peak for part in report["parts"] for peak in part.get("memory_mib", {}).items()):
        peaks[name] = max(mib, peaks.get(name, 0.0))
    return peaks
