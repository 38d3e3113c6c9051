"""An entry's course, its rules, and finding it."""

import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import Cast, entry_draft
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def cast(django_ready: str) -> Any:
    made = Cast()
    made.office, made.police = made.agency("办公厅", coordinator=True), made.agency("公安")  # type: ignore[attr-defined]
    made.forestry = made.agency("林业")  # type: ignore[attr-defined]
    return made


def signed_in(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


def draft(**changes: Any) -> Any:
    from yishu.catalogue.rules import ItemDraft

    items = (
        ItemDraft("id_number", "公民身份号码", sensitivity="sensitive", is_key=True, required=True),
        ItemDraft("class_code", "准驾车型"),
    )
    return entry_draft(**{"name": "驾驶证信息", "cycle": "daily", "items": items} | changes)


@pytest.mark.clause("8.1", "10.1", "21.1", "11.1")
def test_an_entry_is_published_after_sign_off_and_review_and_shows_who_did_what(cast: Any) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.errors import WrongMoment
    from yishu.catalogue.models import Entry, Resource

    now = timezone.now()
    entry = commands.draft_entry(cast.police.a, cast.police.agency, draft(), now=now)
    with pytest.raises(WrongMoment):
        commands.publish_entry(cast.office.b, entry.pk, now=now)
    commands.submit_entry(cast.police.a, entry.pk, now=now)
    with pytest.raises(WrongMoment):  # no sign-off, no publication
        commands.publish_entry(cast.office.b, entry.pk, now=now)
    commands.sign_off(cast.police.b, entry.pk, scope="全部信息项", now=now)
    commands.publish_entry(cast.office.b, entry.pk, opinion="同意", now=now)
    entry.refresh_from_db()
    assert (entry.status, entry.sign_off.reviewer) == ("published", cast.police.b.ref)
    assert [step.act for step in entry.steps.all()] == ["draft", "submit", "sign_off", "publish"]
    assert [step.actor for step in entry.steps.all()] == [
        who.ref for who in (cast.police.a, cast.police.a, cast.police.b, cast.office.b)
    ]

    resource = Resource.objects.get(pk=entry.resource_id)
    second = commands.draft_new_version(cast.police.a, resource, draft(summary="修订"), now=now)
    assert Resource.objects.get(pk=resource.pk).current_id == entry.pk
    commands.submit_entry(cast.police.a, second.pk, now=now)
    commands.sign_off(cast.police.b, second.pk, scope="全部信息项", now=now)
    commands.publish_entry(cast.office.b, second.pk, now=now)
    assert Resource.objects.get(pk=resource.pk).current_id == second.pk
    assert Entry.objects.get(pk=entry.pk).status == "superseded"


def test_what_is_returned_says_why_and_comes_again(cast: Any) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.errors import NotTheProvider, OpinionRequired

    now = timezone.now()
    entry = commands.draft_entry(cast.police.a, cast.police.agency, draft(name="行驶证信息"), now=now)
    commands.submit_entry(cast.police.a, entry.pk, now=now)
    with pytest.raises(OpinionRequired):
        commands.return_entry(cast.police.b, entry.pk, opinion=" ", now=now)
    with pytest.raises(NotTheProvider):
        commands.return_entry(cast.forestry.b, entry.pk, opinion="越权", now=now)
    commands.return_entry(cast.police.b, entry.pk, opinion="准驾车型请附代码表", now=now)
    commands.amend_draft(cast.police.a, entry.pk, draft(name="驾驶证信息（修订）"), now=now)
    commands.submit_entry(cast.police.a, entry.pk, now=now)
    entry.refresh_from_db()
    assert (entry.status, entry.name) == ("in_secrecy_review", "驾驶证信息（修订）")


@pytest.mark.clause("10.1", "11.1")
def test_a_submission_is_taken_back_by_its_cataloguers_until_it_is_decided(cast: Any) -> None:
    from yishu.catalogue import commands

    now = timezone.now()
    entry = commands.draft_entry(cast.police.a, cast.police.agency, draft(name="驾驶人违法记分"), now=now)
    page, place = f"/catalogue/version/{entry.pk}/", f"/catalogue/draft/{entry.pk}/take-back/"
    cataloguer, elsewhere = signed_in(cast.police.person_a), signed_in(cast.forestry.person_a)
    assert "撤回修改" not in cataloguer.get(page).content.decode()
    commands.submit_entry(cast.police.a, entry.pk, now=now)
    commands.sign_off(cast.police.b, entry.pk, scope="全部信息项", now=now)
    assert place in cataloguer.get(page).content.decode()
    assert (elsewhere.post(place).status_code, signed_in(cast.police.person_b).post(place).status_code) == (404, 403)
    assert "已撤回" in cataloguer.post(place, follow=True).content.decode()
    entry.refresh_from_db()
    assert (entry.status, hasattr(entry, "sign_off")) == ("draft", False)

    commands.submit_entry(cast.police.a, entry.pk, now=now)  # its whole way anew
    entry.refresh_from_db()
    assert entry.status == "in_secrecy_review"
    answer = cataloguer.post(f"/api/v1/catalogue/entries/{entry.pk}/take-back")
    assert (answer.status_code, answer.json()["status"]) == (200, "draft")
    assert [step.act for step in entry.steps.order_by("pk")][-2:] == ["submit", "take_back"]
    commands.submit_entry(cast.police.a, entry.pk, now=now)
    commands.sign_off(cast.police.b, entry.pk, scope="全部信息项", now=now)
    commands.publish_entry(cast.office.b, entry.pk, now=now)
    assert cataloguer.post(place).status_code == 409


@pytest.mark.clause("6.1")
def test_the_three_categories_name_their_manner_or_their_law(cast: Any) -> None:
    from yishu.catalogue.rules import check_entry

    def rules(**changes: Any) -> set[str]:
        return {wrong.rule for wrong in check_entry(draft(**changes))}

    assert rules() == set()
    assert rules(condition=" ") == {"required_if_restricted"}
    assert rules(category="unrestricted", condition="") == set()
    assert rules(category="non_shared", modes=(), legal_basis="有关规定") == {"law_by_article"}
    assert rules(category="non_shared", modes=(), legal_basis="《档案法》第二十七条") == set()
    assert rules(category="non_shared", modes=("query",), legal_basis="《档案法》第二十七条") == {"none_if_non_shared"}
    assert rules(openness="open") == {"not_wider_than_sharing"}


@pytest.mark.clause("6.1")
def test_a_non_shared_resource_is_shown_as_such_with_its_law_and_cannot_be_applied_for(cast: Any, node: Node) -> None:
    from yishu.agencies.models import Scope
    from yishu.catalogue import commands

    law = "《档案法》第二十七条"
    now = timezone.now()
    secret = draft(name="涉密档案信息", category="non_shared", modes=(), legal_basis=law, condition="")
    entry = commands.draft_entry(cast.police.a, cast.police.agency, secret, now=now)
    commands.submit_entry(cast.police.a, entry.pk, now=now)
    commands.sign_off(cast.police.b, entry.pk, scope="全部", now=now)
    commands.publish_entry(cast.office.b, entry.pk, now=now)
    system = cast.forestry.system(Scope.APPLY, Scope.DATA)
    resource = entry.resource
    shown = httpx.get(f"{node.url}/api/v1/catalogue/resources/{resource.path_code}", headers=system.headers).json()
    assert (shown["category"], shown["legal_basis"]) == ("non_shared", law)
    line = {"resource": resource.code, "items": ["class_code"], "modes": ["query"], "systems": [system.system.name]}
    application = {"duty": "试", "basis": "", "lines": [line | {"until": f"{now + timedelta(days=9):%F}"}]}
    refused = httpx.post(f"{node.url}/api/v1/applications", json=application, headers=system.headers)
    assert (refused.status_code, law in refused.json()["detail"]) == (409, True), refused.text


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"name": " "}, "name", "required"),
        ({"timeliness": ""}, "timeliness", "required"),
        ({"items": ()}, "items", "required"),
        ({"modes": ()}, "modes", "required"),
        ({"key_kind": "阴阳"}, "key_kind", "one_of"),
        ({"openness": "conditional"}, "open_condition", "required_if_conditional"),
    ],
)
def test_a_wrong_entry_is_refused_by_field_and_rule(cast: Any, changes: dict[str, Any], field: str, rule: str) -> None:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Entry
    from yishu.core.errors import Invalid

    before = Entry.objects.filter(resource__provider=cast.police.agency).count()
    with pytest.raises(Invalid) as refused:
        commands.draft_entry(cast.police.a, cast.police.agency, draft(**changes), now=timezone.now())
    assert (field, rule) in [(wrong.field, wrong.rule) for wrong in refused.value.errors]
    assert Entry.objects.filter(resource__provider=cast.police.agency).count() == before


def test_items_are_named_once_by_plain_codes(cast: Any) -> None:
    from yishu.catalogue.rules import ItemDraft, check_entry

    items = (
        ItemDraft("a", "甲", is_key=True),
        ItemDraft("a", "乙"),
        ItemDraft('x"; drop', ""),
        ItemDraft("b", "丙", type="blob"),
    )
    found = {(wrong.field, wrong.rule) for wrong in check_entry(draft(items=items, key_kind="plain"))}
    assert found == {
        ("items[1].code", "once"),
        ("items[2].code", "item_code"),
        ("items[2].name", "required"),
        ("items[3].type", "one_of"),
    }


@pytest.fixture(scope="module")
def imported(django_ready: str) -> Any:
    from yishu.catalogue.importing import import_directory
    from yishu.core.actor import PLATFORM
    from yishu.demo.resources import shipped

    return import_directory(
        PLATFORM, shipped("catalogue_raw/zhejiang_zhejiang.csv"), source="开放目录", now=timezone.now()
    )


def test_the_real_directory_comes_in_whole_and_twice_is_once(imported: Any) -> None:
    from yishu.catalogue.importing import import_directory
    from yishu.catalogue.models import Resource
    from yishu.core.actor import PLATFORM
    from yishu.demo.resources import shipped

    assert (imported.created, imported.unchanged) == (1309, 0)
    assert imported.dirt
    again = import_directory(
        PLATFORM, shipped("catalogue_raw/zhejiang_zhejiang.csv"), source="开放目录", now=timezone.now()
    )
    assert (again.created, again.unchanged) == (0, 1309)
    assert Resource.objects.filter(current__imported_fields__portal="zhejiang").count() == 1309


@pytest.mark.clause("26.1")
@pytest.mark.parametrize("word", ["房", "企业", "信息", "清代官员", "农民工工资", "ID", "失信 名单"])
def test_search_finds_exactly_what_a_literal_scan_finds(imported: Any, word: str) -> None:
    from yishu.catalogue.models import Resource
    from yishu.catalogue.search import Search, search
    from yishu.core.text import fold

    found = search(None, Search(word, {"state": "imported"}, limit=100))
    # what the directory itself calls closed is nobody's without login
    open_ones = Resource.objects.filter(state="imported").exclude(current__openness="closed")
    texts = open_ones.values_list("search_text", flat=True)
    assert found.total == sum(all(fold(part) in text for part in word.split()) for text in texts) > 0
    assert all(fold(part) in found.resources[0].search_text for part in word.split())


def test_synonyms_find_each_other_and_exact_names_come_first(imported: Any) -> None:
    from yishu.catalogue.models import Synonym
    from yishu.catalogue.search import Search, search

    alone = search(None, Search("黑名单库", limit=5)).total
    Synonym.objects.create(word="黑名单库", also="失信")
    assert search(None, Search("黑名单库", limit=5)).total > alone
    assert search(None, Search("浙江清代官员履历信息")).resources[0].current.name == "浙江清代官员履历信息"  # type: ignore[union-attr]


def test_facets_count_what_their_filter_would_find(imported: Any) -> None:
    from yishu.catalogue.search import Search, search

    found = search(None, Search("信息", {"state": "imported"}))
    for facet in found.facets["cycle"]:
        assert search(None, Search("信息", {"state": "imported", "cycle": facet.value})).total == facet.count


def test_pages_of_results_follow_each_other_without_gap(imported: Any) -> None:
    from yishu.catalogue.search import Search, search

    page = search(None, Search("名单", {"state": "imported"}, 0, 7))
    seen = [resource.code for resource in page.resources]
    while page.next_offset is not None:
        page = search(None, Search("名单", {"state": "imported"}, page.next_offset, 7))
        seen += [resource.code for resource in page.resources]
    assert len(seen) == len(set(seen)) == page.total > 7


@pytest.mark.usefixtures("imported")
def test_two_hundred_names_are_checked_on_the_whole_directory_at_once() -> None:
    """One statement; the time is bounded widely, because other tests share the machine."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from yishu.catalogue.collection.checking import check
    from yishu.catalogue.models import Item

    known = list(Item.objects.filter(entry__status="imported").values_list("name", flat=True).distinct()[:150])
    names = [*known, *(f"{name}之补充" for name in known[:50])]
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as statements:
        answers = check(names)
    took = time.perf_counter() - started
    assert len(statements) == 1
    assert [answer.name for answer in answers if not answer.on_platform and answer.name in known] == []
    assert took < 3, took
