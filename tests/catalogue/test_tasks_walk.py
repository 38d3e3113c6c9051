"""A collection task from the upper agency's desk to the lower one's, in a browser: struck out, laid, objected to, decided (16.2)."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.walking import enter, log_in
from yishu.catalogue.rules import ItemDraft

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]
ITEMS = (ItemDraft("farm_no", "家庭农场编号", is_key=True), ItemDraft("farm_area", "家庭农场经营面积"))


@pytest.mark.clause("16.2")
def test_a_task_is_registered_laid_objected_to_and_decided(node: Node, page: Any, tmp_path: Path) -> None:
    cast = Cast()
    office, land, farm = cast.agency("办公厅", coordinator=True), cast.agency("国土"), cast.agency("农业")
    county = cast.agency("区农业", division="330106")
    resource = cast.resource(land, office, items=ITEMS, key_kind="plain", name="家庭农场登记")
    assert resource.current is not None
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["家庭农场经营面积", "农场雇工人数", "农场研学接待人次"])
    book.save(tmp_path / "月报.xlsx")

    log_in(page, node.url, farm.person_a.login)
    enter(page, "采集")
    page.get_by_role("link", name="采集任务", exact=True).first.click()
    page.get_by_role("link", name="登记任务").click()
    page.get_by_label(re.compile("^任务名称")).fill("家庭农场月报")
    page.get_by_label(re.compile("^采集依据")).fill("《农业法》第八十条")
    page.get_by_label(re.compile("^采集频度")).select_option(label="每月")
    page.get_by_label(re.compile("^截止日期")).fill(str(timezone.localdate() + timedelta(days=100)))
    page.get_by_label(re.compile(f"^{county.agency.name}")).check()
    page.get_by_label(re.compile("^或者上传表样")).set_input_files(tmp_path / "月报.xlsx")
    page.get_by_role("button", name="登记并核对").click()
    page.get_by_text("已登记并核对").wait_for()
    row = page.get_by_role("region", name="信息项").get_by_role("row", name="家庭农场经营面积")
    for words in ("划除：可共享取得", resource.current.name, land.agency.name, "申请使用"):
        assert words in row.inner_text()
    address = page.url

    log_in(page, node.url, farm.person_b.login)
    page.goto(address)
    page.get_by_role("button", name="审签下达").click()
    page.get_by_text("已下达").first.wait_for()

    log_in(page, node.url, county.person_b.login)
    enter(page, "采集")
    page.get_by_role("link", name="采集任务", exact=True).first.click()
    page.get_by_role("link", name="家庭农场月报").click()
    assert page.get_by_label("答复：家庭农场经营面积").count() == 0  # struck out: nobody is asked for it
    page.get_by_label("答复：农场研学接待人次").select_option(label="有异议")
    page.get_by_role("button", name="提交答复").click()
    page.get_by_text("有异议的，请写明理由").first.wait_for()
    page.get_by_label("异议理由：农场研学接待人次").fill("文旅部门已统计")
    page.get_by_role("button", name="提交答复").click()
    page.get_by_text("已答复").first.wait_for()

    log_in(page, node.url, office.person_b.login)
    page.goto(f"{node.url}/catalogue/collection-tasks/?side=all")
    page.get_by_role("link", name="家庭农场月报").click()
    page.get_by_label(re.compile("^农场研学接待人次：文旅部门已统计")).check()
    page.get_by_label(re.compile("^核定意见")).fill("由文旅部门提供")
    page.get_by_role("button", name="核定取消").click()
    page.get_by_text("已核定取消").first.wait_for()

    log_in(page, node.url, county.person_b.login)
    page.goto(address)
    mine = page.get_by_role("region", name="本单位的答复")
    assert "同意，生效" in mine.get_by_role("row", name="农场雇工人数").inner_text()
    assert "核定取消" in mine.get_by_role("row", name="农场研学接待人次").inner_text()
