"""Several runs in one report: what held every time, and what did not; what was not measured is said."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.conftest import ROOT
from yishu.bench import calls
from yishu.bench.calls import Unmeasured, summary
from yishu.bench.figures import Goal, figure, goal_text
from yishu.bench.turns import usual_loader

LEAST, MOST = Goal(1.3), Goal(1.3, most=True)


def ran(n: int, *figures: dict[str, Any], part: str = "verify", **more: Any) -> dict[str, Any]:
    return {"part": part, "run": n, "machine": {"database": "PostgreSQL 18"}, "figures": list(figures)} | more


def at(ratio: float, goal: Goal | None, name: str = "verify-one-64") -> dict[str, Any]:
    return figure(name, [(ratio * 100, 100.0)], "calls/s", "bare look-up", goal)


def only_figure(*ratios: float, goal: Goal | None, runs: int | None = None) -> dict[str, Any]:
    told = summary([ran(n, at(each, goal)) for n, each in enumerate(ratios, 1)], [], runs or len(ratios))
    (found,) = told["figures"]
    return found


@pytest.mark.parametrize(
    ("goal", "ratio", "holds"),
    [(LEAST, 1.3, True), (LEAST, 1.29, False), (MOST, 1.3, True), (MOST, 1.31, False), (None, 9.0, None)],
)
def test_a_goal_is_the_least_ratio_or_the_most(goal: Goal | None, ratio: float, holds: bool | None) -> None:
    found = at(ratio, goal)
    assert found["holds"] is holds
    assert goal_text(found) == {LEAST: "≥ 1.3", MOST: "≤ 1.3", None: ""}[goal]


def test_a_figure_is_the_median_of_the_rounds_ratios() -> None:
    found = figure("x", [(10.0, 10.0), (30.0, 10.0), (20.0, 10.0)], "ms", "y", LEAST)
    assert (found["ratio"], found["spread"], found["value"], found["holds"]) == (2.0, [1.0, 3.0], 20.0, True)


def test_a_goal_missed_once_is_missed() -> None:
    assert only_figure(1.5, 1.2, 1.4, goal=LEAST) | {"holds": False, "held": 2, "runs": 3, "ratio": 1.2} == only_figure(
        1.5, 1.2, 1.4, goal=LEAST
    )
    held = only_figure(1.5, 1.3, 1.4, goal=LEAST)
    assert (held["holds"], held["held"], held["measured"]) == (True, 3, [1.5, 1.3, 1.4])


def test_where_less_is_better_the_worst_run_is_the_greatest() -> None:
    found = only_figure(1.1, 1.4, 1.2, goal=MOST)
    assert (found["ratio"], found["holds"], found["held"]) == (1.4, False, 2)
    assert only_figure(1.1, 1.2, goal=MOST)["holds"]


def test_a_run_that_was_not_measured_is_not_a_run_that_held() -> None:
    found = only_figure(1.5, 1.4, goal=LEAST, runs=3)
    assert (found["holds"], found["held"], found["runs"]) == (False, 2, 3)


def test_a_goal_for_a_value_is_held_against_the_value() -> None:
    rate = at(1.0, None, "list-json-verify") | {"value": 84_000, "ratio": None, "goal": 80_000, "holds": True}
    added = at(1.6, None, "proxied-1") | {"value": 1.2, "unit": "ms", "goal": 2, "most": True, "holds": True}
    slower = added | {"value": 2.5, "ratio": 1.5, "holds": False}
    told = summary(
        [ran(1, rate, part="lists"), ran(1, added, part="proxied"), ran(2, slower, part="proxied")],
        [Unmeasured("lists", 2, "no room", failed=False)],
        2,
    )
    of_lists, of_proxied = told["figures"]
    assert (of_lists["measured"], of_lists["holds"]) == ([84_000], False)
    assert (of_proxied["measured"], of_proxied["value"], of_proxied["held"]) == ([1.2, 2.5], 2.5, 1)


def test_what_is_lacking_is_named_and_what_failed_does_not_hold() -> None:
    lacking, broken = Unmeasured("peers", 1, "no Datasette here", False), Unmeasured("proxied", 1, "boom", True)
    of_peers = ran(2, part="peers", missing=["postgraphile"])
    told = {"machine": {}} | summary([ran(1, at(1.5, LEAST)), of_peers], [lacking, broken], 1)
    text = calls.table(told)
    assert "not measured in run 2: peers (postgraphile is not installed)" in text
    assert "not measured in run 1: peers (no Datasette here)" in text
    assert "not measured in run 1: proxied (boom)" in text
    assert {each["name"]: each["holds"] for each in told["figures"]} == {"verify-one-64": True, "proxied": False}


def test_the_table_tells_every_run_and_the_most_memory() -> None:
    reports = [ran(n, at(1 + n / 10, LEAST), memory_mib={"gateway": 100.0 + n}) for n in (3, 1, 2)]
    text = calls.table({"machine": {"cores": 2}} | summary(reports, [], 3))
    assert "cores: 2" in text
    (row,) = (line for line in text.splitlines() if line.startswith("verify-one-64"))
    assert row.split()[1:8] == ["1.3", "1.1", "1.2", "1.1", "≥", "1.3", "1"]
    assert "1 of 3" in row
    assert "peak memory of gateway: 103.0 MiB" in text


def test_the_plot_has_a_point_for_each_run_on_the_right_side_of_the_goal(tmp_path: Path) -> None:
    reports = [ran(n, at(each, MOST), at(9.0, None, "without-goal")) for n, each in enumerate((1.0, 2.0, 1.2), 1)]
    about = {"cpu": "x", "cores": 2, "memory_gib": 4.0, "database": "y", "load_before": 0.1}
    calls.draw(
        {"machine": about} | summary(reports, [Unmeasured("peers", 2, "z", False)], 3), path := tmp_path / "p.svg"
    )
    drawn = ElementTree.parse(path).getroot()
    texts = {"".join(each.itertext()): float(each.get("x", "0")) for each in drawn.findall("{*}text")}
    points = sorted(float(each.get("cx", "0")) for each in drawn.findall("{*}circle"))
    assert points[0] < texts["goal"] < points[1] < points[2]
    assert {"verify-one-64", "2 of 3", "peers", "not measured in run 2"} <= texts.keys()
    assert "without-goal" not in texts


def test_only_names_parts_or_figures_of_single_calls() -> None:
    assert [each.name for each in calls.parts()] == list(calls.PARTS)
    assert [(each.name, each.words) for each in calls.parts(("lists", "verify-one-64", "verify-twenty"))] == [
        ("verify", ("--only", "verify-one-64,verify-twenty")),
        ("lists", ("lists",)),
    ]
    with pytest.raises(ValueError, match="nothing: not one of verify, lists"):
        calls.parts(("nothing",))


@pytest.mark.slow
def test_one_command_measures_the_single_calls_beside_their_baselines(tmp_path: Path) -> None:
    report = measured(tmp_path, "--loader", "own", "--only", "verify-twenty-64,verify-one-1-commit")
    figures = {each["name"]: each for each in report["figures"]}
    assert figures.keys() == {"verify-twenty-64", "verify-twenty-64-pgbench", "verify-one-1-commit"}
    assert all(each["value"] > 0 and each["baseline"] > 0 for each in figures.values())
    assert figures["verify-one-1-commit"]["most"]
    assert 10 < figures["verify-twenty-64"]["cpu_us"] < 20_000
    assert figures["verify-twenty-64"]["p99_ms"] >= figures["verify-twenty-64"]["latency_ms"]
    (part,) = report["parts"]
    assert (part["machine"]["loader"], report["machine"]["loader"]) == ("own", "own")
    assert part["memory_mib"].keys() == {"gateway", "bare look-up"}
    assert all(20 < peak < 2000 for peak in part["memory_mib"].values())
    assert (tmp_path / "plot.svg").exists()


@pytest.mark.slow
@pytest.mark.long
def test_two_gateway_processes_are_measured_together_with_the_usual_loader(tmp_path: Path) -> None:
    report = measured(tmp_path, "--only", "verify-one-64-two")
    assert {each["name"] for each in report["figures"]} == {"verify-one-64-two", "verify-one-64-two-pgbench"}
    (part,) = report["parts"]
    assert part["machine"]["loader"] == usual_loader()
    assert part["memory_mib"].keys() == {"gateway", "gateway 2", "bare look-up"}


def measured(folder: Path, *options: str) -> Any:
    """What `yishu bench calls --quick` keeps; the plot is drawn in the folder."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YISHU_", "DJANGO_"))}
    command = [
        sys.executable,
        "-m",
        "yishu.cli",
        "bench",
        "calls",
        "--quick",
        "--save",
        "kept/report.json",
        "--plot",
        "plot.svg",
        *options,
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=folder,
        env=clean | {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-1500:]
    assert "peak memory of gateway" in done.stdout
    return json.loads((folder / "kept" / "report.json").read_text("utf-8"))
