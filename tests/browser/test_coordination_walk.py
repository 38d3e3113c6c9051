"""A refusal is taken to the coordinator, who hears both; the provider carries the opinion out, and the next call works (26.4)."""

import re
from typing import Any

import httpx
import pytest

from tests.browser.test_apply_walk import apply, open_in_drawer
from tests.browser.test_apply_walk import walk as walk
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


def call(walk: Any, **changes: object) -> httpx.Response:
    body = {
        "purpose": {"duty": "民政履职事项"},
        "subject": "330102199003076015",
        "claims": {"name": "赵一"},
        **changes,
    }
    place = f"{walk.url}/api/v1/data/{walk.resource.path_code}/verify"
    return httpx.post(place, json=body, headers=walk.system.headers)


def say(walk: Any, label: str, words: str, button: str) -> None:
    walk.page.get_by_label(label, exact=True).fill(words)
    walk.page.get_by_role("button", name=button).click()


@pytest.mark.clause("26.4")
def test_from_a_refusal_to_a_call_that_works(walk: Any) -> None:
    page = walk.page
    apply(walk)
    drawer = open_in_drawer(walk)
    drawer.get_by_label("意见").fill("与职责无关")
    drawer.get_by_role("button", name="不予授权").click()
    page.get_by_text("已答复不予授权").wait_for()

    log_in(walk.page, walk.url, walk.civil.person_a.login)
    page.goto(f"{walk.url}/sharing/applications/")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="提请协调").click()
    say(walk, "提请协调的理由", "办理社会救助所必需", "提请平台主管部门协调")
    page.get_by_text("已提请平台主管部门协调").wait_for()
    place = page.url

    log_in(walk.page, walk.url, walk.police.person_b.login)
    page.goto(f"{walk.url}/sharing/coordinations/")
    page.get_by_role("link", name=walk.resource.current.name).click()
    say(walk, "陈述意见", "可以只做比对验证", "提交陈述")
    page.get_by_text("陈述已记录").wait_for()

    log_in(walk.page, walk.url, walk.office.person_b.login)
    page.goto(place)
    page.get_by_label(re.compile("^性别")).uncheck()
    page.get_by_label("查询引用").uncheck()
    say(walk, "协调意见", "按最小必要提供比对验证", "应予授权（按勾选）")
    page.get_by_text(re.compile("协调意见 XTYJ.* 已出具")).wait_for()
    page.get_by_text(re.compile("还剩 5 个工作日")).first.wait_for()
    assert call(walk).status_code == 403  # an opinion opens nothing

    log_in(walk.page, walk.url, walk.police.person_b.login)
    page.goto(place)
    page.get_by_role("button", name="执行：按协调意见授权").click()
    page.get_by_text("授权即刻可用").wait_for()
    assert call(walk).json()["result"] == {"name": "match"}

    log_in(walk.page, walk.url, walk.civil.person_a.login)
    page.goto(f"{walk.url}/sharing/applications/")
    page.locator("tbody th a").first.click()
    for step in ("与职责无关", "办理社会救助所必需", "可以只做比对验证", "按最小必要提供比对验证"):
        page.get_by_text(step).first.wait_for()
