"""Publishers at the same time, and publishers that die."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.hosting.people import HEADER, csv, number, person

ITEMS = ("id_number", "name")
PUBLISHERS = 4
ROUNDS = 12


@pytest.mark.clause("27.3")
def test_a_consumer_of_changes_loses_nothing_under_four_publishers(scene):
    scene.publish(csv(person(0)))
    stop = threading.Event()
    consumer = ThreadPoolExecutor(1).submit(follow, scene, stop)
    with ThreadPoolExecutor(PUBLISHERS) as publishers:
        batches = [
            batch for done in publishers.map(lambda n: publish_often(scene, n), range(PUBLISHERS)) for batch in done
        ]
    stop.set()
    had, version = consumer.result()
    assert had == dict(scene.rows(*ITEMS))
    assert version == scene.holding.version
    changing = [batch.version for batch in batches if batch.inserted + batch.updated + batch.deleted]
    assert sorted(changing) == list(range(2, version + 1))


def publish_often(scene, publisher: int) -> list:
    from django.db import connections

    chance, done = random.Random(publisher), []
    try:
        for turn in range(ROUNDS):
            chosen = chance.sample(range(1, 200), 30)
            if turn % 4 == 3:
                content, how = "id_number\n" + "\n".join(map(number, chosen)) + "\n", "delete"
            else:
                content, how = csv(*(person(n, f"第{publisher}家{turn}") for n in chosen)), "upsert"
            done.append(scene.publish(content, how=how))
    finally:
        connections.close_all()
    return done


def follow(scene, stop: threading.Event) -> tuple[dict[str, str], int]:
    """Apply changes since the last version seen, again and again; once more after the last publisher."""
    from django.db import connections

    from yishu.hosting.copying import open_copy

    had: dict[str, str] = {}
    version, last = 0, False
    try:
        while not last:
            last = stop.is_set()
            copy = open_copy(scene.table, scene.holding.pk, ITEMS, "csv", version)
            for line in b"".join(copy.chunks).decode().splitlines()[1:]:
                change, _, key, name = line.split(",")
                assert (key in had) == (change != "insert")
                if change == "delete":
                    assert had.pop(key) == name
                else:
                    had[key] = name
            version = copy.version
    finally:
        connections.close_all()
    return had, version


def test_of_first_publications_at_the_same_time_one_makes_the_table(scene):
    from django.db import connections

    def publish(n: int):
        try:
            return scene.publish(csv(person(n)))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PUBLISHERS) as publishers:
        batches = list(publishers.map(publish, range(PUBLISHERS)))
    assert sorted(batch.version for batch in batches) == [1, 2, 3, 4]
    assert len(scene.rows()) == PUBLISHERS


def test_the_same_file_sent_twice_at_the_same_time_is_one_batch(scene):
    from django.db import connections

    def publish(_: int):
        try:
            return scene.publish(csv(person(1)), idempotency_key="twice").pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PUBLISHERS) as publishers:
        assert len(set(publishers.map(publish, range(PUBLISHERS)))) == 1
    assert len(scene.evidence()) == 1


PROGRAM = """
import sys, django
from datetime import datetime, UTC
from pathlib import Path
django.setup()
from yishu.agencies.models import Person
from yishu.agencies.queries import actor_of_person
from yishu.hosting import applying, commands, staging

def hang(*_arguments, **_named):
    print("here", flush=True)
    sys.stdin.read()

{where}
person = Person.objects.select_related("agency").get(login=sys.argv[1])
commands.publish(actor_of_person(person), sys.argv[2], Path(sys.argv[3]), media_type="text/csv", how="replace", now=datetime.now(UTC))
"""
PLACES = {
    "while staging": "staging.Staging.settle_repeats = hang",
    "half applied": "applying._delete = hang",
    "before the receipt": "commands._receipt = hang",
    "before the commit": "commands._keep_quarantine = hang",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_publisher_that_is_killed_leaves_nothing_half_done(scene, place, database_url):
    scene.publish(csv(person(1), person(2)))
    before = (
        scene.rows(),
        scene.holding.version,
        len(scene.evidence()),
        scene.sql(f"select * from {scene.table.changes_sql}"),
    )
    path = scene.file(f"{HEADER}\n" + "\n".join(person(n) for n in range(2, 500)))
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            PROGRAM.format(where=PLACES[place]),
            scene.police.person_a.login,
            scene.resource.code,
            path,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"here\n"
    process.kill()
    process.communicate()
    wait_until_gone(database_url)
    after = (
        scene.rows(),
        scene.holding.version,
        len(scene.evidence()),
        scene.sql(f"select * from {scene.table.changes_sql}"),
    )
    assert after == before
    assert not scene.temporary_tables()
    batch = scene.publish(path, how="replace")
    assert (batch.version, batch.inserted, batch.deleted, batch.unchanged) == (2, 497, 1, 1)


def wait_until_gone(database_url: str) -> None:
    """Until the killed client's session has ended and its temporary tables with it."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        for _ in range(100):
            row = connection.execute(
                "select count(*) from pg_class where relpersistence = 't' and relname like 'yishu_%'"
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.05)
    raise AssertionError("the session of the killed publisher does not end")


def test_versions_of_a_resource_say_who_came_first(scene):
    """The counter moves inside the publishing transaction: the change table names every version once, none twice."""
    with ThreadPoolExecutor(PUBLISHERS) as publishers:
        list(publishers.map(lambda n: publish_often(scene, n), range(PUBLISHERS)))
    logged = scene.sql(f"select _version, count(*) from {scene.table.changes_sql} group by 1 order by 1")
    counted = Counter()
    for version, inserted, updated, deleted in scene.sql(
        "select version, inserted, updated, deleted from hosting_batch where holding_id = %s", scene.holding.pk
    ):
        counted[version] += inserted + updated + deleted
    assert dict(logged) == counted


@pytest.mark.clause("20.2")
def test_a_range_that_is_declared_while_a_file_is_read_stays_free(scene_with):
    """The file was checked without it: a record of it would be taken for a control record."""
    from contextlib import contextmanager

    from django.utils import timezone

    from yishu.catalogue.rules import ItemDraft
    from yishu.hosting.controls import commands
    from yishu.hosting.controls.commands import Wish
    from yishu.hosting.errors import EntryChanged

    key = ItemDraft("code", "编号", is_key=True, required=True, length=20)
    scene = scene_with(items=(key,), key_kind="plain", modes=("query", "bulk"))
    scene.publish("code\nA0000001\n")

    @contextmanager
    def declared(_staging):
        commands.declare(scene.police.a, scene.resource.code, Wish(text="ZZ"), now=timezone.now())
        yield

    with pytest.raises(EntryChanged):
        scene.publish("code\nZZ000001\n", watched=declared)
    assert scene.rows() == [("A0000001",)]
    assert scene.publish("code\nZZ000001\n").quarantined == 1
