"""A data officer has the last version of each quarter kept in files: in a browser, at both widths and in both languages, axe judging."""

from typing import Any

import pytest

from tests.conftest import Node
from tests.hosting.archiving.conftest import Register
from tests.hosting.declared.test_walk import judged
from tests.walking import log_in

pytestmark = [pytest.mark.browser]
HEADER = "code,amount,note,seen\n"


@pytest.mark.clause("20.1")
def test_files_are_asked_for_written_and_seen(register: Register, node: Node, page: Any) -> None:
    for ago in (200, 100, 3, 0):
        register.publish(f"{HEADER}a,{ago},,\nb{ago},1,,\n", ago)
    scene = register.scene
    address = f"{node.url}/hosting/versions/{scene.resource.path_code}"
    log_in(page, node.url, scene.police.person_a.login)
    page.goto(f"{address}/")
    page.get_by_role("link", name="管理版本文件").click()
    page.get_by_text("还没有版本文件").wait_for()
    wrong = judged(page, "files-empty-zh")
    page.get_by_label("文件保留天数").fill("3650")
    page.get_by_role("button", name="设定留存规则").click()
    page.get_by_text("理由").first.wait_for()
    wrong += judged(page, "files-wrong-zh")
    page.get_by_label("理由").fill("统计需要各季末的数据。")
    page.get_by_role("button", name="设定留存规则").click()
    page.get_by_text("2 个版本待写成文件").wait_for()
    wrong += judged(page, "files-due-zh")
    assert register.write() == 2
    register.keep_log(1)
    register.expire()
    page.reload()
    page.get_by_text("仅存于文件").first.wait_for()
    wrong += judged(page, "files-kept-zh")
    page.goto(f"{address}/")
    page.get_by_text("每季最后一个版本，保留 3650 天").wait_for()
    wrong += judged(page, "versions-with-files-zh")
    path = register.path(1)
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(Exception, match="version 1"):
        register.at(1)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/files/")
    page.get_by_text("文件被改动，恢复之前不提供").wait_for()
    wrong += judged(page, "files-altered-zh-390")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": node.url}])
    page.reload()
    page.get_by_text("The last version of each quarter, kept for 3650 days").wait_for()
    wrong += judged(page, "files-altered-en-390")
    page.goto(f"{address}/")
    wrong += judged(page, "versions-with-files-en-390")
    assert wrong == []


def test_only_the_provider_s_officer_sees_and_sets_it(register: Register, client: Any) -> None:
    register.publish(f"{HEADER}a,1,,\n")
    path = f"/hosting/versions/{register.scene.resource.path_code}/files/"
    stranger = register.scene.cast.agency("STRANGER")
    client.force_login(stranger.person_a)
    assert client.get(path).status_code == 403
    assert client.post(path, {"each": "day", "reason": "x"}).status_code == 403
    client.force_login(register.scene.police.person_a)
    assert client.get(path).status_code == 200
    assert client.post(path, {"each": "day", "reason": "统计"}).status_code == 302
    again = client.post(path, {"each": "day", "reason": "统计"})
    assert again.status_code == 422
    assert "已按此规则留存版本文件" in again.content.decode()
