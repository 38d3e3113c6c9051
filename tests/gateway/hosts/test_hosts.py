"""Gateways on hosts of their own share the database and the node's secrets, and nothing else (33.1)."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import ROOT, Node, free_port
from tests.gateway.hosts.balancer import Balanced
from tests.gateway.load import Answered
from tests.gateway.stage import DUTY, KNOWN, Stage
from tests.gateway.test_killed import assert_on_record
from yishu.agencies.credentials import PersonCredential, new_token
from yishu.audit.models import Record
from yishu.sharing import commands as sharing
from yishu.sharing.models import Grant
from yishu.sharing.rules import Limits

HOSTS = 3
DRAIN = 1.0


class Hosts:
    """A gateway for each folder, and a way to start each again at its port."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.ports = [free_port() for _ in range(HOSTS)]
        self.nodes: list[Node] = []
        shared = {"YISHU_DATABASE_URL": database_url, "YISHU_SECRETS": str(settings.YISHU_DIR / "secrets.toml")}
        self._environments = [
            os.environ | shared | {"YISHU_DIR": str(folder / str(n)), "YISHU_DRAIN_SECONDS": str(DRAIN)}
            for n in range(HOSTS)
        ]
        self.nodes = [self._started(n) for n in range(HOSTS)]
        for node in self.nodes:
            node.wait("/readyz")

    def restart(self, n: int) -> None:
        self.nodes[n].stop()
        self.nodes[n] = self._started(n)
        self.nodes[n].wait("/readyz")

    def stop(self) -> None:
        for node in self.nodes:
            node.process.terminate()
        for node in self.nodes:
            node.stop()

    def _started(self, n: int) -> Node:
        command = [sys.executable, "-m", "yishu.cli", "gateway", "--port", str(self.ports[n])]
        process = subprocess.Popen(command, env=self._environments[n], cwd=ROOT)
        return Node(process, f"http://127.0.0.1:{self.ports[n]}")


@pytest.fixture(scope="module")
def hosts(database_url: str, stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    made = Hosts(tmp_path_factory.mktemp("hosts"), database_url)
    yield made
    made.stop()


@pytest.fixture
def held(stage: Stage) -> Callable[..., tuple[Cast.System, Grant]]:
    def grant(**limits: int) -> tuple[Cast.System, Grant]:
        system = stage.civil.system()
        bounds = {"limits": Limits(**limits)} if limits else {}
        return system, stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), bounds=bounds)

    return grant


def body(n: int) -> dict[str, object]:
    return {"purpose": {"duty": DUTY, "case": f"SQ-{n}"}, "subject": KNOWN, "claims": {"name": "赵一"}}


def asked(node: Node, stage: Stage, headers: dict[str, str]) -> httpx.Response:
    return httpx.post(node.url + stage.path("verify"), json=body(1), headers=headers, timeout=20)


@pytest.mark.clause("26.5")
def test_what_a_grant_bounds_holds_over_all_hosts_together(
    hosts: Hosts, stage: Stage, held: Callable[..., tuple[Cast.System, Grant]]
) -> None:
    system, grant = held(total=60, at_once=6)
    sharing_out = [hosts.nodes[n % HOSTS] for n in range(90)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda node: asked(node, stage, system.headers), sharing_out))
    assert Counter(answer.status_code for answer in answers)[200] == 60
    assert {answer.json()["code"] for answer in answers if answer.status_code != 200} <= {
        "total_used_up",
        "calls_at_once_used_up",
    }
    assert Counter(asked(node, stage, system.headers).status_code for node in hosts.nodes) == {403: HOSTS}
    sharing.withdraw_grant(stage.police.b, str(grant.pk), reason="核查", now=timezone.now())
    assert {asked(node, stage, system.headers).json()["code"] for node in hosts.nodes} == {"no_grant"}


@pytest.mark.clause("32.1")
def test_every_host_knows_callers_and_names_subjects_alike(hosts: Hosts, stage: Stage) -> None:
    """A person's token that another process has signed; a subject by the same keyed hash in the evidence; a receipt by the record it names."""
    person = stage.civil.person_a
    stage.cast.grant(stage.civil, stage.police, stage.resource, users=(person,))
    token = new_token(settings.YISHU_SECRETS.tokens, PersonCredential(person.pk, person.generation), timezone.now())
    answers = [asked(node, stage, {"Authorization": f"Bearer {token.text}"}) for node in hosts.nodes]
    assert [answer.status_code for answer in answers] == [200] * HOSTS
    numbers = [answer.json()["receipt"].partition(".")[0] for answer in answers]
    assert len({bytes(record.subjects) for record in Record.objects.filter(pk__in=numbers)}) == 1
    given = [Answered("", 0, 0, answer.status_code, answer.json()) for answer in answers]
    assert_on_record(given, settings.YISHU_DATABASE_URL)


@pytest.mark.clause("33.1")
def test_a_rolling_restart_under_load_fails_no_call(
    hosts: Hosts, stage: Stage, held: Callable[..., tuple[Cast.System, Grant]]
) -> None:
    system, _ = held(total=1_000_000, at_once=100)
    with Balanced(hosts.ports, stage.path("verify"), system.headers, body) as load:
        load.wait_for(lambda answers: len(answers) > 300)
        for n, port in enumerate(hosts.ports):
            hosts.restart(n)
            load.wait_for(lambda _, port=port: load.is_ready(port))
            count = len(load.answers)
            load.wait_for(lambda answers, count=count: len(answers) > count + 300)
    assert load.failures == []
    assert Counter(answer.status for answer in load.answers) == {200: len(load.answers)}
    assert {answer.url for answer in load.answers} == {str(port) for port in hosts.ports}
    assert_on_record(load.answers, settings.YISHU_DATABASE_URL)
