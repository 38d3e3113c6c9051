"""Columns over time and bars of our own: what was allowed, and on top of it what was refused. The words are HTML, so that they keep their size on a phone; only the shapes are SVG, stretched."""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from yishu.portal.inspecting.statistics import Row

TRACK, ALLOWED, DENIED = "#dce2e8", "#1453b3", "#b3261e"
_FEWEST: Final = 6
"""Columns that there is room for at least: one alone is no wall."""


def columns(rows: Sequence[Row], title: str) -> str:
    """One column for each row, in their order; the most is told in words, and a few rows all, of many the first and the last."""
    most = max((row.total for row in rows), default=0)
    wide = 10 * max(len(rows), _FEWEST)
    drawn = "".join(_column(10 * n, row, most or 1) for n, row in enumerate(rows))
    are_few = len(rows) < _FEWEST
    names = [_short(row.name) if are_few else row.name for row in (rows if are_few else (rows[0], rows[-1]))]
    words = "".join(f"<span>{escape(name)}</span>" for name in names)
    below = f'<p class="{"in-each" if are_few else "in-ends"}">{words}</p>'
    return _told("in-columns", title, f"<p>{most:,}</p>{_svg(wide, 100, drawn)}{below}")


def bars(rows: Sequence[tuple[str, Row]], title: str) -> str:
    """One horizontal bar for each (name, row)."""
    most = max((row.total for _, row in rows), default=0) or 1
    return _told("in-bars", title, "".join(_bar(name, row, most) for name, row in rows))


def _told(kind: str, title: str, inside: str) -> str:
    return f'<div class="{kind}" role="img" aria-label={quoteattr(title)}>{inside}</div>'


def _short(name: str) -> str:
    """A day without its year; a month as it is."""
    return name[5:] if len(name) == len("2026-11-30") else name


def _column(x: float, row: Row, most: int) -> str:
    allowed, denied = 100 * row.allowed / most, 100 * row.denied / most
    parts = [(allowed, 100 - allowed, ALLOWED), (denied, 100 - allowed - denied, DENIED)]
    drawn = "".join(_rect(x + 1, y, 8, tall, colour) for tall, y, colour in parts if tall)
    return f"<g><title>{escape(row.name)}: {row.allowed} + {row.denied}</title>{drawn}</g>"


def _bar(name: str, row: Row, most: int) -> str:
    allowed, denied = 100 * row.allowed / most, 100 * row.denied / most
    parts = [(0.0, 100.0, TRACK), (0.0, allowed, ALLOWED), (allowed, denied, DENIED)]
    drawn = _svg(100, 10, "".join(_rect(x, 0, wide, 10, colour) for x, wide, colour in parts if wide))
    return f"<div><span>{escape(name)}</span>{drawn}<span>{row.total:,}</span></div>"


def _svg(wide: int, tall: int, inside: str) -> str:
    return f'<svg viewBox="0 0 {wide} {tall}" preserveAspectRatio="none" aria-hidden="true">{inside}</svg>'


def _rect(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{colour}"/>'
