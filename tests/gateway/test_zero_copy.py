"""A file goes to the socket by sendfile, whole and in its place among what is written otherwise, whatever its reader does."""

import asyncio
import os
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import uvicorn

from tests.conftest import free_port
from yishu.gateway.bodies import send_while_taken
from yishu.gateway.exchange import Message, Receive, Scope, Send
from yishu.gateway.files import sending_files

SIZE = 20 * 1024 * 1024
PART = 6 * 1024 * 1024


class Served:
    """What the portal does when it hands a file over: of the query `first` and `length`."""

    def __init__(self, path: Path) -> None:
        self.path, self.offered, self.ended, self.broken = path, 0, 0, ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.offered += "http.response.zerocopysend" in scope["extensions"]
        asked = httpx.QueryParams(scope["query_string"].decode())
        first, length = int(asked.get("first", 0)), int(asked.get("length", SIZE))
        if "amid" in asked:
            await self._send_amid(send)
            return
        sent = sending_files(scope, send_while_taken(send, float(asked.get("patience", 30))))
        named = f"{first} {length} {quote(str(self.path))}".encode()
        start: Message = {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"x-yishu-send", named), (b"content-length", b"%d" % length)],
        }
        await sent(start)
        await asyncio.sleep(float(asked.get("after", 0)))
        try:
            await sent({"type": "http.response.body", "body": b""})
        except Exception as error:
            self.broken = str(error)
            raise
        finally:
            self.ended += 1

    async def _send_amid(self, send: Send) -> None:
        """What stands in the file between two parts that were made, and more are written than the socket takes at once."""
        said = [(b"content-length", b"%d" % (3 * PART))]
        await send({"type": "http.response.start", "status": 200, "headers": said})
        await send({"type": "http.response.body", "body": b"a" * PART, "more_body": True})
        with self.path.open("rb") as file:
            passed = {"file": file.fileno(), "offset": 5, "count": PART}
            await send({"type": "http.response.zerocopysend", **passed, "more_body": True})
        await send({"type": "http.response.body", "body": b"b" * PART})


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    path = tmp_path_factory.mktemp("files") / "a 文件.bin"
    path.write_bytes(random.randbytes(SIZE))
    application, port = Served(path), free_port()
    config = uvicorn.Config(
        application,
        port=port,
        loop=request.param,
        http="yishu.gateway.zero_copy:ZeroCopy",  # type: ignore[arg-type]
        lifespan="off",
        log_level="critical",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield application, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


def test_many_answers_of_one_connection_are_what_stands_in_the_file(served: tuple[Served, str]) -> None:
    application, url = served
    content, before = application.path.read_bytes(), application.offered
    with httpx.Client(base_url=url, timeout=60) as client:
        for first, length in ((0, SIZE), (0, 1), (SIZE - 1, 1), (12_345, 3_000_001), (7, 0), (0, SIZE)):
            answer = client.get("/", params={"first": first, "length": length})
            assert answer.content == content[first : first + length]
        head = client.head("/")
        assert (head.headers["content-length"], head.content) == (str(SIZE), b"")
    assert application.offered == before + 7


def test_what_was_written_before_comes_before(served: tuple[Served, str]) -> None:
    application, url = served
    answer = httpx.get(url, params={"amid": 1}, timeout=60).content
    assert (answer[:PART], answer[-PART:]) == (b"a" * PART, b"b" * PART)
    assert answer[PART:-PART] == application.path.read_bytes()[5 : PART + 5]


def test_requests_that_wait_on_their_connection_are_answered_in_turn(served: tuple[Served, str]) -> None:
    application, url = served
    asked = [(n * 1_000_003 % SIZE // 2, 2_000_000 + n) for n in range(4)]
    lines = "".join(f"GET /?first={first}&length={length} HTTP/1.1\r\nHost: x\r\n\r\n" for first, length in asked)
    host, port = url.removeprefix("http://").split(":")
    content = application.path.read_bytes()
    with socket.create_connection((host, int(port)), timeout=60) as opened, opened.makefile("rb") as answers:
        opened.sendall(lines.encode())
        for first, length in asked:
            while answers.readline() != b"\r\n":
                pass
            assert answers.read(length) == content[first : first + length]


def took(served: tuple[Served, str], patience: float, pauses: list[float]) -> bytes:
    """What a reader gets of the file who waits so many seconds after each of his first parts."""
    host, port = served[1].removeprefix("http://").split(":")
    got = bytearray()
    with socket.create_connection((host, int(port)), timeout=60) as opened:
        opened.sendall(f"GET /?patience={patience} HTTP/1.0\r\n\r\n".encode())
        while part := opened.recv(128 * 1024):
            time.sleep(pauses.pop(0) if pauses else 0)
            got += part
    return bytes(got).partition(b"\r\n\r\n")[2]


def test_who_keeps_taking_gets_all_of_it_however_long_that_takes(served: tuple[Served, str]) -> None:
    """Three times as long as nothing may be taken, and each pause longer than a thread waits."""
    assert took(served, 1.0, [0.03] * 100) == served[0].path.read_bytes()


def test_who_takes_nothing_for_long_is_given_up(served: tuple[Served, str]) -> None:
    assert len(took(served, 0.5, [0.03, 3.0])) < SIZE


def test_readers_that_go_away_leave_nothing_behind(served: tuple[Served, str]) -> None:
    application, url = served
    host, port = url.removeprefix("http://").split(":")
    httpx.get(url, params={"length": 1})
    before = len(os.listdir("/proc/self/fd"))
    for n in range(20):
        with socket.create_connection((host, int(port)), timeout=60) as opened:
            opened.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            opened.recv(1000 * n + 1)
    deadline = time.monotonic() + 20
    while len(os.listdir("/proc/self/fd")) > before + 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(os.listdir("/proc/self/fd")) <= before + 1
    assert httpx.get(url, params={"length": 100}).content == application.path.read_bytes()[:100]


def test_for_who_is_gone_before_a_file_s_turn_nothing_is_done(served: tuple[Served, str]) -> None:
    application, url = served
    ended, application.broken = application.ended, ""
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # gone at once
        reader.sendall(b"GET /?after=0.3 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.1)
    until = time.monotonic() + 10
    while application.ended == ended and time.monotonic() < until:
        time.sleep(0.01)
    assert (application.ended - ended, application.broken) == (1, "")


def test_a_file_that_is_shorter_than_was_said_breaks_the_answer_off(served: tuple[Served, str]) -> None:
    application, url = served
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url, params={"first": SIZE - 1_000_000, "length": 2_000_000}, timeout=60)
    assert application.broken
