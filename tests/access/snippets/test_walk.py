"""The calls as people read and copy them, on wide and narrow screens, in both languages."""

from typing import Any

import pytest

from tests.access.snippets.scene import Scene
from tests.conftest import Node
from tests.walking import judged, log_in


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_calls_are_readable_when_opened_and_axe_finds_nothing_wrong(
    scene: Scene, node: Node, browser: Any, width: int, locale: str
) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    log_in(page, node.url, scene.civil.person_a.login)
    context.set_extra_http_headers({"Accept-Language": locale})
    page.goto(f"{node.url}/sharing/grants/{scene.grants['hostile'].pk}/#calls")
    for summary in page.locator("#calls summary").filter(has_not_text="curl").all():
        summary.click(timeout=5000)
    assert page.locator("#calls details[open]").count() == 9
    wrong = judged(page, f"calls-{locale}-{width}")
    context.close()
    assert wrong == []


def test_a_click_copies_what_stands_there(scene: Scene, node: Node, page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=node.url)
    log_in(page, node.url, scene.civil.person_a.login)
    page.goto(f"{node.url}/sharing/grants/{scene.grants['hostile'].pk}/")
    shown = page.locator("#calls code:has-text('curl')").first.inner_text()
    page.locator("#calls [data-copy]").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == shown
    assert "$(id) `id`" in shown
