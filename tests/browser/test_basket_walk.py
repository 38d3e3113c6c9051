"""Two resources are gathered, applied for together, asked about, allowed in part with bounds, and renewed: on pages, in a browser (Art. 26)."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.conftest import Node
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.fixture
def walk(django_ready: str, node: Node, page: Any) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resources = [cast.resource(police, office), cast.resource(police, office, name="婚姻登记信息")]
    civil.system(name="社会救助审核系统")
    return SimpleNamespace(url=node.url, page=page, police=police, civil=civil, resources=resources)


def gather(walk: Any) -> None:
    """From the result cards into the list."""
    page = walk.page
    for n, resource in enumerate(walk.resources, 1):
        page.goto(f"{walk.url}/catalogue/?q={resource.code}")
        page.get_by_role("button", name=f"加入申请清单：{resource.code}").click()
        page.get_by_text("已在申请清单").wait_for()
        if n == 1:
            page.goto(f"{walk.url}/catalogue/{resource.path_code}/")
            page.get_by_role("link", name="清单中有 1 个").wait_for()
    page.get_by_role("link", name="已在申请清单").click()


def fill_in(walk: Any) -> None:
    page = walk.page
    page.get_by_role("link", name="申请这 2 个资源").click()
    page.get_by_label("办件类型").fill("临时救助申请")
    page.get_by_label("社会救助审核系统").check()
    for resource in walk.resources:
        section = page.locator("section", has_text=resource.current.name)
        section.get_by_label("公民身份号码").check()
        section.get_by_label("姓名").check()
        section.get_by_label("查询引用").check()
        section.get_by_label("预计每天查询人次").fill("300")
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("region", name="草稿").get_by_role("link").click()
    for resource in walk.resources:
        page.locator("section", has_text=resource.current.name).get_by_label("接受以上提供条件").check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_text("已确认的提供条件").first.wait_for()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已提交").first.wait_for()


def ask_and_answer(walk: Any) -> str:
    """The number of the application, which the provider has open at the end."""
    page, path = walk.page, walk.resources[0].path_code
    number = page.url.rstrip("/").rpartition("/")[2]
    log_in(page, walk.url, walk.police.person_b.login)
    page.goto(f"{walk.url}/sharing/inbox/{number}/{path}/")
    page.get_by_label("询问", exact=True).fill("为何需要姓名？")
    page.get_by_role("button", name="询问申请单位").click()
    page.get_by_text("待申请单位答复").wait_for()
    log_in(page, walk.url, walk.civil.person_a.login)
    page.goto(f"{walk.url}/sharing/applications/{number}/")
    page.get_by_label("答复", exact=True).fill("用于核对证件")
    page.get_by_role("button", name="答复", exact=True).click()
    page.get_by_text("用于核对证件").wait_for()
    log_in(page, walk.url, walk.police.person_b.login)
    page.goto(f"{walk.url}/sharing/inbox/{number}/{path}/")
    return number


@pytest.mark.clause("26.1", "26.3", "26.5")
def test_gathered_asked_about_bounded_and_renewed(walk: Any) -> None:
    page = walk.page
    log_in(page, walk.url, walk.civil.person_a.login)
    gather(walk)
    fill_in(walk)
    number = ask_and_answer(walk)
    page.get_by_text("用于核对证件").wait_for()
    page.get_by_text("限额、网段与脱敏").click()
    page.get_by_label("每天人次").fill("300")
    page.get_by_label("只限网段").fill("10.33.0.0/16")
    page.get_by_role("group", name="脱敏").get_by_label("姓名").select_option("name")
    page.get_by_label("授权期限").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="同意，按勾选授权").click()
    page.get_by_text("即刻可用").wait_for()

    log_in(page, walk.url, walk.civil.person_a.login)
    page.goto(f"{walk.url}/sharing/grants/?side=near")
    page.get_by_role("link", name=walk.resources[0].current.name).click()
    page.get_by_text("每天人次 ≤ 300").wait_for()
    page.get_by_text("10.33.0.0/16").wait_for()
    page.get_by_role("link", name="申请延期或变更").click()
    page.get_by_text("原授权").first.wait_for()
    assert page.get_by_label("姓名").is_checked()
    page.get_by_label("接受以上提供条件").check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已提交").first.wait_for()
    page.get_by_text("接替").wait_for()
    assert number not in page.url
