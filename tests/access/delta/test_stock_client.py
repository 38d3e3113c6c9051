"""The judge: the unmodified `delta-sharing` client reads what the grant allows, and nothing else (26.5, 27.3)."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.access.delta.stage import GRANTED, Stage
from tests.conftest import Node

pytestmark = pytest.mark.clause("20.1", "26.5", "27.3")
CLIENT = Path(__file__).with_name("client.py")


class Stock:
    """The client in its own environment, with the profile file of the grant. All that the tests ask for is read at once: it takes seconds to start."""

    ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
        *(("rows", {"use_delta_format": delta}) for delta in (False, True)),
        *(("rows", {"use_delta_format": delta, "version": version}) for delta in (False, True) for version in (1, 2)),
        *(("changes", {"use_delta_format": delta, "starting_version": 1}) for delta in (False, True)),
        *(("changes", {"use_delta_format": d, "starting_version": 2, "ending_version": 2}) for d in (False, True)),
        ("rows", {}),
        ("version", {}),
        ("lists", {}),
    )

    def __init__(self, stage: Stage, folder: Path) -> None:
        python, profile = machine.delta_client(), folder / "grant.share"
        profile.write_bytes(stage.profile().content)
        done = subprocess.run(
            [python, CLIENT, profile],
            input=json.dumps(self.ASKED).encode(),
            capture_output=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        self.answers = json.loads(done.stdout.decode().strip().splitlines()[-1])

    def read(self, what: str, **given: Any) -> Any:
        return self.answers[self.ASKED.index((what, given))]


@pytest.fixture(scope="module")
def stage(node: Node, django_ready: str, tmp_path_factory: Any) -> Stage:
    return Stage.set(tmp_path_factory.mktemp("delta"), node.url)


@pytest.fixture(scope="module")
def stock(stage: Stage, tmp_path_factory: Any) -> Stock:
    return Stock(stage, tmp_path_factory.mktemp("stock"))


FORMATS = pytest.mark.parametrize("delta", [False, True], ids=["parquet", "delta"])


def codes(read: Any) -> list[str]:
    return sorted(row["code"] for row in read["rows"])


@FORMATS
def test_it_reads_the_rows_and_items_of_the_grant_with_its_masks(stock: Stock, delta: bool) -> None:
    read = stock.read("rows", use_delta_format=delta)
    assert read["columns"] == list(GRANTED)
    assert codes(read) == ["b1", "b4"]  # b2 is gone; b3 is of another area
    b1, b4 = sorted(read["rows"], key=lambda row: row["code"])
    assert (b1["owner"], b4["owner"]) == ("张*丰", "赵*") or b1["owner"].startswith("张*")
    assert (b1["places"], float(b1["size"]), b1["since"][:10], b1["is_open"]) == (11, 12.5, "2020-01-02", True)
    assert b1["checked"].startswith("2026-11-01T00:00:00")  # UTC
    assert (float(b4["size"]), b4["since"], b4["checked"]) == (1.125, None, None)


@FORMATS
def test_it_travels_to_any_version(stock: Stock, delta: bool) -> None:
    first = stock.read("rows", use_delta_format=delta, version=1)
    assert codes(first) == ["b1", "b2"]
    assert {row["code"]: row["places"] for row in first["rows"]} == {"b1": 10, "b2": 20}
    assert codes(stock.read("rows", use_delta_format=delta, version=2)) == ["b1", "b2", "b4"]


@FORMATS
def test_it_follows_the_changes(stock: Stock, delta: bool) -> None:
    read = stock.read("changes", use_delta_format=delta, starting_version=1)
    assert read["columns"][-3:] == ["_change_type", "_commit_version", "_commit_timestamp"]
    told = sorted((row["_commit_version"], row["_change_type"], row["code"], row["places"]) for row in read["rows"])
    assert told == [
        (1, "insert", "b1", 10),
        (1, "insert", "b2", 20),
        (2, "insert", "b4", 40),
        (2, "update_postimage", "b1", 11),
        (2, "update_preimage", "b1", 10),
        (3, "delete", "b2", 20),
    ]
    later = stock.read("changes", use_delta_format=delta, starting_version=2, ending_version=2)
    assert {row["_commit_version"] for row in later["rows"]} == {2}


def test_it_finds_the_table_and_its_version(stock: Stock, stage: Stage) -> None:
    found = stock.read("lists")
    assert stage.resource.path_code in found
    assert "remark" not in found
    assert stock.read("version") == 3
    assert stock.read("rows") == stock.read("rows", use_delta_format=False)  # what it chooses by itself
