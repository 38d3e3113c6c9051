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


@pytest.mark.clause("9.1")
@pytest.mark.usefixtures("django_ready")
def test_what_is_unfinished_is_kept_and_stops_at_the_submission(client: Any) -> None:
    from yishu.catalogue.models import Entry

    funeral = Cast().agency("殡葬")
    client.force_login(funeral.person_a)
    begun = {
        "name": "公墓信息", "format": "database", "category": "restricted", "openness": "closed", "cycle": "yearly", "key_kind": "plain",
        "items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0", "items-0-type": "string", "items-0-sensitivity": "ordinary",
    }  # fmt: skip
    assert client.post("/catalogue/draft/", begun).status_code == 422  # saved as finished it must be so
    kept = client.post("/catalogue/draft/", {**begun, "unfinished": "1"})
    assert kept.status_code == 302, kept.content.decode()
    entry = Entry.objects.get(resource__provider=funeral.agency)
    assert "须在提交前补齐" in client.get(f"/catalogue/version/{entry.pk}/").content.decode()
    assert client.get(f"/catalogue/draft/{entry.pk}/").status_code == 200
    submitted = client.post(f"/catalogue/draft/{entry.pk}/submit/", follow=True).content.decode()
    assert "还没有提交" in submitted
    assert "请至少登记一个信息项" in submitted
    assert "提交审核</button>" not in submitted
    entry.refresh_from_db()
    assert entry.status == "draft"
    nameless = client.post("/catalogue/draft/", {**begun, "name": "", "unfinished": "1"})
    too_long = client.post("/catalogue/draft/", {**begun, "scope": "省" * 201, "unfinished": "1"})
    assert (nameless.status_code, too_long.status_code) == (422, 422)
    assert Entry.objects.filter(resource__provider=funeral.agency).count() == 1


@pytest.mark.usefixtures("django_ready")
def test_the_item_called_as_the_kind_of_key_is_the_key(client: Any) -> None:
    from yishu.catalogue.forms import EntryForm, draft_of
    from yishu.catalogue.item_forms import ItemRows

    sent = {
        "name": "校外培训机构信息", "key_kind": "uscc", "items-TOTAL_FORMS": "2", "items-INITIAL_FORMS": "0",
        "items-0-name": "机构名称", "items-1-name": "统一社会信用代码",
    } | {f"items-{n}-{name}": value for n in range(2) for name, value in (("type", "string"), ("sensitivity", "ordinary"))}  # fmt: skip
    form, rows = EntryForm(sent), ItemRows(sent, prefix="items")
    form.is_valid(), rows.is_valid()
    assert [item.is_key for item in draft_of(form, rows).items] == [False, True]
    ticked = ItemRows(sent | {"items-0-is_key": "on"}, prefix="items")
    ticked.is_valid()
    assert [item.is_key for item in draft_of(form, ticked).items] == [True, False]
