"""An inspector who knows only the regulation finds a refusal, follows its case and sees how often that happens; the audit administrator takes it away with proofs (30.1, 32.1)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import PASSWORD
from tests.conftest import Node
from tests.portal.inspecting.stage import CASE, Story, read, signed_in, work
from tests.walking import enter, judged, log_in
from yishu.agencies import commands
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.portal.inspecting import making

pytestmark = [pytest.mark.browser, pytest.mark.clause("30.1", "32.1")]


def looked_at(page: Any, name: str) -> list[str]:
    """What is wrong with the page on a desk and on a phone."""
    found = judged(page, f"{name}-1440")
    page.set_viewport_size({"width": 390, "height": 844})
    found += judged(page, f"{name}-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_from_a_refusal_to_its_case_to_the_figures_to_a_file(
    page: Any, start_node: Callable[..., Node], story: Story
) -> None:
    node = start_node("serve", YISHU_SECOND_FACTOR="")  # administrators by password alone, for the test
    log_in(page, node.url, story.inspector.login)
    enter(page, "监督")
    page.get_by_role("link", name="使用留痕", exact=True).first.click()
    page.get_by_text("按使用人、单位").click()
    page.get_by_label(re.compile("^结果")).select_option(label="被拒绝")
    page.get_by_label(re.compile("^操作")).select_option(label="全部数据使用")
    page.get_by_role("button", name="检索", exact=True).click()
    page.wait_for_url(lambda address: "outcome=denied" in address)
    assert looked_at(page, "search") == []
    page.get_by_role("link", name=CASE).first.click()
    page.get_by_role("heading", name="办件全程").wait_for()
    course = page.get_by_role("region", name="经过")
    assert course.get_by_role("row").count() == 4
    assert looked_at(page, "case") == []

    page.goto(node.url + "/evidence/statistics/?action=data:")
    page.get_by_role("img", name="使用次数").wait_for()
    assert looked_at(page, "statistics-day") == []
    page.get_by_label("统计方式").select_option(label="按使用单位")
    page.get_by_role("button", name="统计", exact=True).click()
    page.get_by_role("link", name=story.forestry.agency.name).wait_for()
    assert looked_at(page, "statistics-agency") == []
    page.get_by_role("link", name=story.forestry.agency.name).click()
    page.get_by_role("link", name=CASE).wait_for()

    page.set_extra_http_headers({"Accept-Language": "en"})
    for name, path in (("search", "?case="), ("case", "case/?number="), ("statistics", "statistics/?by=resource&x=")):
        page.goto(f"{node.url}/evidence/{path}{CASE}")
        assert looked_at(page, f"{name}-en") == []
    page.set_extra_http_headers({"Accept-Language": "zh-CN"})

    log_in(page, node.url, story.exporter.login)
    page.goto(f"{node.url}/evidence/?case={CASE}")
    page.get_by_role("link", name="导出这些留痕").click()
    page.get_by_label("依据文书").fill("浙监函〔2026〕13号")
    page.get_by_label("用途").fill("核查投诉")
    assert looked_at(page, "ask") == []
    page.get_by_role("button", name="生成文件（将留痕）").click()
    page.get_by_text("已开始生成并留痕").wait_for()
    work()
    making.make_waiting()
    page.get_by_role("link", name="下载", exact=True).first.wait_for()
    assert looked_at(page, "excerpts") == []
    with page.expect_download() as downloaded:
        page.get_by_role("link", name="下载", exact=True).first.click()
    assert downloaded.value.suggested_filename.endswith(".jsonl.gz")


def test_commands_and_charts_can_be_read_on_a_phone(page: Any, start_node: Callable[..., Node], story: Story) -> None:
    work()
    node = start_node("serve")
    log_in(page, node.url, story.inspector.login)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(node.url + "/evidence/statistics/?by=agency&action=data:")
    sizes = "[...document.querySelectorAll('.in-bars span')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    assert min(page.evaluate(sizes)) >= 12
    assert page.locator(".in-bars svg text").count() == 0
    record = page.context.new_page()
    for path in ("/evidence/log/", read(story.inspector, "/evidence/", case=CASE).partition('row"><a href="')[2]):
        record.set_viewport_size({"width": 390, "height": 844})
        record.goto(node.url + path.partition('"')[0])
        assert record.locator("pre").count()
        cut = "[...document.querySelectorAll('.ys-copyable pre')].filter(e => e.scrollWidth > e.clientWidth).length"
        assert record.evaluate(cut) == 0, path
        assert record.evaluate(COVERED) == 0, path


def test_the_english_pages_keep_within_their_cards_and_set_quotes_as_narrow_as_letters(
    page: Any, start_node: Callable[..., Node], story: Story
) -> None:
    officer = commands.register_person(
        PLATFORM, story.forestry.agency, login="linye-fengxian", name="风险责任人", password=PASSWORD,
        roles=frozenset({Role.RISK_OFFICER}),
    )  # fmt: skip
    told = {"kind": "misuse", "found_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "what": "夜间大量比对"}
    answer = signed_in(officer).post("/operations/incidents/report/", told)
    assert answer.status_code == 302
    node = start_node("serve")
    page.set_viewport_size({"width": 1440, "height": 900})
    log_in(page, node.url, story.inspector.login)
    page.get_by_role("button", name="English").click()
    page.get_by_text("next deadline").wait_for()
    assert page.evaluate(BEYOND) == 0
    assert page.evaluate(WIDE_QUOTES) == []


BEYOND = """[...document.querySelectorAll('.portal-side dd')].filter(e => {
  const words = document.createRange(); words.selectNodeContents(e);
  return words.getBoundingClientRect().right > e.closest('.card').getBoundingClientRect().right - 8;
}).length"""
WIDE_QUOTES = """[...'’‘“”'].filter(mark => {
  const [one, none] = [mark, ''].map(each => {
    const span = document.body.appendChild(document.createElement('span'));
    span.style.position = 'absolute'; span.textContent = `a${each}`.repeat(10);
    return span;
  });
  const wide = (one.getBoundingClientRect().width - none.getBoundingClientRect().width) / 10;
  return wide > 0.7 * parseFloat(getComputedStyle(one).fontSize);
})"""


COVERED = """[...document.querySelectorAll('.ys-copyable')].filter(box => {
  const button = box.querySelector('.ys-copy').getBoundingClientRect(), words = document.createRange();
  words.selectNodeContents(box.querySelector('code'));
  return [...words.getClientRects()].some(r => r.right > button.left && r.top < button.bottom && r.bottom > button.top);
}).length"""
"""Copy buttons that lie over what they copy."""
