"""Codes that items get from their names, so that nobody has to invent them (8.1)."""

from typing import Any

import pytest

from tests.cast import Cast
from yishu.catalogue.item_codes import proposed_code
from yishu.catalogue.rules.items import ITEM_CODE


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("机构编码", (), "jgbm"),
        ("机构 编码", ("jgbm",), "jgbm_2"),
        ("机构编码", ("jgbm", "jgbm_2"), "jgbm_3"),
        ("ＡＱＩ指数", (), "aqizs"),
        ("2024年", (), "item_2024n"),
        ("（）", (), "item"),
        ("长" * 90, (), "c" * 40),
    ],
)
def test_a_code_is_the_first_letters_of_the_name_and_no_other_items(
    name: str, taken: tuple[str, ...], code: str
) -> None:
    made = proposed_code(name, taken)
    assert made == code
    assert ITEM_CODE.fullmatch(made)


@pytest.mark.clause("8.1")
@pytest.mark.usefixtures("django_ready")
def test_an_entry_is_saved_without_inventing_a_code(client: Any) -> None:
    from yishu.catalogue.models import Entry

    funeral = Cast().agency("殡葬")
    client.force_login(funeral.person_a)
    rows = {
        "items-TOTAL_FORMS": "3",
        "items-INITIAL_FORMS": "0",
        "items-0-name": "机构编码",
        "items-0-is_key": "on",
        "items-1-name": "机构变名",  # the same first letters
        "items-2-name": "地址",
        "items-2-code": "address",
    } | {
        f"items-{n}-{name}": value
        for n in range(3)
        for name, value in (("type", "string"), ("sensitivity", "ordinary"))
    }
    entry = {
        "name": "殡葬服务机构信息", "summary": "全省殡葬服务机构的登记情况", "format": "database", "category": "unrestricted",
        "modes": "query", "scope": "全省行政机关", "openness": "closed", "cycle": "yearly", "timeliness": "每年一月", "key_kind": "plain",
    }  # fmt: skip
    saved = client.post("/catalogue/draft/", {**entry, **rows})
    assert saved.status_code == 302, saved.content.decode()
    made = Entry.objects.get(resource__provider=funeral.agency)
    assert [item.code for item in made.items.order_by("position")] == ["jgbm", "jgbm_2", "address"]
    again = client.post("/catalogue/draft/check/", {**entry, **rows, "name": "殡葬服务机构名录"}).content.decode()
    assert "本单位正在办理的类似条目" in again
    assert "殡葬服务机构信息" in again
