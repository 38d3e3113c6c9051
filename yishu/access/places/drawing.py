"""What was found, drawn as an outline: no map beneath it, nothing from elsewhere. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from yishu.core.geometry.places import AtPoint, Place
from yishu.core.geometry.shapes import SCALE, Geometry
from yishu.core.geometry.sound import Box, Line, Position

WIDTH: Final = 640
_TALLEST, _LOWEST, _EDGE = 520, 200, 16
_SMALLEST: Final = 0.002 * SCALE
"""What is shown is this wide at least, in degrees: about two hundred metres."""
_FINE: Final = 0.7  # of the drawing's units: what is nearer to the last corner is left out


@dataclass(frozen=True, slots=True)
class Shape:
    """A record: its number in the table, its lines and borders as an SVG path, its points; where its number stands."""

    number: int
    path: str
    dots: tuple[tuple[float, float], ...]
    at: tuple[float, float]
    is_area: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    shapes: tuple[Shape, ...]
    asked: Shape


def drawn(found: Iterable[tuple[int, Geometry]], place: Place) -> Drawing:
    """The records with their numbers, and the place that was asked for."""
    listed = list(found)
    frame = _Frame(_around([geometry.box for _, geometry in listed], place))
    shapes = [_shape(frame, number, geometry) for number, geometry in listed]
    shapes.sort(key=lambda shape: not shape.is_area)  # what is small stands on what is large
    return Drawing(WIDTH, frame.height, tuple(shapes), _asked(frame, place))


class _Frame:
    """From degrees to the drawing's units, north up, as broad as long at its middle."""

    def __init__(self, box: Box) -> None:
        west, south, east, north = box
        self._narrow = max(0.01, math.cos(math.radians((south + north) / 2 / SCALE)))
        broad, tall = (east - west) * self._narrow, north - south
        self._scale = min((WIDTH - 2 * _EDGE) / broad, (_TALLEST - 2 * _EDGE) / tall)
        self.height = max(_LOWEST, round(tall * self._scale) + 2 * _EDGE)
        self._left = west - ((WIDTH - 2 * _EDGE) / self._scale - broad) / 2 / self._narrow
        self._top = north + ((self.height - 2 * _EDGE) / self._scale - tall) / 2

    def at(self, position: Position) -> tuple[float, float]:
        x, y = position
        across = (x - self._left) * self._narrow * self._scale + _EDGE
        return round(across, 1), round((self._top - y) * self._scale + _EDGE, 1)

    def path(self, line: Line) -> str:
        kept: list[tuple[float, float]] = []
        for at in map(self.at, line):
            if not kept or abs(at[0] - kept[-1][0]) + abs(at[1] - kept[-1][1]) >= _FINE:
                kept.append(at)
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept)


def _around(boxes: list[Box], place: Place) -> Box:
    boxes = [*boxes, place.box]
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    lacks = [max(0, math.ceil((_SMALLEST - length) / 2)) for length in (east - west, north - south)]
    return west - lacks[0], south - lacks[1], east + lacks[0], north + lacks[1]


def _shape(frame: _Frame, number: int, geometry: Geometry) -> Shape:
    path = "".join(frame.path(line) + ("Z" if geometry.polygons else "") for line in geometry.edges())
    return Shape(
        number, path, tuple(map(frame.at, geometry.points)), frame.at(_middle(geometry)), bool(geometry.polygons)
    )


def _middle(geometry: Geometry) -> Position:
    """Of an area a place within the largest part: halfway up, in the middle of where it is broadest there; else the middle of the box."""
    ring = max((polygon[0] for polygon in geometry.polygons), key=len, default=())
    ys = sorted({y for _, y in ring})
    if len(ys) < 2:
        west, south, east, north = geometry.box
        return (west + east) // 2, (south + north) // 2
    level = (ys[0] + ys[-1]) / 2
    crossings = sorted(
        x1 + (x2 - x1) * (level - y1) / (y2 - y1)
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > level) != (y2 > level)
    )
    left, right = max(zip(crossings[::2], crossings[1::2], strict=True), key=lambda ends: ends[1] - ends[0])
    return round((left + right) / 2), round(level)


def _asked(frame: _Frame, place: Place) -> Shape:
    west, south, east, north = place.box
    corners = ((west, south), (east, south), (east, north), (west, north))
    if isinstance(place, AtPoint):
        at = frame.at(place.at)
        radius = (frame.at((east, south))[0] - frame.at((west, south))[0]) / 2
        round_it = f"M{at[0] - radius:g} {at[1]:g}a{radius:g} {radius:g} 0 1 0 {2 * radius:g} 0a{radius:g} {radius:g} 0 1 0 {-2 * radius:g} 0"
        return Shape(0, round_it if place.metres else "", (at,), at, True)
    return Shape(0, frame.path(corners) + "Z", (), frame.at((west, north)), True)
