"""Connections as nobody's HTTP library makes them, and the request that an honest caller sends beside them."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.conftest import Node
from tests.gateway.stage import DUTY, KNOWN, Stage


@contextmanager
def connected(node: Node, *, timeout: float = 20) -> Iterator[socket.socket]:
    address = urlsplit(node.url)
    with socket.create_connection((address.hostname, address.port), timeout=timeout) as opened:
        yield opened


def body_of(claimed: str = "赵一") -> bytes:
    said = {"purpose": {"duty": DUTY, "case": "1"}, "subject": KNOWN, "claims": {"name": claimed}}
    return json.dumps(said).encode()


def request(stage: Stage, *headers: str, body: bytes | None = None, path: str = "", method: str = "POST") -> bytes:
    """A verify call; with `headers` in the place of its Content-Length."""
    text = body_of() if body is None else body
    lines = (
        f"{method} {path or stage.path('verify')} HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {stage.civil_system.key}",
        "Content-Type: application/json",
        *(headers or (f"Content-Length: {len(text)}",)),
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + text


def answers_until_close(line: socket.socket, *, seconds: float = 5) -> list[int]:
    """The statuses of all answers until the other side closes, or says nothing for a moment. Of 100 none."""
    line.settimeout(seconds)
    came = b""
    try:
        while part := line.recv(65536):
            came += part
            line.settimeout(0.3)
    except (TimeoutError, ConnectionError):
        pass
    found = []
    while came:
        head, separator, rest = came.partition(b"\r\n\r\n")
        assert separator, came
        assert head.startswith(b"HTTP/1.1 "), came
        names = dict(each.lower().split(b": ", 1) for each in head.split(b"\r\n")[1:])
        found.append(int(head.split()[1]))
        came = rest[int(names.get(b"content-length", b"0")) :]
    return found


def seconds_to_close(line: socket.socket, latest: float) -> float:
    """After how long the other side is seen to have closed; it fails where that is too late."""
    begun = time.monotonic()
    line.settimeout(latest)
    try:
        while line.recv(65536):
            line.settimeout(max(0.01, latest - (time.monotonic() - begun)))
    except ConnectionError:
        pass
    return time.monotonic() - begun
