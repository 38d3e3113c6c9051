"""A new cataloguer registers an entry in a browser: what is wrong shows while it is typed, an item takes over its data element, the draft is handed over (9.1)."""

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
    page.get_by_role("button", name="限办理行政审批、监管事项，经本单位审核同意后使用").click()
    assert page.locator("#id_condition").input_value() == "限办理行政审批、监管事项，经本单位审核同意后使用"
    page.get_by_label("共享范围").fill("全省民政部门")
    page.get_by_role("button", name="限本系统各级机关使用").click()  # a longer text gathers several
    assert page.locator("#id_condition").input_value().endswith("；限本系统各级机关使用")
    page.get_by_role("button", name="限本系统各级机关使用").click()  # again takes it out
    assert page.locator("#id_condition").input_value() == "限办理行政审批、监管事项，经本单位审核同意后使用"
    page.get_by_label("更新频度").select_option("irregular")  # the timeliness follows the cycle
    assert page.get_by_label("时效要求").input_value() == "产生后 2 个工作日内"
    page.get_by_label("更新频度").select_option("quarterly")
    page.get_by_role("button", name="每季度第一个月上旬更新上季度数据").click()
    page.get_by_role("button", name="每月 10 日前更新上月数据").wait_for(state="hidden")

    page.get_by_label("列出信息项的名称").fill("公民身份号码\n性别代码\n婚检人民族\n")
    page.get_by_role("button", name="列入并按标准填好").click()
    page.get_by_text("已列入 3 项").wait_for()
    page.wait_for_load_state("networkidle")  # the findings are drawn anew just after
    assert page.locator("#id_key_kind").input_value() == "resident_id"
    assert page.locator("#id_items-0-is_key").is_checked()
    assert page.locator("#id_items-0-data_element").input_value() == "DE00001"
    assert page.locator("#id_items-0-sensitivity").input_value() == "sensitive"
    assert page.locator("#id_items-1-code_list").input_value() == "GBT2261.1"
    findings.get_by_role("button", name="套用“民族”").click()  # the page comes again with what the element says
    page.wait_for_url("**/draft/#id_items-2-name")
    assert page.locator("#id_items-2-code_list").input_value() == "GBT3304"
    findings.get_by_text("符合登记规则，可以提交。").wait_for()

    page.get_by_role("button", name="保存并提交审核").click()
    page.get_by_text("等待本单位保密审查员审查").wait_for()
    page.get_by_role("link", name="DE00003").wait_for()
    page.get_by_text("1=男性").wait_for()
