"""Plots as SVG: a few lines over two logarithmic axes, on which what grows in proportion is a straight line that rises by 45 degrees; and rows of points beside a goal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Final

WIDTH, HEIGHT = 920, 520
_LEFT, _TOP, _RIGHT, _BOTTOM = 70, 50, 270, 60  # margins; the legend stands to the right
_ROW, _ROWS_TOP, _ROWS_FIRST, _ROWS_LAST = 26, 104, 210, 680
_TICKS: Final = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50)
_COLOURS: Final = ("#0b5cad", "#b3541e", "#3b7d3b", "#6b4c9a", "#8a6d00")


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Points as so many times the goal, above zero: from 1 on it is reached. `said` and `held` stand beside them."""

    title: str
    points: Sequence[float]
    said: str
    held: str


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


def plot_rows(title: str, notes: Sequence[str], rows: Sequence[Row]) -> str:
    """A row for each; the goal is one line through all of them, and better is further right."""
    height = _ROWS_TOP + _ROW * len(rows) + 50
    end = height - 42
    points = [point for row in rows for point in row.points]
    x = _Span(min(0.5, *points) / 1.1, max(2.0, *points) * 1.1) if points else _Span(0.5, 2.0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        _text(16, 28, title, "font-size='16' font-weight='bold'"),
        *(_text(16, 48 + 18 * number, note, "fill='#555'") for number, note in enumerate(notes)),
        f'<rect x="{x.place(1):.1f}" y="{_ROWS_TOP - 14}" width="{_ROWS_LAST - x.place(1):.1f}" height="{end - _ROWS_TOP + 14}" fill="#eef6ee"/>',
    ]
    for value in x.ticks():
        style = 'stroke="#333" stroke-width="2"' if value == 1 else 'stroke="#ddd"'
        parts.append(f'<path d="M{x.place(value):.1f} {_ROWS_TOP - 14}V{end}" {style}/>')
        parts.append(_text(x.place(value), end + 16, "goal" if value == 1 else f"{value:g} ×", "text-anchor='middle'"))
    for number, row in enumerate(rows):
        parts += _row(row, x, _ROWS_TOP + _ROW * (number + 0.5))
    return "\n".join([*parts, "</svg>", ""])


def _row(row: Row, x: "_Span", at: float) -> Iterator[str]:
    """The worst point filled, the others beside it hollow."""
    holds = bool(row.points) and min(row.points) >= 1
    colour = "#3b7d3b" if holds else "#b3541e"
    yield _text(_ROWS_FIRST - 14, at + 4, row.title, "text-anchor='end'")
    if row.points:
        first, last = x.place(min(row.points)), x.place(max(row.points))
        yield f'<path d="M{first:.1f} {at:.1f}H{last:.1f}" stroke="{colour}" stroke-width="2"/>'
        for point in sorted(row.points, reverse=True):
            fill = colour if point == min(row.points) else "white"
            yield f'<circle cx="{x.place(point):.1f}" cy="{at:.1f}" r="4.5" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'
    yield _text(_ROWS_LAST + 12, at + 4, row.said, "" if row.points else "fill='#777'")
    yield _text(WIDTH - 12, at + 4, row.held, f"text-anchor='end' font-weight='bold' fill='{colour}'")


@dataclass(frozen=True, slots=True)
class _Span:
    """Values between two, logarithmic, across the rows."""

    first: float
    last: float

    def place(self, value: float) -> float:
        share = (log10(value) - log10(self.first)) / (log10(self.last) - log10(self.first))
        return _ROWS_FIRST + (_ROWS_LAST - _ROWS_FIRST) * share

    def ticks(self) -> list[float]:
        """The goal, and others as far as there is room for what is written below them."""
        found = [1.0]
        for value in _TICKS:
            if self.first <= value <= self.last and all(abs(self.place(value) - self.place(e)) >= 44 for e in found):
                found.append(value)
        return found


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
