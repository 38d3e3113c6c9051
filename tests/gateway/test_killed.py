"""kill -9 in the middle of load: what was acknowledged is on record, and nobody got data without it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.conftest import FAULT_ROUNDS, ROOT, Node, free_port
from tests.gateway.load import Answered, Load
from tests.gateway.stage import KNOWN
from yishu.audit.record import leaf_hash
from yishu.node import postgres


@contextmanager
def running_gateway(environment: dict[str, str]) -> Iterator[Node]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "yishu.cli", "gateway", "--port", str(port)], env=environment)
    node = Node(process, f"http://127.0.0.1:{port}")
    try:
        node.wait("/readyz")
        yield node
    finally:
        node.stop()


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
        assert leaf_hash(salt, text.encode()).hex() == leaf


@pytest.mark.slow
@pytest.mark.clause("32.1")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("_round", range(FAULT_ROUNDS))
def test_no_acknowledged_call_is_lost_when_postmaster_and_gateway_are_killed(tmp_path: Path, _round: int) -> None:
    with postgres.start(tmp_path / "postgres", fsync=True, watch=True) as cluster:
        environment = os.environ | {
            "YISHU_DATABASE_URL": cluster.dsn(),
            "YISHU_DIR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "yishu.settings",
        }
        subprocess.run([sys.executable, "-m", "yishu.cli", "migrate"], env=environment, check=True, cwd=ROOT)
        command = [sys.executable, "-m", "tests.gateway.acknowledged", str(tmp_path)]
        stage = json.loads(subprocess.run(command, env=environment, check=True, cwd=ROOT, capture_output=True).stdout)
        answers: list[Answered] = []
        with running_gateway(environment) as node:
            with Load([node.url], stage["path"], stage["headers"], body, each=16) as load:
                load.wait_for(lambda so_far: allowed(so_far) > 300)
                before = cluster.postmaster_pid
                assert before is not None
                os.kill(before, signal.SIGKILL)
                count = len(load.answers)
                # Refused while the database is away, served again when it is back.
                load.wait_for(lambda so_far: any(answer.status == 503 for answer in so_far), 60)
                load.wait_for(lambda so_far: allowed(so_far[count:]) > 300, 120)
                assert cluster.postmaster_pid not in (None, before)
                node.process.kill()
            answers += load.answers
        served = [answer for answer in answers if answer.status == 200]
        assert {answer.status for answer in answers} == {200, 503}
        assert all("result" not in answer.body for answer in answers if answer.status == 503)
        assert len(served) > 600
        assert_on_record(served, cluster.dsn())
        with running_gateway(environment) as node, Load([node.url], stage["path"], stage["headers"], body) as load:
            load.wait_for(lambda so_far: allowed(so_far) > 50)
