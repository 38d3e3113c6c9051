"""Room for uploads: a disk that fills up in the middle, bounds of an agency, files that are gone (20.1)."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.utils import timezone

from tests import machine
from tests.agencies.test_signed_requests import Signer, content_digest, keyid, pem
from tests.gateway.stage import Stage
from tests.gateway.uploads.sender import PART, TUS, Sender, people
from yishu.agencies import keys
from yishu.agencies.models import Scope
from yishu.catalogue.models import Resource
from yishu.core.calendar import SHANGHAI
from yishu.core.errors import Problem
from yishu.hosting.errors import IdempotencyKeyReused
from yishu.hosting.models import Batch
from yishu.hosting.spooling import spooled
from yishu.hosting.uploads import files, publishing, queries, receiving, sweeping
from yishu.hosting.uploads.errors import TooManyUploads, UploadsTooLarge
from yishu.hosting.uploads.models import Upload
from yishu.hosting.uploads.receiving import Announced
from yishu.node.errors import DiskFull

pytestmark = pytest.mark.clause("20.1")


@contextmanager
def filled(megabytes: int) -> Iterator[None]:
    filler = files.folder() / "filler"
    filler.write_bytes(b"x" * megabytes * 1024**2)
    try:
        yield
    finally:
        filler.unlink()


def test_a_disk_that_fills_up_costs_only_what_it_did_not_take(sender: Sender, resource: Resource) -> None:
    body = people(50) + b"\n" * 5 * 1024**2
    files.folder().mkdir(parents=True, exist_ok=True)
    with machine.small_disk(files.folder(), 10):
        answer = sender.begin(body + b"\n" * 20 * 1024**2)
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
        place = sender.begun(body)
        assert sender.append(place, body[: 1024**2], 0).status_code == 204
        with filled(6):
            answer = sender.append(place, body[1024**2 :], 1024**2)
        assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
        assert sender.status(place)["state"] == "receiving"
        offset = sender.offset(place)
        assert offset >= 1024**2
        assert sender.append(place, body[offset:], offset).status_code == 204
        assert sender.outcome(place)["batch"]["accepted"] == 50
    assert Batch.objects.filter(holding__resource=resource).count() == 1


def test_an_agency_has_bounds(stage: Stage, resource: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin(length: int) -> Upload:
        announced = Announced(length, "text/csv", "", "upsert")
        return receiving.begin(stage.police.a, resource.code, announced, now=timezone.now())

    own = Upload.objects.filter(resource__provider=stage.police.agency)
    standing = own.filter(state__in=["receiving", "received", "held"]).count()
    monkeypatch.setattr(receiving, "MOST_OF_AGENCY", standing + 1)
    begin(10)
    with pytest.raises(TooManyUploads):
        begin(10)
    with pytest.raises(TooManyUploads):  # whole at once, to be published later
        take_in(stage, resource, people(1))
    monkeypatch.undo()
    monkeypatch.setattr(receiving, "MOST_BYTES_OF_AGENCY", 1000)
    with pytest.raises(UploadsTooLarge):
        begin(1001)


def take_in(stage: Stage, resource: Resource, body: bytes, key: str | None = None) -> Upload:
    """A whole file that the gateways of other tests leave alone: they look for it tomorrow."""
    announced = Announced(len(body), "text/csv", "", "upsert", key)
    with spooled([body]) as spool:
        made = publishing.take_in(stage.police.a, resource.code, spool, announced, now=timezone.now())
    made.again_at = timezone.now() + timedelta(days=1)
    made.save(update_fields=["again_at"])
    return made


def test_a_full_disk_is_no_attempt(stage: Stage, resource: Resource, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five tries are ten seconds; the file must outlive a disk that somebody has yet to clear."""

    def full(*_arguments: object, **_options: object) -> None:
        raise DiskFull

    upload = take_in(stage, resource, people(2))
    with monkeypatch.context() as patch:
        patch.setattr(publishing.commands, "publish", full)
        assert not any(publishing.publish_received(upload.pk) for _ in range(publishing.MOST_ATTEMPTS + 1))
    assert publishing.publish_received(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "published"


def test_what_the_platform_cannot_carry_through_waits_longer_each_time(
    stage: Stage, resource: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Amiss(Problem):
        code, status = "amiss", 503

    def fails(*_arguments: object, **_options: object) -> None:
        raise Amiss

    upload, waited = take_in(stage, resource, people(2)), []
    later, now = take_in(stage, resource, people(3)), upload.again_at
    assert now is not None
    with monkeypatch.context() as patch:
        patch.setattr(publishing.commands, "publish", fails)
        patch.setattr(publishing.timezone, "now", lambda: now)
        for _ in publishing.PAUSES:
            assert upload.pk in queries.list_received(1000, now=now)
            assert not publishing.publish_received(upload.pk)
            upload.refresh_from_db()
            assert upload.again_at is not None
            assert upload.pk not in queries.list_received(1000, now=upload.again_at - timedelta(seconds=1))
            assert later.pk not in queries.list_received(1000, now=now + timedelta(days=9))
            waited.append((upload.again_at - now).total_seconds())
            now = upload.again_at
    assert waited == [5, 60, 600, 3600, 0]
    client = Client()
    client.force_login(stage.police.person_a)
    page = client.get(f"/hosting/uploads/{upload.pk}/").content.decode()
    assert f"将于 {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 起再次入库" in page
    page = client.get(f"/hosting/uploads/{later.pk}/").content.decode()
    assert "本资源先收到的文件入库后，即入库本文件" in page
    assert publishing.publish_received(upload.pk)  # one try more, and it is refused
    upload.refresh_from_db()
    assert upload.refusal is not None
    assert (upload.state, upload.refusal["zh"]["code"]) == ("refused", "data_upload_failed")
    assert later.pk in queries.list_received(1000, now=now + timedelta(days=9))


def test_a_key_whose_file_comes_in_parts_is_not_taken_a_second_time(stage: Stage, resource: Resource) -> None:
    body = people(2)
    announced = Announced(len(body), "text/csv", "", "upsert", "one")
    receiving.begin(stage.police.a, resource.code, announced, now=timezone.now())
    with pytest.raises(IdempotencyKeyReused):
        take_in(stage, resource, body, "one")


def test_what_became_whole_while_the_sweep_came_by_stays(stage: Stage, resource: Resource) -> None:
    upload = take_in(stage, resource, people(2))
    upload.state = Upload.State.RECEIVING  # as the sweep saw it a moment ago
    assert not sweeping._expire(upload, timezone.now())
    assert files.path_of(upload.pk).exists()
    assert publishing.publish_received(upload.pk)


def test_a_file_that_is_gone_is_begun_again(sender: Sender) -> None:
    body, key = people(3), {"Idempotency-Key": "restored"}
    place = sender.begun(body, **key)
    assert sender.append(place, body[:10], 0).status_code == 204
    files.path_of(place.rpartition("/")[2]).unlink()  # type: ignore[arg-type]
    answer = sender.append(place, body[10:], 10)
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_lost")
    again = sender.begun(body, **key)
    assert again != place
    assert sender.append(again, body, 0).status_code == 204
    assert sender.outcome(again)["batch"]["accepted"] == 3


def test_a_process_that_dies_before_it_noted_what_it_published_publishes_nothing_twice(
    stage: Stage, resource: Resource, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_arguments: object) -> None:
        raise Killed

    body = people(7)
    upload = receiving.begin(
        stage.police.a, resource.code, Announced(len(body), "text/csv", "", "upsert"), now=timezone.now()
    )
    path = files.path_of(upload.pk)
    path.write_bytes(body)  # as a gateway leaves it
    Upload.objects.filter(pk=upload.pk).update(offset=len(body), state="received", received_at=timezone.now())
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_note_published", killed)
        with pytest.raises(Killed):
            publishing.publish_received(upload.pk)
    assert Batch.objects.filter(holding__resource=resource).count() == 1
    assert path.exists()
    assert publishing.publish_received(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.batch) == ("published", Batch.objects.get(holding__resource=resource))
    assert not path.exists()


def test_a_signed_part_counts_only_when_its_digest_holds(sender: Sender, stage: Stage, resource: Resource) -> None:
    private, system = Ed25519PrivateKey.generate(), stage.police.system(Scope.PUBLISH)
    keys.register_public_key(stage.police.a, system.system, pem=pem(private), now=timezone.now())
    signer, body = Signer(private, keyid(private)), people(4)

    def send(method: str, url: str, content: bytes, *, digest: bytes, **headers: str) -> httpx.Response:
        request = signer.request(method, url, content, digest=content_digest(digest), media=PART["Content-Type"])
        request.headers.update(TUS | headers)
        return sender.client.send(request)

    filetype = base64.b64encode(b"text/csv").decode()
    said = {"Upload-Length": str(len(body)), "Upload-Metadata": f"filetype {filetype}"}
    begun = send("POST", sender.url + sender.path, b"", digest=b"", **said)
    assert begun.status_code == 201, begun.text
    url, at = sender.url + begun.headers["Location"], {"Upload-Offset": "0"}
    assert send("PATCH", url, body[:-1] + b"x", digest=body, **at).status_code == 401
    assert send("HEAD", url, b"", digest=b"").headers["Upload-Offset"] == "0"
    assert send("PATCH", url, body, digest=body, **at).status_code == 204
