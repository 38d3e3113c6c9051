"""What a provider takes back of a grant in force is refused by every gateway at its next call, whatever it had leased or loaded before (26.5)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.gateway.stage import DUTY, KNOWN, Stage
from yishu.sharing.changes import commands
from yishu.sharing.changes.narrowing import Narrowing
from yishu.sharing.models import Grant
from yishu.sharing.rules import Limits


@pytest.fixture(scope="module")
def second(start_node: Callable[..., Node], stage: Stage) -> Node:
    """It hears no notification: what it knows of the old terms it learns to be old at the record of a call."""
    return start_node("gateway", YISHU_NO_NOTIFY="1")


def granted(stage: Stage, **bounds: Any) -> tuple[Cast.System, Grant]:
    system = stage.civil.system()
    return system, stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), bounds=bounds)


def asked(url: str, stage: Stage, system: Cast.System, *items: str) -> str:
    body = {"purpose": {"duty": DUTY, "case": "SQ-1"}, "items": list(items), "subject": KNOWN}
    answer = httpx.post(url + stage.path("query"), json=body, headers=system.headers, timeout=20)
    return "ok" if answer.status_code == 200 else answer.json()["code"]


def narrow(stage: Stage, grant: Grant, to: Narrowing) -> None:
    commands.narrow(stage.police.b, str(grant.pk), to, reason="核减", now=timezone.now())


def test_an_item_taken_back_is_refused_by_both_gateways_at_once(gateway: Node, second: Node, stage: Stage) -> None:
    system, grant = granted(stage)
    urls = (gateway.url, second.url)
    assert [asked(url, stage, system, "name", "birth_date") for url in urls] == ["ok", "ok"]
    narrow(stage, grant, Narrowing(items=("id_number", "name")))
    assert [asked(url, stage, system, "name", "birth_date") for url in urls] == ["item_not_granted"] * 2
    assert [asked(url, stage, system, "name") for url in urls] == ["ok", "ok"]
    copy = httpx.get(gateway.url + stage.path("bulk"), headers=system.headers, timeout=20)
    assert copy.text.splitlines()[0] == "id_number,name"


def test_a_lower_limit_holds_although_more_was_leased_under_the_old_one(
    gateway: Node, second: Node, stage: Stage
) -> None:
    system, grant = granted(stage, limits=Limits(day=20_000))
    assert [asked(url, stage, system, "name") for url in (gateway.url, second.url)] == ["ok", "ok"]  # both hold leases
    narrow(stage, grant, Narrowing(limits=Limits(day=2)))
    assert asked(gateway.url, stage, system, "name") == "day_used_up"
    assert asked(second.url, stage, system, "name") == "day_used_up"


def test_a_limit_of_a_kind_that_was_not_bounded_counts_from_then_on(second: Node, stage: Stage) -> None:
    from yishu.sharing.allowances.models import Allowance

    system, grant = granted(stage, limits=Limits(batch=5))
    assert asked(second.url, stage, system, "name") == "ok"
    narrow(stage, grant, Narrowing(limits=Limits(batch=5, total=1)))
    assert [asked(second.url, stage, system, "name") for _ in range(2)] == ["ok", "total_used_up"]
    system, grant = granted(stage, limits=Limits(day=1000))
    assert asked(second.url, stage, system, "name") == "ok"  # with a lease of the day's, and no bound on the total
    narrow(stage, grant, Narrowing(limits=Limits(day=1000, total=1000)))
    assert asked(second.url, stage, system, "name") == "ok"
    assert Allowance.objects.filter(grant_id=grant.pk, kind="total").values_list("used", flat=True).get() >= 1
