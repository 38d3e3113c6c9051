"""A call is made again where that helps and patience lasts; nobody waits without end."""

import asyncio
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.client.wayward import Wayward, hangs_up, says
from tests.conftest import run_async
from yishu.client import AsyncClient, Client, LimitReached, NotGranted, Unavailable

GOOD = says(200, b'{"found": true, "result": {}, "version": 1, "receipt": "r"}')


def problem(code: str, status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    return says(status, f'{{"code": "{code}", "status": {status}, "detail": "x"}}'.encode(), **headers)


def verify(yishu: Any) -> Any:
    return yishu.verify("1-1", "x", {"a": 1}, duty="d")


@pytest.mark.parametrize(
    "answer",
    [
        problem("busy", 503, Retry_After="0"),
        problem("rate_exceeded", 429, Retry_After="0"),
        hangs_up,
    ],
)
def test_what_passes_is_waited_for(connect: Callable[..., Any], answer: Any) -> None:
    with Wayward(answer, answer, GOOD) as server:
        assert verify(connect(server.url, key="ysk_x")).found
        assert len(server.seen) == 3
        assert len({body for *_, body in server.seen}) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (problem("day_used_up", 429, Retry_After="1"), LimitReached),
        (problem("too_many_misses", 429, Retry_After="1"), LimitReached),
        (problem("busy", 503, Retry_After="3600"), Unavailable),
        (problem("backend_failed", 502), Unavailable),
        (problem("internal_error", 500), Unavailable),
    ],
)
def test_what_does_not_pass_in_time_is_raised_at_once(connect: Callable[..., Any], answer: Any, kind: Any) -> None:
    with Wayward(answer) as server, pytest.raises(kind):
        verify(connect(server.url, key="ysk_x"))
    assert len(server.seen) == 1


def test_patience_has_an_end_that_the_caller_sets(connect: Callable[..., Any]) -> None:
    with Wayward(problem("busy", 503, Retry_After="0")) as server:
        begun = time.monotonic()
        with pytest.raises(Unavailable):
            verify(connect(server.url, key="ysk_x", patience=0.3))
        assert time.monotonic() - begun < 1
        with pytest.raises(Unavailable) as caught:
            verify(connect(server.url, key="ysk_x", patience=0))
        assert caught.value.again_after == 0


def test_the_pause_is_the_one_that_the_node_asks_for(connect: Callable[..., Any]) -> None:
    with Wayward(problem("rate_exceeded", 429, Retry_After="1"), GOOD) as server:
        begun = time.monotonic()
        verify(connect(server.url, key="ysk_x"))
        assert 1 <= time.monotonic() - begun < 2


def test_a_node_that_is_silent_is_not_waited_for_beyond_the_time_that_was_given(connect: Callable[..., Any]) -> None:
    def silent(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(1)
        hangs_up(handler)

    with Wayward(silent) as server:
        begun = time.monotonic()
        with pytest.raises(Unavailable) as caught:
            verify(connect(server.url, key="ysk_x", wait=0.2, patience=0))
        assert time.monotonic() - begun < 0.8
        assert caught.value.code == "client_not_reached"


def test_connections_are_kept() -> None:
    sources: set[object] = set()

    def noted(handler: BaseHTTPRequestHandler) -> None:
        sources.add(handler.client_address)
        GOOD(handler)

    def removed(handler: BaseHTTPRequestHandler) -> None:
        sources.add(handler.client_address)
        says(204)(handler)

    refused = problem("no_grant", 403)
    with Wayward(noted, removed, noted, refused, noted) as server, Client(server.url, key="ysk_x") as yishu:
        verify(yishu)
        yishu.discard_copy("1-1", "a")
        verify(yishu)
        with pytest.raises(NotGranted):
            verify(yishu)
        for _ in range(10):
            verify(yishu)
    assert len(sources) == 1


def test_calls_of_one_loop_run_side_by_side() -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        GOOD(handler)

    async def all_at_once(url: str) -> float:
        async with AsyncClient(url, key="ysk_x", connections=8) as yishu:
            begun = time.monotonic()
            await asyncio.gather(*(yishu.verify("1-1", "x", {}, duty="d") for _ in range(8)))
            return time.monotonic() - begun

    with Wayward(slow) as server:
        assert run_async(all_at_once(server.url)) < 1.5


def test_a_call_that_is_cancelled_ends_at_its_next_step() -> None:
    async def cancelled(url: str) -> int:
        async with AsyncClient(url, key="ysk_x", patience=60) as yishu:
            call = asyncio.create_task(yishu.verify("1-1", "x", {}, duty="d"))
            while not server.seen:
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.1)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            return len(server.seen)

    with Wayward(problem("busy", 503, Retry_After="1"), GOOD) as server:
        before = run_async(cancelled(server.url))
        time.sleep(1.5)
        assert len(server.seen) == before == 1
