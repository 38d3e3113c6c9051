"""Searching: whatever stands in an entry is found, counted exactly, ranked, and only by who may see it (26.1, 8.2)."""

import re
from collections import Counter
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from yishu.core.actor import PLATFORM
from yishu.core.text import fold

pytestmark = pytest.mark.usefixtures("django_ready")

COUNTIES = ("西湖区", "义乌市", "Ｘ区")


@pytest.fixture(scope="module")
def large(django_ready: str) -> Any:
    """The real directory in three counties: 3 900 entries; and OFFICE, POLICE with resources of every category and openness."""
    import csv
    import io

    from yishu.catalogue.importing import import_directory
    from yishu.demo.resources import shipped

    source = shipped("catalogue_raw/zhejiang_zhejiang.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(source)))
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    for county in COUNTIES:
        for row in rows:
            here = f"{row['详情页网址']}&county={county}"
            writer.writerow(row | {"标题": county + row["标题"], "详情页网址": here})
    import_directory(PLATFORM, file.getvalue().encode(), source="counties", now=timezone.now())
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    closed = cast.resource(police, office, name="暂住人口登记")
    public = cast.resource(police, office, name="派出所名录", category="unrestricted", openness="open")
    return SimpleNamespace(cast=cast, office=office, police=police, closed=closed, public=public)


def literal(viewer: Any, q: str) -> set[int]:
    """What a scan of all texts finds, by words that all must stand in them."""
    from yishu.catalogue.search import visible

    found = visible(viewer)
    for word in q.split():
        found = found.filter(
            GreaterThan(StrIndex("search_text", Value(fold(word))), 0)
        )  # no operator that an index knows
    return set(found.values_list("pk", flat=True))


WORDS = (
    "房", "税", "e", "1", "企业", "信息", "gdp", "ＧＤＰ", "西湖", "行政许可", "清代官员", "农民工工资失信", "统一社会信用代码",
    "失信 名单", "义乌市 企业 信用", "西湖区企业", "330000open/00001", "100%", "a_b", "Ｘ区", "，", "不存在的词语",
)  # fmt: skip


@pytest.mark.clause("26.1")
@pytest.mark.parametrize("q", WORDS)
@pytest.mark.parametrize("who", ["anyone", "an agency"])
def test_everything_that_stands_in_an_entry_is_found_and_nothing_else(large: Any, q: str, who: str) -> None:
    from yishu.catalogue.search import Search, find_ids, search

    viewer = None if who == "anyone" else large.office.a
    expected = literal(viewer, q)
    assert set(find_ids(viewer, q, most=10_000)) == expected
    found = search(viewer, Search(q))
    assert (found.total, found.more) == (len(expected), False)


@pytest.mark.parametrize(
    ("who", "q"),
    [
        ("anyone", "信息"),
        *(("an agency", q) for q in ("信息", "企业 名称", "")),
        *(pytest.param("anyone", q, marks=pytest.mark.long) for q in ("企业 名称", "")),
    ],
)
@pytest.mark.parametrize(
    "filters", [{}, {"cycle": "yearly"}, {"state": "imported", "openness": "open"}, {"mode": "verify"}]
)
def test_facets_count_what_a_scan_counts_under_the_other_filters(
    large: Any, q: str, filters: dict[str, str], who: str
) -> None:
    from yishu.catalogue.models import Resource
    from yishu.catalogue.search import Search, search

    viewer = None if who == "anyone" else large.office.a
    hits = Resource.objects.filter(pk__in=literal(viewer, q)).select_related("current")

    def values(each: Any, name: str) -> list[str]:
        entry, is_imported = each.current, each.state == "imported"
        simple = {"provider": each.provider_name, "state": each.state}
        if name == "category":
            return [] if is_imported else [entry.category]
        return list(entry.modes) if name == "mode" else [simple[name] if name in simple else getattr(entry, name)]

    found = search(viewer, Search(q, filters))
    for name in ("category", "mode", "kind", "cycle", "openness", "state", "provider"):
        others = {other: value for other, value in filters.items() if other != name}
        kept = [each for each in hits if all(value in values(each, other) for other, value in others.items())]
        counted = Counter(value for each in kept for value in values(each, name))
        expected = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        assert [(one.value, one.count) for one in found.facets[name]] == expected[: 12 if name == "provider" else None]


def test_more_hits_than_are_counted_are_said_to_be_more(large: Any) -> None:
    from yishu.catalogue.search import Search, search

    viewer = large.office.a
    whole = search(viewer, Search("信息"))
    capped = search(viewer, Search("信息"), cap=500)
    assert not whole.more
    assert whole.total > 500
    assert (capped.total, capped.more) == (500, True)
    of_whole = {name: {one.value: one.count for one in values} for name, values in whole.facets.items()}
    for name in ("cycle", "state", "kind", "openness"):
        assert name in capped.capped
        assert all(one.count <= of_whole[name][one.value] for one in capped.facets[name])
    narrowed = search(viewer, Search("信息", {"cycle": "weekly"}), cap=500)
    assert not narrowed.more
    assert narrowed.total == of_whole["cycle"]["weekly"]
    assert "cycle" in narrowed.capped  # without the filter there are more


def test_many_hits_are_leafed_through_best_first_without_gap_or_double(large: Any) -> None:
    from yishu.catalogue.search import Search, find_ids, search

    viewer = large.office.a
    seen: list[Any] = []
    page = search(viewer, Search("西湖区", limit=100), cap=50)
    while True:
        assert page.more
        seen += page.resources
        if page.next_offset is None:
            break
        page = search(viewer, Search("西湖区", offset=page.next_offset, limit=100), cap=50)
    assert len(seen) == len({one.pk for one in seen})
    assert {one.pk for one in seen} == set(find_ids(viewer, "西湖区", most=10_000))
    order = [(not one.folded_name.startswith("西湖区"), -one.standing, one.code) for one in seen]
    assert order == sorted(order)


@pytest.mark.parametrize("who", ["anyone", "an agency"])
@pytest.mark.parametrize("q", ["信息", "", "企业 名称"])
def test_what_most_entries_have_is_found_by_another_way_and_is_the_same(large: Any, q: str, who: str) -> None:
    """With statistics as a server has them that has run for a while, and without."""
    from django.db import connection

    from yishu.catalogue.search import Search, search

    viewer = None if who == "anyone" else large.office.a
    provider = search(viewer, Search(q)).facets["provider"][0].value
    filters = {"openness": "open", "state": "imported", "provider": provider}
    chosen = [{}, *({name: value} for name, value in filters.items()), filters]
    before = [(search(viewer, Search(q, some)), search(viewer, Search(q, some), cap=5)) for some in chosen]
    with connection.cursor() as cursor:
        cursor.execute("analyze catalogue_resource")
    after = [(search(viewer, Search(q, some)), search(viewer, Search(q, some), cap=5)) for some in chosen]
    for (one, one_capped), (other, other_capped) in zip(before, after, strict=True):
        assert (one.total, one.facets, one.resources) == (other.total, other.facets, other.resources)
        assert (one_capped.total, one_capped.more) == (min(one.total, 5), one.total > 5)
        assert (other_capped.total, other_capped.more) == (one_capped.total, one_capped.more)
        assert one_capped.resources == other_capped.resources
        assert {resource.pk for resource in one_capped.resources} <= literal(viewer, q)


def test_quotation_marks_keep_words_together_and_literal(large: Any) -> None:
    from yishu.catalogue.models import Synonym
    from yishu.catalogue.search import Search, search

    pair = Synonym.objects.create(word="茶园", also="种子市场")
    plain, quoted = (search(None, Search(q)).total for q in ("茶园", "“茶园”"))
    pair.delete()  # other modules count their statements
    assert plain == len(literal(None, "茶园") | literal(None, "种子市场"))
    assert quoted == len(literal(None, "茶园")) < plain
    assert search(None, Search('"')).total == search(None, Search("")).total


def test_of_the_same_word_the_exact_name_comes_first_then_beginnings_then_the_popular_then_the_fresh(
    large: Any,
) -> None:
    from yishu.catalogue.models import Resource
    from yishu.catalogue.search import Search, search

    cast, police, office = large.cast, large.police, large.office
    word = "貔貅饲养"
    names = [f"{word}登记", f"全省{word}甲", f"全省{word}乙", f"全省{word}丙", word]
    made = {}
    for name in names:
        one = cast.resource(police, office, name=name)
        made[name] = one
    for consumer, granted in ((cast.agency("林业"), (names[1], names[2])), (cast.agency("农业"), (names[1],))):
        system = consumer.system()
        for name in granted:
            cast.grant(consumer, police, made[name], systems=(system,))
    # Of names that the cast numbers, the exact one is asked for with its number.
    exact = Resource.objects.get(pk=made[word].pk).current
    assert exact is not None
    client = signed_in(office.person_a)
    codes = shown_codes(client.get("/catalogue/", {"q": exact.name}))
    assert codes == [made[word].path_code]
    codes = shown_codes(client.get("/catalogue/", {"q": word}))
    whole = [resource.pk for resource in search(office.a, Search(word)).resources]
    walked = search(office.a, Search(word), cap=2)
    assert walked.more
    assert [resource.pk for resource in walked.resources] == whole
    first = search(office.a, Search(exact.name), cap=0)
    assert [resource.pk for resource in first.resources] == [made[word].pk]
    beginnings = {made[word].path_code, made[names[0]].path_code}
    assert set(codes[:2]) == beginnings
    assert codes[2:] == [made[name].path_code for name in names[1:4]]


def test_what_one_may_not_see_is_neither_found_nor_counted(large: Any) -> None:
    name = large.police.agency.name
    closed, public = large.closed, large.public
    answer = Client().get("/api/v1/catalogue/resources", {"q": name}).json()
    assert [item["code"] for item in answer["items"]] == [public.code]
    assert answer["total"] == 1
    assert answer["facets"]["category"] == [{"value": "unrestricted", "count": 1}]
    assert answer["facets"]["provider"] == [{"value": name, "count": 1}]
    hidden = Client().get("/api/v1/catalogue/resources", {"q": closed.current.name}).json()
    assert (hidden["total"], hidden["items"]) == (0, [])
    assert all(not values for values in hidden["facets"].values())
    page = text(Client().get("/catalogue/", {"q": name, "category": "restricted"}))
    assert closed.path_code not in page
    assert "找到 <b>0</b>" in page


def test_what_is_suspended_or_withdrawn_leaves_the_public_search_at_once(large: Any) -> None:
    from yishu.catalogue import commands

    cast, police, office = large.cast, large.police, large.office
    one = cast.resource(police, office, name="凤凰山观测", category="unrestricted", openness="open")
    path = "/api/v1/catalogue/resources"
    assert Client().get(path, {"q": "凤凰山观测"}).json()["total"] == 1
    commands.suspend_resource(police.b, one, reason="核对", now=timezone.now())
    assert Client().get(path, {"q": "凤凰山观测"}).json()["total"] == 0
    within = signed_in(office.person_a)
    assert within.get(path, {"q": "凤凰山观测", "state": "suspended"}).json()["total"] == 1
    commands.withdraw_resource(police.b, one, reason="不再提供", now=timezone.now())
    assert within.get(path, {"q": "凤凰山观测"}).json()["total"] == 0


@pytest.mark.clause("26.1")
def test_a_card_says_whether_it_may_be_used_how_fresh_it_is_and_how_it_is_got(large: Any) -> None:
    client = signed_in(large.office.person_a)
    restricted = text(client.get("/catalogue/", {"q": large.closed.current.name}))
    assert re.search(
        r"能否使用.*须经提供单位审核.*按履职需要核定.*尚无数据.*接口比对、接口或页面查询、批量下载",
        restricted,
        re.DOTALL,
    )
    assert "申请即得" in text(client.get("/catalogue/", {"q": large.public.current.name}))
    assert "本单位资源" in text(signed_in(large.police.person_a).get("/catalogue/", {"q": large.public.current.name}))
    assert "登录后可申请" in text(Client().get("/catalogue/", {"q": large.public.current.name}))
    imported = text(Client().get("/catalogue/", {"q": "义乌市浙江清代官员履历信息"}))
    assert re.search("暂不能申请.*在来源页面查看", imported, re.DOTALL)


@pytest.mark.clause("4.2")
def test_nothing_found_leads_to_a_demand_in_the_same_words(large: Any) -> None:
    client = signed_in(large.office.person_a)
    page = text(client.get("/catalogue/", {"q": "独角兽 谱系"}))
    link = re.search(r'href="(/sharing/demands/new/\?name=[^"]*)"', page)
    assert link is not None
    assert 'value="独角兽 谱系"' in text(client.get(link[1]))
    assert "demands/new" not in text(Client().get("/catalogue/", {"q": "独角兽 谱系"}))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def shown_codes(answer: Any) -> list[str]:
    return re.findall(r'<h2><a href="/catalogue/([^/"]+)/"', text(answer))
