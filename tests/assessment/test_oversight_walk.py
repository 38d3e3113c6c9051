"""An inspection from plan to re-check, and a proposal until a person has decided, on pages, in a browser (35.2, 36.1)."""

import csv
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.assessment import scene as scenes
from tests.assessment.scene import Scene, at
from tests.conftest import Node
from tests.walking import enter, log_in
from yishu.assessment import inspecting
from yishu.assessment.inspecting import Plan

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]
PERIOD = "2019Q2"


@pytest.fixture(scope="module")
def here(django_ready: str) -> Scene:
    """An entry of POLICE without data, and an application of CIVIL that POLICE left lying, in the second quarter of 2019."""
    here = scenes.scene(at(2019, 4, 10))
    resource = here.cast.resource(here.police, here.office)
    scenes.ask(here, resource, at(2019, 4, 11))
    return here


def inspections(page: Any, node: Node, person: Any) -> None:
    log_in(page, node.url, person.login)
    enter(page, "监督")
    page.get_by_role("link", name="监督检查", exact=True).first.click()


@pytest.mark.clause("35.2")
def test_from_the_plan_to_the_recheck(here: Scene, node: Node, page: Any) -> None:
    inspections(page, node, here.office.person_b)
    page.get_by_role("link", name="制定检查计划").click()
    page.get_by_label("检查名称").fill("挂接情况检查")
    page.get_by_label("检查内容").fill("目录挂接和答复时限，依据第七条、第二十六条")
    page.get_by_label(here.police.agency.name).check()
    page.get_by_role("button", name="提交计划").click()
    page.get_by_text("检查计划已提交监督检查机关确认").wait_for()
    place = page.url
    assert page.get_by_role("button", name="确认计划，开始检查").count() == 0  # not by who planned it

    inspections(page, node, here.inspector_person)
    page.get_by_role("link", name="挂接情况检查").first.click()
    page.get_by_role("button", name="确认计划，开始检查").click()
    page.get_by_label("检查发现", exact=True).fill("人口基本信息一条目没有挂接数据")
    page.get_by_label("依据").fill("第七条")
    page.get_by_role("button", name="记录", exact=True).click()
    page.get_by_text("检查发现已记录").wait_for()
    page.get_by_label("整改要求").fill("挂接并更新到上月")
    page.get_by_label("责任人").select_option(here.police.person_a.login)
    page.get_by_role("button", name="发出整改通知").click()
    page.get_by_text("整改通知已发出").wait_for()
    page.get_by_text(f"待 {here.police.agency.name} {here.police.person_a.name} 处理").wait_for()
    page.get_by_text(re.compile("还剩 15 个工作日")).first.wait_for()

    inspections(page, node, here.police.person_a)
    page.get_by_role("link", name="挂接情况检查").first.click()
    page.get_by_text("挂接并更新到上月").wait_for()
    page.get_by_label("整改情况").fill("已挂接三条数据")
    page.get_by_role("button", name="报告整改情况").click()
    page.get_by_text("整改情况已报告").wait_for()
    page.get_by_text("待 监督检查机关 处理").wait_for()

    log_in(page, node.url, here.inspector_person.login)
    recheck(page, place, "数据只到去年", "未通过，继续整改")
    assert page.get_by_role("button", name="办结").count() == 0  # a finding is open

    log_in(page, node.url, here.police.person_a.login)
    page.goto(place)
    page.get_by_label("整改情况").fill("已更新到上月")
    page.get_by_role("button", name="报告整改情况").click()
    page.get_by_text("已更新到上月").wait_for()

    log_in(page, node.url, here.inspector_person.login)
    recheck(page, place, "抽查属实", "复查通过")
    page.get_by_role("button", name="办结").click()
    page.locator(".lead").get_by_text("办结").wait_for()
    course = page.locator(".ys-timeline").inner_text()
    said = ("没有挂接数据", "挂接并更新到上月", "已挂接三条数据", "数据只到去年", "已更新到上月", "抽查属实")
    places = [course.index(words) for words in said]
    assert places == sorted(places)


def recheck(page: Any, place: str, words: str, button: str) -> None:
    page.goto(place)
    page.get_by_label("复查意见").fill(words)
    page.get_by_role("button", name=button).click()
    page.get_by_text(words).wait_for()


@pytest.mark.clause("35.2", "34.1")
def test_what_is_late_in_rectification_stands_on_top_with_its_person(here: Scene, node: Node, page: Any) -> None:
    before, today = timezone.now() - timedelta(days=40), timezone.localdate()
    plan = Plan("逾期的检查", "挂接", (here.police.agency.code,), today, today)
    number = inspecting.plan_inspection(here.coordinator, plan, now=before).number
    inspecting.agree_inspection(here.inspector, number, now=before)
    finding = inspecting.note_finding(here.inspector, number, here.police.agency.code, text="没有更新", now=before)
    inspecting.notify_rectification(
        here.inspector, finding.pk, demand="更新", responsible=here.police.person_b.login, now=before
    )
    inspections(page, node, here.inspector_person)
    late = page.get_by_role("region", name="整改逾期").get_by_role("row", name="逾期的检查")
    for words in (here.police.agency.name, here.police.person_b.name, "没有更新", "逾期"):
        assert words in late.inner_text()


@pytest.mark.clause("36.1")
def test_a_proposal_is_drawn_up_decided_by_another_person_and_exported(
    here: Scene, node: Node, page: Any, tmp_path: Path
) -> None:
    scenes.final(here, PERIOD)
    log_in(page, node.url, here.inspector_person.login)
    page.goto(f"{node.url}/assessment/{PERIOD}/")
    page.get_by_role("button", name="形成结果运用建议").click()
    page.get_by_text("已按规则形成结果运用建议").wait_for()

    log_in(page, node.url, here.police.person_a.login)  # it concerns them: they read it, they do not decide
    enter(page, "监督")
    page.get_by_role("link", name="考核", exact=True).click()
    page.get_by_role("link", name=PERIOD).click()
    page.get_by_role("link", name="暂停该单位新的信息化项目立项").click()
    page.get_by_text("共享申请按时答复率 0/1").first.wait_for()
    place, number = page.url, page.url.strip("/").rpartition("/")[2]
    assert page.get_by_role("button", name="记录决定").count() == 0

    log_in(page, node.url, here.office.person_b.login)
    page.goto(place)
    shown = page.locator("main").inner_text()
    assert here.police.agency.name in shown
    assert "共享申请按时答复率 0/1" in shown
    page.get_by_label("变更后采纳").check()
    page.get_by_label("决定理由").fill("首次，从轻")
    page.get_by_role("button", name="记录决定").click()
    page.get_by_role("alert").get_by_text("请写明变更为什么").wait_for()
    page.get_by_label(re.compile("^变更为")).fill("约谈后限期一个月")
    page.get_by_role("button", name="记录决定").click()
    page.get_by_text("决定已记录").wait_for()
    assert page.get_by_role("button", name="记录决定").count() == 0
    enter(page, "监督")
    page.get_by_role("link", name="结果运用", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出（CSV）").click()
    download.value.save_as(tmp_path / "proposals.csv")
    rows = list(csv.DictReader((tmp_path / "proposals.csv").read_text("utf-8-sig").splitlines()))
    mine = next(row for row in rows if row["编号"] == number)
    assert [mine[name] for name in ("决定", "变更为", "决定理由", "决定人")] == [
        "变更后采纳", "约谈后限期一个月", "首次，从轻", here.office.person_b.name,
    ]  # fmt: skip
