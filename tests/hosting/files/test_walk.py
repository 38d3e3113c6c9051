"""Documents on pages: handed in, reviewed, found, fetched, withdrawn; in a browser, at both widths and in both languages, axe judging."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Node
from tests.hosting.files.stage import USCC, Stage, pdf
from tests.walking import judged, log_in

pytestmark = [pytest.mark.browser]


def _upload(page: Any, url: str, *files: dict[str, Any], **said: str) -> None:
    page.goto(url)
    page.locator("input[type=file]").set_input_files(list(files))
    for label, text in said.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="上传，待审查").click()


def _file(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.clause("19.1", "21.1")
def test_documents_are_handed_in_and_reviewed(stage: Stage, node: Node, page: Any) -> None:
    body, shelf = pdf("页面一"), f"{node.url}/hosting/files/{stage.resource.path_code}/"
    log_in(page, node.url, stage.police.person_a.login)
    _upload(page, shelf, _file("a.pdf", pdf("a")), _file("假.pdf", b"MZ"))
    page.get_by_text("已上传 1 份").wait_for()
    page.get_by_text("内容却不是这种格式").first.wait_for()
    wrong = judged(page, "shelf-wrong-zh")
    subject = f"统一社会信用代码 {USCC}"
    _upload(page, shelf, _file("通知.pdf", body), 文件编号="浙公〔2026〕1号", 标题="关于办法的通知", 涉及对象=subject)
    page.get_by_text("已上传 1 份").wait_for()
    log_in(page, node.url, stage.police.person_b.login)
    page.goto(f"{node.url}/hosting/files/")
    wrong += judged(page, "shelves-zh")
    page.get_by_role("link", name="关于办法的通知").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="打开文件").click()
    assert download.value.suggested_filename == "通知.pdf"
    assert Path(download.value.path()).read_bytes() == body
    page.get_by_role("button", name="退回修改").click()
    page.get_by_text("退回时须写明意见").first.wait_for()
    wrong += judged(page, "document-wrong-zh")
    page.get_by_role("button", name="保密审查通过，提供").click()
    page.get_by_text("已签署").first.wait_for()
    assert wrong == []


@pytest.mark.clause("27.2", "27.3")
def test_documents_are_found_fetched_and_withdrawn(stage: Stage, client: Any, node: Node, page: Any) -> None:
    body = pdf("页面二")
    stage.provided(client, body, "甲1", title="关于办法的通知", subjects=f'[{{"type": "uscc", "value": "{USCC}"}}]')
    stage.hand_in(client, pdf("等待"), number="乙2", title="待审查的文件")
    log_in(page, node.url, stage.civil.person_a.login)
    page.goto(f"{node.url}/access/{stage.grant.pk}/")  # the desk leads on
    page.get_by_role("heading", name="使用义务").wait_for()
    assert page.get_by_text("待审查的文件").count() == 0, "what waits is nobody else's"
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    assert Path(download.value.path()).read_bytes() == body
    wrong = judged(page, "documents-zh")
    page.get_by_label("涉及对象的号码").fill(USCC)
    page.get_by_role("button", name="查找").click()
    page.get_by_role("heading", name="查询结果").wait_for()
    assert USCC not in page.url
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": node.url}])
    page.goto(f"{node.url}/access/{stage.grant.pk}/documents/")
    page.get_by_role("heading", name="Obligations").wait_for()
    wrong += judged(page, "documents-en-390")
    log_in(page, node.url, stage.police.person_b.login)
    page.goto(f"{node.url}/hosting/files/{stage.resource.path_code}/")
    page.get_by_role("link", name="关于办法的通知").click()
    page.get_by_text("撤回这一版").click()
    page.get_by_label("撤回理由").fill("误发")
    wrong += judged(page, "document-zh-390")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤回", exact=True).click()
    page.get_by_text("已撤回，使用单位即刻不能再取得这一版").wait_for()
    assert stage.get(client, "/甲1/versions/1").status_code == 410
    assert wrong == []


def test_who_is_not_named_sees_no_document(stage: Stage, client: Any) -> None:
    stage.provided(client, pdf("一"), "n")
    client.force_login(stage.civil.person_b)
    page = client.get(f"/access/{stage.grant.pk}/documents/")
    assert "没有把您列为使用人" in page.content.decode()
    fetched = client.post(f"/access/{stage.grant.pk}/documents/", {"act": "fetch", "number": "n", "n": "1"})
    assert (fetched.status_code, stage.evidence()[-1][1:]) == (302, ("denied", "no_grant"))
    client.force_login(stage.forestry.person_a)
    assert client.get(f"/access/{stage.grant.pk}/documents/").status_code == 404
    own = f"/hosting/files/{stage.resource.path_code}/"
    assert client.get(own).status_code == 403
