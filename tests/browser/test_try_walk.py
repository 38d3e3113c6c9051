"""Somebody whose agency holds no grant finds an entry, and tries its calls on the page: in Chinese on a desk's screen, in English on a telephone's."""

from typing import Any

import pytest

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.walking import judged, log_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """POLICE hosts three people; FORESTRY holds nothing, CIVIL's `a` is named in a grant."""
    cast = Cast()
    office, police, forestry = cast.agency("主管", coordinator=True), cast.agency("公安"), cast.agency("林业")
    resource = cast.resource(police, office, name="人口基本信息试用")
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("people"))
    return {"forestry": forestry, "resource": resource}


@pytest.mark.clause("26.5")
def test_a_call_is_tried_before_there_is_a_grant(browser: Any, node: Node, story: dict[str, Any]) -> None:
    code = story["resource"].path_code
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page = context.new_page()
    log_in(page, node.url, story["forestry"].person_a.login)
    page.goto(f"{node.url}/catalogue/{code}/")
    page.get_by_role("link", name="试一试").click()
    page.get_by_role("button", name="发送").click()
    page.get_by_role("heading", name="答复").wait_for()
    result = page.locator("#result").inner_text()
    assert '"name": "match"' in result
    assert "Authorization: Bearer $YISHU_KEY" in result
    found = judged(page, "try-1440")

    page.get_by_role("row").filter(has_text="grant_expired").get_by_role("link").click()
    page.get_by_role("button", name="发送").click()
    page.get_by_text("HTTP/1.1 403 Forbidden").wait_for()
    assert "请本单位经办人重新申请" in page.locator("#result").inner_text()
    assert "3301021900" not in page.url
    context.close()

    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}, bypass_csp=True)
    page = context.new_page()
    log_in(page, node.url, story["forestry"].person_a.login)
    context.add_cookies([{"name": "django_language", "value": "en", "url": node.url}])
    page.goto(f"{node.url}/access/try/{code}/?mode=query&n=6")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="Answer").wait_for()
    assert '"birth_date": null' in page.locator("#result").inner_text()
    assert "invented subjects only" in page.locator("main").inner_text()
    found += judged(page, "try-390")
    context.close()
    assert not found
