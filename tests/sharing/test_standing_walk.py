"""An agreement of before the platform, from its document to the first use and its end, as the people of both sides walk it (26.3, 26.5)."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.walking import log_in

pytestmark = pytest.mark.usefixtures("django_ready")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def no_shot(_name: str) -> None:
    pass


def walk(node: Node, page: Any, folder: Path, shot: Any = no_shot) -> None:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil = cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, folder)
    civil.system(name="救助系统")
    _bring_in(node, page, police, civil, resource, shot)
    number = page.url.rstrip("/").rpartition("/")[2]
    _review(node, page, police, civil, number, shot)
    _narrow(node, page, police, shot)


def _bring_in(node: Node, page: Any, police: Cast.Member, civil: Cast.Member, resource: Any, shot: Any) -> None:
    log_in(page, node.url, police.person_a.login)
    page.goto(f"{node.url}/sharing/standing/")
    shot("empty")
    page.get_by_role("link", name="登记一条").first.click()
    page.get_by_label("本单位的资源").select_option(resource.path_code)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("使用单位").fill("民政局")
    for item in ("公民身份号码", "姓名"):
        page.get_by_role("checkbox", name=item).check()
    page.get_by_role("checkbox", name="查询引用").check()
    page.get_by_role("textbox", name="履职事项").fill("社会救助审核")
    page.get_by_label("使用义务").fill("用后不留存\n不得转给第三方")
    page.get_by_label("依据文号").fill("浙公办〔2019〕12号")
    page.get_by_label("发文单位").fill("浙江省公安厅")
    page.get_by_label("发文日期").fill("2019-02-20")
    page.get_by_label("起始日期").fill("2019-03-01")
    page.get_by_role("button", name="登记并提交复核").click()
    page.get_by_role("alert").get_by_text("没有名称或代码为“民政局”的单位").wait_for()
    shot("agreement")
    page.get_by_label("使用单位").fill(civil.agency.name)
    page.get_by_role("button", name="登记并提交复核").click()
    page.get_by_text("由您登记或上传了文件").wait_for()
    page.get_by_label("依据原件").set_input_files({"name": "协议.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="上传依据文件").click()
    page.get_by_role("link", name="协议.pdf").wait_for()


def _review(node: Node, page: Any, police: Cast.Member, civil: Cast.Member, number: str, shot: Any) -> None:
    log_in(page, node.url, police.person_b.login)
    page.goto(node.url)
    page.locator(f'a[href="/sharing/standing/{number}/"]').first.click()
    page.get_by_role("button", name="与依据一致").wait_for()
    shot("confirm")
    page.get_by_role("button", name="与依据一致").click()
    page.get_by_text("已复核，送使用单位确认").wait_for()
    log_in(page, node.url, civil.person_a.login)
    page.goto(f"{node.url}/sharing/standing/?side=held")
    shot("held")
    page.goto(f"{node.url}/sharing/standing/{number}/")
    shot("acknowledge")
    page.get_by_role("button", name="确认，授权生效").click()  # the browser itself asks for the tick
    page.get_by_role("checkbox", name="已阅读并接受").check()
    page.get_by_role("button", name="确认，授权生效").click()
    page.get_by_text("已确认，授权即刻生效").wait_for()
    shot("active")
    page.get_by_role("link", name="查看授权").click()
    page.get_by_role("heading", name="存量授权的依据").wait_for()
    page.get_by_text("不得转给第三方").wait_for()


def _narrow(node: Node, page: Any, police: Cast.Member, shot: Any) -> None:
    grant = page.url
    log_in(page, node.url, police.person_b.login)
    page.goto(grant)
    page.get_by_role("link", name="收窄授权").click()
    page.get_by_role("checkbox", name="姓名").uncheck()
    page.get_by_label("理由").fill("按最小必要原则核减")
    shot("narrow")
    page.get_by_role("button", name="确认收窄").click()
    page.get_by_text("授权已收窄，即刻生效").wait_for()
    page.get_by_text("不再授权信息项：姓名").wait_for()
    shot("narrowed")


@pytest.mark.clause("26.5")
def test_both_sides_walk_an_agreement_to_a_grant_and_its_provider_narrows_it(
    node: Node, page: Any, tmp_path: Path
) -> None:
    walk(node, page, tmp_path)
