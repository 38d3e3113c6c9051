"""kill -9 of the agents in the middle of publishing and receiving: nothing is lost, nothing is doubled, row by row."""

import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.conftest import FAULT_ROUNDS
from tests.front.stage import CODES, Agent, Row, Stage, publish_table, receive, row_of
from yishu.hosting.models import Batch, Holding

Make = Callable[..., Agent]
NAMES = ", ".join(f'"{code}"' for code in CODES)


@pytest.mark.clause("20.1", "27.3")
def test_rows_arrive_once_each_though_the_agents_are_killed_again_and_again(
    stage: Stage, publisher: Make, receiver: Make, tmp_path: Path
) -> None:
    storm(stage, publisher, receiver, tmp_path, rounds=3, more=150, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.clause("20.1", "27.3")
@pytest.mark.parametrize("seed", range(100, 100 + FAULT_ROUNDS))
def test_rows_arrive_once_each_through_a_long_storm(
    stage: Stage, publisher: Make, receiver: Make, tmp_path: Path, seed: int
) -> None:
    storm(stage, publisher, receiver, tmp_path, rounds=12, more=400, seed=seed)


def storm(stage: Stage, publisher: Make, receiver: Make, tmp_path: Path, *, rounds: int, more: int, seed: int) -> None:
    """Source → node → a PostgreSQL and a SQLite table, while rows come, and both agents die in each round at a moment drawn."""
    drawn = random.Random(seed)
    resource, table, copied = stage.resource(), stage.make_table(), f"copied_{random.randrange(10**9)}"
    stage.grant(resource)
    file = tmp_path / "own.db"
    agents = (
        publisher(publish_table("table", resource, stage.address, table, batch_rows=40)),
        receiver(
            receive("pg", resource, copied, postgres=stage.address), receive("lite", resource, "copied", sqlite=file)
        ),
    )
    total = 0
    for _ in range(rounds):
        stage.fill(table, [row_of(n) for n in range(total + 1, total + more + 1)])
        total += more
        before = batches_of(resource.pk)
        started = [agent.start() for agent in agents]
        try:
            wait_for(lambda before=before: batches_of(resource.pk) > before, started)
            time.sleep(drawn.uniform(0, 0.4))
        finally:
            for process in started:
                process.kill()
                process.wait()
        assert_whole(stage, copied, file)
    for agent in agents:
        agent.once()
    found = hosted(resource.pk)
    assert len(found) == total
    assert found == stage.fetch(f"select {NAMES} from {table} order by code")
    assert found == stage.fetch(f"select {NAMES} from {copied} order by code")
    assert [row[:2] for row in found] == lite_rows(file)
    # No row was taken twice: what was resent was the same batch to the node.
    assert sum(Batch.objects.filter(holding__resource=resource).values_list("accepted", flat=True)) == total


def assert_whole(stage: Stage, copied: str, file: Path) -> None:
    """Rows and place of a target belong together at any moment: the number noted is the number there."""
    if stage.fetch(f"select to_regclass('{copied}')") != [(None,)]:
        query = f"select count(*), (select rows from yishu_front where target = '{copied}') from {copied}"
        [(there, noted)] = stage.fetch(query)
        assert there == noted
    with closing(sqlite3.connect(file)) as own:
        if own.execute("select 1 from sqlite_master where name = 'copied'").fetchone():
            there, noted = own.execute("select count(*), (select rows from yishu_front) from copied").fetchone()
            assert there == noted


@pytest.mark.clause("27.3")
def test_killed_between_deleting_and_inserting_the_target_is_as_before(
    stage: Stage, receiver: Make, tmp_path: Path
) -> None:
    resource, copied = stage.resource(), f"copied_{random.randrange(10**9)}"
    stage.cast.publish(stage.police, resource, csv_of([row_of(1), row_of(2)]), tmp_path)
    stage.grant(resource)
    agent = receiver(receive("pg", resource, copied, postgres=stage.address))
    agent.once()
    before = stage.fetch(f"select {NAMES} from {copied} order by code")
    stage.cast.publish(
        stage.police, resource, csv_of([(*row_of(2, changed=9)[:1], "改", *row_of(2)[2:]), row_of(3)]), tmp_path
    )
    # The old row of K00002 can be deleted; the new row of K00003 waits for ours.
    with psycopg.connect(stage.address) as ours:
        ours.execute(f"insert into {copied} (code) values ('K00003')".encode())
        process = agent.start()
        try:
            wait_for(lambda: is_waiting(stage, "insert into%"), [process])
        finally:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        ours.rollback()
    assert stage.fetch(f"select {NAMES} from {copied} order by code") == before
    assert stage.fetch(f"select version from yishu_front where target = '{copied}'") == [(1,)]
    agent.once()
    assert stage.fetch(f"select {NAMES} from {copied} order by code") == hosted(resource.pk)


def csv_of(rows: list[Row]) -> str:
    lines = [",".join("" if value is None else f'"{value}"' for value in row[:7]) for row in rows]
    return "\n".join([",".join(CODES), *lines, ""])


def is_waiting(stage: Stage, statement: str) -> bool:
    query = f"select 1 from pg_stat_activity where wait_event_type = 'Lock' and application_name = 'yishu-front' and query ilike '{statement}'"
    return bool(stage.fetch(query))


def hosted(resource_id: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f'select {NAMES} from hosted."{Holding.objects.get(resource=resource_id).table}" order by code')
        return cursor.fetchall()


def batches_of(resource_id: int) -> int:
    return Batch.objects.filter(holding__resource=resource_id).count()


def lite_rows(file: Path) -> list[Row]:
    with closing(sqlite3.connect(file)) as own:
        return own.execute("select code, title from copied order by code").fetchall()


def wait_for(reached: Callable[[], bool], running: "list[subprocess.Popen[bytes]]") -> None:
    deadline = time.monotonic() + 30
    while not reached():
        assert all(process.poll() is None for process in running)
        assert time.monotonic() < deadline
        time.sleep(0.005)
