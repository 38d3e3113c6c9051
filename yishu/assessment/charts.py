"""Bars of our own, as SVG: the same picture on the page and in the report."""

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

ROW, LABEL, WIDTH, NUMBER = 26, 180, 500, 56
INK, TRACK, BAR = "currentColor", "#dce2e8", "#1453b3"


def bars(rows: Sequence[tuple[str, Decimal | None]], title: str) -> str:
    """One horizontal bar of 100 for each (name, points); None has no bar and a dash."""
    height = ROW * len(rows) + 6
    inside = "".join(_bar(n, name, points) for n, (name, points) in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        f'class="as-bars" font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="13">'
        f"<title>{escape(title)}</title>{inside}</svg>"
    )


def _bar(n: int, name: str, points: Decimal | None) -> str:
    y, room = n * ROW, WIDTH - LABEL - NUMBER
    length = 0 if points is None else round(room * float(points) / 100, 1)
    shown = "—" if points is None else f"{points}"
    short = name if len(name) <= 13 else f"{name[:12]}…"
    return (
        f'<text x="{LABEL - 10}" y="{y + 18}" text-anchor="end" fill="{INK}">{escape(short)}</text>'
        f'<rect x="{LABEL}" y="{y + 7}" width="{room}" height="14" rx="2" fill="{TRACK}"/>'
        f'<rect x="{LABEL}" y="{y + 7}" width="{length}" height="14" rx="2" fill="{BAR}"/>'
        f'<text x="{WIDTH - NUMBER + 8}" y="{y + 18}" fill="{INK}">{shown}</text>'
    )
