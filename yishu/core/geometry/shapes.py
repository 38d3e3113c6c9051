"""Reading and writing one GeoJSON geometry (RFC 7946, 3.1): the six kinds that have coordinates of their own.

Coordinates are longitude and latitude in degrees, WGS 84 or CGCS2000, which differ by less than what is kept here. Inside they are whole numbers of 1e-9 degree
(a tenth of a millimetre), so that what lies on a border lies on it exactly, whatever was computed with it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import msgspec

from yishu.core.decoding import decoder
from yishu.core.geometry.sound import Box, Line, Polygon, Position, broken_polygon
from yishu.core.identifiers import Broken

SCALE: Final = 10**9
KINDS: Final = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")
MOST_POSITIONS: Final = 100_000
MOST_BYTES: Final = 16 * 1024**2
_HALF_TURN: Final = 180 * SCALE

_Pair = tuple[float, float]
_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    "Point": decoder(_Pair),
    "MultiPoint": decoder(list[_Pair]),
    "LineString": decoder(list[_Pair]),
    "MultiLineString": decoder(list[list[_Pair]]),
    "Polygon": decoder(list[list[_Pair]]),
    "MultiPolygon": decoder(list[list[list[_Pair]]]),
}


class _Written(msgspec.Struct):
    type: str
    coordinates: msgspec.Raw
    crs: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_decode = decoder(_Written).decode


class NotAGeometry(ValueError):
    """The text is no sound geometry; `broken` says what rule it breaks and what to do, never a coordinate."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.rule)
        self.broken = broken


@dataclass(frozen=True)
class Geometry:
    """One of `KINDS`. What it is made of: points, or lines, or polygons, each polygon its outer ring and then its holes."""

    kind: str
    points: tuple[Position, ...] = ()
    lines: tuple[Line, ...] = ()
    polygons: tuple[Polygon, ...] = ()

    def positions(self) -> Iterator[Position]:
        return chain(self.points, chain.from_iterable(self.lines), chain.from_iterable(chain(*self.polygons)))

    def edges(self) -> Iterator[Line]:
        """Its lines and rings."""
        return chain(self.lines, chain.from_iterable(self.polygons))

    @cached_property
    def box(self) -> Box:
        """The smallest box that holds it: west, south, east, north."""
        xs, ys = zip(*self.positions(), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def text(self) -> str:
        """The one text of this geometry, as it is stored and handed out: GeoJSON, its box told before its coordinates but for a single point."""
        coordinates = _degrees(self._nested())
        box = {} if self.kind == "Point" else {"bbox": _degrees(list(self.box))}
        return msgspec.json.encode({"type": self.kind, **box, "coordinates": coordinates}).decode()

    def _nested(self) -> Any:
        parts = self.points or self.lines or self.polygons
        return parts if self.kind.startswith("Multi") else parts[0]


def read(text: str | bytes) -> Geometry:
    """A GeoJSON geometry. Raises NotAGeometry. Members that the standard does not know are passed over."""
    if len(text) > MOST_BYTES:
        raise NotAGeometry(_TOO_MANY)
    try:
        written = _decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotAGeometry(_NOT_GEOJSON) from None
    if written.crs is not msgspec.UNSET and not is_known_crs(bytes(written.crs)):
        raise NotAGeometry(_CRS)
    decoder = _DECODERS.get(written.type)
    if decoder is None:
        raise NotAGeometry(_KIND)
    try:
        coordinates = decoder.decode(written.coordinates)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotAGeometry(_FORM) from None
    geometry = _geometry(written.type, coordinates if written.type.startswith("Multi") else [coordinates])
    if broken := _broken(geometry):
        raise NotAGeometry(broken)
    return geometry


def stored(text: str) -> Geometry:
    """A geometry from its one text, which was found sound when it came."""
    written = _decode(text)
    coordinates = _DECODERS[written.type].decode(written.coordinates)
    return _geometry(written.type, coordinates if written.type.startswith("Multi") else [coordinates])


def is_known_crs(named: bytes) -> bool:
    """Whether the `crs` of an old GeoJSON (2008) names longitude and latitude in WGS 84 or CGCS2000, or nothing."""
    return named == b"null" or any(
        code in named for code in (b"CRS84", b"EPSG::4326", b"EPSG::4490", b"EPSG:4326", b"EPSG:4490")
    )


def scaled(degrees: float) -> int:
    """Degrees as they are computed with."""
    return round(degrees * SCALE)


def _geometry(kind: str, parts: list[Any]) -> Geometry:
    if kind.endswith("Point"):
        return Geometry(kind, points=tuple(_positions(parts)))
    if kind.endswith("LineString"):
        return Geometry(kind, lines=tuple(tuple(_positions(line)) for line in parts))
    polygons = tuple(tuple(tuple(_positions(ring)) for ring in polygon) for polygon in parts)
    return Geometry(kind, polygons=polygons)


def _positions(pairs: Iterable[_Pair]) -> Iterator[Position]:
    return ((round(x * SCALE), round(y * SCALE)) for x, y in pairs)


def _degrees(nested: Any) -> Any:
    """Each number the double nearest to it, whose shortest text is that number again."""
    return nested / SCALE if isinstance(nested, int) else [_degrees(each) for each in nested]


def _broken(geometry: Geometry) -> Broken | None:
    count = sum(1 for _ in geometry.positions())
    empty = any(not part for part in (*geometry.lines, *geometry.polygons)) or any(map(_has_empty, geometry.polygons))
    if not count or empty:
        return _EMPTY
    if count > MOST_POSITIONS:
        return _TOO_MANY
    west, south, east, north = geometry.box
    if west < -_HALF_TURN or east > _HALF_TURN or south < -_HALF_TURN // 2 or north > _HALF_TURN // 2:
        return _RANGE
    if any(map(_is_wide, geometry.edges())):
        return _ANTIMERIDIAN
    if any(len(set(line)) < 2 for line in geometry.lines):
        return _LINE
    return next(filter(None, map(broken_polygon, geometry.polygons)), None)


def _has_empty(polygon: Polygon) -> bool:
    return not all(polygon)


def _is_wide(line: Line) -> bool:
    """More than half around the earth: what is meant goes the other way."""
    xs = [x for x, _ in line]
    return max(xs) - min(xs) > _HALF_TURN


_NOT_GEOJSON = Broken(
    "geometry",
    '不是一个 GeoJSON 几何对象：请写成 {"type":…,"coordinates":…}（RFC 7946）。',
    'This is no GeoJSON geometry: write {"type":…,"coordinates":…} (RFC 7946).',
)
_KIND = Broken(
    "geometry_type",
    "几何类型须为 Point、MultiPoint、LineString、MultiLineString、Polygon 或 MultiPolygon，请更正。",
    "A geometry is a Point, MultiPoint, LineString, MultiLineString, Polygon or MultiPolygon; correct its type.",
)
_FORM = Broken(
    "geometry_coordinates",
    "坐标的层次与几何类型不符：每个点须为 [经度, 纬度] 两个数，不含高程，请更正。",
    "The coordinates do not fit the geometry's type: each position is two numbers, [longitude, latitude], without a height; correct them.",
)
_EMPTY = Broken(
    "geometry_empty",
    "几何对象没有坐标，请补全，或留空。",
    "The geometry has no coordinates: give them, or leave it empty.",
)
_TOO_MANY = Broken(
    "geometry_size",
    "坐标点超过 100000 个：请简化或拆成几条记录。",
    "The geometry has more than 100 000 positions: simplify it, or part it into several records.",
)
_RANGE = Broken(
    "geometry_range",
    "经度须在 -180 至 180、纬度须在 -90 至 90 之间，且经度在前：请核对是否写反，或仍是投影坐标。",
    "A longitude lies between -180 and 180, a latitude between -90 and 90, the longitude first: look whether they are swapped, or still projected.",
)
_ANTIMERIDIAN = Broken(
    "geometry_antimeridian",
    "图形跨越 180° 经线：请在该经线处拆成两部分（RFC 7946 第 3.1.9 条）。",
    "The shape crosses the 180th meridian: cut it in two there (RFC 7946, 3.1.9).",
)
_LINE = Broken(
    "geometry_line", "线须有至少两个不同的点，请更正。", "A line has two different positions at least; correct it."
)
_CRS = Broken(
    "geometry_crs",
    "坐标系须为 CGCS2000 或 WGS 84 的经纬度：请先转换坐标。",
    "Coordinates are longitude and latitude in CGCS2000 or WGS 84: convert them first.",
)
