"""Readers do not wait while hosted data takes another shape (7.1, 20.1)."""

import threading
import time
from dataclasses import replace

import httpx
import psycopg
import pytest
from django.conf import settings

from tests.gateway.stage import DUTY, Stage
from tests.gateway.test_versions import ITEMS, Register
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.clause("20.1")
MOST_LATE = 0.1
NOTE = ItemDraft("note", "备注")
SHAPES = {"added": (*ITEMS, NOTE), "dropped": ITEMS[:2], "retyped": (*ITEMS[:2], replace(ITEMS[2], type="integer"))}


def lines(count: int, columns: int) -> str:
    return "".join(",".join([f"k{n}", f"名{n}", str(n), "注"][:columns]) + "\n" for n in range(count))


class Reader(threading.Thread):
    """Verifies again and again, and notes how long each call took."""

    def __init__(self, register: Register, url: str) -> None:
        super().__init__()
        self.register, self.url, self.over, self.took = register, url, threading.Event(), [0.0]

    def run(self) -> None:
        stage, register = self.register.stage, self.register
        body = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "subject": "k1", "claims": {"name": "名1"}}
        with httpx.Client(base_url=self.url, headers=register.system.headers, timeout=20) as client:
            while not self.over.is_set():
                began = time.monotonic()
                answer = client.post(stage.path("verify", register.resource), json=body)
                self.took.append(time.monotonic() - began)
                assert answer.status_code == 200, answer.text
                assert answer.json()["result"] == {"name": "match"}


def longest_lock(table: str, over: threading.Event, found: list[float]) -> None:
    """How long anybody waited at a time for a lock on the table that is read; looked at every few milliseconds."""
    waits = f"""
        select coalesce(max(extract(epoch from clock_timestamp() - waitstart)), 0)::float from pg_locks
        where not granted and relation = 'hosted.{table}'::regclass and mode = 'AccessShareLock'
    """
    with psycopg.connect(settings.YISHU_DATABASE_URL, autocommit=True) as connection:
        while not over.is_set():
            found.append(connection.execute(waits.encode()).fetchall()[0][0])
            time.sleep(0.003)


@pytest.mark.parametrize("change", SHAPES)
def test_readers_do_not_wait_for_a_change_of_shape(stage: Stage, http: httpx.Client, change: str) -> None:
    """Also while a copy runs, which has the table for as long as its reader takes."""
    register = Register(stage, http)
    register.publish(lines(40_000, 3))
    register.resource.refresh_from_db()
    table = f"r{register.resource.code.replace('/', '_')}_v1"
    register.next_entry(*SHAPES[change])
    header = ",".join(item.code for item in SHAPES[change])
    reader, waited = Reader(register, str(http.base_url)), [0.0]
    watcher = threading.Thread(target=longest_lock, args=(table, reader.over, waited))
    with psycopg.connect(settings.YISHU_DATABASE_URL) as copying:
        copying.execute(f"select count(*) from hosted.{table}".encode())  # and the transaction stays open
        reader.start()
        watcher.start()
        register.publish(lines(40_000, len(SHAPES[change])), header=header)
        reader.over.set()
        reader.join()
        watcher.join()
    assert len(reader.took) > 5
    assert max(waited) < MOST_LATE
    assert set(register.rows()[1]) == {item.code for item in SHAPES[change]} - {"note"}  # which the grant does not name


def test_an_added_item_becomes_a_column_of_the_table_there_is(stage: Stage, http: httpx.Client) -> None:
    """In a moment of its own before the batch: no lock is kept while the batch is applied."""
    register = Register(stage, http)
    register.publish(lines(40_000, 3))
    table = f"r{register.resource.code.replace('/', '_')}_v1"
    register.next_entry(*SHAPES["added"])
    over, waited = threading.Event(), [0.0]
    watcher = threading.Thread(target=longest_lock, args=(table, over, waited))
    reader = Reader(register, str(http.base_url))
    reader.start()
    watcher.start()
    register.publish(lines(40_000, 4), header="code,name,amount,note")
    over.set()
    reader.over.set()
    reader.join()
    watcher.join()
    assert max(waited) < MOST_LATE
    with psycopg.connect(settings.YISHU_DATABASE_URL) as connection:
        found = connection.execute(f"select count(note) from hosted.{table}".encode()).fetchone()
    assert found == (40_000,)
