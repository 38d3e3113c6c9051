"""The whole of Article 26 in one story on pages: applied, asked about, allowed in part, disputed, coordinated, used, taken back."""

import re
from typing import Any

import pytest

from tests.browser.test_apply_walk import apply, open_in_drawer
from tests.browser.test_apply_walk import walk as walk
from tests.browser.test_coordination_walk import call, say
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


def as_applicant(walk: Any, path: str) -> None:
    log_in(walk.page, walk.url, walk.civil.person_a.login)
    walk.page.goto(walk.url + path)


def as_provider(walk: Any, path: str) -> None:
    log_in(walk.page, walk.url, walk.police.person_b.login)
    walk.page.goto(walk.url + path)


def ask_and_answer(walk: Any) -> None:
    number = walk.page.url.rstrip("/").rpartition("/")[2]
    as_provider(walk, f"/sharing/inbox/{number}/{walk.resource.path_code}/")
    say(walk, "询问", "为何需要性别？", "询问申请单位")
    walk.page.get_by_text("待申请单位答复").wait_for()
    as_applicant(walk, f"/sharing/applications/{number}/")
    walk.page.get_by_label("答复", exact=True).fill("用于区分同名人员")
    walk.page.get_by_role("button", name="答复", exact=True).click()
    walk.page.get_by_text("用于区分同名人员").wait_for()


def allow_a_part(walk: Any) -> None:
    drawer = open_in_drawer(walk)
    drawer.get_by_text("用于区分同名人员").wait_for()
    drawer.get_by_label(re.compile("^性别")).uncheck()
    drawer.get_by_label("查询引用").uncheck()
    drawer.get_by_role("button", name="同意，按勾选授权").click()
    walk.page.get_by_text("即刻可用").wait_for()


def dispute_the_rest(walk: Any, application: str) -> str:
    """From the line that was granted in part; the address of the coordination."""
    page = walk.page
    as_applicant(walk, application)
    page.get_by_role("link", name="提请协调").click()
    page.get_by_text("申请而未授权的部分").wait_for()
    say(walk, "提请协调的理由", "同名人员须区分", "提请平台主管部门协调")
    page.get_by_text("已提请平台主管部门协调").wait_for()
    return page.url.removeprefix(walk.url)


def coordinate(walk: Any, place: str) -> None:
    page = walk.page
    as_provider(walk, place)
    say(walk, "陈述意见", "请平台协调", "提交陈述")
    page.get_by_text("陈述已记录").wait_for()
    log_in(page, walk.url, walk.office.person_b.login)
    page.goto(walk.url + place)
    say(walk, "协调意见", "核对身份所必需", "应予授权（按勾选）")
    page.get_by_text(re.compile("协调意见 XTYJ.* 已出具")).wait_for()
    as_provider(walk, place)
    page.get_by_role("button", name="执行：按协调意见授权").click()
    page.get_by_text("授权即刻可用").wait_for()


@pytest.mark.clause("26.1", "26.3", "26.4", "26.5")
def test_applied_asked_about_allowed_in_part_disputed_coordinated_used_and_taken_back(walk: Any) -> None:
    apply(walk)
    application = walk.page.url.removeprefix(walk.url)
    ask_and_answer(walk)
    allow_a_part(walk)
    assert call(walk).json()["result"] == {"name": "match"}
    assert call(walk, claims={"sex": "1"}).status_code == 403
    place = dispute_the_rest(walk, application)
    assert call(walk).json()["result"] == {"name": "match"}  # what was granted goes on
    coordinate(walk, place)
    assert call(walk, claims={"sex": "1"}).json()["result"] == {"sex": "match"}

    page = walk.page
    as_provider(walk, "/sharing/grants/?side=given")
    page.locator("tr", has_text="有效").get_by_role("link", name=walk.resource.current.name).click()
    page.get_by_label("理由").fill("事项已经办结")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="收回授权").click()
    page.get_by_text("已收回").first.wait_for()
    assert call(walk).status_code == 403
    as_applicant(walk, "/evidence/?action=data:")
    page.get_by_text("拒绝").first.wait_for()
