"""One datum, one source: a second source of a data element in the same scope is stopped, recorded as a verifying one, or passes with its law (4.3, 15.1, 5.3)."""

import threading
from dataclasses import replace
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import PASSWORD, Cast, entry_draft
from tests.conftest import Node

BIRTH, NAME, SEX = "DE00004", "DE00002", "DE00003"
"""Seeded elements: date of birth; the name of a person, a reference item; sex, with its code list."""


@pytest.fixture
def cast(django_ready: str) -> Any:
    """Agencies anew for each test: a source that one test claims would stop the next."""
    made = Cast()
    made.office = made.agency("办公厅", coordinator=True)  # type: ignore[attr-defined]
    made.police, made.health = made.agency("公安"), made.agency("卫生")  # type: ignore[attr-defined]
    made.hangzhou = made.agency("杭州公安", division="330100")  # type: ignore[attr-defined]
    yield made
    _withdraw_all(made)


def _withdraw_all(cast: Any) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Entry, Resource

    for resource in Resource.objects.filter(state__in=["published", "suspended"], current__items__data_element=BIRTH):
        commands.withdraw_resource(cast.office.b, resource, reason="测试结束", now=timezone.now())
    Entry.objects.filter(status__startswith="in_").update(status="draft")


def person(name: str, **changes: Any) -> Any:
    """A draft whose date of birth names its data element; `changes` of the item, then of the entry."""
    from yishu.catalogue.rules import ItemDraft

    of_item = {one: changes.pop(one) for one in ("role",) if one in changes}
    birth = ItemDraft("birth", "出生日期", type="date", sensitivity="personal", data_element=BIRTH, **of_item)
    key = ItemDraft("id_number", "公民身份号码", sensitivity="sensitive", is_key=True, data_element="DE00001")
    called = ItemDraft("xm", "姓名", sensitivity="personal", data_element=NAME)
    return replace(entry_draft(name), items=(key, called, birth), **changes)


def published(cast: Any, provider: Any, draft: Any) -> Any:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    now = timezone.now()
    entry = commands.draft_entry(provider.a, provider.agency, draft, now=now)
    commands.submit_entry(provider.a, entry.pk, now=now)
    commands.sign_off(provider.b, entry.pk, scope="全部信息项", now=now)
    commands.publish_entry(cast.office.b, entry.pk, now=now)
    return Resource.objects.select_related("current").get(pk=entry.resource_id)


def refused(cast: Any, provider: Any, draft: Any) -> dict[str, str]:
    """Rule → message of what stops it."""
    from yishu.catalogue import commands
    from yishu.core.errors import Invalid

    with pytest.raises(Invalid) as stopped:
        commands.draft_entry(provider.a, provider.agency, draft, now=timezone.now())
    return {one.rule: one.message("zh") for one in stopped.value.errors}


@pytest.mark.clause("4.3", "15.1")
def test_a_second_source_is_stopped_with_the_first_one_named(cast: Any) -> None:
    first = published(cast, cast.police, person("户籍人口信息"))
    told = refused(cast, cast.health, person("出生登记信息"))
    assert list(told) == ["one_source"]
    assert first.code in told["one_source"]
    assert cast.police.agency.name in told["one_source"]
    assert "出生日期" in told["one_source"]
    # Names and identity numbers are references, not sources: they alone stop nobody.
    assert "DE00001" not in told["one_source"]


@pytest.mark.clause("4.3")
def test_a_city_lies_in_its_province_and_another_subject_is_another_scope(cast: Any) -> None:
    published(cast, cast.police, person("户籍人口信息", subject_scope="户籍人口"))
    assert "one_source" in refused(cast, cast.hangzhou, person("杭州户籍人口信息"))
    published(cast, cast.hangzhou, person("杭州流动人口信息", subject_scope="流动人口"))
    assert "one_source" in refused(cast, cast.health, person("新生儿登记信息", territory="330106"))


@pytest.mark.clause("4.3")
def test_two_cities_are_two_scopes(cast: Any) -> None:
    ningbo = cast.agency("宁波公安", division="330200")
    published(cast, cast.hangzhou, person("杭州户籍人口信息"))
    assert published(cast, ningbo, person("宁波户籍人口信息")).state == "published"


@pytest.mark.clause("4.3", "15.1")
def test_a_second_source_is_recorded_as_verifying_or_passes_with_its_law(cast: Any, node: Node, client: Any) -> None:
    first = published(cast, cast.police, person("户籍人口信息"))
    verifying = published(cast, cast.health, person("出生医学信息", role="verifying"))
    law = "《中华人民共和国母婴保健法》第二十三条"
    second = published(cast, cast.health, person("出生证明信息", second_source_law=law))
    sources = f"{node.url}/api/v1/catalogue/sources?element={BIRTH}"
    assert httpx.get(sources).status_code == 401
    claims = httpx.get(sources, headers=_login(node, cast.health))
    found = {one["resource"]: (one["role"], one["law"]) for one in claims.json()}
    assert found == {
        first.code: ("source", ""),
        verifying.code: ("verifying", ""),
        second.code: ("second", law),
    }
    page = f"{node.url}/standards/elements/{BIRTH}/"
    client.force_login(cast.health.person_a)
    own = client.get(f"/standards/elements/{BIRTH}/").content.decode()
    assert "依法另设" in own
    assert law in own
    assert "户籍人口信息" in own
    public = httpx.get(page).text
    assert "出生日期" in public
    assert "户籍人口信息" not in public  # what is not open to the public is not told without login
    # A third one is stopped by the first, whatever law the second cites.
    assert first.code in refused(cast, cast.hangzhou, person("杭州出生信息"))["one_source"]


@pytest.mark.clause("4.3")
def test_a_reference_item_cannot_be_made_a_source(cast: Any) -> None:
    from yishu.catalogue.rules import ItemDraft

    called = ItemDraft("xm", "姓名", sensitivity="personal", data_element=NAME, role="source")
    draft = person("户籍人口信息")
    told = refused(cast, cast.police, replace(draft, items=(draft.items[0], called)))
    assert list(told) == ["reference_is_no_source"]


@pytest.mark.clause("5.3")
def test_an_item_keeps_to_its_data_element_and_its_code_list(cast: Any) -> None:
    from yishu.catalogue.rules import ItemDraft

    draft = person("户籍人口信息")
    wrong = (
        draft.items[0],
        ItemDraft("sex", "性别", data_element=SEX, code_list="GBT2261.1", codes={"9": "未说明的性别", "7": "其他"}),
        ItemDraft("age", "出生日期", type="integer", data_element=BIRTH),
    )
    told = refused(cast, cast.police, replace(draft, items=wrong))
    assert set(told) == {"codes_of_the_list", "as_the_element"}
    assert "7" in told["codes_of_the_list"]
    unknown = replace(draft, standards=("GB/T 99999-2099",))
    assert "GB/T 99999-2099" in refused(cast, cast.police, unknown)["standard_in_force"]
    sound = replace(draft, standards=("GB 11643-1999",), items=(*draft.items, replace(wrong[1], codes={"1": "男"})))
    assert published(cast, cast.police, sound).current.standards == ["GB 11643-1999"]


@pytest.mark.clause("15.1")
def test_of_two_at_once_only_one_becomes_the_source(cast: Any) -> None:
    """Both were drafted while there was no source; both are handed over at the same moment."""
    from django.db import connection

    from yishu.catalogue import commands
    from yishu.core.errors import Invalid

    now = timezone.now()
    drafts = [
        (one, commands.draft_entry(one.a, one.agency, person(f"{one.agency.name}人口信息"), now=now))
        for one in (cast.police, cast.health)
    ]
    outcomes: list[str] = []
    both = threading.Barrier(2)

    def submit(member: Any, entry: Any) -> None:
        both.wait()
        try:
            outcomes.append(commands.submit_entry(member.a, entry.pk, now=now).status)
        except Invalid as stopped:
            outcomes.append(stopped.errors[0].rule)
        finally:
            connection.close()

    threads = [threading.Thread(target=submit, args=pair) for pair in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in_secrecy_review", "one_source"]


def _login(node: Node, member: Any) -> dict[str, str]:
    body = {"login": member.person_a.login, "password": PASSWORD}
    return {"Authorization": f"Bearer {httpx.post(f'{node.url}/api/v1/session', json=body).json()['token']}"}
