"""A withdrawal is exact: from its commit on no gateway allows, notified or not."""

import time
from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.conftest import FAULT_ROUNDS, Node
from tests.gateway.load import Load
from tests.gateway.stage import KNOWN, Stage
from yishu.agencies import commands as agencies
from yishu.agencies.models import Key
from yishu.sharing import commands as sharing


@pytest.fixture(scope="module")
def deaf(start_node: Callable[..., Node], stage: Stage) -> list[Node]:
    """Two gateways that hear no notification."""
    return [start_node("gateway", YISHU_NO_NOTIFY="1") for _ in range(2)]


@pytest.mark.slow
@pytest.mark.clause("26.5")
@pytest.mark.parametrize("act", ["grant", "key"] * FAULT_ROUNDS)
def test_two_gateways_under_load_refuse_from_the_commit_on(deaf: list[Node], stage: Stage, act: str) -> None:
    system = stage.civil.system()
    grant = stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,))
    urls = [node.url for node in deaf]

    def body(n: int) -> object:
        return {"purpose": {"duty": "社会救助审核", "case": f"SQ-{n}"}, "subject": KNOWN, "claims": {"name": "赵一"}}

    with Load(urls, stage.path("verify"), system.headers, body) as load:
        load.wait_for(lambda answers: all(sum(a.url == url and a.status == 200 for a in answers) > 100 for url in urls))
        if act == "grant":
            sharing.withdraw_grant(stage.police.b, str(grant.pk), reason="核查", now=timezone.now())
        else:
            agencies.revoke_key(stage.civil.a, Key.objects.get(system=system.system), now=timezone.now())
        committed = time.monotonic()
        after = 100
        load.wait_for(
            lambda answers: all(sum(a.url == url and a.asked > committed for a in answers) > after for url in urls)
        )
    for url in urls:
        own = [answer for answer in load.answers if answer.url == url]
        assert any(answer.status == 200 for answer in own)
        late = [answer for answer in own if answer.asked > committed]
        expected = (403, "no_grant") if act == "grant" else (401, "wrong_key")
        assert {(answer.status, answer.body["code"]) for answer in late} == {expected}
    if act == "grant":
        assert all("receipt" in answer.body for answer in load.answers)


def test_a_grant_opened_a_moment_ago_is_honoured_at_once(deaf: list[Node], stage: Stage) -> None:
    """The gateway has refused by an older state; its COPY tells that the epoch has moved, and the call is read for after all."""
    import httpx

    system = stage.forestry.system()
    body = {"purpose": {"duty": "社会救助审核", "case": "1"}, "subject": KNOWN, "claims": {"name": "赵一"}}
    for node in deaf:
        assert httpx.post(node.url + stage.path("verify"), json=body, headers=system.headers).status_code == 403
    stage.cast.grant(stage.forestry, stage.police, stage.resource, systems=(system,))
    for node in deaf:
        answer = httpx.post(node.url + stage.path("verify"), json=body, headers=system.headers)
        assert (answer.status_code, answer.json()["found"]) == (200, True)
