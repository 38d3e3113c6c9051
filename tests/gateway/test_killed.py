"""kill -9 in the middle of load: what was acknowledged is on record, and nobody got data without it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ROOT, Node, free_port
from tests.gateway.load import Answered, Load
from tests.gateway.stage import KNOWN
from tests.thorough import full_or
from yishu.audit.record import leaf_hash
from yishu.core.suites import INTL
from yishu.node import postgres


def body(n: int) -> object:
    return {"purpose": {"duty": "社会救助审核", "case": f"SQ-{n}"}, "subject": KNOWN, "claims": {"name": "赵一"}}


def allowed(answers: list[Answered]) -> int:
    return sum(answer.status == 200 for answer in answers)


def assert_on_record(answers: list[Answered], address: str) -> None:
    """Every receipt that a caller was given names a record with that leaf."""
    with psycopg.connect(address) as connection:
        found = {
            str(number): (bytes(salt), text)
            for number, salt, text in connection.execute("select id, salt, body from audit_record")
        }
    for answer in answers:
        number, _, leaf = answer.body["receipt"].partition(".")
        salt, text = found[number]
        assert leaf_hash(INTL, salt, text.encode()).hex() == leaf


ROUNDS = 25
PARTS = ("postmaster", "gateway", "worker")
_random = random.Random(25)
KILLED = full_or([_random.choice(PARTS) for _ in range(ROUNDS)], list(PARTS))


class Platform:
    """A gateway and a worker over a cluster of their own, each started again after it was killed; the postmaster is by its watcher."""

    def __init__(self, cluster: postgres.Cluster, folder: Path) -> None:
        self._cluster, self._port = cluster, free_port()
        self.environment = os.environ | {
            "YISHU_DATABASE_URL": cluster.dsn(),
            "YISHU_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "yishu.settings",
        }
        self.url = f"http://127.0.0.1:{self._port}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, *command: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-m", *command], env=self.environment, check=True, cwd=ROOT, capture_output=True
        )
        return done.stdout

    def start(self, part: str) -> None:
        command = ["gateway", "--port", str(self._port)] if part == "gateway" else ["worker"]
        process = subprocess.Popen([sys.executable, "-m", "yishu.cli", *command], env=self.environment, cwd=ROOT)
        self._running[part] = process
        if part == "gateway":
            Node(process, self.url).wait("/readyz")

    def kill(self, part: str) -> None:
        """At any moment; back again when this returns, or soon after."""
        if part == "postmaster":
            before = self._cluster.postmaster_pid
            assert before is not None
            os.kill(before, signal.SIGKILL)
            return
        process = self._running.pop(part)
        assert part == "worker" or process.poll() is None  # a worker may end with the database, and is started again
        process.kill()
        process.wait()
        self.start(part)

    def stop(self) -> None:
        for process in self._running.values():
            Node(process, self.url).stop()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    with postgres.start(tmp_path / "postgres", fsync=True, watch=True) as cluster:
        made = Platform(cluster, tmp_path)
        try:
            made.run("yishu.cli", "migrate")
            for part in ("gateway", "worker"):
                made.start(part)
            yield made
        finally:
            made.stop()


@pytest.mark.slow
@pytest.mark.abridged
@pytest.mark.clause("32.1")
@pytest.mark.timeout(120 + 60 * len(KILLED))
def test_no_acknowledged_call_is_lost_whatever_is_killed_under_load(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Gateway, worker and postmaster, with kill -9, each once; `make faults`: 25 of them at random."""
    begun, pause = time.monotonic(), random.Random(7)
    stage = json.loads(platform.run("tests.gateway.acknowledged", str(tmp_path)))
    with Load([platform.url], stage["path"], stage["headers"], body, each=16) as load:
        load.wait_for(lambda so_far: allowed(so_far) > 300, 60)
        for part in KILLED:
            time.sleep(pause.random())
            count = len(load.answers)
            platform.kill(part)
            if part == "postmaster":
                # Refused while the database is away, served again when it is back.
                load.wait_for(lambda so_far, count=count: any(one.status == 503 for one in so_far[count:]), 60)
            load.wait_for(lambda so_far, count=count: allowed(so_far[count:]) > 300, 120)
    served = [answer for answer in load.answers if answer.status == 200]
    assert {answer.status for answer in load.answers} == {200, 503}
    assert all("result" not in answer.body for answer in load.answers if answer.status == 503)
    assert_on_record(served, platform.environment["YISHU_DATABASE_URL"])
    platform.run("yishu.cli", "audit", "verify")
    with capsys.disabled():
        seconds = time.monotonic() - begun
        sys.stdout.write(f" {len(KILLED)} killed, {len(served)} calls acknowledged, none lost, {seconds:.0f} s ")
