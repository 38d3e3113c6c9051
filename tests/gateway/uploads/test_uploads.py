"""Files that come in parts, by tus 1.0.0: none of their bytes is lost, doubled or read twice (13.1, 20.1)."""

import itertools
import random
import socket
import time
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.utils import timezone

from tests.conftest import Node
from tests.gateway.stage import Stage
from tests.gateway.uploads.sender import PART, TUS, Sender, digest_of, people
from yishu.agencies.models import Scope
from yishu.catalogue.models import Resource
from yishu.hosting.models import Batch
from yishu.hosting.uploads import files
from yishu.hosting.uploads.models import Upload

pytestmark = pytest.mark.clause("20.1")


def batches(resource: Resource) -> list[Batch]:
    return list(Batch.objects.filter(holding__resource=resource))


def file_of(place: str):
    return files.folder() / place.rpartition("/")[2]


def test_a_file_in_parts_is_published_once_it_is_whole(sender: Sender, resource: Resource) -> None:
    body = people(200, wrong=2)
    answer = sender.begin(body)
    assert (answer.status_code, answer.headers["Tus-Resumable"]) == (201, "1.0.0")
    place = answer.headers["Location"]
    assert place.startswith(f"/api/v1/data/{resource.path_code}/uploads/")
    assert "GMT" in answer.headers["Upload-Expires"]
    cuts = sorted({0, len(body), *random.Random(20).sample(range(1, len(body)), 7)})
    for first, last in itertools.pairwise(cuts):
        assert sender.offset(place) == first
        assert sender.status(place)["state"] == "receiving"
        answer = sender.append(place, body[first:last], first)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(last))
    said = sender.outcome(place)
    assert (said["state"], said["offset"], said["length"], said["records"]) == ("published", len(body), len(body), 202)
    (batch,) = batches(resource)
    assert said["batch"]["batch"] == str(batch.pk)
    assert (said["batch"]["accepted"], said["batch"]["quarantined"]) == (200, 2)
    assert said["batch"]["signature"]
    assert not file_of(place).exists()


def test_a_client_can_ask_what_the_server_does(sender: Sender) -> None:
    answer = sender.client.options(sender.url + sender.path)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "expiration", "termination"}
    assert answer.headers["Tus-Max-Size"] == str(4 * 1024**3)
    answer = sender.begin(b"x", **{"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    assert "Tus-Resumable" in answer.json()["detail"]
    place = sender.begun(people(1))
    answer = sender.client.head(sender.url + place, headers=sender.headers | TUS)
    assert (answer.headers["Cache-Control"], answer.headers["Upload-Length"]) == ("no-store", str(len(people(1))))
    assert answer.headers["Upload-Metadata"].startswith("filename 5Lq65Y+jLmNzdg==")


def test_a_part_at_another_offset_is_refused_and_the_right_one_named(sender: Sender) -> None:
    body = people(20)
    place = sender.begun(body)
    assert sender.append(place, body[:100], 0).status_code == 204
    for offset in (0, 99, 101, len(body)):
        answer = sender.append(place, body[offset:], offset)
        assert (answer.status_code, answer.json()["code"]) == (409, "offset_mismatch")
        assert "100" in answer.json()["detail"]
    assert sender.offset(place) == 100
    assert sender.append(place, body[100:] + b"x", 100).json()["code"] == "upload_too_long"
    assert sender.offset(place) == 100
    assert sender.append(place, body[100:], 100).status_code == 204
    assert sender.outcome(place)["batch"]["accepted"] == 20


def test_two_writers_at_once_are_one_too_many(sender: Sender) -> None:
    body = people(20)
    place = sender.begun(body)
    with slow(sender, place, body, 0) as first:
        first.sendall(body[:50])
        time.sleep(0.3)
        answer = sender.append(place, body, 0)
        assert (answer.status_code, answer.json()["code"]) == (409, "upload_busy")
        assert answer.headers["Retry-After"] == "2"
        first.sendall(body[50:])
        assert b" 204 " in first.recv(1000)
    assert sender.outcome(place)["batch"]["accepted"] == 20


def slow(sender: Sender, place: str, body: bytes, offset: int) -> socket.socket:
    """A connection whose body comes as the test sends it."""
    address = urlsplit(sender.url)
    connected = socket.create_connection((address.hostname, address.port), timeout=10)
    said = (
        sender.headers | PART | {"Upload-Offset": str(offset), "Content-Length": str(len(body) - offset), "Host": "x"}
    )
    lines = [f"PATCH {place} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
    connected.sendall("\r\n".join(lines).encode())
    return connected


def test_what_came_before_a_connection_broke_is_kept(sender: Sender) -> None:
    body = people(900)
    place = sender.begun(body)
    with slow(sender, place, body, 0) as connection:
        connection.sendall(body[: len(body) // 2])
        time.sleep(0.3)
    deadline = time.monotonic() + 10
    while (offset := sender.offset(place)) == 0:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert 0 < offset <= len(body) // 2
    assert sender.append(place, body[offset:], offset).status_code == 204
    assert sender.outcome(place)["batch"]["accepted"] == 900


def test_the_same_upload_twice_is_one_and_another_file_under_its_key_is_refused(
    sender: Sender, resource: Resource
) -> None:
    body, key = people(30), {"Idempotency-Key": "k1"}
    place = sender.begun(body, **key)
    assert sender.append(place, body[:40], 0).status_code == 204
    again = sender.begin(body, **key)
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (place, "40")
    assert sender.begin(people(31), **key).json()["code"] == "idempotency_key_reused"
    assert sender.append(place, body[40:], 40).status_code == 204
    first = sender.outcome(place)["batch"]
    second = sender.send(body, **key)["batch"]
    assert second == first
    assert (
        sender.client.post(
            f"{sender.url}{sender.path.removesuffix('uploads')}batches",
            content=body,
            headers=sender.headers | {"Content-Type": "text/csv"} | key,
        ).json()
        == first
    )
    assert len(batches(resource)) == 1
    assert sender.send(people(31), **key)["problem"]["code"] == "idempotency_key_reused"


def test_a_wrong_digest_publishes_nothing(sender: Sender, resource: Resource) -> None:
    body = people(10)
    assert sender.send(body, **{"Repr-Digest": digest_of(body)})["state"] == "published"
    altered = body.replace(b"330102", b"330103", 1)
    place = sender.begun(body, **{"Repr-Digest": digest_of(body)})
    assert sender.append(place, altered, 0).status_code == 204
    said = sender.outcome(place)
    assert (said["state"], said["problem"]["code"]) == ("refused", "digest_mismatch")
    assert said["problem"]["receipt"]
    assert len(batches(resource)) == 1
    assert not file_of(place).exists()
    assert sender.begin(body, **{"Repr-Digest": "sha-256=:x:"}).json()["errors"][0]["field"] == "Repr-Digest"
    answer = sender.client.post(
        f"{sender.url}{sender.path.removesuffix('uploads')}batches",
        content=altered,
        headers=sender.headers | {"Content-Type": "text/csv", "Repr-Digest": digest_of(body)},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "digest_mismatch")
    assert answer.json()["receipt"]
    strange: Any = {"Repr-Digest": b"sha-256=:\x80AAA:"}
    answer = sender.client.post(
        f"{sender.url}{sender.path.removesuffix('uploads')}batches",
        content=body,
        headers=sender.headers | {"Content-Type": "text/csv"} | strange,
    )
    assert answer.json()["errors"][0]["field"] == "Repr-Digest"


def test_what_is_wrong_with_a_file_is_said_in_the_caller_s_language(sender: Sender, stage: Stage) -> None:
    said = sender.send(b"a,b\n1,2\n")
    assert (said["state"], said["problem"]["code"]) == ("refused", "wrong_columns")
    assert "列与条目的信息项不符" in said["problem"]["detail"]
    place = f"{sender.path}/{said['upload']}"
    english = sender.client.get(sender.url + place, headers=sender.headers | {"Accept-Language": "en"}).json()
    assert "missing: id_number" in english["problem"]["detail"]
    assert sender.append(place, b"x", 0).status_code == 410


def test_only_its_sender_sees_an_upload_and_only_a_provider_begins_one(
    sender: Sender, stage: Stage, resource: Resource
) -> None:
    place = sender.begun(people(3))
    other = stage.police.system(Scope.PUBLISH)
    for headers in (other.headers, stage.civil_system.headers):
        stranger = Sender(sender.url, sender.path, headers, sender.client)
        assert stranger.client.get(sender.url + place, headers=headers).status_code == 404
        assert stranger.append(place, b"x", 0).status_code == 404
        assert stranger.client.delete(sender.url + place, headers=headers | TUS).status_code == 404
    assert (
        Sender(sender.url, sender.path, stage.civil_system.headers, sender.client).begin(people(3)).status_code == 403
    )
    assert sender.begin(people(3), kind="application/pdf").status_code == 415
    assert sender.begin(b"", **{"Upload-Length": "-1"}).json()["errors"][0]["field"] == "Upload-Length"
    assert sender.begin(b"", **{"Upload-Length": str(5 * 1024**3)}).json()["code"] == "file_too_large"
    assert httpx.post(sender.url + sender.path, headers=TUS).status_code == 401
    assert sender.client.put(sender.url + place, headers=sender.headers).status_code == 405


def test_an_upload_is_given_up_by_its_sender(sender: Sender) -> None:
    place = sender.begun(people(3))
    assert file_of(place).exists()
    assert sender.client.delete(sender.url + place, headers=sender.headers | TUS).status_code == 204
    assert not file_of(place).exists()
    assert sender.append(place, b"x", 0).status_code == 410
    assert sender.status(place)["state"] == "discarded"
    assert sender.client.delete(sender.url + place, headers=sender.headers | TUS).status_code == 410


def test_a_batch_is_answered_later_where_its_sender_prefers_so(
    sender: Sender, resource: Resource, gateway: Node
) -> None:
    def post(body: bytes, key: str = "later") -> httpx.Response:
        headers = {"Content-Type": "text/csv", "Prefer": "respond-async, wait=1", "Idempotency-Key": key}
        path = sender.path.removesuffix("uploads")
        return sender.client.post(f"{sender.url}{path}batches", content=body, headers=sender.headers | headers)

    body = people(20, wrong=1)
    answer = post(body)
    assert (answer.status_code, answer.headers["Preference-Applied"]) == (202, "respond-async")
    place = answer.headers["Location"]
    assert answer.json()["state"] in ("received", "published")
    said = sender.outcome(place)
    assert (said["batch"]["accepted"], said["batch"]["quarantined"]) == (20, 1)
    again = sender.outcome(post(body).headers["Location"])
    assert again["batch"] == said["batch"]
    assert post(people(21)).status_code in (202, 422)
    assert len(batches(resource)) == 1
    assert Upload.objects.filter(resource=resource, state="published").count() == 2


@pytest.mark.clause("32.1")
def test_a_key_that_may_not_publish_adds_nothing_to_what_its_system_sends(sender: Sender, stage: Stage) -> None:
    from yishu.agencies import commands

    body = people(3)
    system = stage.police.system(Scope.PUBLISH, Scope.DATA)
    wide = Sender(sender.url, sender.path, system.headers, sender.client)
    narrow = commands.issue_key(stage.police.a, system.system, scopes=frozenset({Scope.DATA}), now=timezone.now()).text
    other = Sender(sender.url, sender.path, {"Authorization": f"Bearer {narrow}"}, sender.client)
    place = wide.begun(body)
    assert other.append(place, body, 0).json()["code"] == "scope_missing"
    gone = sender.client.delete(sender.url + place, headers=other.headers | TUS)
    assert gone.json()["code"] == "scope_missing"
    assert wide.append(place, body, 0).status_code == 204


@pytest.mark.clause("32.1")
def test_a_key_revoked_while_a_part_comes_adds_nothing_more(sender: Sender, stage: Stage) -> None:
    from yishu.agencies import commands
    from yishu.agencies.models import Key

    system = stage.police.system(Scope.PUBLISH)
    lost = Sender(sender.url, sender.path, system.headers, sender.client)
    body = people(20)
    place = lost.begun(body)
    with slow(lost, place, body, 0) as part:
        part.sendall(body[:50])
        time.sleep(0.3)
        commands.revoke_key(stage.police.a, Key.objects.get(system=system.system), now=timezone.now())
        part.sendall(body[50:])
        assert b" 401 " in part.recv(1000)
    upload = Upload.objects.get(pk=place.rpartition("/")[2])
    assert (upload.state, upload.offset) == ("receiving", 0)
