"""kill -9 of the gateway at any point of an upload: what was acknowledged is there, and the file is published exactly once (20.1, 27.3)."""

import random
import threading
import time
from collections.abc import Callable

import httpx
import pytest

from tests.conftest import FAULT_ROUNDS, Node
from tests.gateway.uploads.sender import Sender, digest_of, people
from yishu.catalogue.models import Resource
from yishu.hosting.models import Batch
from yishu.hosting.uploads.models import Upload
from yishu.hosting.uploads.receiving import KEPT_EVERY

pytestmark = [pytest.mark.clause("20.1", "27.3"), pytest.mark.timeout(600)]
KILLS = 3 if FAULT_ROUNDS == 1 else 20


def large(rows: int = 900) -> bytes:
    """Records, and empty lines, which are none: so that it takes several parts to keep."""
    return people(rows, wrong=3) + b"\n" * (3 * KEPT_EVERY)


@pytest.mark.slow
def test_what_was_acknowledged_survives_kills_at_any_moment(
    start_node: Callable[..., Node], sender: Sender, resource: Resource
) -> None:
    chance, body = random.Random(145), large()
    node = start_node("gateway")
    sender.url = node.url
    place = sender.begun(body, **{"Idempotency-Key": "once", "Repr-Digest": digest_of(body)})
    acknowledged = 0
    for _ in range(KILLS):
        answers: list[httpx.Response] = []
        end = min(len(body) - 1, acknowledged + chance.randrange(KEPT_EVERY * 2))
        writing = threading.Thread(target=write, args=(sender, place, body[acknowledged:end], acknowledged, answers))
        writing.start()
        time.sleep(chance.uniform(0, 0.15))
        node.process.kill()
        node.process.wait()
        writing.join()
        acknowledged = max([acknowledged, *(int(answer.headers["Upload-Offset"]) for answer in answers)])
        node = start_node("gateway")
        sender.url = node.url
        offset = sender.offset(place)
        assert acknowledged <= offset <= end
        acknowledged = offset
    assert sender.append(place, body[acknowledged:], acknowledged).status_code == 204
    # Whole, and acknowledged as such: killed now, wherever publishing is, it is published once.
    for _ in range(KILLS):
        time.sleep(chance.uniform(0, 0.4))
        node.process.kill()
        node.process.wait()
        node = start_node("gateway")
        sender.url = node.url
    said = sender.outcome(place, 120)
    node.stop()
    assert (said["state"], said["batch"]["records"], said["batch"]["quarantined"]) == ("published", 903, 3)
    assert Batch.objects.filter(holding__resource=resource).count() == 1


def write(sender: Sender, place: str, part: bytes, offset: int, answers: list[httpx.Response]) -> None:
    try:
        answer = sender.append(place, part, offset)
    except httpx.TransportError:
        return
    assert answer.status_code == 204, answer.text
    answers.append(answer)


def test_a_file_that_its_reader_never_survives_is_given_up(sender: Sender, resource: Resource) -> None:
    place = sender.begun(people(3))
    Upload.objects.filter(pk=place.rpartition("/")[2]).update(attempts=5)  # as five killed processes leave it
    assert sender.append(place, people(3), 0).status_code == 204
    said = sender.outcome(place)
    assert (said["state"], said["problem"]["code"], said["problem"]["status"]) == ("refused", "data_upload_failed", 500)
    assert not Batch.objects.filter(holding__resource=resource).exists()
