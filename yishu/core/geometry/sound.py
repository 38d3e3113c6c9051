"""Whether a polygon is sound: rings closed, none touching or crossing itself, holes inside (OGC 06-103r4, 6.1.11). All in whole numbers, so exact.

Not looked for, because every question about a place has the same answer either way: holes within holes, and parts of a MultiPolygon that overlap.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import Final, NamedTuple

from yishu.core.identifiers import Broken

Position = tuple[int, int]
Line = tuple[Position, ...]
Polygon = tuple[Line, ...]
"""The outer ring, then the holes; the first position of a ring is also its last."""
Box = tuple[int, int, int, int]

INSIDE, BORDER, OUTSIDE = 1, 0, -1
MOST_TESTS: Final = 4_000_000
"""Of pairs of edges: seconds. Borders of a hundred thousand positions need a tenth of it."""
_APART, _TOUCHING, _CROSSING = range(3)


class _Edge(NamedTuple):
    x1: int
    y1: int
    x2: int
    y2: int
    ring: int
    place: int
    """Among the edges of its ring, those of no length left out."""


class _TooMuch(Exception):
    """More pairs than are ever tested."""


def broken_polygon(polygon: Polygon) -> Broken | None:
    """The first rule that it breaks."""
    for ring in polygon:
        if len(ring) < 4 or ring[0] != ring[-1]:
            return _OPEN
    rings = [list(_edges(ring, n)) for n, ring in enumerate(polygon)]
    if any(len(ring) < 3 for ring in rings):
        return _CROSSED
    try:
        if any(_forbidden(one, other, rings) for one, other in _near([edge for ring in rings for edge in ring])):
            return _CROSSED
    except _TooMuch:
        return _INTRICATE
    outer, *holes = polygon
    if sum(map(len, holes)) * len(outer) > MOST_TESTS:
        holes = [hole[:: 1 + len(hole) * len(outer) * len(holes) // MOST_TESTS] for hole in holes]
    if any(place_in(outer, x, y) == OUTSIDE for hole in holes for x, y in hole):
        return _HOLE
    return None


def place_in(ring: Line, x: int, y: int) -> int:
    """INSIDE, on the BORDER, or OUTSIDE: by the edges that a ray to the east meets."""
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y):
            turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if turn == 0:
                return BORDER
            if (turn > 0) == (y2 > y1):
                inside = not inside
        elif y1 == y == y2:
            if min(x1, x2) <= x <= max(x1, x2):
                return BORDER
        elif (y2 == y and x2 == x) or (y1 == y and x1 == x):
            return BORDER
    return INSIDE if inside else OUTSIDE


def _edges(ring: Line, number: int) -> Iterator[_Edge]:
    place = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (x1, y1) != (x2, y2):
            yield _Edge(x1, y1, x2, y2, number, place)
            place += 1


def _forbidden(one: _Edge, other: _Edge, rings: list[list[_Edge]]) -> bool:
    """Neighbours meet in their common end only; other edges of a ring not at all; rings may touch, but not cross or share an edge."""
    met = _meeting(one, other)
    if met != _TOUCHING:
        return met == _CROSSING
    if one.ring != other.ring:
        return False
    apart = abs(one.place - other.place)
    return apart not in (1, len(rings[one.ring]) - 1)


def _meeting(one: _Edge, other: _Edge) -> int:
    """How two edges meet; CROSSING also where they run along each other."""
    ax, ay, bx, by, *_ = one
    cx, cy, dx, dy, *_ = other
    if max(ax, bx) < min(cx, dx) or max(cx, dx) < min(ax, bx) or max(ay, by) < min(cy, dy) or max(cy, dy) < min(ay, by):
        return _APART
    to_c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    to_d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if (to_c > 0 and to_d > 0) or (to_c < 0 and to_d < 0):
        return _APART
    to_a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    to_b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    if (to_a > 0 and to_b > 0) or (to_a < 0 and to_b < 0):
        return _APART
    if to_c == 0 == to_d:
        return _along(one, other)
    return _CROSSING if to_a and to_b and to_c and to_d else _TOUCHING


def _along(one: _Edge, other: _Edge) -> int:
    """Two edges of one straight line, whose boxes meet."""
    a, b, c, d = (one.x1, one.x2, other.x1, other.x2) if one.x1 != one.x2 else (one.y1, one.y2, other.y1, other.y2)
    return _CROSSING if min(max(a, b), max(c, d)) > max(min(a, b), min(c, d)) else _TOUCHING


def _near(edges: list[_Edge]) -> Iterator[tuple[_Edge, _Edge]]:
    """Every pair that may meet: edges through the same cell of a grid whose cells are as wide as two edges are long on average. Raises _TooMuch."""
    total = sum(abs(edge.x2 - edge.x1) + abs(edge.y2 - edge.y1) for edge in edges)
    width = max(1, 2 * total // len(edges))
    cells: dict[tuple[int, int], list[_Edge]] = defaultdict(list)
    for edge in edges:
        for cell in _cells(edge, width):
            cells[cell].append(edge)
    if sum(len(cell) * (len(cell) - 1) // 2 for cell in cells.values()) > MOST_TESTS:
        raise _TooMuch
    for cell in cells.values():
        yield from combinations(cell, 2)


def _cells(edge: _Edge, width: int) -> Iterable[tuple[int, int]]:
    x1, y1, x2, y2, *_ = edge if edge.x1 <= edge.x2 else (edge.x2, edge.y2, edge.x1, edge.y1)
    for column in range(x1 // width, x2 // width + 1):
        if x1 == x2:
            low, high = min(y1, y2), max(y1, y2)
        else:
            ends = (max(x1, column * width), min(x2, (column + 1) * width))
            at = [y1 + (y2 - y1) * (x - x1) // (x2 - x1) for x in ends]
            low, high = min(at), max(at) + 1
        for row in range(low // width, high // width + 1):
            yield column, row


_OPEN = Broken(
    "geometry_ring",
    "多边形的环须首尾相接，且至少四个点，请更正。",
    "A polygon's ring ends where it begins and has four positions at least; correct it.",
)
_CROSSED = Broken(
    "geometry_crossing",
    "多边形的边界自相交、自相接或重叠：请用地理信息软件修复图形后再报送。",
    "The polygon's border crosses, touches or runs along itself: repair the shape in a GIS, then send it again.",
)
_HOLE = Broken(
    "geometry_hole",
    "多边形的内环须在外环之内，请更正（环的先后为先外后内）。",
    "A hole lies inside the outer ring, which comes first; correct it.",
)
_INTRICATE = Broken(
    "geometry_intricate",
    "图形过于复杂，无法核对边界是否自相交：请简化或拆分。",
    "The shape is too intricate to be checked for crossings: simplify it, or part it.",
)
