"""Records sent back, in a browser: a fault is picked out, a record corrected, one put aside, a key let through by two people (21.2)."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import Cast
from tests.conftest import Node
from tests.demo.accessibility import AXE
from tests.hosting.people import csv, number, person
from tests.hosting.quarantine.records import issued_wrong
from tests.walking import log_in

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("django_ready")]


@pytest.fixture
def desk(django_ready: str, node: Node, page: Any, tmp_path: Path) -> Any:
    """POLICE with two records sent back, its data officer at the list."""
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    resource = cast.resource(police, office)
    lines = person(2, "钱二").replace(number(2), issued_wrong(2)), person(3, "孙三").replace(",1,1990", ",9,1990")
    cast.publish(police, resource, csv(person(1), *lines), tmp_path)
    log_in(page, node.url, police.person_a.login)
    page.goto(f"{node.url}/hosting/quarantine/")
    return SimpleNamespace(url=node.url, page=page, police=police)


def judged(page: Any) -> list[str]:
    page.evaluate(f"{AXE};0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


@pytest.mark.clause("21.2")
def test_each_record_sent_back_is_brought_to_its_end(desk: Any) -> None:
    page, wrong = desk.page, []
    wrong += judged(page)
    page.get_by_role("link", name="性别：不在代码表内").click()
    row = page.get_by_role("row", name=re.compile("第 3 行"))
    page.get_by_role("row", name=re.compile("第 2 行")).wait_for(state="detached")
    row.get_by_role("button", name="改正").click()
    page.get_by_role("heading", name="改正第 3 行").wait_for()
    wrong += judged(page)
    page.get_by_label("性别").select_option(label="2 女")
    page.get_by_label("出生日期").fill("1990-02-30")
    page.get_by_role("button", name="改正并发布").click()
    page.get_by_text("应为日期").first.wait_for()
    wrong += judged(page)
    page.get_by_label("出生日期").fill("1990-03-07")
    page.get_by_role("button", name="改正并发布").click()
    page.get_by_text("已改正并入库").wait_for()
    wrong += judged(page)

    page.get_by_role("link", name="本批下一条待整改").click()
    page.get_by_label(re.compile("^理由")).fill("待核实")
    page.get_by_role("button", name="标为不再处理").click()
    page.get_by_text("待核实").wait_for()
    wrong += judged(page)
    page.get_by_role("button", name="恢复整改").click()
    page.get_by_label(re.compile("^依据")).fill("杭公户〔2026〕12号")
    wrong += judged(page)
    page.get_by_role("button", name="申请例外").click()
    page.get_by_text("待同意").first.wait_for()
    wrong += judged(page)

    log_in(page, desk.url, desk.police.person_b.login)
    page.goto(f"{desk.url}/hosting/quarantine/overrides/")
    wrong += judged(page)
    page.get_by_role("button", name="同意", exact=False).first.click()
    page.get_by_text("已同意，即时放行").wait_for()
    wrong += judged(page)
    assert wrong == []
