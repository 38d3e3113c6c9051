"""The pages of the catalogue as people with a screen reader or a small screen meet them: axe-core finds no violation on a filled platform."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Node
from tests.demo.accessibility import judge
from tests.walking import log_in

SECTION = r"/(catalogue|standards|directories|lists|sharing/lists)/"


@pytest.mark.parametrize(
    ("who", "width", "least"),
    [
        ("", 390, 14),
        pytest.param("gongan-jingban", 390, 30, marks=pytest.mark.long),
        pytest.param("zhuguan", 1440, 30, marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_wrong_with_the_catalogue(
    demo: Node, folder: Path, browser: Any, who: str, width: int, least: int
) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    if who:
        people = json.loads((folder / "demo.json").read_text("utf-8"))["people"]
        log_in(page, demo.url, who, next(one["password"] for one in people if one["login"] == who))
    judged = judge(page, demo.url, SECTION)
    context.close()
    assert judged.wrong == []
    assert len(judged.pages) >= least, judged.pages
