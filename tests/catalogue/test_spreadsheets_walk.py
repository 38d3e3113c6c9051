"""A foreign workbook is uploaded, mapped, worked through and mended, in a browser (9.1)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cast import Cast
from tests.catalogue.sheets import workbook
from tests.catalogue.test_spreadsheets import FOREIGN, FOREIGN_ROWS
from tests.conftest import Node
from tests.walking import enter, log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]
ROOT = Path(__file__).parents[2]
BAD = [
    "3",
    "滩涂信息",
    "滩涂的基本情况",
    "数据库",
    "无条件共享",
    "全省",
    "核验",
    "每三年",
    "按年",
    "不予开放",
    "滩涂编号",
    "flat_no",
    "varchar(20)",
]


@pytest.fixture
def worker() -> Iterator[None]:
    environment = os.environ | {"YISHU_MIGRATED": "1", "YISHU_PULL_SECONDS": "0.2"}
    process = subprocess.Popen([sys.executable, "-m", "yishu.cli", "worker"], env=environment, cwd=ROOT)
    yield
    process.kill()
    process.wait()


@pytest.mark.clause("9.1")
@pytest.mark.usefixtures("worker")
def test_a_foreign_workbook_is_mapped_worked_through_and_mended(node: Node, page: Any, tmp_path: Path) -> None:
    water = Cast().agency("水利")
    (tmp_path / "水利目录.xlsx").write_bytes(workbook([["水利厅信息资源目录"], FOREIGN, *FOREIGN_ROWS, BAD]))
    log_in(page, node.url, water.person_a.login)
    enter(page, "目录")
    page.get_by_role("link", name="表格导入", exact=True).first.click()
    page.get_by_label("表格文件").set_input_files(tmp_path / "水利目录.xlsx")
    page.get_by_role("button", name="上传", exact=True).click()

    page.get_by_role("heading", name="对应表头").wait_for()
    assert page.get_by_label("目录名称").input_value() == "entry.name"
    assert page.get_by_label("字段英文名").input_value() == "item.code"
    page.get_by_label("每个条目的第一个信息项是主键").check()
    page.get_by_role("button", name="确认并开始登记").click()

    page.get_by_text("没通过的行没有丢").wait_for(timeout=30_000)  # the bar asks by itself, and leads here
    row = page.get_by_role("row", name="滩涂信息")
    assert "第 6 行" in row.inner_text()
    assert "“每三年”不在代码表内" in row.inner_text()
    page.get_by_role("row", name="湖泊信息").get_by_text("已存为草稿").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载待改的行").click()
    mended = tmp_path / "待修改.xlsx"
    download.value.save_as(mended)
    book = openpyxl.load_workbook(mended)
    sheet = book.worksheets[0]
    (wrong,) = [cell for cells in sheet.iter_rows(min_row=2) for cell in cells if cell.comment]
    wrong.value = "每年"
    book.save(mended)

    page.goto(f"{node.url}/catalogue/spreadsheets/")
    page.get_by_label("表格文件").set_input_files(mended)
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_text("全部通过").wait_for(timeout=30_000)
    page.goto(f"{node.url}/catalogue/mine/")
    for name in ("河道信息", "湖泊信息", "滩涂信息"):
        assert page.get_by_role("link", name=name, exact=True).count() == 1


@pytest.mark.clause("9.1")
@pytest.mark.usefixtures("worker")
def test_without_javascript_the_page_comes_again_by_itself_until_it_is_the_report(
    node: Node, browser: Any, tmp_path: Path
) -> None:
    water = Cast().agency("水利")
    (tmp_path / "目录.xlsx").write_bytes(workbook([FOREIGN, *FOREIGN_ROWS]))
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    log_in(page, node.url, water.person_a.login)
    page.goto(f"{node.url}/catalogue/spreadsheets/")
    page.get_by_label("表格文件").set_input_files(tmp_path / "目录.xlsx")
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_label("每个条目的第一个信息项是主键").check()
    page.get_by_role("button", name="确认并开始登记").click()
    page.get_by_text("全部通过").wait_for(timeout=30_000)
    context.close()
