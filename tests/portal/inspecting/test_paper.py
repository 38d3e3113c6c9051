"""What an inspector prints begins with what it is, by whom and when, leaves no sheet blank, and keeps its tables (30.1, 32.1)."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests import machine
from tests.conftest import Node
from tests.portal.inspecting.stage import CASE, DUTY, SUBJECT, Story, read, work
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.clause("30.1", "32.1")]
BASIS = "信访〔2026〕113号"
A4 = {"width": 680, "height": 960}
MARGIN = dict.fromkeys(("top", "bottom", "left", "right"), "15mm")


def sheets(page: Any) -> list[str]:
    """The text of each sheet, without spaces."""
    program = machine.poppler("pdftotext")
    printed = page.pdf(format="A4", margin=MARGIN)
    text = subprocess.run([program, "-layout", "-", "-"], input=printed, capture_output=True, check=True).stdout
    return ["".join(sheet.split()) for sheet in text.decode().split("\f")[:-1]]


def shapes(page: Any) -> dict[str, set[str]]:
    """How paper shows what it should: rows whole, cards not, tables as such."""
    wanted = {".card": "breakInside", "tbody tr": "breakInside", "table > thead": "display", ".ys-messages": "display"}
    script = "([what, of]) => [...document.querySelectorAll(`main ${what}`)].map(e => getComputedStyle(e)[of])"
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    found = {what: set(page.evaluate(script, [what, of])) for what, of in wanted.items()}
    page.emulate_media(media="null")
    return found


def test_paper_says_what_it_is_and_who_printed_it(page: Any, start_node: Callable[..., Node], story: Story) -> None:
    work()
    node = start_node("serve")
    log_in(page, node.url, story.inspector.login)
    page.goto(node.url + "/operations/subject-uses/")
    page.get_by_label("证件号码").fill(SUBJECT)
    page.get_by_label("依据文书编号").fill(BASIS)
    page.get_by_label("查询理由").fill("核查投诉")
    page.get_by_role("button", name="查询（将被记录）").click()
    page.wait_for_url("**/looks/**")
    record = read(story.inspector, "/evidence/", case=CASE).partition('<th scope="row"><a href="')[2].partition('"')[0]
    for path, told in (
        (page.url.removeprefix(node.url), ["使用记录", SUBJECT[-4:], DUTY, BASIS]),
        (f"/evidence/?action=data:&case={CASE}", ["使用留痕", "检索条件", "全部数据使用", CASE.replace(" ", "")]),
        (f"/evidence/case/?number={CASE}", ["办件全程", CASE.replace(" ", ""), "经过"]),
        ("/evidence/statistics/?by=agency&action=data:", ["留痕统计", "被拒绝的比例"]),
        (record, ["查询引用", "用了什么"]),
    ):
        page.goto(node.url + path)
        found = sheets(page)
        for text in (*told, f"打印人{story.inspector.name}（", "页面生成于"):
            assert text in found[0], (path, text, found[0])
        assert min(len(sheet) for sheet in found) > 40, path
        shape = shapes(page)
        assert shape[".card"] == {"auto"}, path
        assert shape[".ys-messages"] == {"none"}, path
        assert shape["tbody tr"] <= {"avoid"}, path
        assert shape["table > thead"] <= {"table-header-group"}, path
