"""What every walk through the pages begins with."""

import os
import re
from html import unescape
from pathlib import Path
from typing import Any

from tests.cast import PASSWORD
from tests.demo.accessibility import AXE


def log_in(page: Any, url: str, login: str, password: str = PASSWORD) -> None:
    """Whoever was logged in before is forgotten."""
    page.context.clear_cookies()
    page.goto(f"{url}/login")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda address: not address.endswith("/login"))


def judged(page: Any, name: str) -> list[str]:
    """What axe finds wrong with the page, and whether it is wider than its window. `YISHU_SHOTS` names a folder for pictures."""
    if folder := os.environ.get("YISHU_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    page.evaluate(f"{AXE};0")
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    too_wide = [] if page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") else [f"{name}: wide"]
    return [f"{name}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] + too_wide


def enter(page: Any, section: str) -> None:
    """Open a section of the navigation."""
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=section, exact=True).first.click()


def overdue_rows(client: Any) -> dict[str, tuple[str, str]]:
    """The overdue duties on 落实情况, as Django's test client sees them: what → who is responsible, and since when."""
    page = unescape(client.get("/operations/implementation/").content.decode())
    table = page[page.index('id="overdue"') : page.index('id="officers"')]
    rows = re.findall(r"<tr><th.*?</tr>", table.partition("<tbody>")[2], re.DOTALL)
    plain = [[re.sub(r"<[^>]*>", "", cell) for cell in re.split(r"</t[hd]>", row)] for row in rows]
    return {cells[0]: (cells[2], cells[3]) for cells in plain}
