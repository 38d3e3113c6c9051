"""Base databases are made of marked resources of one or several providers, item by item (22.1)."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import PERSON_ITEMS, Cast, entry_draft
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.usefixtures("django_ready")
API = "/api/v1/catalogue/base-databases"


@pytest.fixture
def scene(django_ready: str) -> Any:
    """Police and civil affairs both give to the credit database: the first the names, both the addresses; one part is open."""
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    address = ItemDraft("address", "常用联系地址")
    first = publish(cast, office, police, "守信记录", items=(*PERSON_ITEMS, address))
    second = publish(cast, office, civil, "失信记录", items=(PERSON_ITEMS[0], address, ItemDraft("score", "信用评分")))
    items = (ItemDraft("list_no", "名单编号", is_key=True), ItemDraft("list_name", "名单名称"))
    free = publish(
        cast,
        office,
        civil,
        "红榜名单",
        items=items,
        key_kind="plain",
        openness="open",
        category="unrestricted",
        condition="",
    )
    return SimpleNamespace(cast=cast, office=office, police=police, civil=civil, first=first, second=second, free=free)


def publish(cast: Any, office: Any, member: Any, name: str, **changes: Any) -> Any:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    draft = replace(entry_draft(name, **changes), base_database="credit")
    entry = commands.draft_entry(member.a, member.agency, draft, now=cast.now)
    commands.submit_entry(member.a, entry.pk, now=cast.now)
    commands.sign_off(member.b, entry.pk, scope="全部信息项", now=cast.now)
    commands.publish_entry(office.b, entry.pk, now=cast.now)
    return Resource.objects.get(pk=entry.resource_id)


def credit(client: Any) -> dict[str, Any]:
    return next(one for one in client.get(API).json() if one["code"] == "credit")


@pytest.mark.clause("22.1")
def test_a_base_database_names_its_resources_and_where_each_item_comes_from(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    counted = credit(client)
    assert counted["resources"] >= 3
    assert counted["providers"] >= 2
    told = client.get(f"{API}/credit").json()
    ours = {scene.first.code, scene.second.code, scene.free.code}
    assert ours <= {one["code"] for one in told["resources"]}
    (address,) = [one for one in told["data"] if one["name"] == "常用联系地址"]
    assert {scene.first.code, scene.second.code} <= {one["resource"] for one in address["origins"]}
    (score,) = [one for one in told["data"] if one["name"] == "信用评分"]
    assert scene.second.code in {one["resource"] for one in score["origins"]}
    assert scene.first.code not in {one["resource"] for one in score["origins"]}
    page = client.get("/catalogue/bases/credit/").content.decode()
    for words in (scene.police.agency.name, scene.civil.agency.name, "失信记录", "信用评分", "尚无数据"):
        assert words in page
    assert f"/catalogue/{scene.first.path_code}/" in page


@pytest.mark.clause("22.1")
def test_all_kinds_are_listed_and_a_withdrawn_resource_leaves_its_base(scene: Any, client: Any) -> None:
    from yishu.catalogue import commands

    client.force_login(scene.civil.person_a)
    names = [one["name"] for one in client.get(API).json()]
    assert names[:3] == ["人口基础数据库", "法人单位基础数据库", "自然资源和地理空间基础数据库"]
    before = credit(client)["resources"]
    commands.withdraw_resource(scene.civil.b, scene.second, reason="停办", now=scene.cast.now)
    assert credit(client)["resources"] == before - 1
    assert scene.second.code not in str(client.get(f"{API}/credit").json())


@pytest.mark.clause("8.2")
def test_without_login_only_what_is_open_is_told(scene: Any, client: Any) -> None:
    told = str(client.get(f"{API}/credit").json())
    assert scene.free.code in told
    assert scene.first.code not in told
    page = client.get("/catalogue/bases/credit/").content.decode()
    assert "红榜名单" in page
    assert "守信记录" not in page
    assert "未登录时只计向社会开放的资源" in client.get("/catalogue/bases/").content.decode()
    assert client.get("/catalogue/bases/none/").status_code == 404
    assert client.get(f"{API}/none").json()["code"] == "base_database_not_found"
