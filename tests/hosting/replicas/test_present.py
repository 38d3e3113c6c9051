"""A replica, and what came since: at every moment what the table holds."""

import os
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest
from django.db import connection

from tests.hosting.conftest import Scene
from tests.hosting.people import csv, number, person
from yishu.catalogue.rules import ItemDraft
from yishu.hosting.replicas import present, shelf
from yishu.hosting.replicas.finding import Replica
from yishu.hosting.replicas.present import Present, read_present
from yishu.hosting.replicas.shelf import Shelf
from yishu.hosting.replicas.writing import write

pytestmark = [pytest.mark.clause("27.1"), pytest.mark.clause("27.2")]


@pytest.fixture
def replica(scene: Any, tmp_path: Path) -> Replica:
    """Of persons 1 to 30."""
    scene.publish(csv(*(person(n) for n in range(1, 31))))
    with psycopg.connect(os.environ["YISHU_DATABASE_URL"]) as other:
        return Replica(write(other, scene.table, scene.holding.pk, tmp_path / "replicas"), scene.table)


def now(scene: Any, replica: Replica) -> Present | None:
    return read_present(replica, scene.table, scene.holding.pk)


def test_what_came_since_is_laid_over_it(scene: Any, replica: Replica) -> None:
    asked = pa.array([number(n) for n in (40, 1, 2, 3, 31)])
    before = now(scene, replica)
    assert before is not None
    assert before.find(asked).take("name").to_pylist() == [None, "人1", "人2", "人3", None]
    scene.publish(csv(person(1, "改名"), person(31, residence="")))
    scene.publish(csv(person(2)), how="delete")
    scene.publish(csv(person(1, "又改名")))
    after = now(scene, replica)
    assert after is not None
    found = after.find(asked)
    assert after.version == before.version + 3
    assert found.stand.tolist() == [False, True, False, True, True]
    assert found.take("name").to_pylist() == [None, "又改名", None, "人3", "人31"]
    assert found.take("residence_code").to_pylist() == [None, "330102", None, "330102", None]
    scene.publish(csv(person(2, "回来")))
    last = now(scene, replica)
    assert last is not None
    assert last.find(asked).take("name").to_pylist()[2] == "回来"
    assert before.find(asked).take("name").to_pylist()[2] == "人2"


def test_where_too_much_came_since_there_is_none(scene: Any, replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(present, "MOST_TOUCHED", 2)
    scene.publish(csv(person(1, "改名"), person(2, "改名")))
    assert now(scene, replica) is not None
    scene.publish(csv(person(3, "改名")))
    assert now(scene, replica) is None


def test_one_whose_changes_are_told_no_more_is_of_no_use(scene: Any, replica: Replica) -> None:
    scene.publish(csv(person(1, "改名")))
    with connection.cursor() as cursor:
        cursor.execute("update hosting_holding set kept = version where id = %s", [scene.holding.pk])
    assert now(scene, replica) is None


@pytest.mark.clause("33.1")
def test_one_of_another_history_is_of_no_use(scene: Any, replica: Replica) -> None:
    """After a recovery the database counts to the same version again, by another batch."""
    with connection.cursor() as cursor:
        cursor.execute("update hosting_batch set id = gen_random_uuid() where id = %s", [replica.batch])
    assert now(scene, replica) is None


def whole(shelf_: Shelf) -> Shelf:
    """When nothing is being written any more."""
    until = time.monotonic() + 30
    while shelf_.is_writing:
        assert time.monotonic() < until
        time.sleep(0.01)
    shelf_.stop()
    return shelf_


class TestShelf:
    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        return tmp_path / "shelf"

    def put(self, scene: Any, root: Path, room: int = 2**30) -> Shelf:
        made = Shelf(root, os.environ["YISHU_DATABASE_URL"], room)
        made.want(scene.table, scene.holding.pk)
        made.want(scene.table, scene.holding.pk)
        return whole(made)

    def test_it_has_the_newest_of_a_table_alone(self, scene: Any, root: Path) -> None:
        scene.publish(csv(person(1)))
        first = self.put(scene, root).newest(scene.table)
        scene.publish(csv(person(2)))
        later = self.put(scene, root).newest(scene.table)
        assert first is not None
        assert later is not None
        assert (first.version + 1, len(first), len(later)) == (later.version, 1, 2)
        assert len(list(root.iterdir())) == 1
        assert root.stat().st_mode & 0o777 == 0o700

    def test_it_takes_no_more_room_than_it_may(self, scene: Any, root: Path) -> None:
        scene.publish(csv(person(1)))
        assert self.put(scene, root, room=1000).newest(scene.table) is None
        assert self.put(scene, root, room=0).newest(scene.table) is None
        assert list(root.glob("*")) == []

    def test_what_nobody_uses_for_a_day_is_swept(self, scene: Any, root: Path) -> None:
        scene.publish(csv(person(1)))
        made = self.put(scene, root)
        (kept,) = root.iterdir()
        left = root / f"{kept.name}.x{shelf.UNFINISHED}"
        left.mkdir()
        made.sweep()
        assert {kept, left} == set(root.iterdir())
        for folder in (kept, left):
            os.utime(folder, (0, time.time() - shelf.UNUSED_SECONDS - 1))
        made.newest(scene.table)
        made.sweep()
        assert [kept] == list(root.iterdir())

    def test_whoever_restarts_the_process_waits_for_none(
        self, scene: Any, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scene.publish(csv(person(1)))
        made, begun = Shelf(root, os.environ["YISHU_DATABASE_URL"], 2**30), threading.Event()

        def write_slowly(*given: Any) -> Path:
            begun.set()
            while not given[-1]():
                time.sleep(0.01)
            return write(*given)

        monkeypatch.setattr(shelf, "write", write_slowly)
        made.want(scene.table, scene.holding.pk)
        assert begun.wait(10)
        made.stop()
        assert made.newest(scene.table) is None
        assert list(root.iterdir()) == []

    def test_one_in_another_shape_is_not_taken(self, scene: Any, root: Path) -> None:
        scene.publish(csv(person(1)))
        made = self.put(scene, root)
        narrower = type(scene.table)(scene.table.name, scene.table.key_kind, scene.table.columns[:-1])
        assert made.newest(narrower) is None
        assert made.newest(scene.table) is not None

    def test_of_nothing_published_nothing_is_written(self, scene: Any, root: Path) -> None:
        scene.publish(csv(person(1)))
        made = Shelf(root, os.environ["YISHU_DATABASE_URL"], 2**30)
        made.want(scene.table, -1)
        assert whole(made)
        assert made.newest(scene.table) is None


def test_a_credit_code_is_found_by_its_organisation_code(django_ready: str, tmp_path: Path) -> None:
    items = (ItemDraft("code", "统一社会信用代码", is_key=True), ItemDraft("name", "名称"))
    legal = Scene(tmp_path, items=items, key_kind="legal_entity", category="unrestricted", name="法人")
    legal.publish("code,name\n91350100M000100Y43,某某\n")
    with psycopg.connect(os.environ["YISHU_DATABASE_URL"]) as other:
        folder = write(other, legal.table, legal.holding.pk, tmp_path / "replicas")
    with Replica(folder, legal.table) as replica:
        places = replica.find(pa.array(["M000100Y4", "91350100M000100Y43"]))
        assert places.tolist() == [0, -1]
        assert replica.take(places[:1], "code").to_pylist() == ["91350100M000100Y43"]
