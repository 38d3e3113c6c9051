"""A consumer finds, applies and uses; the provider decides: the whole way on pages, in a browser (Art. 26)."""

import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.fixture
def walk(django_ready: str, node: Node, page: Any, tmp_path: Path) -> Any:
    """POLICE offers a restricted resource with data; CIVIL has a system and a key; `page` belongs to CIVIL's handler."""
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path)
    system = civil.system(name="社会救助审核系统")
    here = SimpleNamespace(
        url=node.url, page=page, office=office, police=police, civil=civil, resource=resource, system=system
    )
    log_in(here.page, here.url, civil.person_a.login)
    return here


def apply(walk: Any) -> None:
    """From the search to the sent application, as the handler."""
    page, name = walk.page, walk.resource.current.name
    page.goto(f"{walk.url}/catalogue/")
    page.get_by_label("搜索信息资源").first.press_sequentially(name)
    page.wait_for_url("**q=*")  # results follow the typing
    page.locator("#results h2 a", has_text=name).click()
    page.get_by_role("link", name="申请使用").click()
    for item in ("公民身份号码", "姓名", "性别"):
        page.get_by_label(re.compile(f"^{item}")).check()
    page.get_by_label("比对验证").check()
    page.get_by_label("查询引用").check()
    page.get_by_label("用途说明").fill("核对救助对象身份")
    page.get_by_label("接受以上提供条件").check()
    page.get_by_label(walk.system.system.name).check()
    page.get_by_role("button", name="下一步：核对").click()
    page.get_by_role("heading", name="核对后提交").wait_for()
    page.get_by_text("核对救助对象身份").wait_for()
    page.get_by_role("button", name="提交申请").click()
    page.get_by_text("已提交").first.wait_for()


def open_in_drawer(walk: Any) -> Any:
    """The provider's inbox, the application in the drawer beside it."""
    log_in(walk.page, walk.url, walk.police.person_b.login)
    walk.page.goto(f"{walk.url}/sharing/inbox/")
    row = walk.page.get_by_role("region", name="待我审核").locator("tr", has_text=walk.civil.agency.name)
    row.get_by_text(re.compile("还剩 5 个工作日")).wait_for()
    row.get_by_role("link").click()
    drawer = walk.page.locator("dialog#drawer")
    drawer.get_by_role("button", name="同意，按勾选授权").wait_for()
    return drawer


@pytest.mark.clause("26.1", "26.3")
def test_a_part_is_granted_and_used(walk: Any) -> None:
    apply(walk)
    drawer = open_in_drawer(walk)
    drawer.get_by_label(re.compile("^性别")).uncheck()
    drawer.get_by_label("查询引用").uncheck()
    drawer.get_by_role("button", name="同意，按勾选授权").click()
    walk.page.get_by_text("即刻可用").wait_for()

    log_in(walk.page, walk.url, walk.civil.person_a.login)
    walk.page.goto(f"{walk.url}/sharing/grants/")
    walk.page.get_by_role("link", name=walk.resource.current.name).click()
    terms = walk.page.locator("main")
    terms.get_by_text("公民身份号码").first.wait_for()
    assert terms.get_by_text("性别").count() == 0
    calls = walk.page.locator(".ys-copyable code").all_inner_texts()
    assert len(calls) == 3  # in three languages; query was not granted
    (command,) = filter(None, calls)  # the others are folded up
    assert run(command, walk.system.key) == {"found": False}


@pytest.mark.clause("26.3")
def test_a_refusal_without_a_reason_is_stopped(walk: Any) -> None:
    apply(walk)
    drawer = open_in_drawer(walk)
    drawer.get_by_role("button", name="不予授权").click()
    walk.page.locator(".ys-errors").wait_for()
    assert walk.page.locator(".ys-errors a").get_attribute("href") == "#id_reason"
    walk.page.get_by_label("意见").fill("请先说明依据。")
    walk.page.get_by_label("不予授权的理由").select_option("basis")
    walk.page.get_by_role("button", name="不予授权").click()
    walk.page.get_by_text("已答复不予授权").wait_for()

    log_in(walk.page, walk.url, walk.civil.person_a.login)
    walk.page.goto(f"{walk.url}/sharing/applications/")
    walk.page.locator("tbody th a").first.click()
    refusal = walk.page.locator(".ys-notice", has_text="不予授权的理由")
    refusal.get_by_text("请补充法律、法规、规章的条款或者文件后重新提出。").wait_for()
    refusal.get_by_text("请先说明依据。").wait_for()


def run(command: str, key: str) -> dict[str, object]:
    """What a shell makes of the line on the page, with the key set; the parts that every answer has."""
    done = subprocess.run(
        ["sh", "-c", f"{command} -sS"], env={"YISHU_KEY": key, "PATH": "/usr/bin:/bin"}, capture_output=True
    )
    return {"found": json.loads(done.stdout)["found"]}
