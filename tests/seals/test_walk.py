"""Draft, issue, download, check in public: the whole way of a licence on pages, in a browser (Art. 23)."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.seals.stage import need_chinese_font, overlaid
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
    need_chinese_font()
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
    assert page.get_by_text("永久保存：须登记纸质件存放位置").is_visible()
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
