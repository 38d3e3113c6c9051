"""The places that may be asked for, and whether a geometry lies there: a point, within a distance or not, and a box (22.1). Borders belong to what they bound."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from yishu.core.geometry.shapes import SCALE, Geometry
from yishu.core.geometry.sound import OUTSIDE, Box, Line, Polygon, Position, place_in

METRES_OF_A_DEGREE: Final = 6_371_008.8 * math.pi / 180
"""Along a meridian, by the earth's mean radius (IUGG)."""
FARTHEST: Final = 50_000
"""Metres. Up to here the earth may be taken for flat: at the latitudes of China a distance is off by half a percent at most."""
_POLE: Final = 90 * SCALE


@dataclass(frozen=True, slots=True)
class AtPoint:
    """A point, and how far around it, in metres: what contains it, or lies no farther from it."""

    at: Position
    metres: float = 0

    @property
    def box(self) -> Box:
        """What lies there meets this box. Not looked at: across the 180th meridian."""
        (x, y), up = self.at, math.ceil(self.metres / METRES_OF_A_DEGREE * 1.01 * SCALE)
        south, north = max(-_POLE, y - up), min(_POLE, y + up)
        narrowest = math.cos(math.radians(max(abs(south), abs(north)) / SCALE))
        aside = 0 if not up else 360 * SCALE if narrowest < 0.01 else math.ceil(up / narrowest)
        return x - aside, south, x + aside, north

    def meets(self, geometry: Geometry) -> bool:
        if _covers(geometry, self.at):
            return True
        return self.metres > 0 and self._distance(geometry) <= self.metres

    def _distance(self, geometry: Geometry) -> float:
        """To what does not cover the point, in metres: on the plane that touches the earth there."""
        (x, y), up = self.at, METRES_OF_A_DEGREE / SCALE
        aside = up * math.cos(math.radians(y / SCALE))
        nearest = min((math.hypot((px - x) * aside, (py - y) * up) for px, py in geometry.points), default=math.inf)
        for line in geometry.edges():
            flat = [((px - x) * aside, (py - y) * up) for px, py in line]
            nearest = min(nearest, min(_to_edge(*one, *other) for one, other in pairwise(flat)))
        return nearest

    def __str__(self) -> str:
        return f"point {_told(self.at)}" + (f" within {self.metres:g} m" if self.metres else "")


@dataclass(frozen=True, slots=True)
class InBox:
    """A box along the meridians: what meets it."""

    box: Box

    def meets(self, geometry: Geometry) -> bool:
        west, south, east, north = geometry.box
        if west > self.box[2] or east < self.box[0] or south > self.box[3] or north < self.box[1]:
            return False
        if any(self._holds(position) for position in geometry.positions()):
            return True
        if any(self._cuts(*one, *other) for line in geometry.edges() for one, other in pairwise(line)):
            return True
        return _covers(geometry, self.box[:2])

    def _holds(self, position: Position) -> bool:
        west, south, east, north = self.box
        return west <= position[0] <= east and south <= position[1] <= north

    def _cuts(self, x1: int, y1: int, x2: int, y2: int) -> bool:
        west, south, east, north = self.box
        if max(x1, x2) < west or min(x1, x2) > east or max(y1, y2) < south or min(y1, y2) > north:
            return False
        corners = ((west, south), (west, north), (east, south), (east, north))
        sides = [(x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) for x, y in corners]
        return min(sides) <= 0 <= max(sides)

    def __str__(self) -> str:
        return f"bbox {_told(self.box)}"


Place = AtPoint | InBox


def _covers(geometry: Geometry, at: tuple[int, ...]) -> bool:
    x, y = at
    return (
        (x, y) in geometry.points
        or any(_is_on(line, x, y) for line in geometry.lines)
        or any(_is_in(polygon, x, y) for polygon in geometry.polygons)
    )


def _is_in(polygon: Polygon, x: int, y: int) -> bool:
    outer, *holes = polygon
    return place_in(outer, x, y) != OUTSIDE and not any(place_in(hole, x, y) > 0 for hole in holes)


def _is_on(line: Line, x: int, y: int) -> bool:
    return any(
        (x2 - x1) * (y - y1) == (y2 - y1) * (x - x1)
        and min(x1, x2) <= x <= max(x1, x2)
        and min(y1, y2) <= y <= max(y1, y2)
        for (x1, y1), (x2, y2) in pairwise(line)
    )


def _to_edge(x1: float, y1: float, x2: float, y2: float) -> float:
    """From the origin."""
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(x1 * dx + y1 * dy) / length))
    return math.hypot(x1 + along * dx, y1 + along * dy)


def _told(numbers: tuple[int, ...]) -> str:
    return ",".join(f"{number / SCALE:.9f}".rstrip("0").rstrip(".") for number in numbers)
