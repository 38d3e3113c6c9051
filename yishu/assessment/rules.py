"""How figures become points, points a total, totals ranks, and low figures suggestions (35.1). Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
FULL = Decimal(100)
MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its rule: `part` None means that nothing could be measured."""

    code: str
    formula: str
    weight: int
    target: int | None
    part: int | None
    whole: int | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """Its points of 100 and the weight that it has in this agency's total, both None or 0 where it was not measured."""

    points: Decimal | None
    weight: Decimal


def points_of(measured: Measured) -> Decimal | None:
    """Points of 100. A share of nothing is not measured; more than the target is no more than full."""
    if measured.part is None:
        return None
    of = measured.whole if measured.formula == "share" else measured.target
    if not of:
        return None
    return rounded(min(FULL, FULL * measured.part / of))


def weigh(figures: Sequence[Measured]) -> list[Weighed]:
    """Points and weights of one agency's figures. The weight of what was not measured goes to the rest, in proportion."""
    points = [points_of(figure) for figure in figures]
    in_use = sum(figure.weight for figure, reached in zip(figures, points, strict=True) if reached is not None)
    return [
        Weighed(reached, rounded(FULL * figure.weight / in_use) if reached is not None and in_use else Decimal(0))
        for figure, reached in zip(figures, points, strict=True)
    ]


def total_of(figures: Sequence[Measured]) -> Decimal | None:
    """The weighted mean over what was measured, of 100; None where nothing was."""
    reached = [(figure.weight, points) for figure in figures if (points := points_of(figure)) is not None]
    in_use = sum(weight for weight, _ in reached)
    if not in_use:
        return None
    return rounded(sum((weight * points for weight, points in reached), Decimal(0)) / in_use)


def measure_points(figures: Sequence[tuple[Measured, str]], measure: str) -> Decimal | None:
    """The weighted mean of the figures of one measure; None where none was measured."""
    return total_of([figure for figure, of in figures if of == measure])


def ranks_of(totals: Mapping[int, Decimal | None]) -> dict[int, int]:
    """The rank of each that has a total; equals share a rank, and the next one is further down by their number."""
    order = sorted(total for total in totals.values() if total is not None)
    return {key: len(order) - _last_place(order, total) for key, total in totals.items() if total is not None}


def suggestions(figures: Sequence[Measured]) -> list[tuple[str, dict[str, str]]]:
    """What would raise the total most, first: the figure's code, and the numbers that its sentence names."""
    lost = [
        (weighed.weight * (FULL - weighed.points) / FULL, figure)
        for figure, weighed in zip(figures, weigh(figures), strict=True)
        if weighed.points is not None and weighed.points < FULL
    ]
    lost.sort(key=lambda pair: (-pair[0], pair[1].code))
    return [(figure.code, _numbers(figure, gain)) for gain, figure in lost[:MOST_SUGGESTIONS]]


def rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _last_place(order: list[Decimal], total: Decimal) -> int:
    """How many there are up to and with this total, less one."""
    return sum(1 for other in order if other <= total) - 1


def _numbers(figure: Measured, gain: Decimal) -> dict[str, str]:
    whole = (figure.whole if figure.formula == "share" else figure.target) or 0
    part = figure.part or 0
    return {"part": f"{part:,}", "whole": f"{whole:,}", "missing": f"{whole - part:,}", "gain": f"{rounded(gain)}"}
