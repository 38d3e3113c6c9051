"""How the gateway speaks HTTP to a provider's interface: connections are kept, every form of an answer is read, and nothing but the answer (7.2)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests.certificates import self_signed
from tests.conftest import Node
from tests.gateway.proxied.answering import Interface, Shape, answering, plain
from tests.gateway.proxied.stage import DUTY, KNOWN, NO_BIRTH, Story
from yishu.hosting import mounting

pytestmark = pytest.mark.clause("7.2")
NAMES = {KNOWN: "赵一", NO_BIRTH: "钱二"}


@pytest.fixture(scope="module")
def interface() -> Iterator[Interface]:
    with answering() as made:
        yield made


@pytest.fixture(scope="module")
def gateway(story: Story, interface: Interface, start_node: Callable[..., Node]) -> Node:
    return start_node("gateway", YISHU_BACKENDS=interface.origin)


@pytest.fixture(autouse=True)
def mounted(story: Story, well: None, gateway: Node, interface: Interface) -> None:
    """The gateway knows the new mount once a call was answered by it; that leaves no connection."""
    mount(story, interface, at_once=2)
    interface.shape, interface.closes = last, False
    assert asked(gateway, story) == "赵一"
    interface.shape = plain
    interface.count_anew()


def mount(story: Story, interface: Interface, **changes: int) -> None:
    before, settings.YISHU_BACKENDS = settings.YISHU_BACKENDS, frozenset({interface.origin})
    draft = story.draft(origin=interface.origin, timeout_ms=2000, **changes)
    mounting.mount(story.police.a, story.resource.code, draft, now=timezone.now())
    settings.YISHU_BACKENDS = before


def asked(node: Node, story: Story, subject: str = KNOWN) -> str:
    """The name on record, or the code of the refusal."""
    body = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "items": ["name"], "subject": subject}
    url = f"{node.url}/api/v1/data/{story.resource.path_code}/query"
    told = httpx.post(url, json=body, headers=story.system.headers, timeout=20).json()
    return told["record"]["name"] if "record" in told else told["code"]


def last(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)


def chunked(body: bytes) -> bytes:
    parts = [body[n : n + 7] for n in range(0, len(body), 7)]
    return (
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        + b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
        + b"0\r\nX-Trailer: 1\r\n\r\n"
    )


def continued(body: bytes) -> bytes:
    return b"HTTP/1.1 100 Continue\r\n\r\n" + plain(body)


def long(body: bytes) -> bytes:
    """Still a record, and more than is read on the loop."""
    return plain(body + b" " * 200_000)


def unframed(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body


def old(body: bytes) -> bytes:
    return b"HTTP/1.0 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


def test_one_connection_serves_call_after_call(story: Story, gateway: Node, interface: Interface) -> None:
    assert [asked(gateway, story, subject) for subject in [KNOWN, NO_BIRTH] * 4] == ["赵一", "钱二"] * 4
    assert (interface.requests, interface.connections) == (8, 1)


def test_no_more_connections_than_the_mount_allows_and_each_caller_gets_their_own(
    story: Story, gateway: Node, interface: Interface
) -> None:
    def slowly(body: bytes) -> bytes:
        sleep(0.05)
        return plain(body)

    interface.shape = slowly
    subjects = [KNOWN, NO_BIRTH] * 4
    with ThreadPoolExecutor(len(subjects)) as threads:
        told = list(threads.map(lambda subject: asked(gateway, story, subject), subjects))
    assert told == [NAMES[subject] for subject in subjects]
    assert (interface.most_under_way, interface.connections) == (2, 2)


@pytest.mark.parametrize(
    ("shape", "closes", "connections"),
    [(chunked, False, 1), (continued, False, 1), (long, False, 1), (unframed, True, 3), (old, True, 3)],
)
def test_every_form_of_an_answer_is_read(
    story: Story, gateway: Node, interface: Interface, shape: Shape, closes: bool, connections: int
) -> None:
    interface.shape, interface.closes = shape, closes
    assert [asked(gateway, story, subject) for subject in (KNOWN, NO_BIRTH, KNOWN)] == ["赵一", "钱二", "赵一"]
    assert interface.connections == connections


@pytest.mark.parametrize(
    ("shape", "closes", "code"),
    [
        (lambda _: b"SSH-2.0-OpenSSH_9.6\r\n", False, "backend_unavailable"),
        (lambda body: plain(body)[:-1], True, "backend_unavailable"),
        (lambda _: b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000, False, "backend_failed"),
        (lambda body: plain(body + b" " * 1_100_000), False, "backend_failed"),
        (lambda _: b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", False, "backend_unavailable"),
        (lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345", False, "backend_unavailable"),
        (lambda _: b"", True, "backend_unavailable"),
        (lambda _: b"", False, "backend_timeout"),
    ],
    ids=["no-http", "half", "endless-head", "too-long", "upgrade", "two-lengths", "nothing", "silence"],
)  # fmt: skip
def test_what_is_no_answer_is_a_failure_and_the_next_call_is_asked_anew(
    story: Story, gateway: Node, interface: Interface, shape: Shape, closes: bool, code: str
) -> None:
    interface.shape, interface.closes = shape, closes
    assert asked(gateway, story) == code
    assert interface.requests == 1  # never twice
    interface.shape, interface.closes = plain, False
    assert asked(gateway, story) == "赵一"
    assert interface.connections == 2


def test_what_comes_behind_an_answer_is_nobodys(story: Story, gateway: Node, interface: Interface) -> None:
    """A second answer, sent with the first or later, must not become that of the next caller."""
    other = b'{"data": {"person": null}}'
    interface.shape = lambda body: plain(body) + plain(other)
    assert asked(gateway, story) == "赵一"
    interface.shape = plain
    assert asked(gateway, story) == "赵一"
    assert interface.connections == 2


def test_a_connection_that_the_interface_has_ended_is_not_used_again(
    story: Story, gateway: Node, interface: Interface
) -> None:
    assert asked(gateway, story) == "赵一"
    interface.hang_up()
    sleep(0.2)
    assert asked(gateway, story, NO_BIRTH) == "钱二"
    assert (interface.requests, interface.connections) == (2, 2)


@pytest.mark.long
def test_a_connection_that_is_idle_is_ended(story: Story, gateway: Node, interface: Interface) -> None:
    """Sooner than most servers would end it: what is sent to one that is about to end is lost."""
    assert asked(gateway, story) == "赵一"
    assert interface.open >= 1
    sleep(4.5)
    assert interface.open == 0
    assert asked(gateway, story) == "赵一"


def test_a_certificate_is_held_against_those_that_the_machine_trusts(
    story: Story, start_node: Callable[..., Node], tmp_path: Path
) -> None:
    certificate = self_signed(tmp_path)
    with answering(certificate) as secured:
        mount(story, secured)
        trusting = start_node("gateway", YISHU_BACKENDS=secured.origin, SSL_CERT_FILE=str(certificate))
        assert [asked(trusting, story) for _ in range(2)] == ["赵一"] * 2
        assert secured.connections == 1
        other = start_node("gateway", YISHU_BACKENDS=secured.origin)
        assert asked(other, story) == "backend_unavailable"
