"""The score of an entry, counted by hand; what to do next; who sees whose (9.1, 13.1)."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast, entry_draft
from yishu.catalogue.rules import ItemDraft
from yishu.catalogue.scoring.rules import measure
from yishu.core.calendar import SHANGHAI, shanghai_day

pytestmark = pytest.mark.usefixtures("django_ready")

TOLD = "常住人口的姓名、性别、出生日期和户籍地，由户籍登记产生，用于身份核对。"


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    return SimpleNamespace(
        cast=cast,
        office=cast.agency("办公厅", coordinator=True),
        police=cast.agency("公安"),
        civil=cast.agency("民政"),
        forestry=cast.agency("林业"),
    )


def test_completeness_counts_the_fields_that_apply_and_the_attributes_of_items() -> None:
    # Of 8 fields 4 are filled: scope, timeliness, condition, modes. Of 9 attributes (4 lengths of texts, 5 elements or code lists) 1: the code list of the sex.
    poor = entry_draft("常住人口")
    assert measure(poor, 0).completeness == round(60 * 4 / 8 + 40 * 1 / 9) == 34
    better = replace(poor, summary=TOLD, domain="公安", tags=("人口",), collection_rule="按户籍管理规定采集")
    assert measure(better, 0).completeness == round(60 + 40 * 1 / 9) == 64
    # Open to all, on a condition: the condition of sharing is not asked for, that of opening is.
    other = replace(poor, category="unrestricted", condition="", openness="conditional", open_condition="实名")
    assert measure(other, 0).completeness == 34


def test_an_item_is_described_by_more_than_its_name() -> None:
    items = (
        ItemDraft("a", "姓名", meaning="户口簿上的姓名", length=50),
        ItemDraft("b", "性别", meaning="性别", length=1, codes={"1": "男"}),
        ItemDraft("c", "年龄", type="integer"),
    )
    own = measure(entry_draft("人口", items=items), 2)
    assert own.described == 33
    assert own.validity == 60
    assert (
        own.completeness == round(60 * 4 / 8 + 40 * 3 / 5) == 54
    )  # two lengths, three elements or code lists are asked for


@pytest.mark.clause("13.1")
def test_an_entrys_score_follows_its_data_and_its_applications(scene: Any, tmp_path: Path) -> None:
    from yishu.catalogue.scoring.queries import get_score
    from yishu.sharing import commands as sharing

    cast, police = Cast(), scene.police
    resource = cast.resource(police, scene.office)
    score = get_score(resource.pk, now=timezone.now())
    assert score is not None
    counted = (score.completeness, score.validity, score.freshness, score.described, score.answers)
    assert counted == (34, 100, 0, 0, None)
    assert score.total == 37

    cast.publish(police, resource, PEOPLE_CSV, tmp_path)
    came = timezone.now()
    score = get_score(resource.pk, now=came)
    assert score is not None
    assert (score.freshness, score.total) == (100, 59)  # (850 + 2500 + 2000) / 90
    resource.refresh_from_db()
    days_late = resource.update_due + timedelta(days=2) - timezone.localdate(came)
    late = get_score(resource.pk, now=came + days_late)
    assert late is not None
    assert (late.freshness, late.total) == (50, 48)  # realtime: late by the two days that are allowed

    for consumer in (scene.civil, scene.forestry):
        request = sharing.LineRequest(
            resource=resource.code,
            items=("id_number", "name"),
            modes=("verify",),
            systems=(consumer.system().system.name,),
            until=timezone.localdate() + timedelta(days=90),
        )
        made = sharing.apply(consumer.a, duty="履职", basis="《办法》", requests=(request,), now=came)
        if consumer is scene.civil:
            decision = sharing.Decision(approves=True, items=request.items, modes=request.modes)
            sharing.decide(police.b, made.number, resource.code, decision, now=came)
    score = get_score(resource.pk, now=came)
    assert score is not None
    assert (score.answers, score.total) == (
        100,
        64,
    )  # (850 + 2500 + 2000 + 1000) / 100; what still may be answered does not count
    late = get_score(resource.pk, now=came + timedelta(days=60))
    assert late is not None
    assert late.answers == 50


def test_lists_pages_and_the_card_say_the_same(scene: Any) -> None:
    cast, agency = Cast(), scene.cast.agency("水利")
    poor = cast.resource(agency, scene.office, name="水库")
    items = tuple(
        replace(item, meaning=f"登记簿上的{item.name}", length=20, codes={"1": "一"}) for item in entry_draft("x").items
    )
    good = cast.resource(agency, scene.office, name="河道", items=items)
    page = text(signed_in(agency.person_a).get("/catalogue/quality/"))
    listed = re.findall(r'/catalogue/([^/"]+)/#score">', page)
    assert listed == [poor.path_code, good.path_code]
    # Good: completeness 60 × 4/8 + 40 = 70, described 100, validity 100, no data: (1750 + 2500 + 2000) / 90 = 69.
    assert re.findall(r'data-label="得分"><span class="ys-badge ys-\w+">(\d+)<', page) == ["37", "69"]
    card = text(signed_in(agency.person_a).get(f"/catalogue/{good.path_code}/"))
    assert re.search(r'id="score".*69 分', card, re.DOTALL)
    stats = re.findall(r'ys-stat-value">(\d+)<', page)
    assert stats == ["53", "2", "0", "1"]  # the mean of 37 and 69; two entries, none from 85, one below 60
    coordinator = signed_in(scene.office.person_b)
    everyone = "".join(text(coordinator.get(f"/catalogue/quality/providers/?page={n}")) for n in range(1, 9))
    row = re.search(rf"{agency.agency.name}</a>.*?</tr>", everyone, re.DOTALL)
    assert row is not None
    assert re.findall(r">(\d+)<", row[0])[:3] == ["53", "2", "1"]  # the mean of 37 and 69, two entries, one below 60


def test_what_to_do_next_leads_to_the_field(scene: Any) -> None:
    from yishu.catalogue import commands

    agency = scene.cast.agency("气象")
    resource = Cast().resource(agency, scene.office, name="雨量")
    client = signed_in(agency.person_a)
    page = text(client.get(f"/catalogue/{resource.path_code}/"))
    links = re.findall(rf'<li><a href="(/catalogue/{resource.path_code}/draft/#\w+)">([^<]+)</a>', page)
    assert len(links) == 3
    editor = f"/catalogue/{resource.path_code}/draft/"
    assert set(links[:2]) == {
        (f"{editor}#id_cycle", "按声明的频度更新数据，或把更新频度改成实际能做到的"),
        (f"{editor}#items", "写明信息项的含义"),
    }
    assert links[2] == (f"{editor}#items", "填写信息项的长度")  # four of nine attributes, 4.4 points
    fields = text(client.get(editor))
    assert all(f'id="{link.partition("#")[2]}"' in fields for link, _what in links)
    # A colleague who does not catalogue reads the same without the way into the editor; a stranger nothing.
    assert "写明信息项的含义" in text(signed_in(agency.person_b).get(f"/catalogue/{resource.path_code}/"))
    assert f"/catalogue/{resource.path_code}/draft/#items" not in text(
        signed_in(agency.person_b).get(f"/catalogue/{resource.path_code}/")
    )
    assert 'id="score"' not in text(signed_in(scene.civil.person_a).get(f"/catalogue/{resource.path_code}/"))
    # What was advised, done: the new version scores what was counted for it.
    draft = entry_draft("雨量观测", summary=TOLD, domain="气象", tags=("雨量",), collection_rule="按规范观测")
    entry = commands.draft_new_version(agency.a, resource, draft, now=timezone.now())
    commands.submit_entry(agency.a, entry.pk, now=timezone.now())
    commands.sign_off(agency.b, entry.pk, scope="全部", now=timezone.now())
    commands.publish_entry(scene.office.b, entry.pk, now=timezone.now())
    resource.refresh_from_db()
    assert (resource.completeness, resource.validity, resource.described) == (64, 100, 0)


def test_a_draft_is_told_what_would_make_it_better(scene: Any) -> None:
    from yishu.catalogue import commands

    agency = scene.civil
    entry = commands.draft_entry(agency.a, agency.agency, entry_draft("婚姻登记"), now=timezone.now())
    page = text(signed_in(agency.person_a).get(f"/catalogue/version/{entry.pk}/"))
    assert "提交前可以改进" in page
    assert f'href="/catalogue/draft/{entry.pk}/#items"' in page


def test_dirt_of_a_foreign_directory_lowers_what_came_from_it(scene: Any) -> None:
    from yishu.catalogue.importing import import_directory
    from yishu.catalogue.models import Resource
    from yishu.core.actor import PLATFORM

    head = "标题,摘要,标签,更新周期,资源格式,数源单位,数据领域,行业分类,开放条件,更新日期,发布日期,数据量,详情页网址\n"
    row = "测站名录,测站的名称,测站,随时,数据库-oracle,省水文中心,水利,暂无,完全开放,2023-06-02,2019-01-29,很多,https://example.org/dirt\n"
    import_directory(PLATFORM, (head + row).encode(), source="dirt", now=timezone.now())
    resource = Resource.objects.get(current__source_url="https://example.org/dirt")
    assert resource.validity == 60  # a cycle that is none, a count that is no number


def test_what_was_never_measured_is_measured_by_the_worker(scene: Any) -> None:
    from yishu.catalogue.models import Resource
    from yishu.catalogue.scoring.keeping import measure_missing

    resource = Cast().resource(scene.police, scene.office, name="旧条目")
    Resource.objects.filter(pk=resource.pk).update(completeness=None, validity=None, described=None)
    assert measure_missing() == 1
    resource.refresh_from_db()
    assert (resource.completeness, resource.validity, resource.described) == (34, 100, 0)
    assert measure_missing() == 0


@pytest.mark.parametrize(
    ("cycle", "late", "expected"), [("yearly", 0, 100), ("yearly", 396, 50), ("weekly", 81, 10), ("never", 9000, 100)]
)
def test_freshness_falls_with_the_days_past_the_due_one(
    scene: Any, tmp_path: Path, cycle: str, late: int, expected: int
) -> None:
    from yishu.catalogue.scoring.queries import get_score

    cast = Cast()
    resource = cast.resource(scene.police, scene.office, cycle=cycle)
    cast.publish(scene.police, resource, PEOPLE_CSV, tmp_path)
    resource.refresh_from_db()
    due = resource.update_due or shanghai_day(timezone.now())  # a week's or a year's is reckoned from its last day
    score = get_score(resource.pk, now=datetime.combine(due + timedelta(days=late), time(12), SHANGHAI))
    assert score is not None
    assert score.freshness == expected


def test_only_the_coordinator_sees_every_provider(scene: Any) -> None:
    assert signed_in(scene.police.person_a).get("/catalogue/quality/providers/").status_code == 403
    assert Client().get("/catalogue/quality/")["Location"].startswith("/login")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())
