"""An official without a programmer declares rules: in a browser, at both widths and in both languages, axe judging."""

from typing import Any

import pytest

from tests.conftest import Node
from tests.hosting.declared.firms import Firms
from tests.walking import judged, log_in

pytestmark = [pytest.mark.browser]


@pytest.mark.clause("13.1")
def test_rules_are_tried_declared_changed_and_ended(firm: Firms, node: Node, page: Any) -> None:
    firm.publish({"code": "A", "founded": "2001-02-03", "ended": "2000-01-01"}, {"code": "B", "staff": "7"})
    log_in(page, node.url, firm.scene.police.person_a.login)
    page.goto(f"{node.url}/hosting/?resource={firm.scene.resource.path_code}")
    page.get_by_role("link", name="管理核对规则").click()
    wrong = judged(page, "list-empty-zh")
    page.get_by_role("link", name="两项比较").click()
    page.get_by_role("button", name="试算").click()
    page.get_by_text("请选择信息项").first.wait_for()
    wrong += judged(page, "new-wrong-zh")
    page.get_by_label("信息项", exact=True).select_option("founded")
    page.get_by_label("另一信息项").select_option("ended")
    page.get_by_role("button", name="试算").click()
    page.get_by_text("其中 1 条不符合").wait_for()
    wrong += judged(page, "trial-zh")
    page.get_by_role("button", name="声明规则").click()
    page.get_by_text("已声明").wait_for()
    page.get_by_role("link", name="修改").click()
    assert page.get_by_label("另一信息项").input_value() == "ended"
    page.get_by_label("退回原因（中文）").fill("注销日期早于成立日期。")
    page.get_by_label("信息项", exact=True).select_option("ended")
    page.get_by_label("关系").select_option(">=")
    page.get_by_label("另一信息项").select_option("founded")
    page.get_by_role("button", name="试算").click()
    page.get_by_role("button", name="声明并替换原规则").click()
    page.get_by_text("注销日期早于成立日期。").wait_for()
    wrong += judged(page, "list-zh")
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": node.url}])
    page.goto(f"{node.url}{firm.page}")
    page.get_by_text("ended should not be before founded").wait_for()
    wrong += judged(page, "list-en-390")
    for form in ("pattern", "range", "when", "sum"):
        page.goto(f"{node.url}{firm.page}new/{form}/")
        wrong += judged(page, f"new-{form}-en-390")
    page.get_by_label("Total").select_option("staff")
    page.get_by_label("女性人数").check()
    page.get_by_label("男性人数").check()
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("all of them fit").wait_for()
    wrong += judged(page, "trial-en-390")
    page.goto(f"{node.url}/hosting/?resource={firm.scene.resource.path_code}")
    wrong += judged(page, "publish-en-390")
    page.goto(f"{node.url}{firm.page}")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Take out of use").click()
    page.get_by_text("Rules out of use").wait_for()
    wrong += judged(page, "list-ended-en-390")
    assert wrong == []
