"""A value is disputed, its provider refuses, the coordinator opines, the source is corrected: on pages, in a browser (17.1)."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.quality.conftest import PEOPLE
from tests.quality.test_discrepancies import MENDED
from tests.walking import enter, log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.mark.clause("17.1")
def test_refused_taken_to_the_coordinator_and_corrected_at_the_source(node: Node, page: Any, tmp_path: Path) -> None:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE, tmp_path)
    cast.grant(civil, police, resource, users=(civil.person_a,), modes=("query",))

    log_in(page, node.url, civil.person_a.login)
    page.goto(f"{node.url}/catalogue/{resource.path_code}/")
    page.get_by_role("link", name="登记疑义").click()
    page.get_by_label("公民身份号码", exact=True).fill("330102199003076031")
    page.get_by_label("信息项", exact=True).select_option(label="姓名")
    page.get_by_label(re.compile("^平台上的值")).fill("钱二")
    page.get_by_label(re.compile("^本单位掌握的值")).fill("钱贰")
    page.get_by_label(re.compile("^依据和说明")).fill("窗口核对户口簿")
    page.get_by_role("button", name="登记", exact=True).click()
    say(page, "户口簿载明为钱贰", "反馈提供单位", shown="户口簿载明为钱*")
    place, number = page.url, page.url.strip("/").rpartition("/")[2]

    received(page, node, police.person_a, "收到的", number)
    say(page, "以户籍档案为准", "不予更正")
    received(page, node, civil.person_a, "发现的", number)
    page.get_by_text("以户籍档案为准").wait_for()
    say(page, "档案未及时变更，附派出所证明", "提请主管部门协调")

    received(page, node, office.person_b, "待出具协调意见", number)
    main = page.locator("main").inner_text()
    for words in ("以户籍档案为准", "档案未及时变更，附派出所证明", "钱*"):
        assert words in main
    assert "钱贰" not in main  # who opines sees persons masked
    say(page, "经核实应予更正", "应予更正")

    received(page, node, police.person_a, "收到的", number)
    page.get_by_text("经核实应予更正").wait_for()
    page.get_by_role("link", name="发布数据", exact=True).last.click()
    mended = tmp_path / "更正.csv"
    mended.write_text(MENDED, "utf-8")
    page.get_by_label("数据文件").set_input_files(mended)
    page.get_by_role("button", name="检查并发布").click()
    page.get_by_text("已入库 1 条").wait_for()
    page.goto(place)
    page.get_by_role("button", name="已更正，办结").click()
    page.get_by_text("更正后的数据版本").wait_for()

    log_in(page, node.url, civil.person_a.login)
    page.goto(place)
    assert "已更正" in page.locator(".lead").inner_text()
    course = page.locator(".ys-timeline").inner_text()
    said = ("户口簿载明为钱*", "以户籍档案为准", "档案未及时变更", "经核实应予更正", "在源头更正")
    assert sorted(said, key=course.index) == list(said)


def received(page: Any, node: Node, person: Any, which: str, number: str) -> None:
    """Somebody logs in and opens it from their list."""
    log_in(page, node.url, person.login)
    enter(page, "数据")
    page.get_by_role("link", name="疑义数据", exact=True).first.click()
    page.get_by_role("link", name=re.compile(which)).click()
    page.get_by_role("link", name=number).click()


def say(page: Any, words: str, button: str, shown: str = "") -> None:
    page.get_by_label("说明或理由").fill(words)
    page.get_by_role("button", name=button).click()
    page.locator(".ys-timeline").get_by_text(shown or words).wait_for()
