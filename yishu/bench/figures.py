"""A figure: what was measured beside its baseline in alternating turns, and whether the goal is reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """The least ratio to the baseline; `most`: the greatest, where less is better."""

    ratio: float
    most: bool = False

    def holds(self, ratio: float) -> bool:
        return ratio <= self.ratio if self.most else ratio >= self.ratio


def figure(
    name: str, pairs: Iterable[tuple[float, float]], unit: str, baseline_name: str, goal: Goal | None
) -> dict[str, Any]:
    """From each round's value and baseline: the medians, and the median, least and greatest of the rounds' ratios.

    `goal` is the least ratio, or where `most` is true the greatest.
    """
    rounds = list(pairs)
    ratios = sorted(ours / theirs for ours, theirs in rounds)
    ratio, digits = median(ratios), 3 if unit == "ms" else None
    return {
        "name": name,
        "value": round(median(ours for ours, _ in rounds), digits),
        "unit": unit,
        "baseline": round(median(theirs for _, theirs in rounds), digits),
        "baseline_name": baseline_name,
        "ratio": round(ratio, 3),
        "spread": [round(ratios[0], 3), round(ratios[-1], 3)],
        "goal": None if goal is None else goal.ratio,
        "most": goal is not None and goal.most,
        "holds": None if goal is None else goal.holds(ratio),
    }


def goal_text(figure: dict[str, Any]) -> str:
    """`≥ 1.3`, `≤ 3`, or nothing."""
    if figure["goal"] is None:
        return ""
    return f"{'≤' if figure.get('most') else '≥'} {figure['goal']:g}"
