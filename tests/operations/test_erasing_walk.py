"""What is personal in a record is erased through the pages, in a browser, by two people (5.1, 32.1)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Node
from tests.operations.erasures import BASIS, WHY, WRITTEN, Scene, acted, refuse_all, row
from tests.operations.erasures import scene as scene
from tests.walking import enter, judged, log_in

pytestmark = [pytest.mark.browser, pytest.mark.clause("32.1"), pytest.mark.clause("5.1")]


@pytest.fixture(scope="module")
def portal(start_node: Callable[..., Node]) -> Node:
    """One that asks administrators for no second factor."""
    return start_node("serve", YISHU_SECOND_FACTOR="")


def test_one_administrator_asks_another_agrees_and_it_is_gone(scene: Scene, portal: Node, page: Any) -> None:
    refuse_all(scene.security)
    receipt = acted(scene.officer)
    log_in(page, portal.url, scene.auditor.login)
    page.goto(f"{portal.url}/evidence/{row(receipt).pk}/")
    page.get_by_text(WRITTEN).first.wait_for()
    wrong = judged(page, "erasing-record")
    page.get_by_role("link", name="申请抹除").click()
    wrong += judged(page, "erasing-ask")
    page.get_by_label("依据").fill(BASIS)
    page.get_by_label("理由").fill(WHY)
    page.get_by_role("button", name="提交抹除申请").click()
    page.get_by_text("已申请，待另一位").wait_for()
    page.get_by_text("须由另一人决定").wait_for()
    number = page.url.rstrip("/").rpartition("/")[2]

    log_in(page, portal.url, scene.security.login)
    page.get_by_role("link", name=f"申请 {number}：{BASIS}").click()
    wrong += judged(page, "erasing-decide")
    assert WRITTEN not in page.content()
    page.get_by_role("button", name="同意并抹除").click()
    assert page.get_by_label("依据已核对").evaluate("box => box.validity.valueMissing")
    page.get_by_label("依据已核对").check()
    page.get_by_role("button", name="同意并抹除").click()
    page.get_by_text("已同意，个人信息部分已抹除").wait_for()
    wrong += judged(page, "erasing-done")
    enter(page, "监督")
    page.get_by_role("link", name="抹除个人信息", exact=True).first.click()
    decided = page.get_by_role("region", name="已决定").get_by_role("row").nth(1).inner_text()
    assert all(name in decided for name in (scene.auditor.name, scene.security.name, "已抹除", BASIS))
    wrong += judged(page, "erasing-list")

    log_in(page, portal.url, scene.auditor.login)
    page.goto(f"{portal.url}/evidence/{row(receipt).pk}/")
    page.get_by_text("个人信息部分已抹除").first.wait_for()
    assert WRITTEN not in page.content()
    assert wrong == []
