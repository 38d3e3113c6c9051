"""Shapes and places against shapely's verdicts (`tests/vectors/geometry.py`), and what GeoJSON leaves open."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from yishu.core.geometry import shapes
from yishu.core.geometry.places import METRES_OF_A_DEGREE, AtPoint, InBox

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "vectors" / "geometry.json").read_text("utf-8"))
SOUND = [one for one in VECTORS if one["valid"] and len(one["geometry"]["coordinates"])]


def read(geometry: dict[str, Any]) -> shapes.Geometry:
    return shapes.read(json.dumps(geometry))


def broken(geometry: Any) -> str:
    try:
        shapes.read(geometry if isinstance(geometry, str) else json.dumps(geometry))
    except shapes.NotAGeometry as wrong:
        return wrong.broken.rule
    return ""


def point_of(pair: list[float], metres: float = 0) -> AtPoint:
    x, y = pair
    return AtPoint((shapes.scaled(x), shapes.scaled(y)), metres)


@pytest.mark.clause("22.1")
def test_a_shape_is_sound_where_shapely_calls_it_valid() -> None:
    for one in VECTORS:
        assert (broken(one["geometry"]) == "") == one["valid"], (one, broken(one["geometry"]))
    assert 300 < len(SOUND) < len(VECTORS) - 300


@pytest.mark.clause("22.1")
def test_what_covers_a_point_or_meets_a_box_is_what_shapely_says() -> None:
    for one in SOUND:
        geometry = read(one["geometry"])
        west, south, east, north = one["bbox"]
        box = InBox((shapes.scaled(west), shapes.scaled(south), shapes.scaled(east), shapes.scaled(north)))
        assert point_of(one["point"]).meets(geometry) == one["covers"], one
        assert box.meets(geometry) == one["meets"], one


def test_a_distance_is_that_of_shapely_where_the_earth_is_nearly_flat() -> None:
    small = 1e-3  # the vectors' unit, in degrees: at the equator a degree is a degree both ways
    for one in SOUND:
        nested = json.loads(json.dumps(one["geometry"]["coordinates"]), parse_int=lambda n: int(n) * small)
        geometry = read({"type": one["geometry"]["type"], "coordinates": nested})
        metres = one["distance"] * small * METRES_OF_A_DEGREE
        at = [part * small for part in one["point"]]
        assert point_of(at, metres * 1.001 + 0.01).meets(geometry), one
        if metres > 1:
            assert not point_of(at, metres * 0.999).meets(geometry), one


def test_what_is_within_a_distance_meets_its_box() -> None:
    for latitude in (0, 30, 60, 89.9, -45):
        for bearing in range(0, 360, 15):
            place = point_of([120, latitude], 40_000)
            up = 39_900 * math.cos(math.radians(bearing)) / METRES_OF_A_DEGREE
            aside = 39_900 * math.sin(math.radians(bearing)) / METRES_OF_A_DEGREE / math.cos(math.radians(latitude))
            if abs(aside) > 60 or abs(latitude + up) > 90:
                continue
            x, y = shapes.scaled(120 + aside), shapes.scaled(latitude + up)
            west, south, east, north = place.box
            assert west <= x <= east
            assert south <= y <= north


def test_a_shape_has_one_text_and_reads_as_itself() -> None:
    for one in SOUND:
        text = read(one["geometry"]).text()
        assert shapes.read(text).text() == text == shapes.stored(text).text()
    noisy = read({"type": "Point", "coordinates": [120.15000000000001, -0.0]})
    assert noisy.text() == '{"type":"Point","coordinates":[120.15,0.0]}'
    line = read({"type": "LineString", "coordinates": [[1, 2], [3, -4]], "bbox": [9, 9, 9, 9]})
    assert line.text() == '{"type":"LineString","bbox":[1.0,-4.0,3.0,2.0],"coordinates":[[1.0,2.0],[3.0,-4.0]]}'


def test_a_large_sound_border_is_checked_in_a_moment_and_an_intricate_one_is_refused() -> None:
    turns = [2 * math.pi * n / 60_000 for n in range(60_000)]
    border = [[120 + math.cos(t) * (1 + 0.1 * math.sin(900 * t)), 30 + math.sin(t)] for t in turns]
    assert broken({"type": "Polygon", "coordinates": [[*border, border[0]]]}) == ""
    comb = [[n % 2 * 50 + n * 1e-6, n * 1e-6] for n in range(20_000)]
    assert broken({"type": "Polygon", "coordinates": [[*comb, comb[0]]]}) in ("geometry_intricate", "geometry_crossing")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"type":"Point"}',
        "[" * 100_000,
        '{"type":"Point","coordinates":[1e999,0]}',
        '{"type":"Point","coordinates":[true,0]}',
        '{"type":"Point","coordinates":["1","2"]}',
    ],
)
def test_what_is_no_geometry_is_told(text: str) -> None:
    assert broken(text) in ("geometry", "geometry_coordinates")


def test_a_shape_on_both_sides_of_the_180th_meridian_comes_in_two_parts() -> None:
    east, west = [[[179, 0], [180, 0], [180, 1], [179, 0]]], [[[-180, 0], [-179, 0], [-180, 1], [-180, 0]]]
    assert broken({"type": "MultiPolygon", "coordinates": [east, west]}) == ""
    whole = [[[179, 0], [-179, 0], [-179, 1], [179, 0]]]
    assert broken({"type": "Polygon", "coordinates": whole}) == "geometry_antimeridian"
