"""Control records in a browser: an official looks, declares, another is told, a third traces; at both widths and in both languages, axe judging (20.2)."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.conftest import Node
from tests.gateway.stage import Stage
from tests.walking import judged, log_in
from yishu.catalogue.rules import ItemDraft

pytestmark = [pytest.mark.browser]
ITEMS = (
    ItemDraft("number", "许可编号", is_key=True, required=True),
    ItemDraft("holder", "持证人"),
    ItemDraft("phone", "联系电话"),
    ItemDraft("fee", "费用", type="decimal"),
    ItemDraft("issued", "发证日期", type="date"),
)


def both(page: Any, url: str, name: str) -> list[str]:
    """The page in Chinese at 1440, in English at 390."""
    page.context.clear_cookies(name="django_language")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(url)
    wrong = judged(page, f"{name}-zh")
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": url}])
    page.goto(url)
    wrong += judged(page, f"{name}-en-390")
    page.context.clear_cookies(name="django_language")
    page.set_viewport_size({"width": 1440, "height": 900})
    return wrong


@pytest.mark.clause("20.2")
def test_control_records_are_declared_told_of_and_traced_in_a_browser(
    stage: Stage, node: Node, http: httpx.Client, page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stage.cast.resource(stage.police, stage.office, items=ITEMS, key_kind="plain", name="许可信息")
    lines = "".join(f"L{n:07d},李某{n},1391234{n:04d},{n}.5,2024-0{n % 9 + 1}-11\n" for n in range(400))
    stage.cast.publish(stage.police, made, f"number,holder,phone,fee,issued\n{lines}", stage.folder)
    place, entry = f"{node.url}/hosting/controls/{made.path_code}/", f"{node.url}/catalogue/{made.path_code}/"
    log_in(page, node.url, stage.police.person_a.login)
    page.goto(entry)
    page.get_by_role("link", name="管理标识记录").click()
    wrong = both(page, place, "form")
    page.goto(place)
    page.get_by_label("保留的开头").fill("Z")
    page.get_by_role("button", name="查看样例").click()
    page.get_by_text("开头为 2 至 8 位").first.wait_for()
    page.get_by_label("保留的开头").fill("ZQ")
    page.get_by_label("联系电话").check()
    page.get_by_role("button", name="查看样例").click()
    page.get_by_role("heading", name="标识记录样例").wait_for()
    wrong += judged(page, "look-zh")
    page.set_viewport_size({"width": 390, "height": 844})
    wrong += judged(page, "look-zh-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="启用", exact=True).click()
    page.get_by_text("此后批准的授权").first.wait_for()
    wrong += both(page, place, "declared")
    monkeypatch.setattr(stage.cast, "now", timezone.now())
    grant = stage.cast.grant(stage.civil, stage.police, made, systems=(stage.civil_system,), modes=("bulk",))
    answer = http.get(stage.path("bulk", made), headers=stage.civil_system.headers)
    leaked = tmp_path / "leaked.csv"
    head, *rows = answer.text.splitlines()
    leaked.write_text("\n".join([head, *sorted(rows)]), "utf-8")
    page.context.clear_cookies()
    log_in(page, node.url, stage.civil.person_a.login)
    for where, name in ((entry, "entry"), (f"{node.url}/sharing/grants/{grant.pk}/", "grant")):
        wrong += both(page, where, name)
        page.goto(where)
        page.get_by_text("使用前应剔除").wait_for()
    page.context.clear_cookies()
    log_in(page, node.url, stage.police.person_a.login)
    page.goto(f"{node.url}/access/trace/")
    page.get_by_label("可疑文件").set_input_files(leaked)
    page.get_by_role("button", name="追溯", exact=True).click()
    page.get_by_text("20 条标识记录中的 20 条").wait_for()
    wrong += judged(page, "traced-zh")
    page.set_viewport_size({"width": 390, "height": 844})
    wrong += judged(page, "traced-zh-390")
    assert wrong == []
