"""Who sends or takes nothing more holds up nobody else."""

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.cast import PASSWORD, PEOPLE_CSV
from tests.conftest import Node, run_async
from tests.gateway.stage import Stage
from tests.gateway.test_refusals import assert_refused
from yishu.agencies.models import Scope
from yishu.gateway.app import BATCH_LIMIT
from yishu.gateway.bodies import receive_into, send_while_taken, spool_file
from yishu.gateway.copies import BulkRequest, Copies, held_for_bulk
from yishu.gateway.errors import BodyStalled, TooManyCopies
from yishu.gateway.exchange import ClientGone, Exchange
from yishu.gateway.waiting import Reply

STALLED = 8  # more than the portal has threads


@contextlib.contextmanager
def connected(node: Node, head: str) -> Iterator[socket.socket]:
    """A connection on which the head of a request was sent, and nothing after it."""
    host, port = node.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as opened:
        opened.sendall(f"{head}\r\nHost: {host}\r\n\r\n".encode())
        yield opened


def test_stalled_bodies_do_not_stop_the_portal(node: Node) -> None:
    head = f"POST /login HTTP/1.1\r\nCookie: csrftoken={'x' * 32}\r\nContent-Type: application/x-www-form-urlencoded"
    with contextlib.ExitStack() as stalled:
        for framing in ("Content-Length: 1000", "Transfer-Encoding: chunked") * STALLED:
            stalled.enter_context(connected(node, f"{head}\r\n{framing}"))
        time.sleep(0.5)
        for path in ("/readyz", "/healthz", "/"):
            assert httpx.get(node.url + path, timeout=5, follow_redirects=True).status_code == 200


def test_a_form_comes_in_chunks_too(node: Node, stage: Stage) -> None:
    """The portal is told the length, as if the client had said it."""
    with httpx.Client(base_url=node.url, follow_redirects=True) as client:
        page = client.get("/login")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert token
        fields = {"csrfmiddlewaretoken": token[1], "login": stage.civil.person_a.login, "password": PASSWORD}
        body = str(httpx.QueryParams(fields)).encode()
        answer = client.post(
            page.url.path,
            content=iter([body[:10], body[10:]]),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": node.url},
        )
        assert answer.status_code == 200
        assert client.cookies.get("yishu_session")


@pytest.mark.parametrize("path", ["/login", "/hosting/"])
def test_a_body_beyond_the_limit_is_refused_unread(node: Node, path: str) -> None:
    """Only whoever has signed in may send a file of records."""
    with connected(node, f"POST {path} HTTP/1.1\r\nContent-Length: {12 * 1024 * 1024 + 1}") as opened:
        assert opened.recv(4096).startswith(b"HTTP/1.1 413 ")


def exchange_of(receive: Any, send: Any, *headers: tuple[bytes, bytes], patience: float = 0.1) -> Exchange:
    scope = {"type": "http", "method": "POST", "path": "/", "headers": list(headers), "client": ("127.0.0.1", 1)}
    return Exchange(scope, receive, send, patience)


async def never(*_: Any) -> Any:
    await asyncio.Event().wait()


def test_a_body_that_stops_coming_is_refused_and_the_connection_closed(stage: Stage) -> None:
    sent: list[Any] = []

    async def note(message: Any) -> None:
        sent.append(message)

    async def run() -> None:
        exchange = exchange_of(never, note, (b"content-length", b"10"))
        with spool_file(stage.folder) as file:
            try:
                await receive_into(file, exchange, 100)
            except BodyStalled as problem:
                await exchange.problem(problem)

    run_async(run())
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


def test_an_answer_that_nobody_takes_is_thrown_away() -> None:
    async def run() -> None:
        send = send_while_taken(never, 0.1)
        for _ in range(50):
            await send({"type": "http.response.body"})

    started = time.monotonic()
    run_async(run())
    assert time.monotonic() - started < 2


def test_a_refused_batch_is_not_awaited(gateway: Node, stage: Stage) -> None:
    """Scope, and whose resource it is, are looked at before the file: none of it was sent here."""
    stranger = stage.forestry.system(Scope.PUBLISH)
    for system, code in ((stage.civil_system, "scope_missing"), (stranger, "not_the_provider")):
        head = f"POST {stage.path('batches')} HTTP/1.1\r\nAuthorization: Bearer {system.key}\r\nContent-Type: text/csv"
        with connected(gateway, f"{head}\r\nContent-Length: {BATCH_LIMIT}") as opened:
            answer = opened.recv(8192)
            while b"}" not in answer:
                answer += opened.recv(8192)
        head_text, _, body = answer.partition(b"\r\n\r\n")
        status = int(head_text.split()[1])
        assert_refused(
            httpx.Response(status, headers={"Content-Type": "application/problem+json"}, content=body), 403, code
        )


@pytest.fixture
def bulk(stage: Stage) -> Callable[..., Any]:
    """Begin a copy for a caller, in `copies`, whose reader takes nothing of it."""
    resource = stage.cast.resource(stage.police, stage.office)
    stage.cast.publish(stage.police, resource, PEOPLE_CSV, stage.folder)
    stage.cast.grant(stage.civil, stage.police, resource, systems=(stage.civil_system,))
    from yishu.access.calls import state_for
    from yishu.access.state import Caller

    caller = Caller.of(stage.civil_system.actor)
    state = state_for(caller.ref, resource.path_code, 1)
    found = held_for_bulk(state, caller, resource.path_code, None, datetime.now(UTC))
    assert isinstance(found, tuple)
    held, hosted = found

    async def recorded(_: Any) -> Reply:
        return Reply(receipt="x")

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await never()

    def begin(copies: Copies, number: int) -> Any:
        request, actor = BulkRequest({}), replace(caller.actor, id=number)
        return copies.send(exchange_of(never, send), actor, hosted, held, request, recorded)

    return begin


def test_a_copy_that_nobody_takes_is_broken_off(bulk: Callable[..., Any]) -> None:
    async def run() -> None:
        copies = Copies("330000", b"secret", patience=0.2)
        for _ in range(6):  # each gives its place back
            with pytest.raises(ClientGone):
                await bulk(copies, 1)

    run_async(run())


def test_one_caller_does_not_take_all_places_for_copies(bulk: Callable[..., Any]) -> None:
    async def run() -> None:
        copies = Copies("330000", b"secret", patience=2)
        slow = [asyncio.create_task(bulk(copies, 1)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyCopies):
            await bulk(copies, 1)
        slow.append(asyncio.create_task(bulk(copies, 2)))
        ended = await asyncio.gather(*slow, return_exceptions=True)
        assert [type(each) for each in ended] == [ClientGone] * 3

    run_async(run())
