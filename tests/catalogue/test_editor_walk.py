"""A new cataloguer registers an entry in a browser: what is wrong shows while it is typed, an item takes over its data element, the draft is handed over (9.1)."""

import re
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.walking import enter, log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.mark.clause("8.1", "9.1", "12.1")
def test_a_newcomer_registers_an_entry_with_the_rules_at_hand(node: Node, page: Any) -> None:
    cast = Cast()
    office, health, civil = cast.agency("办公厅", coordinator=True), cast.agency("卫生"), cast.agency("民政")
    like = cast.resource(civil, office, name="婚姻状况证明")
    assert like.current is not None

    log_in(page, node.url, health.person_a.login)
    enter(page, "目录")
    page.get_by_role("link", name="本单位条目", exact=True).first.click()
    page.get_by_role("link", name="登记新条目").first.click()
    findings = page.locator("#findings")
    findings.get_by_text("还需填写").wait_for()

    page.get_by_label("信息资源名称").fill("婚检业务系统")
    findings.get_by_text("目录登记的是信息资源，不是系统").wait_for()
    page.get_by_label("信息资源名称").fill("婚姻状况证明")
    findings.get_by_role("link", name=like.current.name).wait_for()
    page.get_by_label("信息资源名称").fill("婚前医学检查信息")
    findings.get_by_text("目录登记的是信息资源，不是系统").wait_for(state="detached")

    page.get_by_label("信息资源摘要").fill("自愿婚前医学检查的登记和结论，来自妇幼保健机构")
    page.get_by_label("比对验证").check()
    page.get_by_label(re.compile("^共享条件或方式")).fill("婚姻登记机关核验使用")
    page.get_by_label("共享范围").fill("全省民政部门")
    page.get_by_label("时效要求").fill("产生后2个工作日内")
    page.locator("#id_items-0-name").fill("公民身份号码")
    page.locator("#id_items-0-code").fill("gmsfhm")
    page.locator("#id_items-0-is_key").check()
    page.locator("#id_items-1-name").fill("性别代码")
    page.locator("#id_items-1-code").fill("xb")
    page.locator("#id_items-1-code").press("Tab")
    page.wait_for_load_state("networkidle")
    findings.get_by_role("button", name="公民身份号码").click()  # the page comes again with what the element says
    page.wait_for_url("**/draft/#id_items-0-name")
    page.wait_for_load_state(
        "networkidle"
    )  # the findings are drawn anew just after: a button that is replaced takes no click
    assert page.locator("#id_items-0-data_element").input_value() == "DE00001"
    assert page.locator("#id_items-0-sensitivity").input_value() == "sensitive"
    findings.get_by_role("button", name="性别").click()
    page.wait_for_url("**/draft/#id_items-1-name")
    assert "1=男性" in page.locator("#id_items-1-codes").input_value()
    findings.get_by_text("符合登记规则，可以保存。").wait_for()

    page.get_by_role("button", name="检查并保存草稿").click()
    page.get_by_text("草稿已保存").wait_for()
    page.get_by_role("link", name="DE00003").wait_for()
    page.get_by_role("button", name="提交审核").click()
    page.get_by_text("等待本单位保密审查员审查").wait_for()
