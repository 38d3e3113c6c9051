"""Responsible persons, procedures, and an incident from its report to its end, on pages, in a browser (31.1, 34.1)."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.walking import enter, log_in
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.operations import incidents
from yishu.sharing import commands as sharing

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.fixture(scope="module")
def here(django_ready: str) -> Any:
    """CIVIL applied 30 days ago, POLICE has not answered; `a` of POLICE administers the agency."""
    cast = Cast(now=timezone.now() - timedelta(days=30))
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    asked = sharing.LineRequest(
        resource=resource.code, items=("name",), modes=("verify",), systems=(civil.system().system.name,),
        until=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip
    made = sharing.apply(civil.a, duty="社会救助审核", basis="", requests=(asked,), now=cast.now)
    agencies.appoint(PLATFORM, civil.person_b, Role.RISK_OFFICER)
    return SimpleNamespace(police=police, civil=civil, office=office, resource=resource, number=made.number)


def implementation(page: Any, node: Node, person: Any) -> None:
    log_in(page, node.url, person.login)
    enter(page, "监督")
    page.get_by_role("link", name="落实情况", exact=True).first.click()


def row(page: Any, table: str, name: str) -> str:
    return page.get_by_role("region", name=table).get_by_role("row", name=name).inner_text()


@pytest.mark.clause("34.1")
def test_persons_and_procedures_are_named_and_what_is_late_names_whose_it_is(here: Any, node: Node, page: Any) -> None:
    implementation(page, node, here.police.person_a)
    assert here.police.person_b.name in row(page, "超期事项", here.number)  # its signer should have decided
    assert "未指定" in row(page, "指定人员", here.police.agency.name)
    page.get_by_label("职责").select_option(label="风险责任人")
    page.get_by_label("人员", exact=True).select_option(label=here.police.person_b.name)
    page.get_by_role("button", name="指定", exact=True).click()
    page.get_by_text("已登记").wait_for()
    assert "未指定" not in row(page, "指定人员", here.police.agency.name)

    page.get_by_label("类别").select_option(label="责任追究记录")
    page.get_by_label("日期").fill("2026-03-02")
    title = f"超范围查询的处理决定（{here.number}）"
    page.get_by_label("名称").fill(title)
    page.get_by_label(re.compile("^文号或存放位置")).fill("公办〔2026〕3号")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("已登记").wait_for()
    assert "公办〔2026〕3号" in row(page, "制度和责任追究记录", title)

    implementation(page, node, here.office.person_b)  # the coordinator sees the persons and procedures of all
    assert here.police.person_b.name in row(page, "指定人员", here.police.agency.name)
    assert here.police.agency.name in row(page, "制度和责任追究记录", title)


@pytest.mark.clause("31.1")
def test_an_incident_is_told_to_the_authority_acknowledged_and_closed(here: Any, node: Node, page: Any) -> None:
    officer, found = here.civil.person_b, timezone.localtime() - timedelta(hours=1)
    log_in(page, node.url, here.civil.person_a.login)  # a handler reports, the risk officer answers for it
    enter(page, "监督")
    page.get_by_role("link", name="安全事件", exact=True).first.click()
    page.get_by_role("link", name="报告安全事件").first.click()
    page.get_by_label("事件类型").select_option(label="超范围使用")
    page.get_by_label("发现时间").fill(found.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("事件经过").fill("夜间大量比对，涉及三人，已停用密钥")
    page.get_by_role("button", name="登记事件").click()
    page.get_by_text(re.compile("安全事件 .* 已登记")).wait_for()
    place = page.url

    log_in(page, node.url, officer.login)
    page.goto(place)
    due = (found + timedelta(hours=24)).strftime("%Y-%m-%d %H:%M")
    page.get_by_text(f"须在 {due} 前报告").wait_for()
    assert f"待 {officer.name} 处理" in step(page, "报送主管部门")
    page.get_by_role("button", name="定级").click()
    assert page.get_by_label("事件级别").evaluate("box => box.validity.valueMissing")  # nothing is preset
    page.get_by_label("事件级别").select_option(label="较大")
    page.get_by_role("button", name="定级").click()
    page.locator(".lead").get_by_text("较大").wait_for()
    page.get_by_label("信息安全主管部门").fill("省互联网信息办公室")
    page.get_by_label("报告内容").fill("疑似超范围使用，已停用密钥")
    page.get_by_role("button", name="登记报送").click()
    page.get_by_text("已登记").wait_for()
    sent = timezone.localtime()
    assert re.search(r"报送时间\s+" + on_the_minute(sent), page.locator("main").inner_text())
    assert "等待签收" in page.locator("main").inner_text()
    assert "待 省互联网信息办公室 处理" in step(page, "主管部门签收")
    close(page, "密钥外泄，已更换")
    assert "尚未登记主管部门的签收" in page.get_by_role("alert").inner_text()

    page.get_by_label("签收文号或签收人").fill("浙网信〔2026〕7号")
    page.get_by_role("button", name="登记签收").click()
    page.get_by_text("已登记").wait_for()
    assert re.search(r"浙网信〔2026〕7号 · " + on_the_minute(timezone.localtime()), page.locator("main").inner_text())
    page.get_by_label("不追究责任的理由").fill(
        "密钥为外部窃取，系统人员无过错"
    )  # misuse is accounted for, or said why not
    close(page, "密钥外泄，已更换")
    page.locator(".lead").get_by_text("已办结").wait_for()
    course = page.locator(".ys-timeline").inner_text()
    acts = ["报告安全事件", "安全事件定级", "报送主管部门", "登记主管部门签收", "办结安全事件"]
    assert sorted(acts, key=course.index) == acts
    assert page.get_by_role("button", name="登记").count() == 0


@pytest.mark.clause("31.1", "34.1")
def test_a_late_report_stands_among_what_is_late_with_its_person(here: Any, node: Node, page: Any) -> None:
    found, kept = timezone.now() - timedelta(hours=25), timezone.now() - timedelta(hours=1)
    late, other = (
        incidents.report(here.civil.b, here.civil.agency, kind="leak", what="外流", found_at=at, now=timezone.now())
        for at in (found, kept)
    )
    implementation(page, node, here.office.person_b)
    assert here.civil.person_b.name in row(page, "超期事项", late.number)
    assert page.get_by_role("region", name="超期事项").get_by_text(other.number).count() == 0
    page.get_by_role("link", name=re.compile(late.number)).click()
    assert "超期未报主管部门" in page.locator(".lead").inner_text()
    assert here.civil.person_b.name in step(page, "报送主管部门")


def step(page: Any, what: str) -> str:
    return page.locator(".ys-timeline li").filter(has_text=what).last.inner_text()


def close(page: Any, lessons: str) -> None:
    page.get_by_label("原因和整改").fill(lessons)
    page.get_by_role("button", name="办结").click()


def on_the_minute(moment: Any) -> str:
    """This minute or the one before, as a pattern."""
    return "|".join((moment - timedelta(minutes=n)).strftime("%Y-%m-%d %H:%M") for n in (0, 1)).join(("(", ")"))
