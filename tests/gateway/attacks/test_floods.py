"""A head, and what stands between the parts of a body, are bounded: beyond that a problem, or the connection is closed."""

import json
import socket
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.conftest import Node
from tests.gateway.attacks.lines import connected, request
from tests.gateway.attacks.test_slow import memory_of
from tests.gateway.stage import Stage

MOST_SENT = 8 * 1024 * 1024  # a megabyte is refused long before it has come
PORTAL = b"GET / HTTP/1.1\r\nHost: x\r\n"


def flooded(node: Node, first: bytes, again: bytes) -> tuple[bytes, int]:
    """What is answered to `first` and as much of `again` as is taken, and how many bytes were."""
    sent, part = 0, again * max(1, 65536 // len(again))
    with connected(node, timeout=3) as line:
        line.sendall(first)
        with suppress(ConnectionError, TimeoutError):
            while sent < MOST_SENT:
                sent += line.send(part)
        return all_of(line), sent


def all_of(line: socket.socket) -> bytes:
    came = b""
    with suppress(ConnectionError, TimeoutError):
        while part := line.recv(65536):
            came += part
    return came


def fast(stage: Stage) -> bytes:
    return request(stage).partition(b"Content-Length")[0]


@pytest.mark.parametrize("way", ["fast", "portal"])
@pytest.mark.parametrize(
    "again", [b"A: b\r\n", b"Cookie: " + b"c" * 4000 + b"\r\n", b"x" * 1000], ids=["many", "long", "one"]
)
def test_a_head_beyond_its_bounds_is_refused(
    hurried: Node, stage: Stage, honest: Callable[[], float], way: str, again: bytes
) -> None:
    before = memory_of(hurried)
    came, sent = flooded(hurried, fast(stage) if way == "fast" else PORTAL, again)
    assert came == b"" or came.startswith(b"HTTP/1.1 431 "), came
    assert sent < MOST_SENT
    assert memory_of(hurried) - before < 16 * 1024**2
    honest()


def test_a_long_address_is_refused(hurried: Node) -> None:
    came, sent = flooded(hurried, b"GET /", b"a" * 1000)
    assert came == b"" or came.startswith(b"HTTP/1.1 431 "), came
    assert sent < MOST_SENT


@pytest.mark.parametrize("way", ["fast", "portal"])
@pytest.mark.parametrize(
    "again", [b";a=bcdefgh", b"\r\nx\r\n1;" + b"y" * 400, b"\r\nx\r\n0\r\nA: b"], ids=["one", "each", "trailers"]
)
def test_what_chunks_say_beside_the_body_is_bounded(hurried: Node, stage: Stage, way: str, again: bytes) -> None:
    head = fast(stage) if way == "fast" else b"POST /login HTTP/1.1\r\nHost: x\r\n"
    came, sent = flooded(hurried, head + b"Transfer-Encoding: chunked\r\n\r\n1", again)
    assert came == b"" or came.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 ")), came
    assert sent < MOST_SENT


def test_small_chunks_are_a_body_like_any_other(hurried: Node, stage: Stage) -> None:
    with connected(hurried) as line:
        head, _, body = request(stage, "Transfer-Encoding: chunked").partition(b"\r\n\r\n")
        pad = b" " * 30_000
        chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in pad + body)
        line.sendall(head + b"\r\nConnection: close\r\n\r\n" + chunks + b"0\r\n\r\n")
        assert all_of(line).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(("language", "said"), [("zh", "请求头超过"), ("en", "The head of the request")])
def test_the_refusal_is_a_problem_in_the_callers_language(hurried: Node, language: str, said: str) -> None:
    head = PORTAL + f"Accept-Language: {language}\r\n".encode()
    with connected(hurried) as line:
        line.sendall(head + b"A: b\r\n" * 300)
        answer = all_of(line)
    top, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in top.lower()
    assert b"connection: close" in top.lower()
    problem = json.loads(body)
    assert (problem["code"], problem["status"]) == ("head_too_large", 431)
    assert problem["detail"].startswith(said)
