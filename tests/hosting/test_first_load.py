"""A first load goes straight into the table that is hosted then; its log has a mark of it, not every record once more (20.1, 27.3)."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import psycopg
import pytest

from tests.hosting.people import HEADER, csv, number, person
from tests.hosting.test_concurrency import PROGRAM
from tests.hosting.test_copying import lines

pytestmark = pytest.mark.clause("20.1", "27.3")


def logged(scene) -> list[tuple]:
    return scene.sql(f"select _version, _change from {scene.table.log_sql} order by 1, 2")


def told(scene, after: int) -> list[tuple]:
    return scene.sql(
        f"select _version, _change, id_number, name from {scene.table.changes_sql} where _version > {after} order by 1, 3"
    )


def test_its_changes_are_told_from_the_table_and_from_what_came_later(scene):
    scene.publish(csv(person(1), person(2), person(3)))
    assert logged(scene) == [(1, "loaded")]
    first = [(1, "insert", number(n), f"人{n}") for n in (1, 2, 3)]
    assert told(scene, 0) == first
    scene.publish(csv(person(2, "改"), person(4)))
    scene.publish(f"id_number\n{number(1)}\n{number(2)}\n", how="delete")
    scene.publish(csv(person(1, "又")))
    later = [(2, "insert", number(4), "人4"), (2, "update", number(2), "改")]
    assert sorted(told(scene, 0)[:5]) == sorted([*first, *later])
    assert [row[:3] for row in told(scene, 2)] == [
        (3, "delete", number(1)),
        (3, "delete", number(2)),
        (4, "insert", number(1)),
    ]
    assert lines(scene, "id_number", since=0) == [
        f"insert,1,{number(3)}",
        f"insert,2,{number(4)}",
        f"insert,4,{number(1)}",
    ]


def test_who_asks_for_later_changes_does_not_read_the_table(scene):
    scene.publish(csv(*map(person, range(200))))
    scene.publish(csv(person(1, "改")))

    def plan(after: int) -> str:
        asked = f"explain select * from {scene.table.changes_sql} where _version > {after}"
        return "\n".join(row[0] for row in scene.sql(asked))

    assert f"on {scene.table.name} " not in plan(1) + " "
    assert f"on {scene.table.name} " in plan(0) + " "


def test_repeats_among_records_sent_back_are_named_by_their_places_in_the_file(scene):
    batch = scene.publish(
        csv(
            person(1),
            f"{number(2)},缺出生日期,1,不是日期,330102",
            person(3),
            "1,2",
            person(1, "另一个名字"),
            person(3),
            person(4),
        )
    )
    assert (batch.accepted, batch.inserted, batch.unchanged, batch.quarantined, batch.version) == (4, 3, 1, 3, 1)
    found = {record.row: record.errors for record in batch.quarantine.all()}
    assert found.keys() == {2, 4, 5}
    assert "Row 1" in found[5][0]["en"]
    assert [row[0] for row in scene.rows("id_number")] == [number(1), number(3), number(4)]
    assert len(told(scene, 0)) == 3


def test_a_first_file_without_a_good_record_leaves_an_empty_table_that_the_next_fills(scene):
    empty = scene.publish(f"{HEADER}\n{number(1)},名,1,昨天,330102\n")
    assert (empty.accepted, empty.quarantined, empty.version) == (0, 1, 0)
    assert told(scene, 0) == []
    scene.publish(csv(person(1), person(2)))
    assert scene.holding.version == 1
    assert told(scene, 0) == [(1, "insert", number(n), f"人{n}") for n in (1, 2)]


def test_a_new_item_is_in_the_changes_of_a_table_that_was_loaded(scene):
    from yishu.hosting import shaping
    from yishu.hosting.tables import Column, Table

    scene.publish(csv(person(1)))
    table = scene.table
    column = Column("note", "备注", "string")
    wanted = Table(table.name, table.key_kind, (*table.columns, column))
    shaping.add(wanted, [column])
    assert scene.sql(f"select _version, note, _was_note from {table.changes_sql}") == [(1, None, None)]


@pytest.mark.parametrize("place", ["staging.Staging.settle_repeats = hang", "commands._keep_quarantine = hang"])
def test_killed_it_leaves_no_table(scene, place, database_url):
    path = scene.file(f"{HEADER}\n" + "\n".join(map(person, range(300))))
    command = [sys.executable, "-c", PROGRAM.format(where=place)]
    publisher = subprocess.Popen(
        [*command, scene.police.person_a.login, scene.resource.code, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ,
    )
    assert publisher.stdout is not None
    assert publisher.stdout.readline() == b"here\n"
    publisher.kill()
    publisher.communicate()
    batch = scene.publish(path)
    assert (batch.version, batch.inserted) == (1, 300)
    name = scene.table.name
    relations = scene.sql("select relname from pg_class where relname like %s and relkind in ('r', 'v')", f"{name}%")
    assert {row[0] for row in relations} == {name, f"{name}_log", f"{name}_changes"}


def test_reading_ahead_gives_what_was_raised_and_ends_when_left():
    import threading

    from yishu.hosting.reading_ahead import ahead

    def broken():
        yield from (1, 2)
        raise ZeroDivisionError

    taken = []
    with pytest.raises(ZeroDivisionError), ahead(broken()) as items:
        taken.extend(items)
    assert taken == [1, 2]
    with ahead(iter(range(10**9))) as items:
        assert next(items) == 0
    assert not [thread for thread in threading.enumerate() if thread.name == "reading ahead"]


def test_the_history_that_was_written_before_there_were_logs_is_kept(scene, database_url: str):
    """The migration, on tables as they were: the whole history in a table of the name that now is a view's."""
    from importlib import import_module

    scene.publish(csv(person(1)))
    table = scene.table
    before = told(scene, 0)
    with psycopg.connect(database_url) as connection:
        connection.execute(f"create table hosted.kept as select * from {table.changes_sql}".encode())
        connection.execute(f"drop view {table.changes_sql}".encode())
        connection.execute(f"drop table {table.log_sql}".encode())
        connection.execute(f'alter table hosted.kept rename to "{table.name}_changes"'.encode())
        connection.execute(import_module("yishu.hosting.migrations.0005_logs").LOGS.encode())
    assert told(scene, 0) == before
    scene.publish(csv(person(1, "改")), now=datetime.now(UTC))
    assert [row[:2] for row in told(scene, 0)] == [(1, "insert"), (2, "update")]
