"""Whatever is killed in the middle: what was published adds up, and everybody who was answered was told the truth (13.1, 20.1, 21.2, 27.3)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from joserfc import jws as judge
from joserfc.jwk import OKPKey

from tests.conftest import FAULT_ROUNDS, ROOT, Node, free_port
from tests.hosting.ledger.publishers import Counts, Publisher, Sent, replay
from yishu.audit.record import leaf_hash
from yishu.core.suites import INTL
from yishu.node import postgres

KILLS = 2 if FAULT_ROUNDS == 1 else max(25, FAULT_ROUNDS)
PUBLISHERS = 2
STOOD = ("delete", "update_preimage")  # changes that tell what was there before
SHIFTS = (
    0,
    -3600,
    120,
    -86_400,
    0,
    -60,
)  # seconds by which the clock is set when the gateway starts, one after another
BUSY = """
select pid from pg_stat_activity
where backend_type = 'client backend' and pid <> pg_backend_pid() order by state = 'idle', random() limit 1
"""


class Gateway:
    """One that is killed and started again at the same port."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment, self._port, self._starts = environment, free_port(), 0
        self.node = self._started()

    def kill(self) -> None:
        self.node.process.kill()
        self.node.process.wait()
        self.node = self._started()

    def _started(self) -> Node:
        shift = SHIFTS[self._starts % len(SHIFTS)]
        self._starts += 1
        command = [sys.executable, "-m", "tests.hosting.ledger.gateway", str(shift), str(self._port)]
        node = Node(subprocess.Popen(command, env=self._environment, cwd=ROOT), f"http://127.0.0.1:{self._port}")
        node.wait("/readyz", seconds=120)
        return node


@contextmanager
def running(environment: dict[str, str]) -> Iterator[Gateway]:
    gateway = Gateway(environment)
    try:
        yield gateway
    finally:
        gateway.node.stop()


def kill(what: str, gateway: Gateway, cluster: postgres.Cluster) -> None:
    if what == "gateway":
        gateway.kill()
    elif what == "postmaster":
        assert cluster.postmaster_pid is not None
        os.kill(cluster.postmaster_pid, signal.SIGKILL)
    else:
        with psycopg.connect(cluster.dsn()) as connection:
            [(pid,)] = connection.execute(BUSY).fetchall()
        os.kill(pid, signal.SIGKILL)


def victims(chance: random.Random) -> Iterator[str]:
    """The gateway first: its clock is set back by that. Then each kind equally often, in no order that anybody could rely on."""
    yield "gateway"
    while True:
        yield from chance.sample(("backend", "postmaster", "gateway"), 3)


def go_on(publishers: list[Publisher], more: int = 3, seconds: float = 180) -> None:
    """Until each of them was answered so many times more."""
    goal = [publisher.answered + more for publisher in publishers]
    deadline = time.monotonic() + seconds
    while any(publisher.answered < least for publisher, least in zip(publishers, goal, strict=True)):
        assert all(publisher.failure is None for publisher in publishers), [each.failure for each in publishers]
        assert time.monotonic() < deadline, "the publishers do not get on"
        time.sleep(0.05)


def run_module(module: str, *arguments: str, environment: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", f"tests.hosting.ledger.{module}", *arguments]
    return json.loads(subprocess.run(command, env=environment, check=True, cwd=ROOT, capture_output=True).stdout)


@pytest.mark.slow
@pytest.mark.clause("13.1", "20.1", "21.2", "27.3")
@pytest.mark.timeout(400 + 60 * KILLS)
def test_the_books_balance_whatever_is_killed(tmp_path: Path) -> None:
    seed = random.SystemRandom().getrandbits(32)
    chance = random.Random(seed)
    with postgres.start(tmp_path / "postgres", fsync=True, watch=True) as cluster:
        environment = os.environ | {
            "YISHU_DATABASE_URL": cluster.dsn(),
            "YISHU_DIR": str(tmp_path),
            "YISHU_REQUIRE_DURABLE": "1",
        }
        subprocess.run([sys.executable, "-m", "yishu.cli", "migrate"], env=environment, check=True, cwd=ROOT)
        stage = run_module("stage", environment=environment)
        with running(environment) as gateway:
            url = gateway.node.url + stage["path"]
            publishers = [Publisher(url, stage["headers"], chance.getrandbits(32)) for _ in range(PUBLISHERS)]
            for publisher in publishers:
                publisher.start()
            try:
                for _, what in zip(range(KILLS), victims(chance), strict=False):
                    go_on(publishers)
                    time.sleep(chance.random())
                    kill(what, gateway, cluster)
                go_on(publishers)
            finally:
                sent = [one for publisher in publishers for one in publisher.end()]
        books = run_module("books", stage["code"], environment=environment)
    print(f"seed {seed}: {KILLS} kills, {len(sent)} batches, version {books['version']}")
    assert set().union(*(publisher.statuses for publisher in publishers)) <= {200, 503}
    assert_whoever_was_answered_was_told_the_truth(sent, books, stage)
    assert_all_add_up(sent, books)
    assert not books["spool"]


def assert_whoever_was_answered_was_told_the_truth(
    sent: list[Sent], books: dict[str, Any], stage: dict[str, Any]
) -> None:
    """Every answer names a batch on record, the same for the same key; every batch on record was answered; each has its one record of evidence and a signature that holds."""
    on_record = {batch["id"]: batch for batch in books["batches"]}
    answered = [(one, answer) for one in sent for answer in one.answers]
    assert {answer["batch"] for _, answer in answered} == on_record.keys()
    assert len(on_record) == len(sent)
    key = OKPKey.import_key(stage["key"])
    for one, answer in answered:
        batch = on_record[answer["batch"]]
        assert answer == one.answers[0]
        assert batch["idempotency_key"] == one.key
        assert all(answer[name] == batch[name] for name in answer.keys() - {"batch"})
        said = json.loads(judge.deserialize_compact(answer["signature"], key, algorithms=["Ed25519"]).payload)
        assert {name: said[name] for name in ("batch", "version", "evidence", "key", *Counts._fields)} == {
            "batch": answer["batch"],
            "version": batch["version"],
            "evidence": batch["receipt"],
            "key": one.key,
            **{name: batch[name] for name in Counts._fields},
        }
    published = {number: (salt, body) for number, salt, body, outcome in books["evidence"] if outcome == "allowed"}
    assert {batch["receipt"].partition(".")[0] for batch in on_record.values()} == published.keys()
    for batch in on_record.values():
        number, _, leaf = batch["receipt"].partition(".")
        salt, body = published[number]
        assert leaf_hash(INTL, bytes.fromhex(salt), body.encode()).hex() == leaf


def assert_all_add_up(sent: list[Sent], books: dict[str, Any]) -> None:
    """What was sent, replayed in the order of the versions, is the table, its history and its change log; rows in are accepted or in quarantine."""
    by_key = {one.key: one for one in sent}
    batches = sorted(books["batches"], key=lambda each: (each["version"], not changes(each), each["published_at"]))
    versions = replay((by_key[batch["idempotency_key"]], batch) for batch in batches)
    assert books["version"] == len(versions) - 1 > KILLS
    assert [batch["version"] for batch in batches if changes(batch)] == list(range(1, len(versions)))
    assert books["table"] == versions[-1]
    assert books["records"] == len(versions[-1])
    for version, rows in books["at"].items():
        assert dict(rows) == versions[int(version)], version
    assert replayed(books["changes"], versions[1]) == versions[1:]
    assert books["quarantine"] == {batch["id"]: batch["quarantined"] for batch in batches if batch["quarantined"]}
    for batch in batches:
        assert batch["records"] == batch["accepted"] + batch["quarantined"]
    moments = [datetime.fromisoformat(batch["published_at"]) for batch in batches if changes(batch)]
    assert moments == sorted(moments)
    received = [datetime.fromisoformat(batch["received_at"]) for batch in batches if changes(batch)]
    assert received != sorted(received)  # the clock was set back indeed


def changes(batch: dict[str, Any]) -> int:
    return batch["inserted"] + batch["updated"] + batch["deleted"]


def replayed(told: list[list[Any]], first: dict[str, str]) -> list[dict[str, str]]:
    """Every version by the change log alone, from the first on."""
    versions = [first]
    for change, version, key, name in sorted(told, key=lambda each: (each[1], each[0] not in STOOD)):
        if version > len(versions):
            assert version == len(versions) + 1
            versions.append(dict(versions[-1]))
        rows = versions[-1]
        if change in STOOD:
            assert rows[key] == name
        if change == "delete":
            del rows[key]
        elif change not in STOOD:
            rows[key] = name
    return versions
