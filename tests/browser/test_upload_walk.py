"""Publishing in a browser: a large file in parts over a bad connection; a batch with too many bad records is held, looked at and released (13.1, 20.1, 21.2)."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser.test_quarantine_walk import judged
from tests.cast import Cast
from tests.conftest import Node
from tests.hosting.people import csv, number, person
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def desk(django_ready: str, node: Node, page: Any, tmp_path: Path) -> Any:
    """POLICE with a resource to publish, its data officer at its page."""
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office)
    log_in(page, node.url, police.person_a.login)
    page.goto(f"{node.url}/hosting/?resource={resource.path_code}")
    return SimpleNamespace(url=node.url, page=page, resource=resource, folder=tmp_path)


def choose(desk: Any, content: str, name: str = "人口.csv") -> None:
    file = desk.folder / name
    file.write_text(content, "utf-8")
    desk.page.get_by_label("数据文件").set_input_files(file)


def fits(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.clause("20.1")
def test_a_large_file_goes_up_in_parts_over_a_bad_connection(desk: Any) -> None:
    page = desk.page
    parts: list[str] = []
    stalled: list[Any] = []

    def broken_once(route: Any) -> None:
        parts.append(route.request.url)
        if len(parts) == 2:
            stalled.append(route)
        else:
            route.continue_()

    page.route("**/part/**", broken_once)
    choose(desk, csv(*(person(n) for n in range(1, 500))) + "\n" * 9 * 1024**2)
    page.get_by_role("button", name="检查并发布").click()
    page.get_by_text(re.compile("正在上传：4.0 MiB / 9.0 MiB")).wait_for()
    assert page.get_by_role("progressbar", name="上传进度").is_visible()
    assert judged(page) == []
    stalled[0].fulfill(status=408, json={"code": "body_stalled"})
    page.get_by_text("连接中断").wait_for()
    page.wait_for_url(re.compile("/hosting/batches/"), timeout=60_000)
    assert page.get_by_text("发布回执").first.is_visible()
    assert page.locator(".ys-stats").inner_text().split()[:2] == ["收到", "499条"]
    offsets = [int(url.rpartition("=")[2]) for url in parts]
    assert offsets == [0, 4 * 1024**2, 4 * 1024**2, 8 * 1024**2]


@pytest.mark.clause("20.1")
def test_a_closed_page_loses_nothing(desk: Any) -> None:
    page = desk.page
    offsets: list[int] = []

    def first_only(route: Any) -> None:
        offsets.append(int(route.request.url.rpartition("=")[2]))
        if len(offsets) == 2:
            page.evaluate("setTimeout(() => location.assign('/hosting/uploads/'), 0)")
        route.continue_()

    page.route("**/part/**", first_only)
    content = csv(person(1)) + "\n" * 10 * 1024**2
    choose(desk, content)
    page.get_by_role("button", name="检查并发布").click()
    page.wait_for_url("**/hosting/uploads/")
    row = page.get_by_role("row", name="人口.csv")
    assert "正在上传" in row.inner_text()
    assert judged(page) == []
    page.unroute("**/part/**")
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="继续上传").click()
    page.get_by_label("数据文件").set_input_files(desk.folder / "人口.csv")
    with page.expect_request("**/part/**") as resumed:
        page.get_by_role("button", name="检查并发布").click()
    assert int(resumed.value.url.rpartition("=")[2]) >= 4 * 1024**2
    page.wait_for_url(re.compile("/hosting/batches/"), timeout=60_000)


@pytest.mark.clause("21.2")
def test_a_batch_with_too_many_faults_is_held_looked_at_and_released(desk: Any) -> None:
    page = desk.page
    page.get_by_role("link", name="声明暂存比例").click()
    assert judged(page) == []
    page.get_by_label("暂存比例").fill("10")
    page.get_by_role("button", name="声明", exact=True).click()
    page.get_by_text("超过 10% 时，整批暂存").wait_for()
    page.get_by_role("link", name="发布数据").last.click()
    wrong = person(2, "钱二").replace(",1,1990", ",9,1990")
    choose(desk, csv(person(1), wrong, person(3)))
    page.get_by_role("button", name="先预览，不入库").click()
    page.get_by_text("发布后将先暂存").wait_for()
    page.get_by_role("button", name="发布这份文件").click()
    page.get_by_text("整批暂存，尚未入库").wait_for()
    assert number(2) not in page.content()
    assert judged(page) == []
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{desk.url}/")
    page.get_by_role("link", name=re.compile("人口基本信息")).first.wait_for()
    page.get_by_text("处理暂存批次").first.wait_for()
    page.goto(f"{desk.url}/hosting/uploads/")
    assert judged(page) == []
    page.locator("tbody th a").first.click()
    form = page.locator("form[action$='/release/']")
    form.get_by_label("理由").fill("性别代码为旧编码，已与业务处室确认。")
    form.get_by_role("button", name="放行这一批").click()
    page.wait_for_url(re.compile("/hosting/batches/"), timeout=30_000)
    assert page.locator(".ys-stats").inner_text().split()[:4] == ["收到", "3条", "入库", "2条"]
