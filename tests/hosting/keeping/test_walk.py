"""A data officer looks at a change of shape, agrees to it, and says how long versions are kept: in a browser, at both widths and in both languages, axe judging."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Node
from tests.hosting.conftest import Scene
from tests.hosting.declared.test_walk import judged
from tests.walking import log_in
from yishu.catalogue.rules import ItemDraft

pytestmark = [pytest.mark.browser]
KEY, AMOUNT = ItemDraft("code", "编号", is_key=True, required=True), ItemDraft("amount", "金额")


@pytest.mark.clause("20.1", "21.2")
def test_a_change_of_shape_is_seen_agreed_to_and_mended(
    scene_with: Callable[..., Scene], node: Node, page: Any
) -> None:
    scene = scene_with(items=(KEY, AMOUNT), key_kind="plain", modes=("query", "bulk"))
    scene.publish("code,amount\na,12\nb,约三百\n")
    scene.publish("code,amount\nc,5\n")
    scene.next_version(KEY, ItemDraft("amount", "金额", type="integer"), ItemDraft("note", "备注"))
    log_in(page, node.url, scene.police.person_a.login)
    page.goto(f"{node.url}/hosting/?resource={scene.resource.path_code}")
    page.get_by_text("条目已改，已入库的数据待转换").wait_for()
    wrong = judged(page, "versions-publish-zh")
    page.get_by_role("link", name="查看并转换").click()
    page.get_by_text("1 条不合新的要求").wait_for()
    page.get_by_text("改类型：金额").wait_for()
    wrong += judged(page, "versions-convert-zh")
    page.set_viewport_size({"width": 390, "height": 844})
    wrong += judged(page, "versions-convert-zh-390")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="转换，列出 1 条待整改").click()
    if page.get_by_role("button", name="确定").count():
        page.get_by_role("button", name="确定").click()
    page.get_by_text("已转换为新的结构，成为数据版本 3").wait_for()
    page.get_by_text("有记录待整改").wait_for()
    wrong += judged(page, "versions-receipt-zh-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{node.url}/hosting/versions/{scene.resource.path_code}/")
    page.get_by_role("button", name="设定保留规则").click()
    wrong += judged(page, "versions-keep-wrong-zh")
    page.get_by_label("至少保留的版本数").fill("2")
    page.get_by_label("理由").fill("业务只需追溯最近两版。")
    page.get_by_role("button", name="设定保留规则").click()
    page.get_by_text("已设定").wait_for()
    wrong += judged(page, "versions-kept-zh")
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": node.url}])
    page.goto(f"{node.url}/hosting/versions/{scene.resource.path_code}/")
    page.get_by_text("The newest 2 versions", exact=True).first.wait_for()
    wrong += judged(page, "versions-kept-en-390")
    page.goto(f"{node.url}/catalogue/{scene.resource.path_code}/")
    wrong += judged(page, "versions-entry-en-390")
    assert wrong == []
