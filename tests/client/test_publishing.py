"""Batches over the client: published once, however often they are sent, in parts where they are large; held ones are told apart (13.1, 20.1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.utils import timezone

from tests.client.wayward import Wayward, cutting, hangs_up, says
from tests.conftest import Node
from tests.gateway.stage import Stage
from tests.gateway.uploads.sender import people
from tests.hosting.people import csv, number, person
from yishu.catalogue.models import Resource
from yishu.client import Held, NotGranted, Refused, Unavailable, publishing
from yishu.hosting.models import Batch
from yishu.hosting.uploads import holding

pytestmark = pytest.mark.clause("20.1")


@pytest.fixture
def resource(stage: Stage) -> Resource:
    return stage.cast.resource(stage.police, stage.office)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large and what a part is, by the size of test files."""
    monkeypatch.setattr(publishing, "IN_PARTS_FROM", 30_000)
    monkeypatch.setattr(publishing, "PART", 16_000)


def batches(resource: Resource) -> int:
    return Batch.objects.filter(holding__resource=resource).count()


def test_a_file_content_records_and_a_table_are_published(provider: Any, resource: Resource, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(csv(person(1), person(2)), "utf-8")
    receipt = provider.publish(resource.code, file)
    assert (receipt.version, receipt.accepted, receipt.records, receipt.quarantined) == (1, 2, 2, 0)
    gbk = csv(person(3)).encode("gbk")
    assert provider.publish(resource.code, gbk, media_type="text/csv; charset=gbk").accepted == 1
    born = date(1990, 3, 7)
    record = {"id_number": number(4), "name": "人4", "sex": "1", "birth_date": born, "residence_code": None}
    assert provider.publish(resource.code, [record, {**record, "id_number": number(5)}]).version == 3
    table = pa.Table.from_pylist([{**record, "id_number": number(6), "residence_code": "330102"}])
    assert provider.publish(resource.code, table, mode="replace").version == 4


def test_what_would_come_of_it_is_told_and_what_came_back_says_why(provider: Any, resource: Resource) -> None:
    text = csv(person(1), "12,坏,1,1990-03-07,").encode()
    foreseen = provider.try_publishing(resource.code, text, media_type="text/csv")
    assert (foreseen.inserted, foreseen.quarantined, foreseen.faults[0].field) == (1, 1, "id_number")
    assert batches(resource) == 0
    receipt = provider.publish(resource.code, text, media_type="text/csv")
    page = provider.sent_back(resource.code, batch=receipt.batch)
    assert [(each.row, each.errors[0].field) for each in page.items] == [(2, "id_number")]
    assert page.next is None


def test_a_batch_whose_answer_is_lost_is_published_once(
    connect: Callable[..., Any], stage: Stage, node: Node, resource: Resource
) -> None:
    text = csv(*(person(n) for n in range(1, 50))).encode()
    with cutting(node.url, 1, 1) as url:  # the request arrives; of the answer nothing does
        receipt = connect(url, key=stage.police_system.key).publish(resource.code, text, media_type="text/csv")
    assert (receipt.accepted, batches(resource)) == (49, 1)


def test_the_same_key_is_the_same_batch(provider: Any, resource: Resource) -> None:
    text = csv(person(1)).encode()
    first = provider.publish(resource.code, text, media_type="text/csv", idempotency_key="2026-11-29")
    assert provider.publish(resource.code, text, media_type="text/csv", idempotency_key="2026-11-29") == first
    with pytest.raises(Refused) as caught:
        provider.publish(resource.code, csv(person(2)).encode(), media_type="text/csv", idempotency_key="2026-11-29")
    assert caught.value.status == 422


def test_a_large_file_goes_in_parts_and_on_where_it_broke_off(
    connect: Callable[..., Any], stage: Stage, node: Node, resource: Resource, tmp_path: Path, parts: None
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(people(900))
    size = file.stat().st_size
    assert size > 40_000
    with cutting(node.url, 12_000, 9_000, 18_000, upwards=True) as url:
        receipt = connect(url, key=stage.police_system.key).publish(resource.code, file)
    assert (receipt.accepted, batches(resource)) == (900, 1)


def test_a_large_file_that_is_refused_says_why(provider: Any, resource: Resource, parts: None) -> None:
    with pytest.raises(Refused) as caught:
        provider.publish(resource.code, b"a,b\n" + b"1,2\n" * 10_000, media_type="text/csv")
    assert caught.value.status == 422
    assert caught.value.receipt
    assert batches(resource) == 0


def test_a_batch_that_waits_for_a_person_is_told_apart(
    provider: Any, resource: Resource, stage: Stage, parts: None
) -> None:
    holding.declare(stage.police.a, resource.code, Decimal(20), now=timezone.now())
    for n, wrong in enumerate((10, 900)):
        body = people(5, wrong=wrong)
        sent = {"media_type": "text/csv", "idempotency_key": f"held-{n}"}
        with pytest.raises(Held) as caught:
            provider.publish(resource.code, body, **sent)
        upload = caught.value.upload
        assert upload.held is not None
        assert (caught.value.code, upload.held.quarantined) == ("client_batch_held", wrong)
        assert batches(resource) == n
        holding.release(stage.police.a, upload.upload, reason="已核实", now=timezone.now())
        assert provider.publish(resource.code, body, **sent).quarantined == wrong


def test_who_may_not_publish_is_told(yishu: Any, resource: Resource) -> None:
    with pytest.raises(NotGranted):
        yishu.publish(resource.code, [{"id_number": number(1)}])


def test_what_cannot_be_known_is_asked_for(provider: Any, resource: Resource, tmp_path: Path) -> None:
    (tmp_path / "people.dat").write_bytes(b"x")
    for records in (tmp_path / "people.dat", b"x"):
        with pytest.raises(Refused) as caught:
            provider.publish(resource.code, records)
        assert caught.value.code == "client_content_unclear"
    with pytest.raises(FileNotFoundError):
        provider.publish(resource.code, tmp_path / "absent.csv")


def test_a_batch_is_sent_again_under_its_key_until_patience_ends(connect: Callable[..., Any]) -> None:
    busy = says(503, b'{"code": "too_many_batches", "status": 503}', Retry_After="0")
    receipt = b'{"batch":"b","version":1,"accepted":1,"unchanged":0,"quarantined":0,"digest":"d","receipt":"r"}'
    with Wayward(busy, hangs_up, says(200, receipt)) as server:
        assert connect(server.url, key="ysk_x").publish("1-1", [{"a": 1}]).batch == "b"
    assert len({headers["Idempotency-Key"] for _, _, headers, _ in server.seen}) == 1
    assert {body for *_, body in server.seen} == {b'{"a":1}\n'}
    with Wayward(busy) as server, pytest.raises(Unavailable):
        connect(server.url, key="ysk_x", patience=0.2).publish("1-1", [{"a": 1}])


def test_several_publish_at_once(stage: Stage, node: Node, resource: Resource) -> None:
    from yishu.client import Client

    with Client(node.url, key=stage.police_system.key) as provider, ThreadPoolExecutor(3) as threads:
        sent = [
            threads.submit(provider.publish, resource.code, csv(person(n)).encode(), media_type="text/csv")
            for n in (1, 2, 3)
        ]
        assert sorted(each.result().version for each in sent) == [1, 2, 3]
