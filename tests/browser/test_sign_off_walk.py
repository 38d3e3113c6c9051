"""Two steps on both sides and a formal check between them: each sets, signs and reads it on pages (26.3, 34.1, 38.1)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.browser.test_apply_walk import walk as walk
from tests.cast import PASSWORD
from tests.walking import log_in
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.node.models import LocalStep
from yishu.operations import local_rules

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.fixture
def checked(walk: Any) -> Iterator[None]:
    """The local rule of the formal check; taken back, for it is the whole node's."""
    code = LocalStep.Code.APPLICATION_FORMAL_CHECK
    local_rules.add_step(walk.office.b, code, basis="《某市数据共享细则》第七条", now=timezone.now())
    yield
    local_rules.drop_step(walk.office.b, code)


def head_of(member: Any) -> Any:
    """Somebody who reviews for the agency, and neither prepares nor signs last."""
    login, roles = f"head{member.agency.pk}", frozenset({Role.REVIEWER})
    return agencies.register_person(PLATFORM, member.agency, login=login, name=login, password=PASSWORD, roles=roles)


def set_two_steps(walk: Any, member: Any, stage: str) -> None:
    """As the agency's administrator, on the page."""
    page = walk.page
    log_in(page, walk.url, member.person_a.login)
    page.goto(f"{walk.url}/sharing/sign-off/steps/")
    page.locator("section", has_text=stage).get_by_role("link", name="设置环节").click()
    page.get_by_label("环节名称").nth(0).fill("处室负责人审核")
    page.get_by_label("由哪个角色审批").nth(0).select_option("reviewer")
    page.get_by_label("环节名称").nth(1).fill("分管领导审批")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已变更").first.wait_for()


def sign(walk: Any, person: Any, name: str, words: str, told: str) -> None:
    """From the person's own list, in the drawer."""
    page = walk.page
    log_in(page, walk.url, person.login)
    page.goto(f"{walk.url}/sharing/sign-off/")
    page.locator("tbody th a", has_text=name).click()
    drawer = page.locator("dialog#drawer")
    drawer.get_by_label(re.compile("^意见")).fill(words)
    drawer.get_by_role("button", name="同意", exact=True).click()
    page.get_by_text(told).first.wait_for()


@pytest.mark.clause("26.3", "34.1", "38.1")
def test_what_both_sides_sign_and_the_coordinator_checks_is_granted(walk: Any, checked: None) -> None:
    page, name = walk.page, walk.resource.current.name
    civil_head, police_head = head_of(walk.civil), head_of(walk.police)
    set_two_steps(walk, walk.civil, "申请发出前")
    set_two_steps(walk, walk.police, "答复作出前")

    log_in(page, walk.url, walk.civil.person_a.login)
    page.goto(f"{walk.url}/sharing/apply/?resource={walk.resource.path_code}")
    for item in ("公民身份号码", "姓名"):
        page.get_by_label(re.compile(f"^{item}")).check()
    page.get_by_label("比对验证").check()
    page.get_by_label("接受以上提供条件").check()
    page.get_by_label(walk.system.system.name).check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_text("处室负责人审核 →").wait_for()
    page.get_by_role("button", name="提交本单位审批").click()
    page.get_by_text("已送本单位审批").first.wait_for()
    application = page.url
    sign(walk, civil_head, "民政履职事项", "情况属实", "转下一环节：分管领导审批")
    sign(walk, walk.civil.person_b, "民政履职事项", "同意发出", "申请已发出")

    log_in(page, walk.url, walk.office.person_b.login)
    page.goto(f"{walk.url}/sharing/checks/")
    page.locator("tr", has_text=walk.civil.agency.name).get_by_role("link").click()
    drawer = page.locator("dialog#drawer")
    drawer.get_by_label("未附公函").check()
    drawer.get_by_role("button", name="退回补正").click()
    page.get_by_text("已退回申请单位补正").wait_for()

    log_in(page, walk.url, walk.civil.person_a.login)
    page.goto(application)
    page.get_by_text("未附公函").first.wait_for()
    page.get_by_role("link", name="补正后重新提交").click()
    page.get_by_label("履职依据").fill("《社会救助暂行办法》第四十七条")
    page.get_by_role("button", name="重新提交").click()
    page.get_by_text("已重新提交").wait_for()
    sign(walk, civil_head, "民政履职事项", "已补正", "转下一环节：分管领导审批")
    sign(walk, walk.civil.person_b, "民政履职事项", "同意", "申请已发出")

    log_in(page, walk.url, walk.office.person_b.login)
    page.goto(f"{walk.url}/sharing/checks/")
    page.locator("tr", has_text=walk.civil.agency.name).first.get_by_role("link").click()
    page.locator("dialog#drawer").get_by_role("button", name="形式齐全，转送提供单位").click()
    page.get_by_text("审核期限自现在起算").wait_for()

    log_in(page, walk.url, walk.police.person_a.login)
    page.goto(f"{walk.url}/sharing/inbox/")
    page.locator("tr", has_text=walk.civil.agency.name).get_by_role("link").click()
    page.locator("dialog#drawer").get_by_role("button", name="拟同意，送本单位审批").click()
    page.get_by_text("拟办意见已送本单位审批").wait_for()
    page.get_by_text("本单位审批中：处室负责人审核").wait_for()
    sign(walk, police_head, name, "符合最小必要", "转下一环节：分管领导审批")
    sign(walk, walk.police.person_b, name, "同意", "已答复申请单位")

    log_in(page, walk.url, walk.civil.person_a.login)
    page.goto(application)
    for step in ("处室负责人审核：同意", "形式审查退回补正", "形式审查通过，转送提供单位", "同意授权"):
        page.get_by_text(step).first.wait_for()
    page.get_by_role("link", name="查看授权").wait_for()
    page.goto(f"{application}form/")
    page.get_by_text("符合最小必要").wait_for(state="detached")  # the provider's own words stay there
    page.get_by_role("heading", name="信息资源共享审核意见表").wait_for()
