"""Writes `geometry.json`: random shapes, and what shapely (GEOS) says of them. Run once, with shapely installed: it is no dependency.

python tests/vectors/geometry.py
"""

import json
import random
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")
SIZE, MANY = 8, 1500  # a grid so narrow that corners often meet


def ring(rng: random.Random, low: int = 0, high: int = SIZE) -> list[list[int]]:
    corners = [[rng.randint(low, high), rng.randint(low, high)] for _ in range(rng.randint(3, 7))]
    return [*corners, corners[0]]


def shape(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(
        ["Polygon", "Polygon", "Polygon", "MultiPolygon", "LineString", "MultiLineString", "Point", "MultiPoint"]
    )
    if kind == "Polygon":
        holes = [ring(rng, 1, SIZE - 1)] if rng.random() < 0.4 else []
        outer = [[0, 0], [SIZE, 0], [SIZE, SIZE], [0, SIZE], [0, 0]] if holes else ring(rng)
        return {"type": kind, "coordinates": [outer, *holes]}
    if kind == "MultiPolygon":
        return {"type": kind, "coordinates": [[ring(rng, 0, 3)], [ring(rng, 5, SIZE)]]}
    line = ring(rng)[:-1]
    if kind == "Point":
        return {"type": kind, "coordinates": line[0]}
    return {"type": kind, "coordinates": [line, ring(rng)[:-1]] if kind == "MultiLineString" else line}


def judged(rng: random.Random) -> dict[str, Any]:
    from shapely.geometry import Point, box
    from shapely.geometry import shape as of

    one = shape(rng)
    judge = of(one)
    point = [rng.randint(0, SIZE), rng.randint(0, SIZE)]
    west, south = rng.randint(0, SIZE - 1), rng.randint(0, SIZE - 1)
    east, north = rng.randint(west + 1, SIZE), rng.randint(south + 1, SIZE)
    valid = bool(judge.is_valid)
    said = {"geometry": one, "valid": valid, "point": point, "bbox": [west, south, east, north]}
    if valid:
        said |= {
            "covers": bool(judge.intersects(Point(point))),
            "meets": bool(judge.intersects(box(west, south, east, north))),
        }
        said["distance"] = judge.distance(Point(point))
    return said


def main() -> None:
    rng = random.Random(22)
    lines = ",\n".join(json.dumps(judged(rng), separators=(",", ":")) for _ in range(MANY))
    FILE.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
