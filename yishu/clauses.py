"""The regulation's clauses, each with the tests that hold it: `yishu clauses`."""

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypedDict

State = Literal["held", "failing", "open"]


class Clause(TypedDict):
    """`held`: all tests that cite it passed, and there is one. `failing`: one failed or did not run. `open`: none cites it."""

    clause: str
    title: str
    state: State
    tests: list[str]


def read_states(results: Path) -> list[Clause]:
    """Every clause with its state by a test run's result file; where there is no file, all are open."""
    outcomes: dict[str, dict[str, object]] = json.loads(results.read_text("utf-8")) if results.exists() else {}
    return [_state(row, outcomes) for row in _rows()]


def table(states: list[Clause]) -> str:
    """The states as a person reads them, with a line of sums below."""
    mark = {"held": "✔", "failing": "✘", "open": "·"}
    lines = [f"{mark[each['state']]} {each['clause']:>5}  {each['title']}  ({len(each['tests'])})" for each in states]
    counts = {state: sum(each["state"] == state for each in states) for state in mark}
    return "\n".join([*lines, "", ", ".join(f"{count} {state}" for state, count in counts.items())])


def _rows() -> list[dict[str, str]]:
    return list(csv.DictReader(files("yishu").joinpath("clauses.csv").read_text("utf-8").splitlines()))


def _state(row: dict[str, str], outcomes: dict[str, dict[str, object]]) -> Clause:
    cited = {name: seen["outcome"] for name, seen in outcomes.items() if row["clause"] in seen["clauses"]}  # type: ignore[operator]
    state: State = "open" if not cited else "held" if set(cited.values()) == {"passed"} else "failing"
    return Clause(clause=row["clause"], title=f"{row['title_zh']} {row['title_en']}", state=state, tests=sorted(cited))
