"""An agency compares, feeds a difference back, and its provider answers and corrects: on pages, in a browser (Art. 28)."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.quality.conftest import MINE, PEOPLE
from tests.quality.test_discrepancies import MENDED
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.mark.clause("28.1", "17.1")
def test_compare_feed_back_answer_and_correct(node: Node, page: Any, tmp_path: Path) -> None:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE, tmp_path)
    cast.grant(civil, police, resource, users=(civil.person_a,))
    table = tmp_path / "低保对象.csv"
    table.write_bytes(MINE.encode("gbk"))

    log_in(page, node.url, civil.person_a.login)
    page.goto(f"{node.url}/quality/comparisons/")
    page.get_by_role("link", name="新建比对").first.click()
    page.get_by_label("本单位的数据表").set_input_files(table)
    page.get_by_label("CSV 字符集").select_option("gbk")
    page.get_by_role("button", name="下一步：选择列").click()
    assert page.get_by_label("姓名", exact=True).locator("option:checked").inner_text() == "姓名"  # proposed by name
    page.get_by_label("公民身份号码", exact=True).select_option(label="身份证")
    assert page.get_by_label("以“公民身份号码”为主键").is_checked()
    page.get_by_role("button", name="开始比对").click()
    page.get_by_text("比对完成").wait_for()
    page.get_by_text("330102********6031").wait_for()
    page.get_by_role("button", name="登记为疑义").first.click()
    page.get_by_label("说明或理由").fill("户口簿所载不同，请核对")
    page.get_by_role("button", name="反馈提供单位").click()
    page.get_by_text("待提供单位答复").first.wait_for()
    page.get_by_text("个工作日").first.wait_for()
    address = page.url

    log_in(page, node.url, police.person_a.login)
    page.goto(f"{node.url}/quality/discrepancies/?list=in")
    page.get_by_role("link", name=address.rstrip("/").rsplit("/", 1)[1]).click()
    page.get_by_role("button", name="显示完整内容").click()
    page.get_by_text("正在显示完整内容").wait_for()
    page.get_by_role("button", name="认可，将在源头更正").click()
    page.get_by_text("请先在源头更正并发布数据").wait_for()
    cast.publish(police, resource, MENDED, tmp_path)
    page.goto(address)
    page.get_by_role("button", name="已更正，办结").click()
    page.get_by_text("更正后的数据版本").wait_for()
    page.get_by_text("已更正", exact=True).first.wait_for()
