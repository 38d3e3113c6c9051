"""Columns over time and bars of our own, as SVG: what was allowed, and on top of it what was refused."""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from yishu.portal.inspecting.statistics import Row

WIDTH: Final = 760
INK, TRACK, ALLOWED, DENIED = "currentColor", "#dce2e8", "#1453b3", "#b3261e"
_HEIGHT, _BELOW, _LEFT, _TOP = 200, 24, 64, 8
_ROW, _LABEL, _NUMBER = 26, 220, 90


def columns(rows: Sequence[Row], title: str) -> str:
    """One column for each row, in their order; the first and last are named below."""
    most = max((row.total for row in rows), default=0) or 1
    room = (WIDTH - _LEFT) / max(len(rows), 1)
    scale = (_HEIGHT - _TOP) / most
    inside = [_line(most, scale), _line(most // 2, scale) if most > 1 else "", _line(0, scale)]
    inside += [_column(_LEFT + n * room, room, row, scale) for n, row in enumerate(rows)]
    for n, anchor in ((0, "start"), (len(rows) - 1, "end")):
        x = _LEFT if n == 0 else WIDTH
        if rows and (n or anchor == "start"):
            inside.append(_text(x, _HEIGHT + 18, anchor, rows[n].name))
    return _drawn("".join(inside), _HEIGHT + _BELOW, title)


def bars(rows: Sequence[tuple[str, Row]], title: str) -> str:
    """One horizontal bar for each (name, row)."""
    most = max((row.total for _, row in rows), default=0) or 1
    inside = "".join(_bar(n, name, row, most) for n, (name, row) in enumerate(rows))
    return _drawn(inside, _ROW * len(rows) + 6, title)


def _drawn(inside: str, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" class="in-chart" '
        f'font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>{inside}</svg>"
    )


def _column(x: float, room: float, row: Row, scale: float) -> str:
    wide = max(room - (2 if room > 5 else 0), 1)
    allowed, denied = row.allowed * scale, row.denied * scale
    parts = [(allowed, _HEIGHT - allowed, ALLOWED), (denied, _HEIGHT - allowed - denied, DENIED)]
    drawn = "".join(_rect(x, y, wide, tall, colour) for tall, y, colour in parts if tall)
    return f"<g><title>{escape(row.name)}: {row.allowed} + {row.denied}</title>{drawn}</g>"


def _bar(n: int, name: str, row: Row, most: int) -> str:
    y, room = n * _ROW, WIDTH - _LABEL - _NUMBER
    allowed, denied = room * row.allowed / most, room * row.denied / most
    short = name if len(name) <= 16 else f"{name[:15]}…"
    parts = [(0.0, float(room), TRACK), (0.0, allowed, ALLOWED), (allowed, denied, DENIED)]
    drawn = "".join(_rect(_LABEL + x, y + 7, wide, 14, colour) for x, wide, colour in parts if wide)
    label = _text(_LABEL - 10, y + 18, "end", short)
    return label + drawn + _text(WIDTH - _NUMBER + 8, y + 18, "start", f"{row.total:,}")


def _line(value: int, scale: float) -> str:
    y = round(_HEIGHT - value * scale, 1)
    line = f'<line x1="{_LEFT}" x2="{WIDTH}" y1="{y}" y2="{y}" stroke="{TRACK}"/>'
    return line + _text(_LEFT - 8, y + 4, "end", f"{value:,}")


def _rect(x: float, y: float, wide: float, tall: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{colour}"/>'


def _text(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'
