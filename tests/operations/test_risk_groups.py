"""Findings of one kind are one group that folds: how many, how grave, whose, since when, and what to do, said once (32.2)."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.walking import log_in
from yishu.core.actor import PLATFORM
from yishu.operations import commands, risk
from yishu.operations.models import Finding, RiskAssessment

pytestmark = pytest.mark.usefixtures("django_ready")


def idle(number: int, **changes: Any) -> Finding:
    told = {
        "zh": f"账号{number}没有登录",
        "en": f"Account {number} is idle",
        "remedy_zh": "停用账号",
        "remedy_en": "Deactivate it",
    }
    given = {
        "check": "accounts_idle",
        "key": f"person:{number}",
        "severity": "medium",
        "owner": f"管理员{number % 3}",
        **told,
    }
    return Finding(**{**given, **changes})


@pytest.fixture
def assessed(django_ready: str) -> Iterator[Callable[..., RiskAssessment]]:
    """Makes a run that found just these, the gravest first, none of them before; it goes with the test."""
    made: list[int] = []

    def assess(*findings: Finding) -> RiskAssessment:
        new = [msgspec.structs.replace(each, key=f"{each.key}-{uuid4().hex}") for each in findings]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(risk, "assess", lambda _now: new)
            run = commands.assess_risk(PLATFORM, now=timezone.now())
        made.append(run.pk)
        return run

    yield assess
    RiskAssessment.objects.filter(pk__in=made).delete()


def groups(run: RiskAssessment, **asked: Any) -> list[tuple[bool, str, str]]:
    """Of the page, those that are new: whether each is unfolded, its summary, what is inside."""
    client = Client()
    client.force_login(Cast().inspector())
    page = unescape(client.get("/operations/risk/", {"run": run.pk, **asked}).content.decode())
    page = page.partition("仍未解决的</h2>")[0].partition("已解决的</h2>")[0]
    found = re.findall(r'<details class="ys-group"( open)?>\s*<summary>(.*?)</summary>(.*?)</details>', page, re.DOTALL)
    return [(bool(is_open), " ".join(re.sub("<[^>]*>", " ", said).split()), inside) for is_open, said, inside in found]


@pytest.mark.clause("32.2")
def test_many_of_one_kind_are_one_folded_line(assessed: Any) -> None:
    weak = idle(0, check="settings_weak", key="https", severity="high", zh="未启用 HTTPS")
    accounts = [idle(n) for n in range(20)]
    run = assessed(weak, *accounts, idle(20, severity="low", since=date(2026, 5, 6)))
    settings, people = groups(run)

    assert (settings[0], settings[1].startswith("不安全的设置 1 项 高")) == (True, True)  # few: unfolded
    is_open, said, inside = people
    assert not is_open
    for told in ("长期没有登录的账号 21 项 中", "管理员0等 3 方", "最早自 2026-05-06"):
        assert told in said
    assert len(re.findall(r"账号\d+没有登录", inside)) == 21
    assert inside.count("停用账号") == 1  # the same for all: said once


def test_the_only_kind_is_unfolded_and_remedies_that_differ_stay_with_each(assessed: Any) -> None:
    run = assessed(*(idle(n, remedy_zh=f"停用账号{n}") for n in range(12)), idle(12, check="keys_unused", owner="他人"))
    assert [is_open for is_open, _said, _inside in groups(run)] == [False, True]
    ((is_open, said, inside),) = groups(run, owner="管理员1")
    assert (is_open, "4 项" in said) == (True, True)
    assert "停用账号1" in inside
    assert "停用账号4" in inside


def test_every_check_has_a_name_of_its_kind() -> None:
    from yishu.operations.risk_shown import KINDS

    assert set(KINDS) == set(risk.CHECKS)


@pytest.mark.browser
@pytest.mark.clause("32.2")
def test_paper_shows_what_is_folded_away(assessed: Any, node: Node, page: Any) -> None:
    assessed(*(idle(n) for n in range(5)), idle(9, check="keys_unused"))
    log_in(page, node.url, Cast().inspector().login)
    page.goto(f"{node.url}/operations/risk/")
    row = page.locator("details.ys-group tbody tr", has_text="账号3没有登录").first
    assert not row.is_visible()
    page.emulate_media(media="print")
    assert row.is_visible()
