"""The second outside reader: Apache Spark, in local mode, reads the files that a profile leads to: what the grant allows, and nothing else (26.5, 27.3)."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.access.delta.stage import GRANTED, Stage
from tests.access.delta.test_protocol import said
from tests.conftest import Node

pytestmark = [pytest.mark.long, pytest.mark.clause("20.1", "26.5", "27.3")]
READER = Path(__file__).with_name("spark.py")


@pytest.fixture(scope="module")
def read(node: Node, django_ready: str, tmp_path_factory: Any) -> dict[str, Any]:
    """The current version, the first one, and all changes, as Spark sees them."""
    python = machine.spark()
    stage = Stage.set(tmp_path_factory.mktemp("delta"), node.url)
    with stage.reader() as reader:
        fed = reader.get(f"{stage.table}/changes", params={"startingVersion": 1})
        files = {
            "now": said(reader.post(f"{stage.table}/query", json={})),
            "first": said(reader.post(f"{stage.table}/query", json={"version": 1})),
            "changes": said(fed),
        }
    asked = {name: addresses(lines) for name, lines in files.items()}
    command = [python, str(READER), str(tmp_path_factory.mktemp("spark"))]
    done = subprocess.run(command, input=json.dumps(asked).encode(), capture_output=True, timeout=480, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def addresses(lines: list[dict[str, Any]]) -> list[str]:
    kinds = ("file", "add", "cdf", "remove")
    return [line[kind]["url"] for line in lines for kind in kinds if kind in line]


def test_it_reads_the_rows_and_items_of_the_grant_with_its_masks(read: dict[str, Any]) -> None:
    types, rows = read["now"]["types"], {row["code"]: row for row in read["now"]["rows"]}
    assert list(types) == list(GRANTED)
    assert (types["places"], types["since"], types["checked"], types["is_open"]) == (
        "bigint",
        "date",
        "timestamp",
        "boolean",
    )
    assert types["size"].startswith("decimal(38,")
    assert rows.keys() == {"b1", "b4"}  # b2 is gone; b3 is of another area
    assert rows["b1"]["owner"].startswith("张*")
    assert (rows["b1"]["places"], rows["b1"]["size"], rows["b1"]["since"]) == (11, 12.5, "2020-01-02")
    assert rows["b1"]["checked"].startswith("2026-11-01T00:00:00")
    assert "秘密" not in json.dumps(read, ensure_ascii=False)


def test_it_reads_an_earlier_version(read: dict[str, Any]) -> None:
    assert {row["code"]: row["places"] for row in read["first"]["rows"]} == {"b1": 10, "b2": 20}


def test_it_reads_every_change(read: dict[str, Any]) -> None:
    told = sorted((row["_change_type"], row["code"], row["places"]) for row in read["changes"]["rows"])
    assert told == [
        ("delete", "b2", 20),
        ("insert", "b1", 10),
        ("insert", "b2", 20),
        ("insert", "b4", 40),
        ("update_postimage", "b1", 11),
        ("update_preimage", "b1", 10),
    ]
