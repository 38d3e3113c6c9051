"""A named government user verifies and queries on a page, and finds the records of it; somebody who is not named is told why not."""

import re
from typing import Any

import pytest

from tests.cast import PEOPLE_CSV, PERSON_ITEMS, Cast
from tests.conftest import Node
from tests.walking import enter, log_in

pytestmark = pytest.mark.browser
SUBJECT = PEOPLE_CSV.splitlines()[1].split(",")[0]
DUTY = "社会救助审核"


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """POLICE hosts three people; CIVIL's `a` is named in a grant of all items but the residence, `b` is not."""
    cast = Cast()
    office, police, civil = cast.agency("主管", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office, case_required=True, name="人口基本信息核验")
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("people"))
    items = tuple(item.code for item in PERSON_ITEMS if item.code != "residence_code")
    grant = cast.grant(
        civil, police, resource, users=(civil.person_a,), items=items, modes=("verify", "query"), duty=DUTY
    )
    return {"police": police, "civil": civil, "resource": resource, "grant": grant}


def fill_purpose(page: Any, case: str) -> None:
    page.get_by_label("办件编号").fill(case)
    page.get_by_label("公民身份号码").first.fill(SUBJECT)


@pytest.mark.clause("27.1", "27.2", "4.4", "32.1")
def test_a_named_user_verifies_queries_and_finds_the_records(page: Any, node: Node, story: dict[str, Any]) -> None:
    log_in(page, node.url, story["civil"].person_a.login)
    enter(page, "共享")
    page.get_by_role("link", name="核验查询").first.click()
    page.get_by_role("link", name=re.compile("人口基本信息核验")).click()

    page.get_by_role("button", name="核验", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert "请填写" in page.get_by_role("alert").inner_text()

    fill_purpose(page, "JZ-2026-1")
    page.get_by_label("姓名").fill("赵一")
    page.get_by_label("出生日期").fill("1991-01-01")
    page.get_by_role("button", name="核验", exact=True).click()
    page.get_by_role("heading", name="核验结果单").wait_for()
    assert "一致" in row(page, "姓名")
    assert "不一致" not in row(page, "姓名")
    assert "不一致" in row(page, "出生日期")

    page.get_by_role("link", name="查询引用").click()
    fill_purpose(page, "JZ-2026-1")
    page.get_by_label("姓名").check()
    page.get_by_label("出生日期").check()
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("heading", name="查询结果单").wait_for()
    assert "赵*" in row(page, "姓名")
    assert "赵一" not in page.locator("#result").inner_text()
    assert "1990-03-07" in row(page, "出生日期")

    page.get_by_role("button", name="显示完整内容（将被记录）").click()
    page.get_by_role("cell", name="赵一", exact=True).wait_for()
    assert SUBJECT not in page.url
    number = page.locator("#result").get_by_role("link").filter(has_text=re.compile("^[0-9a-f-]{36}$")).inner_text()

    enter(page, "监督")
    page.get_by_role("link", name="使用留痕").first.click()
    rows = page.locator("tbody tr").filter(has_text="JZ-2026-1")
    assert [cell(rows.nth(n)) for n in range(3)] == ["查询引用", "查询引用", "比对验证"]
    page.goto(f"{node.url}/evidence/{number}/")
    page.get_by_text("与写入时一致").wait_for()
    assert "完整显示" in page.locator("main").inner_text()
    assert SUBJECT not in page.content()


def test_the_desk_works_without_scripts(browser: Any, node: Node, story: dict[str, Any]) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    log_in(page, node.url, story["civil"].person_a.login)
    page.goto(f"{node.url}/access/{story['grant'].pk}/?mode=query")
    fill_purpose(page, "JZ-2026-2")
    page.get_by_label("姓名").check()
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("button", name="显示完整内容（将被记录）").click()
    assert "赵一" in row(page, "姓名")
    assert page.url.endswith("#result")
    context.close()


@pytest.mark.clause("26.5")
def test_a_user_who_is_not_named_is_told_why_and_what_to_do(page: Any, node: Node, story: dict[str, Any]) -> None:
    log_in(page, node.url, story["civil"].person_b.login)
    page.goto(f"{node.url}/access/")
    assert "没有列有您姓名的有效授权" in page.locator("main").inner_text()
    page.goto(f"{node.url}/access/{story['grant'].pk}/")
    assert "这项授权没有把您列为使用人" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="核验", exact=True).count() == 0


def row(page: Any, item: str) -> str:
    return page.locator("#result tbody tr").filter(has=page.get_by_role("rowheader", name=item)).inner_text()


def cell(row: Any) -> str:
    return row.locator("td").first.inner_text()
