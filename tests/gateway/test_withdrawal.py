"""A withdrawal is exact: from its commit on no gateway allows, notified or not."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests.cast import PEOPLE_CSV
from tests.conftest import FAULT_ROUNDS, Node
from tests.gateway.load import Load
from tests.gateway.stage import KNOWN, Stage
from yishu.agencies import commands as agencies
from yishu.agencies.credentials import PersonCredential, new_token
from yishu.agencies.models import Key, Role
from yishu.catalogue import commands as catalogue
from yishu.core.actor import PLATFORM
from yishu.core.ids import new_id
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


@dataclass(frozen=True, slots=True)
class Held:
    """A caller that is served, and the act that ends it."""

    path: str
    headers: dict[str, str]
    end: Callable[[], object]


def by_grant(stage: Stage) -> Held:
    system = stage.civil.system()
    grant = stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,))
    act = partial(sharing.withdraw_grant, stage.police.b, str(grant.pk), reason="核查", now=timezone.now())
    return Held(stage.path("verify"), system.headers, act)


def by_key(stage: Stage) -> Held:
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,))
    key = Key.objects.get(system=system.system)
    return Held(
        stage.path("verify"), system.headers, lambda: agencies.revoke_key(stage.civil.a, key, now=timezone.now())
    )


def by_person(stage: Stage) -> Held:
    login = f"leaver-{new_id()}"
    roles = frozenset({Role.HANDLER})
    person = agencies.register_person(PLATFORM, stage.civil.agency, login=login, name=login, password=None, roles=roles)
    stage.cast.grant(stage.civil, stage.police, stage.resource, users=(person,))
    token = new_token(settings.YISHU_SECRETS.tokens, PersonCredential(person.pk, person.generation), timezone.now())
    act = partial(agencies.deactivate_person, PLATFORM, person, reason="调离")
    return Held(stage.path("verify"), {"Authorization": f"Bearer {token.text}"}, act)


def by_entry(stage: Stage) -> Held:
    resource = stage.cast.resource(stage.police, stage.office, case_required=True)
    stage.cast.publish(stage.police, resource, PEOPLE_CSV, stage.folder)
    system = stage.civil.system()
    stage.cast.grant(stage.civil, stage.police, resource, systems=(system,))
    act = partial(catalogue.suspend_resource, stage.police.b, resource, reason="核查", now=timezone.now())
    return Held(stage.path("verify", resource), system.headers, act)


@pytest.mark.slow
@pytest.mark.timeout(180 * FAULT_ROUNDS)
@pytest.mark.clause("26.5", "5.1")
def test_every_withdrawal_is_effective_on_the_next_call_of_three_gateways(
    deaf: list[Node], start_node: Callable[..., Node], stage: Stage
) -> None:
    """Grants, keys, people and entries, taken back in turn while others call at full speed. `make faults`: a thousand."""
    nodes = [*deaf, start_node("gateway", YISHU_NO_NOTIFY="1")]
    urls = [node.url for node in nodes]
    kinds = [by_grant, by_key, by_person, by_grant, by_key, by_person, by_grant, by_key, by_person, by_entry]
    body = {"purpose": stage.purpose(), "subject": KNOWN, "claims": {"name": "赵一"}}
    late, took = [], []
    with (
        Load(urls, stage.path("verify"), stage.civil_system.headers, lambda _n: body, each=2) as load,
        ExitStack() as stack,
    ):
        callers = [stack.enter_context(httpx.Client(base_url=url, timeout=20)) for url in urls]
        for n in range(1000 if FAULT_ROUNDS > 1 else 30):
            held = kinds[n % len(kinds)](stage)
            # Every gateway has served this caller: what it remembers of it is what could be late.
            before = {caller.post(held.path, json=body, headers=held.headers).status_code for caller in callers}
            assert before == {200}, kinds[n % len(kinds)].__name__
            held.end()
            for caller in callers:
                asked = time.monotonic()
                answer = caller.post(held.path, json=body, headers=held.headers)
                took.append(time.monotonic() - asked)
                if answer.status_code not in (401, 403, 409):
                    late.append((kinds[n % len(kinds)].__name__, answer.status_code, answer.text))
    assert not late
    assert {answer.status for answer in load.answers} == {200}  # nobody else was disturbed
    assert sorted(took)[len(took) * 99 // 100] < 1, "a refusal kept its caller waiting"


def test_a_grant_opened_a_moment_ago_is_honoured_at_once(deaf: list[Node], stage: Stage) -> None:
    """The gateway has refused by an older state; its COPY tells that the epoch has moved, and the call is read for after all."""
    system = stage.forestry.system()
    body = {"purpose": {"duty": "社会救助审核", "case": "1"}, "subject": KNOWN, "claims": {"name": "赵一"}}
    for node in deaf:
        assert httpx.post(node.url + stage.path("verify"), json=body, headers=system.headers).status_code == 403
    stage.cast.grant(stage.forestry, stage.police, stage.resource, systems=(system,))
    for node in deaf:
        answer = httpx.post(node.url + stage.path("verify"), json=body, headers=system.headers)
        assert (answer.status_code, answer.json()["found"]) == (200, True)
