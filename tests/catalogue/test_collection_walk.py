"""Before collecting: a workbook of item names is looked up, and what the platform has is applied for, in a browser (16.1)."""

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.walking import enter, log_in
from yishu.catalogue.rules import ItemDraft

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]
ITEMS = (
    ItemDraft("station_no", "雨量站编号", is_key=True),
    ItemDraft("rain_day", "日降雨量毫米数"),
    ItemDraft("rain_hour", "小时降雨量毫米数"),
)


@pytest.mark.clause("16.1")
def test_a_workbook_is_looked_up_and_what_is_there_is_applied_for(node: Node, page: Any, tmp_path: Path) -> None:
    cast = Cast()
    office, weather, civil = cast.agency("办公厅", coordinator=True), cast.agency("气象"), cast.agency("应急")
    resource = cast.resource(weather, office, items=ITEMS, key_kind="plain", name="雨量观测")
    assert resource.current is not None
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["日降雨量毫米数", "月球车里程数"])
    sheet.append([12.5, 3])
    book.save(tmp_path / "拟采集.xlsx")

    log_in(page, node.url, civil.person_a.login)
    enter(page, "采集")
    page.get_by_role("link", name="采集前核对", exact=True).first.click()
    page.get_by_label(re.compile("^或者上传表样")).set_input_files(tmp_path / "拟采集.xlsx")
    page.get_by_role("button", name="核对", exact=True).click()
    found = page.get_by_role("region", name="平台上的信息项").get_by_role("row", name="日降雨量毫米数")
    for words in ("同名", resource.current.name, weather.agency.name, "受限共享"):
        assert words in found.inner_text()
    page.locator("section", has_text="平台没有，可以采集").get_by_text("月球车里程数").wait_for()
    assert "12.5" not in page.locator("main").inner_text()  # values are none of the look-up's business

    found.get_by_role("link", name="申请使用").click()
    page.wait_for_url("**/sharing/apply/**")
    assert page.get_by_label("日降雨量毫米数").is_checked()
    assert not page.get_by_label("小时降雨量毫米数").is_checked()
    page.get_by_label("比对验证").check()
    page.get_by_label("用途说明").fill("汛期值守")
    page.get_by_label("接受以上提供条件").check()
    page.get_by_label(civil.person_a.name).check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已提交").first.wait_for()
    log_in(page, node.url, weather.person_b.login)
    page.goto(f"{node.url}/sharing/inbox/")
    page.locator("tr", has_text=civil.agency.name).get_by_text(resource.current.name).wait_for()
