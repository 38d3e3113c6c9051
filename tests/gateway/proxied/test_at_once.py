"""A grant may bound how many of its calls are under way at once, over all gateways and pages (26.5)."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from django.db import connection
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.gateway.proxied.stage import DUTY, KNOWN, NO_BIRTH, Story
from yishu.access import calls, copies
from yishu.core.errors import Problem
from yishu.hosting import mounting
from yishu.sharing.models import Grant
from yishu.sharing.rules import Limits
from yishu.wire.data import Purpose, QueryRequest

ITEMS = ("id_number", "name", "birth_date")


@pytest.fixture(scope="module")
def second(story: Story, start_node: Callable[..., Node]) -> Node:
    return start_node("gateway", YISHU_BACKENDS=story.backend.origin)


@pytest.fixture(autouse=True)
def held(story: Story, well: None) -> Iterator[None]:
    """The provider's interface answers only when it is told to."""
    mounting.mount(story.police.a, story.resource.code, story.draft(timeout_ms=9000, at_once=16), now=timezone.now())
    story.backend.release.clear()
    story.backend.under_way = story.backend.most_under_way = 0
    story.backend.mode = "held"
    yield
    story.backend.release.set()


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(24) as made:
        yield made


def granted(story: Story, at_once: int) -> tuple[Cast.System, Grant]:
    system = story.civil.system()
    bounds = {"limits": Limits(at_once=at_once)}
    return system, story.cast.grant(
        story.civil, story.police, story.resource, systems=(system,), items=ITEMS, bounds=bounds
    )


def asked(node: Node, story: Story, system: Cast.System, *subjects: str) -> httpx.Response:
    one = {"subjects": list(subjects)} if subjects else {"subject": KNOWN}
    body = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "items": ["name"], **one}
    url = f"{node.url}/api/v1/data/{story.resource.path_code}/query"
    return httpx.post(url, json=body, headers=system.headers, timeout=20)


def wait_until(holds: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def ends(story: Story, under_way: list[Future[httpx.Response]]) -> None:
    story.backend.release.set()
    assert [one.result().status_code for one in under_way] == [200] * len(under_way)


@pytest.mark.clause("26.5")
def test_no_more_calls_are_under_way_than_the_grant_allows_over_two_gateways_and_pages(
    story: Story, second: Node, threads: ThreadPoolExecutor
) -> None:
    system, grant = granted(story, 3)
    under_way = [threads.submit(asked, story.node, story, system), threads.submit(asked, second, story, system)]
    wait_until(lambda: story.backend.under_way == 2)
    # A call about several is one call, however many it asks about.
    under_way.append(threads.submit(asked, second, story, system, KNOWN, NO_BIRTH))
    wait_until(lambda: story.backend.under_way == 4)
    for node in (story.node, second):
        refused = asked(node, story, system)
        assert (refused.status_code, refused.json()["code"]) == (429, "calls_at_once_used_up")
        assert (refused.headers["retry-after"], bool(refused.json()["receipt"])) == ("1", True)
    request = QueryRequest(Purpose(DUTY, "SQ-1"), ["name"], subject=KNOWN, grant=str(grant.pk))
    with pytest.raises(Problem) as on_page:
        calls.query(system.actor, story.resource.code, request, now=timezone.now())
    assert (on_page.value.code, bool(on_page.value.receipt)) == ("calls_at_once_used_up", True)
    ends(story, under_way)
    # Whoever ended makes room, elsewhere once the share has come back.
    assert asked(second, story, system).status_code == 200
    wait_until(lambda: not shares(system))
    assert calls.query(system.actor, story.resource.code, request, now=timezone.now()).receipt
    assert not shares(system)


@pytest.mark.clause("26.5")
def test_a_flood_gets_through_in_turns_and_never_beyond_the_bound(
    story: Story, second: Node, threads: ThreadPoolExecutor
) -> None:
    system, _ = granted(story, 4)
    answers = [threads.submit(asked, (story.node, second)[n % 2], story, system) for n in range(20)]
    wait_until(lambda: sum(one.done() for one in answers) == 16)  # those refused, at once
    assert story.backend.under_way == 4
    story.backend.release.set()
    assert Counter(one.result().status_code for one in answers) == {200: 4, 429: 16}
    assert story.backend.most_under_way == 4


def test_a_gateway_that_is_killed_keeps_its_share_until_it_runs_out(
    story: Story, start_node: Callable[..., Node], threads: ThreadPoolExecutor
) -> None:
    system, grant = granted(story, 1)
    doomed = start_node("gateway", YISHU_BACKENDS=story.backend.origin)
    lost = threads.submit(asked, doomed, story, system)
    wait_until(lambda: story.backend.under_way == 1)
    doomed.process.kill()
    assert isinstance(lost.exception(), httpx.TransportError)
    story.backend.release.set()
    assert asked(story.node, story, system).json()["code"] == "calls_at_once_used_up"
    with connection.cursor() as cursor:  # half a minute later
        cursor.execute(
            "update sharing_share set until = until - interval '30 seconds' where grant_id = %s returning calls",
            [grant.pk],
        )
        assert cursor.fetchall() == [(1,)]
    wait_until(lambda: asked(story.node, story, system).status_code == 200)


@pytest.mark.clause("26.5")
def test_a_copy_is_under_way_until_it_is_read_or_closed(story: Story) -> None:
    """On pages and for other nodes; a gateway's own, until its last byte has left."""
    system = story.civil.system()
    story.cast.grant(
        story.civil, story.police, story.hosted, systems=(system,), items=ITEMS, bounds={"limits": Limits(at_once=1)}
    )
    actor = replace(system.actor, source="127.0.0.1")
    given = {"grant": None, "since": None, "now": timezone.now(), "detail": {}}
    for reading in (lambda copy: list(copy.chunks), lambda copy: copy.close()):
        copy, _, _ = copies.copy(actor, story.hosted.path_code, **given)
        url = f"{story.node.url}/api/v1/data/{story.hosted.path_code}/bulk"
        assert httpx.get(url, headers=system.headers).json()["code"] == "calls_at_once_used_up"
        with pytest.raises(Problem) as refused:
            copies.copy(actor, story.hosted.path_code, **given)
        assert refused.value.code == "calls_at_once_used_up"
        reading(copy)
        wait_until(lambda url=url: httpx.get(url, headers=system.headers).status_code == 200)
        wait_until(lambda: not shares(system))


def shares(system: Cast.System) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from sharing_share s join sharing_grant g on g.id = s.grant_id where g.terms like %s",
            [f'%"{system.actor.ref}"%'],
        )
        return cursor.fetchall()
