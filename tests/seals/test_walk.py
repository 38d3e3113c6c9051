"""Draft, issue, download, check in public: the whole way of a licence on pages, in a browser (Art. 23)."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.cast import Cast
from tests.conftest import Node
from tests.seals.stage import overlaid
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


def check(page: Any, url: str, file: Path) -> str:
    """What the public page says of a file to somebody who has not logged in."""
    page.context.clear_cookies()
    page.goto(f"{url}/seals/verify/")
    page.get_by_label("PDF 文件").set_input_files(str(file))
    page.get_by_role("button", name="核验文件").click()
    return page.locator(".se-result").inner_text()


@pytest.mark.clause("23.1")
def test_a_licence_goes_from_draft_to_the_public_check(node: Node, page: Any, tmp_path: Path) -> None:
    machine.chinese_font()
    forestry = Cast().agency("林业")
    log_in(page, node.url, forestry.person_a.login)
    page.goto(f"{node.url}/seals/kinds/new/")
    page.get_by_label("种类名称").fill("林木采伐许可证")
    page.get_by_label("登记项").fill("持证人\n采伐面积")
    page.get_by_label("签发依据").fill("《森林法》第三十二条")
    page.get_by_role("button", name="设立").click()
    page.get_by_role("link", name="拟制").click()
    page.get_by_label("持证人").fill("青山林场")
    page.get_by_label("采伐面积").fill("3.2 公顷")
    page.get_by_role("button", name="提交审签").click()
    page.get_by_text("拟制人不能签发自己的草稿").wait_for()
    assert page.get_by_role("button", name="盖章签发").count() == 0
    at = page.url

    log_in(page, node.url, forestry.person_b.login)
    page.goto(at)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="盖章签发").click()
    page.get_by_text("已加盖电子印章并签发").wait_for()
    page.get_by_text("永久保存：须登记纸质件存放位置").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    file = tmp_path / "licence.pdf"
    download.value.save_as(file)

    said = check(page, node.url, file)
    for words in ("核验通过", "仅供测试", forestry.agency.name, "青山林场"):
        assert words in said
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(overlaid(file.read_bytes()))
    said = check(page, node.url, forged)
    assert "已被改动" in said
    assert "核验通过" not in said


@pytest.mark.clause("24.1")
def test_where_only_the_paper_counts_every_page_says_so_with_its_law(node: Node, page: Any, tmp_path: Path) -> None:
    machine.chinese_font()
    cast, law = Cast(), "《中华人民共和国票据法》第四条"
    forestry, civil = cast.agency("林业"), cast.agency("民政")
    log_in(page, node.url, forestry.person_a.login)
    page.goto(f"{node.url}/seals/kinds/new/")
    page.get_by_label("种类名称").fill("林业补助票据")
    page.get_by_label("登记项").fill("收款人")
    page.get_by_label("签发依据").fill("《森林法》第三十二条")
    page.get_by_label(re.compile("^不适用电子文书的法律规定")).fill(law)
    page.get_by_role("button", name="设立").click()
    kind = page.get_by_role("row", name="林业补助票据")
    assert "不适用，以纸质为准" in kind.inner_text()
    assert law in kind.inner_text()
    kind.get_by_role("link", name="拟制").click()
    page.get_by_label("收款人").fill("青山林场")
    page.get_by_role("button", name="提交审签").click()
    page.get_by_text("拟制人不能签发自己的草稿").wait_for()
    number = page.url.strip("/").rpartition("/")[2]

    log_in(page, node.url, forestry.person_b.login)
    page.goto(f"{node.url}/seals/documents/{number}/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="盖章签发").click()
    page.get_by_text("已加盖电子印章并签发").wait_for()
    assert law in page.locator("aside").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 PDF").click()
    download.value.save_as(tmp_path / "draft.pdf")

    log_in(page, node.url, civil.person_a.login)
    page.goto(f"{node.url}/seals/fetch/")
    page.get_by_label("证照编号").fill(number)
    page.get_by_label("履职事项").fill("民政履职事项")
    page.get_by_label("办件编号").fill("JZ-1")
    page.get_by_role("button", name="取用并核验").click()
    refusal = page.get_by_role("alert").inner_text()
    assert "应当核验纸质原件" in refusal
    assert law in refusal
    assert "青山林场" not in page.locator("main").inner_text()
    assert f"依{law}，本种类不适用电子文书，以纸质原件为准" in check(page, node.url, tmp_path / "draft.pdf")
