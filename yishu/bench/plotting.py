"""A plot of a few lines over two logarithmic axes, as SVG: on them, what grows in proportion is a straight line that rises by 45 degrees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

WIDTH, HEIGHT = 920, 520
_LEFT, _TOP, _RIGHT, _BOTTOM = 70, 50, 270, 60  # margins; the legend stands to the right
_COLOURS: Final = ("#0b5cad", "#b3541e", "#3b7d3b", "#6b4c9a", "#8a6d00")


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class _Axis:
    """Whole decades, from 10 to the power of `low` to that of `high`, drawn between two places."""

    low: int
    high: int
    first: float
    last: float

    @classmethod
    def over(cls, values: list[float], first: float, last: float) -> "_Axis":
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(low, max(high, low + 1), first, last)

    def place(self, value: float) -> float:
        return self.first + (self.last - self.first) * (log10(value) - self.low) / (self.high - self.low)

    @property
    def decades(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def plot(title: str, across: str, up: str, lines: Sequence[Line]) -> str:
    """Values must be above zero. `across` and `up` name the axes."""
    x = _Axis.over([each[0] for line in lines for each in line.points], _LEFT, WIDTH - _RIGHT)
    y = _Axis.over([each[1] for line in lines for each in line.points], HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(_LEFT, 28, title, "font-size='16' font-weight='bold'"),
        *_grid(x, y),
        _text((x.first + x.last) / 2, HEIGHT - 16, across, "text-anchor='middle'"),
        _text(
            18,
            (y.first + y.last) / 2,
            up,
            f"text-anchor='middle' transform='rotate(-90 18 {(y.first + y.last) / 2:g})'",
        ),
    ]
    for number, line in enumerate(lines):
        parts += _drawn(line, _COLOURS[number % len(_COLOURS)], x, y, _TOP + 24 * number)
    return "\n".join([*parts, "</svg>", ""])


def _grid(x: _Axis, y: _Axis) -> Iterator[str]:
    for value in x.decades:
        at = x.place(value)
        yield f'<path d="M{at:.1f} {y.first}V{y.last}" stroke="#ddd"/>'
        yield _text(at, y.first + 20, f"{value:,.0f}".replace(",", "\u2009"), "text-anchor='middle'")
    for value in y.decades:
        at = y.place(value)
        yield f'<path d="M{x.first} {at:.1f}H{x.last}" stroke="#ddd"/>'
        yield _text(x.first - 8, at + 4, f"{value:g}", "text-anchor='end'")


def _drawn(line: Line, colour: str, x: _Axis, y: _Axis, legend: float) -> Iterator[str]:
    places = [(x.place(across), y.place(up)) for across, up in line.points]
    style = f'stroke="{colour}" stroke-width="2" fill="none"' + (' stroke-dasharray="6 4"' if line.dashed else "")
    yield f'<path d="M{" L".join(f"{across:.1f} {up:.1f}" for across, up in places)}" {style}/>'
    for across, up in places:
        yield f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3" fill="{colour}"/>'
    at = x.last + 20
    yield f'<path d="M{at} {legend}h24" {style}/>'
    yield _text(at + 32, legend + 4, line.title)


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'
