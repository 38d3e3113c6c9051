"""A replica finds what is in the table, and nothing else."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies

from tests.hosting.people import csv, number, person
from yishu.core.identifiers import KeyKind
from yishu.hosting.replicas import finding, writing
from yishu.hosting.replicas.finding import ABSENT, Replica
from yishu.hosting.replicas.hashing import hashes_of
from yishu.hosting.tables import Column, Table

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("27.2")]
TEXTS = strategies.lists(strategies.text(max_size=30), max_size=60)


@given(TEXTS)
@settings(deadline=None)
def test_texts_that_are_the_same_have_one_hash_whatever_stands_around_them(texts: list[str]) -> None:
    together = dict(zip(texts, hashes_of(pa.array(texts, pa.string())).tolist(), strict=True))
    for text in texts:
        assert hashes_of(pa.array([text])).tolist() == [together[text]]
    assert len(set(together.values())) == len(together)


def test_hashes_are_spread_evenly_over_numbers_that_differ_little() -> None:
    found = hashes_of(pa.array([f"33010219900307{n:04}" for n in range(10_000)]))
    counts = np.bincount((found >> np.uint64(56)).astype(int), minlength=256)
    assert len(np.unique(found)) == 10_000
    assert counts.min() > 10
    assert counts.max() < 90


def written(folder: Path, rows: dict[str, Any], key: str, batch: int) -> Replica:
    """As `writing.write` does it, of rows that stand in no table."""
    types = {pa.string(): "string", pa.int64(): "integer"}
    table = pa.table(rows).replace_schema_metadata({"version": "1", "batch": "b"})
    columns = tuple(Column(field.name, "", types[field.type], is_key=field.name == key) for field in table.schema)
    folder.mkdir()
    with pa.OSFile(str(folder / writing.ROWS), "wb") as sink, pa.ipc.new_file(sink, table.schema) as file:
        for each in table.combine_chunks().to_batches(max_chunksize=batch):
            file.write_batch(each)
    hashes = finding.hashes_of(table.column(key).combine_chunks())
    order = np.argsort(hashes, kind="stable")
    np.save(folder / writing.HASHES, hashes[order])
    np.save(folder / writing.PLACES, order.astype(np.uint32))
    return Replica(folder, Table("t", KeyKind.PLAIN, columns))


@pytest.mark.parametrize("bits", [64, 3])
def test_keys_are_found_though_all_hashes_were_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    """With three bits, nearly every key shares its hash with a hundred others."""
    monkeypatch.setattr(finding, "BATCH_ROWS", 64)
    monkeypatch.setattr(finding, "hashes_of", lambda texts: hashes_of(texts) & np.uint64(2**64 - 2 ** (64 - bits)))
    keys = [f"K{n}" for n in range(0, 1000, 2)]
    with written(tmp_path / "r", {"k": keys, "n": range(500)}, "k", 64) as replica:
        asked = [f"K{n}" for n in range(1000)][::-1]
        places = replica.find(pa.array(asked))
        assert replica.take(places, "k").to_pylist() == [key if key in set(keys) else None for key in asked]
        assert (places == ABSENT).sum() == 500
        assert replica.take(places[:1], "n").to_pylist() == [None]


def test_of_nothing_nothing_is_found(tmp_path: Path) -> None:
    with written(tmp_path / "r", {"k": pa.array([], pa.string())}, "k", 64) as replica:
        places = replica.find(pa.array(["a"]))
        assert places.tolist() == [ABSENT]
        assert replica.take(places, "k").to_pylist() == [None]
        assert replica.take(replica.find(pa.array([], pa.string())), "k").to_pylist() == []


def test_the_replica_of_a_version_holds_every_record_as_it_stood(scene: Any, tmp_path: Path) -> None:
    people = [person(n) for n in range(1, 40)]
    scene.publish(csv(*people, person(40, residence="")))
    with psycopg.connect(os.environ["YISHU_DATABASE_URL"]) as connection:
        folder = writing.write(connection, scene.table, scene.holding.pk, tmp_path / "replicas")
    scene.publish(csv(person(1, "别人")))
    with psycopg.connect(os.environ["YISHU_DATABASE_URL"]) as connection:
        again = writing.write(connection, scene.table, scene.holding.pk, tmp_path / "replicas")
    with Replica(folder, scene.table) as replica, Replica(again, scene.table) as now:
        assert (now.version, now.batch != replica.batch) == (replica.version + 1, True)
        asked = pa.array([number(40), number(41), number(1)])
        places = replica.find(asked)
        assert replica.take(places, "id_number").to_pylist() == [number(40), None, number(1)]
        assert replica.take(places, "name").to_pylist() == ["人40", None, "人1"]
        assert replica.take(places, "residence_code").to_pylist()[0] is None
        assert now.take(now.find(asked), "name").to_pylist() == ["人40", None, "别人"]
        assert (len(replica), len(now)) == (40, 40)
    assert [each.name for each in (tmp_path / "replicas").iterdir() if "part" in each.name] == []
    assert oct(folder.stat().st_mode)[-3:] == "700"
