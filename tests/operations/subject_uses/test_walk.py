"""At the counter: a person is identified, their sheet is shown without the number, printed on A4, and the way back shows no number (30.1, 32.1)."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import Node
from tests.operations.subject_uses.stage import PURPOSE, Scene, set_scene, work
from tests.walking import judged, log_in
from yishu.access import calls
from yishu.agencies import queries as agency_queries
from yishu.core.calendar import shanghai_day
from yishu.wire.data import Purpose, QueryRequest

pytestmark = [pytest.mark.clause("30.1"), pytest.mark.clause("32.1")]
NUMBER = "330102199003076015"


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """CIVIL has queried the person once, and the ledger knows."""
    scene = set_scene(tmp_path_factory.mktemp("walk"))
    asked = QueryRequest(Purpose(PURPOSE["duty"], "SQ-9"), items=["name"], subject=NUMBER)
    calls.query(agency_queries.actor_of_person(scene.caller), scene.stage.resource.code, asked, now=scene.cast.now)
    work()
    return scene


def test_the_sheet_is_shown_printed_and_leaves_no_number_behind(page: Any, node: Node, scene: Scene) -> None:
    log_in(page, node.url, scene.clerk.login)
    page.goto(node.url + "/operations/subject-uses/counter/")
    page.get_by_label("证件号码").fill(NUMBER)
    page.get_by_label("出示证件原件").check()
    page.get_by_role("button", name="查询（将被记录）").click()
    page.get_by_role("heading", name="个人信息使用情况告知单").wait_for()
    text = page.content()
    assert scene.stage.civil.agency.name in text
    assert NUMBER not in text + page.url
    assert page.get_by_role("button", name="打印").is_visible()
    assert judged(page, "sheet") == []
    page.go_back()
    assert page.get_by_label("证件号码").input_value() == ""


def test_the_sheet_fits_a_phone_and_paper(page: Any, node: Node, scene: Scene, tmp_path: Path) -> None:
    log_in(page, node.url, scene.clerk.login)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(node.url + "/operations/subject-uses/counter/")
    page.get_by_label("证件号码").fill(NUMBER)
    page.get_by_label("出示证件原件").check()
    page.get_by_role("button", name="查询（将被记录）").click()
    page.get_by_role("heading", name="个人信息使用情况告知单").wait_for()
    assert judged(page, "sheet-phone") == []
    paper = tmp_path / "sheet.pdf"
    page.pdf(path=str(paper), prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594.95" in paper.read_bytes() or b"/MediaBox [0 0 595" in paper.read_bytes()


def test_the_coordinator_declares_what_is_withheld_and_sees_it_marked(page: Any, node: Node, scene: Scene) -> None:
    log_in(page, node.url, scene.boss.login)
    page.goto(node.url + "/operations/subject-uses/withholdings/new/")
    assert judged(page, "declare") == []
    today = shanghai_day(timezone.now()).isoformat()
    for label, text in (
        ("单位代码", scene.stage.civil.agency.code),
        ("法律、行政法规", "《中华人民共和国反洗钱法》"),
        ("条款", "第三十八条"),
        ("自", today),
        ("至", today),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("main").get_by_role("button", name="登记").click()
    page.get_by_text("已登记并留痕。").wait_for()
    assert judged(page, "withholdings") == []
    page.goto(node.url + "/operations/subject-uses/")
    page.get_by_label("证件号码").fill(NUMBER)
    page.get_by_label("依据文书编号").fill("监函〔2026〕3号")
    page.get_by_label("查询理由").fill("核查投诉")
    assert judged(page, "lookup") == []
    page.get_by_role("button", name="查询（将被记录）").click()
    page.get_by_role("cell", name="《中华人民共和国反洗钱法》第三十八条").wait_for()
    assert judged(page, "look") == []
    assert NUMBER not in page.content() + page.url
