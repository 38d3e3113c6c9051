"""Batches over HTTP: signed receipts; long ones, and a disk that is full, harm nobody else (13.1, 20.1, 32.1)."""

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client
from django.utils import timezone
from joserfc import jws as judge
from joserfc.errors import BadSignatureError
from joserfc.jwk import OKPKey

from tests import machine
from tests.agencies.test_signed_requests import Signer, keyid, pem
from tests.cast import PEOPLE_CSV
from tests.conftest import Node, run_async
from tests.gateway.stage import KNOWN, Stage
from yishu.agencies import keys
from yishu.catalogue.models import Resource
from yishu.gateway import publishing
from yishu.gateway.threads import BATCHES_AT_ONCE, MOST_BATCHES
from yishu.hosting import spooling
from yishu.hosting.models import Batch

JSON = {"Content-Type": "application/json"}
PUBLISHED = {"records", "accepted", "unchanged", "quarantined", "version", "digest", "batch"}


@pytest.fixture
def resource(stage: Stage) -> Resource:
    """One of its own, with data."""
    made = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, made, PEOPLE_CSV, stage.folder)
    return made


def send(node: Node, stage: Stage, resource: Resource, body: str | bytes = PEOPLE_CSV, key: str = "") -> httpx.Response:
    headers = stage.police_system.headers | {"Content-Type": "text/csv"} | ({"Idempotency-Key": key} if key else {})
    return httpx.post(node.url + stage.path("batches", resource), content=body, headers=headers, timeout=60)


@pytest.mark.clause("20.1", "32.1")
def test_an_outsider_verifies_a_receipt_by_the_published_key(node: Node, stage: Stage, resource: Resource) -> None:
    body = f"{PEOPLE_CSV}1,坏,1,1990-03-07,\n"
    answer = send(node, stage, resource, body, key="signed").json()
    assert (answer["records"], answer["accepted"], answer["quarantined"]) == (4, 3, 1)
    (published,) = httpx.get(f"{node.url}/api/v1/keys").json()["keys"]
    key = OKPKey.import_key(published)
    read = judge.deserialize_compact(answer["signature"], key, algorithms=["Ed25519"])
    assert read.headers() == {"alg": "Ed25519", "typ": "yishu-receipt+jws", "kid": published["kid"]}
    said = json.loads(read.payload)
    assert {name: said[name] for name in PUBLISHED} == {name: answer[name] for name in PUBLISHED}
    assert (said["resource"], said["provider"]) == (resource.code, stage.police.agency.code)
    assert (said["evidence"], said["key"], said["actor"]) == (
        answer["receipt"],
        "signed",
        stage.police_system.actor.ref,
    )
    batch = Batch.objects.get(pk=answer["batch"])
    assert (said["body"], said["published_at"]) == (batch.body_digest, batch.published_at.isoformat())  # type: ignore[union-attr]
    assert send(node, stage, resource, body, key="signed").json() == answer
    head, payload, value = answer["signature"].split(".")
    with pytest.raises(BadSignatureError):
        judge.deserialize_compact(f"{head}.{payload[:-4]}AAAA.{value}", key, algorithms=["Ed25519"])
    client = Client()
    client.force_login(stage.police.person_a)
    assert answer["signature"] in client.get(f"/hosting/batches/{answer['batch']}/").content.decode()


@contextmanager
def held(resource: Resource) -> Iterator[psycopg.Connection[Any]]:
    """While the block lasts, batches of the resource wait for its row, each as long as that."""
    with psycopg.connect(settings.YISHU_DATABASE_URL) as holder:
        holder.execute("select from catalogue_resource where id = %s for update", [resource.pk])
        yield holder


def wait_for(holds: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def count_waiting() -> int:
    with psycopg.connect(settings.YISHU_DATABASE_URL) as connection:
        [(count,)] = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        ).fetchall()
    return count


def test_long_batches_stall_nobody(gateway: Node, stage: Stage, resource: Resource) -> None:
    """A signed call needs a thread for its nonce, an unsigned one none; both are answered while every thread for batches is taken."""
    private, system = Ed25519PrivateKey.generate(), stage.civil.system()
    keys.register_public_key(stage.civil.a, system.system, pem=pem(private), now=timezone.now())
    stage.cast.grant(stage.civil, stage.police, resource, systems=(system,))
    signer = Signer(private, keyid(private))
    body = json.dumps({"purpose": stage.purpose(), "subject": KNOWN, "items": ["name"]}).encode()
    url = gateway.url + stage.path("query", resource)
    with ThreadPoolExecutor(BATCHES_AT_ONCE) as threads:
        with held(resource):
            batches = [threads.submit(send, gateway, stage, resource) for _ in range(BATCHES_AT_ONCE)]
            wait_for(lambda: count_waiting() >= BATCHES_AT_ONCE)
            with httpx.Client(timeout=5) as client:
                for _ in range(3):
                    assert client.send(signer.request("POST", url, body)).status_code == 200
                    assert client.post(url, content=body, headers=system.headers | JSON).status_code == 200
        assert {batch.result().status_code for batch in batches} == {200}


def test_beyond_the_bound_a_batch_is_told_to_come_again(gateway: Node, stage: Stage, resource: Resource) -> None:
    spool = spooling.folder()
    with ThreadPoolExecutor(MOST_BATCHES) as threads:
        with held(resource):
            batches: list[Future[httpx.Response]] = [
                threads.submit(send, gateway, stage, resource) for _ in range(MOST_BATCHES)
            ]
            wait_for(lambda: count_waiting() >= BATCHES_AT_ONCE and len(list(spool.glob("batch-*"))) >= MOST_BATCHES)
            time.sleep(0.5)  # the last of them is on its way to the threads
            refused = send(gateway, stage, resource)
            assert (refused.status_code, refused.json()["code"]) == (503, "too_many_batches")
            assert refused.headers["Retry-After"] == "10"
            assert "Idempotency-Key" in refused.json()["detail"]
        assert {batch.result().status_code for batch in batches} == {200}
    assert send(gateway, stage, resource).status_code == 200
    assert not list(spool.glob("batch-*"))


@pytest.mark.clause("20.1")
def test_a_full_spool_is_told_and_nothing_is_published(gateway: Node, stage: Stage, resource: Resource) -> None:
    spool = spooling.folder()
    spool.mkdir(parents=True, exist_ok=True)
    large = PEOPLE_CSV + "\n" * 12 * 1024**2
    published = Batch.objects.filter(holding__resource=resource).count()
    with machine.small_disk(spool, 8):
        before = set(spool.iterdir())
        answer = send(gateway, stage, resource, large, key="once")
        assert set(spool.iterdir()) == before
        assert send(gateway, stage, resource).status_code == 200  # there is room for a small one
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert "运维人员腾出空间" in answer.json()["detail"]
    assert Batch.objects.filter(holding__resource=resource).count() == published + 1
    assert send(gateway, stage, resource, large, key="once").status_code == 200


def test_a_form_that_finds_no_room_is_told_so(node: Node, stage: Stage) -> None:
    spooling.folder().mkdir(parents=True, exist_ok=True)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    with machine.small_disk(spooling.folder(), 1):
        answer = httpx.post(f"{node.url}/login", content=b"x" * 4 * 1024**2, headers=form, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert httpx.get(f"{node.url}/login", timeout=30).status_code == 200


def test_a_slow_disk_does_not_stop_the_event_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_file = spooling.new_file
    turns = 0  # of the event loop
    meanwhile: list[int] = []

    def wait() -> None:
        before = turns
        time.sleep(0.3)
        meanwhile.append(turns - before)

    class Slow:
        def __init__(self, folder: Path, prefix: str) -> None:
            wait()
            self._file = new_file(folder, prefix)
            self.name = self._file.name

        def write(self, block: bytes) -> None:
            wait()
            self._file.write(block)

        def close(self) -> None:
            wait()
            self._file.close()

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 700_000

    async def run() -> tuple[bytes, str]:
        turning = asyncio.create_task(turn())
        async with publishing.spooled(tmp_path, parts()) as body:
            content = body.path.read_bytes()
        turning.cancel()
        return content, body.digest

    monkeypatch.setattr(spooling, "new_file", Slow)
    body = b"x" * 2_100_000
    assert run_async(run()) == (body, hashlib.sha256(body).hexdigest())
    assert len(meanwhile) == 4
    assert all(meanwhile)
    assert not list(tmp_path.iterdir())
