"""A Delta reader gets the schema of the version that it asks for (20.1, 27.3)."""

import io
import json
from dataclasses import replace
from typing import Any

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.access.delta.stage import ITEMS, Stage
from tests.access.delta.test_protocol import refused, said
from tests.conftest import Node
from yishu.access.delta.models import SharedFile

KEPT = tuple(item for item in ITEMS if item.code not in ("since", "remark"))
NEXT = tuple(replace(item, type="string") if item.code == "places" else item for item in KEPT)


@pytest.fixture(scope="module")
def stage(node: Node, django_ready: str, tmp_path_factory: Any) -> Stage:
    """Versions 1 to 3 as everywhere; 4: places come in texts and the opening day is gone; 5: a record more."""
    stage = Stage.set(tmp_path_factory.mktemp("shapes"), node.url)
    from tests.gateway.test_versions import next_entry

    next_entry(stage.police, stage.office, stage.resource, *NEXT)
    head = ",".join(item.code for item in NEXT)
    stage.cast.publish(stage.police, stage.resource, f"{head}\nb9,周七,330100,许多,1,,是\n", stage.folder)
    return stage


def read(reader: httpx.Client, stage: Stage, **body: Any) -> tuple[dict[str, str], pa.Table]:
    """Delta's schema, item → type; and the rows of the one file."""
    _protocol, meta, file = said(reader.post(f"{stage.table}/query", json=body))
    schema = json.loads(meta["metaData"]["schemaString"])["fields"]
    content = httpx.get(file["file"]["url"], timeout=30)
    assert content.status_code == 200, content.text
    return {field["name"]: field["type"] for field in schema}, pq.read_table(io.BytesIO(content.content))


@pytest.mark.clause("20.1", "27.3")
def test_each_version_has_its_own_schema(stage: Stage) -> None:
    with stage.reader() as reader:
        then, rows = read(reader, stage, version=2)
        assert (then["places"], "since" in then) == ("long", True)
        assert sorted(rows["places"].to_pylist()) == [11, 20, 40]
        now, rows = read(reader, stage)
        assert (now["places"], "since" in now) == ("string", False)
        assert sorted(rows["places"].to_pylist()) == ["11", "40", "许多"]


@pytest.mark.clause("27.3")
def test_a_feed_is_told_within_a_shape_and_not_across_another_type(stage: Stage) -> None:
    with stage.reader() as reader:
        told = said(reader.get(f"{stage.table}/changes", params={"startingVersion": 1, "endingVersion": 3}))
        files = [line["cdf"] for line in told if "cdf" in line]
        assert [file["version"] for file in files] == [1, 2, 3]
        rows = pq.read_table(io.BytesIO(httpx.get(files[1]["url"], timeout=30).content))
        assert rows.schema.field("places").type == pa.int64()
        refused(reader.get(f"{stage.table}/changes", params={"startingVersion": 2}), 410, "changes_expired")
        told = said(reader.get(f"{stage.table}/changes", params={"startingVersion": 5}))
        assert [line["cdf"]["version"] for line in told if "cdf" in line] == [5]


@pytest.mark.clause("26.5")
def test_a_file_of_an_earlier_shape_ends_with_the_item_kept_from_sharing(stage: Stage) -> None:
    from tests.gateway.test_versions import next_entry

    with stage.reader() as reader:
        _protocol, _meta, line = said(reader.post(f"{stage.table}/query", json={"version": 3}))
        url = line["file"]["url"]
        assert httpx.get(url, timeout=30).status_code == 200
        kept = tuple(replace(item, sharing="non_shared") if item.code == "size" else item for item in NEXT)
        next_entry(stage.police, stage.office, stage.resource, *kept)
        assert SharedFile.objects.filter(version=3).exists()
        assert httpx.get(url, timeout=30).status_code == 404
        schema, _rows = read(reader, stage, version=3)
        assert "size" not in schema
