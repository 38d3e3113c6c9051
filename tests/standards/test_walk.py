"""An agency finds that an element is missing, proposes it, and the coordinator issues it with the standards body, in a browser (5.3, 12.1)."""

from typing import Any

import pytest

from tests.conftest import Node
from tests.standards.stage import JOINTLY, Stage, unlike
from tests.walking import enter, log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.mark.clause("5.3", "12.1")
def test_an_element_is_proposed_and_issued(node: Node, page: Any) -> None:
    stage = Stage.set()
    name, alias = unlike("民宿床位数"), unlike("床位")
    log_in(page, node.url, stage.civil.person_a.login)
    enter(page, "目录")
    page.get_by_role("link", name="数据标准", exact=True).first.click()
    page.get_by_label("搜索数据标准").fill(name)
    page.get_by_role("button", name="搜索", exact=True).click()
    page.get_by_text("没有找到").wait_for()
    page.get_by_role("link", name="提出数据元").click()
    page.get_by_label("名称", exact=True).fill("姓名")
    page.get_by_label("定义").fill("民宿可供住宿的床位数量")
    page.get_by_label("别名").fill(alias)
    page.get_by_label("数据类型").select_option(label="整数型")
    page.get_by_label("表示格式").fill("n..4")
    page.get_by_role("button", name="提出建议").click()
    told = page.get_by_role("alert")
    assert "DE00002" in told.inner_text()  # the register has it: refer to that one
    page.get_by_label("名称", exact=True).fill(name)
    page.get_by_role("button", name="提出建议").click()
    page.get_by_text("这是一项建议，尚未生效").wait_for()

    log_in(page, node.url, stage.office.person_b.login)
    page.goto(f"{node.url}/standards/review/")
    row = page.get_by_role("row", name=name)
    assert stage.civil.agency.name in row.inner_text()
    row.get_by_role("checkbox").check()
    page.get_by_label("联合发布的标准化主管部门").fill(JOINTLY["jointly_with"])
    page.get_by_label("发布文号").fill(JOINTLY["document"])
    page.get_by_role("button", name="联合发布").click()
    page.get_by_text("已发布 1 项。").wait_for()

    page.context.clear_cookies()
    page.goto(f"{node.url}/standards/?q={alias}")
    page.get_by_role("link", name=name).click()
    shown = page.locator("main").inner_text()
    for words in ("现行有效", JOINTLY["jointly_with"], "数字，至多 4 位", alias):
        assert words in shown
