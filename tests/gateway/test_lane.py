"""The fast lane and uvicorn share a connection, and never disagree on where a request ends."""

import json
import socket
from collections.abc import Iterator

import pytest

from tests.conftest import Node
from tests.gateway.stage import DUTY, KNOWN, Stage
from yishu.gateway.http2_offers import without_offer


@pytest.fixture
def line(gateway: Node) -> Iterator[socket.socket]:
    host, port = gateway.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as opened:
        yield opened


def request(stage: Stage, claimed: str, *headers: str, path: str = "") -> bytes:
    body = {"purpose": {"duty": DUTY, "case": "1"}, "subject": KNOWN, "claims": {"name": claimed}}
    text = json.dumps(body).encode()
    lines = [
        f"POST {path or stage.path('verify')} HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {stage.civil_system.key}",
        "Content-Type: application/json",
        *(headers or (f"Content-Length: {len(text)}",)),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + text


def answers(line: socket.socket, count: int) -> list[tuple[int, dict[str, object]]]:
    """So many answers, each by its Content-Length."""
    found: list[tuple[int, dict[str, object]]] = []
    data = b""
    while len(found) < count:
        head, separator, rest = data.partition(b"\r\n\r\n")
        lengths = [
            int(each.split(b":")[1]) for each in head.lower().split(b"\r\n") if each.startswith(b"content-length:")
        ]
        if separator and lengths and len(rest) >= lengths[0]:
            found.append((int(head.split()[1]), json.loads(rest[: lengths[0]] or b"{}")))
            data = rest[lengths[0] :]
            continue
        came = line.recv(65536)
        assert came, f"the connection ended after {len(found)} answers"
        data += came
    assert data == b""
    return found


def verdict(answer: tuple[int, dict[str, object]]) -> object:
    assert answer[0] == 200, answer
    return answer[1]["result"]


def test_a_request_may_come_in_pieces(line: socket.socket, stage: Stage) -> None:
    whole = request(stage, "赵一")
    for start in range(0, len(whole), 40):
        line.sendall(whole[start : start + 40])
    assert verdict(answers(line, 1)[0]) == {"name": "match"}


def test_requests_in_a_row_are_answered_in_their_order(line: socket.socket, stage: Stage) -> None:
    line.sendall(b"".join(request(stage, name) for name in ("赵一", "钱二", "赵一")))
    assert [verdict(answer) for answer in answers(line, 3)] == [{"name": v} for v in ("match", "mismatch", "match")]


def test_plain_and_other_requests_share_a_connection(line: socket.socket, stage: Stage) -> None:
    text = request(stage, "赵一").partition(b"\r\n\r\n")[2]
    chunked = request(stage, "赵一", "Transfer-Encoding: chunked").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    chunked += f"{len(text):x}\r\n".encode() + text + b"\r\n0\r\n\r\n"
    for sent, expected in (
        (request(stage, "赵一"), 200),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200),
        (request(stage, "赵一"), 200),
        (chunked, 200),
        (request(stage, "赵一", path="/api/v1/data/nothing/verify"), 404),
        (request(stage, "赵一"), 200),
    ):
        line.sendall(sent)
        assert answers(line, 1)[0][0] == expected


OFFER = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAEAAEAAAAIAAAAB")


def test_an_offer_of_http_2_is_left_alone_and_the_body_kept(line: socket.socket, stage: Stage) -> None:
    """As Java's own client sends it."""
    text = request(stage, "赵一").partition(b"\r\n\r\n")[2]
    offered = request(stage, "赵一", *OFFER, f"Content-Length: {len(text)}")
    for _ in range(2):
        line.sendall(offered)
        assert verdict(answers(line, 1)[0]) == {"name": "match"}
    line.sendall(offered[:-20])
    line.sendall(offered[-20:])
    assert verdict(answers(line, 1)[0]) == {"name": "match"}
    line.sendall(request(stage, "钱二"))
    assert verdict(answers(line, 1)[0]) == {"name": "mismatch"}


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        ((*OFFER, "Content-Length: 2"), ("Content-Length: 2",)),
        (("upgrade:h2c", "Connection: keep-alive, upgrade"), ("Connection: keep-alive",)),
        (("Upgrade: websocket", "Connection: Upgrade"), None),
        (("X: y", " Upgrade: h2c"), None),
        (("Upgrade: h2c", " folded"), None),
        (("X-Upgrade: h2c",), None),
        (("Upgrade: h2c, websocket",), None),
    ],
)
def test_nothing_but_the_offer_is_taken_out(lines: tuple[str, ...], kept: tuple[str, ...] | None) -> None:
    sent = "\r\n".join(("POST / HTTP/1.1", "Host: x", *lines, "", "ab")).encode()
    left = sent if kept is None else "\r\n".join(("POST / HTTP/1.1", "Host: x", *kept, "", "ab")).encode()
    assert without_offer(sent) == left
    assert without_offer(sent[:-4]) == sent[:-4]


@pytest.mark.parametrize(
    "headers",
    [
        ("Content-Length: 5", "Content-Length: 5"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Content-Length : 5",),
        ("Content-Length: +5",),
        ("Content-Length: 5", " folded: 1"),
    ],
)
def test_a_body_framed_in_two_ways_is_never_served(line: socket.socket, stage: Stage, headers: tuple[str, ...]) -> None:
    line.sendall(request(stage, "赵一", *headers))
    came = line.recv(65536)
    assert came == b"" or came.startswith(b"HTTP/1.1 400"), came
