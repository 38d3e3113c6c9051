"""An IT project from its registration to its acceptance, in a browser (12.1)."""

import re
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.walking import enter, log_in
from yishu.catalogue.rules import ItemDraft

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]
ITEMS = (ItemDraft("well_no", "取水井编号", is_key=True), ItemDraft("well_depth", "取水井深度"))


@pytest.mark.clause("12.1")
def test_a_project_is_checked_submitted_passed_and_looked_at_again(node: Node, page: Any) -> None:
    cast = Cast()
    office, water, farm = cast.agency("办公厅", coordinator=True), cast.agency("水利"), cast.agency("农业")
    resource = cast.resource(water, office, items=ITEMS, key_kind="plain", name="取水井登记")
    assert resource.current is not None

    log_in(page, node.url, farm.person_a.login)
    enter(page, "采集")
    page.get_by_role("link", name="项目核对", exact=True).first.click()
    page.get_by_role("link", name="登记项目").click()
    page.get_by_label(re.compile("^项目名称")).fill("节水灌溉平台")
    page.get_by_label(re.compile("^建设的系统")).fill("灌溉调度系统")
    page.get_by_label(re.compile("^信息项")).fill("取水井深度\n滴灌带铺设长度")
    page.get_by_role("button", name="登记并核对").click()
    page.get_by_text("已登记并按目录核对").wait_for()
    reused = page.get_by_role("region", name="复用的信息项").get_by_role("row", name="取水井深度")
    for words in (resource.current.name, water.agency.name, "申请使用"):
        assert words in reused.inner_text()
    page.get_by_label(re.compile("^拟编条目名称")).fill("节水灌溉设施")
    assert page.get_by_label("滴灌带铺设长度").is_checked()  # what has no entry yet is chosen already
    page.get_by_role("button", name="归入该条目").click()
    page.get_by_text("已写明拟编条目").wait_for()
    address = page.url

    log_in(page, node.url, farm.person_b.login)
    page.goto(address)
    page.get_by_role("button", name="送审").click()
    page.get_by_text("已送平台主管部门").wait_for()

    log_in(page, node.url, office.person_b.login)
    page.goto(address)
    page.get_by_role("button", name="有条件通过").click()
    page.get_by_text("退回时须写明意见").or_(page.get_by_text("写明意见")).first.wait_for()
    page.get_by_label(re.compile("^意见")).fill("上线前申请取水井登记")
    page.get_by_role("button", name="有条件通过").click()
    page.get_by_text("意见已发出").wait_for()

    log_in(page, node.url, farm.person_a.login)
    page.goto(address)
    page.get_by_role("button", name="验收核对").click()
    page.get_by_text("有未完成的事项").first.wait_for()
    page.get_by_role("link", name="核对结果单").click()
    page.emulate_media(media="print")
    page.get_by_text("上线前申请取水井登记").wait_for()
    assert not page.get_by_role("navigation", name="主导航").is_visible()
    row = page.get_by_role("region", name="验收核对").get_by_role("row", name="滴灌带铺设长度")
    assert "未完成" in row.inner_text()
