"""GeoJSON in (22.1): a feature is a record, its shape is checked as every item is, and what is not sound goes back to its provider."""

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from tests.hosting.conftest import Scene
from yishu.catalogue.rules import ItemDraft
from yishu.core.errors import Problem
from yishu.hosting.places.reading import features

ITEMS = (
    ItemDraft("code", "编号", is_key=True, required=True),
    ItemDraft("name", "名称"),
    ItemDraft("area", "面积", type="decimal"),
    ItemDraft("place", "界线", type="geometry", required=True),
)
SQUARE = [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]]
GEOJSON = "application/geo+json"


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path, items=ITEMS, key_kind="plain")


def feature(code: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry}


def collection(*of: dict[str, Any], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **more, "features": list(of)}, ensure_ascii=False)


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def point(*at: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": at}


@pytest.mark.clause("22.1")
def test_a_collection_is_published_and_its_shapes_stand_in_one_text(scene: Scene) -> None:
    batch = scene.publish(
        collection(
            feature("A", polygon(*SQUARE), name='说"好"：{', area=1.50),
            {"geometry": point(120.15, 30.2800000000001), "properties": {"编号": "B", "名称": None}, "type": "Feature"},
            name="features",
        ),
        GEOJSON,
    )
    assert (batch.records, batch.accepted, batch.quarantined) == (2, 2, 0)
    square = '{"type":"Polygon","bbox":[0.0,0.0,4.0,4.0],"coordinates":[[[0.0,0.0],[4.0,0.0],[4.0,4.0],[0.0,4.0],[0.0,0.0]]]}'
    at = '{"type":"Point","coordinates":[120.15,30.28]}'
    assert scene.rows("code", "name", "area::text", "place") == [
        ("A", '说"好"：{', "1.5", square),
        ("B", None, None, at),
    ]
    again = scene.publish(f'code,name,area,place\nB,,,"{at.replace(chr(34), chr(34) * 2)}"\n')
    assert (again.accepted, again.unchanged) == (1, 1)


BAD = {
    "geometry": "这里",
    "geometry_type": {"type": "GeometryCollection", "geometries": [], "coordinates": []},
    "geometry_coordinates": point(120, 30, 5),
    "geometry_empty": {"type": "MultiPolygon", "coordinates": []},
    "geometry_range": point(30, 120),
    "geometry_antimeridian": {"type": "LineString", "coordinates": [[179, 0], [-179, 0]]},
    "geometry_line": {"type": "LineString", "coordinates": [[1, 1], [1, 1]]},
    "geometry_ring": polygon([[0, 0], [4, 0], [4, 4], [0, 4]]),
    "geometry_crossing": polygon([[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]),
    "geometry_hole": polygon(*SQUARE, [[5, 5], [6, 5], [6, 6], [5, 5]]),
    "geometry_crs": point(1, 1) | {"crs": {"type": "name", "properties": {"name": "EPSG:3857"}}},
    "geometry_size": {"type": "MultiPoint", "coordinates": [[1, 1]] * 100_001},
    "required": None,
}


@pytest.mark.parametrize("rule", BAD)
@pytest.mark.clause("21.2")
def test_a_shape_that_is_not_sound_goes_back_with_its_reason(scene: Scene, rule: str) -> None:
    good = feature("A", point(120, 30))
    batch = scene.publish(collection(good, feature("B", BAD[rule])), GEOJSON)
    assert (batch.accepted, batch.quarantined) == (1, 1)
    (record,) = batch.quarantine.all()
    assert [(error["field"], error["rule"]) for error in record.errors] == [("place", rule)]
    assert record.row == 2
    assert record.values["code"] == "B"
    assert record.key == "B"
    assert "请" in record.errors[0]["zh"]


def test_what_is_no_feature_is_a_record_sent_back(scene: Scene) -> None:
    text = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"A"},"geometry":%s},{"no":1},{bad}]}'
    batch = scene.publish(text % json.dumps(point(1, 1)), GEOJSON)
    assert (batch.accepted, batch.quarantined) == (1, 2)
    assert [record.errors[0]["rule"] for record in batch.quarantine.all()] == ["json", "json"]


WHOLE = collection(feature("A", point(1, 1)), feature("B", point(2, 2)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (WHOLE[:-3], "file_unreadable"),
        (WHOLE[:-40], "file_unreadable"),
        (WHOLE + "{}", "file_unreadable"),
        (WHOLE.replace('"features": [', '"features": [null, '), "file_unreadable"),
        (json.dumps(feature("A", point(1, 1))), "not_a_collection"),
        ("[]", "not_a_collection"),
        (collection(), "file_empty"),
        (collection(feature("A", point(1, 1), colour="red")), "wrong_columns"),
        (
            collection(feature("A", point(1, 1)), crs={"type": "name", "properties": {"name": "EPSG:4528"}}),
            "coordinates_unknown",
        ),
    ],
)
def test_a_file_that_is_no_whole_collection_is_refused(scene: Scene, text: str, code: str) -> None:
    with pytest.raises(Problem) as refused:
        scene.publish(text, GEOJSON)
    assert refused.value.code == code


def test_a_shape_comes_in_every_format(scene: Scene) -> None:
    text = json.dumps(polygon(*SQUARE))
    lines = (
        json.dumps({"code": "N", "place": polygon(*SQUARE)}) + "\n" + json.dumps({"code": "T", "place": text}) + "\n"
    )
    scene.publish(lines, "application/x-ndjson")
    table = pa.table({"code": ["P"], "name": ["x"], "area": [1.0], "place": [text]})
    sink = io.BytesIO()
    parquet.write_table(table, sink)
    scene.publish(sink.getvalue(), "application/vnd.apache.parquet")
    stream = io.BytesIO()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table.set_column(0, "code", [["S"]]))
    scene.publish(stream.getvalue(), "application/vnd.apache.arrow.stream")
    rows = scene.rows("code", "place")
    assert [code for code, _ in rows] == ["N", "P", "S", "T"]
    assert len({shape for _, shape in rows}) == 1


def test_a_new_item_of_place_is_indexed_as_one_of_the_first_version_is(scene: Scene, tmp_path: Path) -> None:
    other = Scene(tmp_path, items=ITEMS[:3], key_kind="plain")
    other.publish("code,name,area\nA,,\n")
    other.next_version(*ITEMS[:3], ItemDraft("place", "界线", type="geometry"))
    other.publish(collection(feature("A", point(1, 1))), GEOJSON)
    scene.publish(collection(feature("A", point(1, 1))), GEOJSON)
    for each in (scene, other):
        indexes = each.sql("select indexdef from pg_indexes where tablename = %s", each.table.name)
        assert any("gist (yishu_extent(place))" in text for (text,) in indexes)


def test_however_large_a_collection_is_little_of_it_is_held(tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    ring = [[n / 1000, 0.0] for n in range(2000)]
    one = json.dumps(feature("A", {"type": "LineString", "coordinates": ring})).encode()
    with path.open("wb") as file:
        file.write(b'{"features":[' + one)
        for _ in range(500):
            file.write(b",\n" + one)
        file.write(b'],"type":"FeatureCollection"}')
    tracemalloc.start()
    with path.open("rb") as file:
        assert sum(1 for text in features(file) if text == one) == 501
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > 10e6
    assert most < 6e6
