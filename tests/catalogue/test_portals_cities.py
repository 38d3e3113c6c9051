"""Six more portals of Zhejiang, each with its heads, words and dirt; what changed, what is gone, whose entries they are (9.1)."""

import csv
import io
from collections import Counter
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.catalogue.portal_files import PORTALS, published
from yishu.catalogue.portals import Found, read
from yishu.catalogue.portals.providers import full_name

DIRT = {
    "hangzhou": {"before_published": 843, "same_everywhere": 555, "missing": 463, "no_agency": 344, "repeated": 30, "control": 4, "unreadable": 1},
    "wenzhou": {"which_county": 131, "same_everywhere": 22, "missing": 19, "unclear": 17, "before_published": 11, "control": 10, "double": 2},
    "jiaxing": {"control": 51, "several": 3, "contradiction": 1, "double_items": 1},
    "jinhua": {"unclear": 4, "double_items": 3, "missing": 2, "double": 2, "no_items": 1},
    "quzhou": {"unclear": 17, "double_items": 12, "repeated": 3, "contradiction": 2, "control": 2},
    "lishui": {"same_everywhere": 357, "which_county": 227, "unclear": 34, "missing": 26},
}  # fmt: skip
HANGZHOU = "资源名称,发布部门,所属区县,摘要,发布时间,更新时间,更新周期,开放等级,数据量,详情页网址,数据格式"


@cache
def found_in(portal: str) -> list[Found]:
    """Read when the first test asks: two seconds that each worker need not spend as it collects."""
    return list(read(published(portal)))


@pytest.mark.parametrize("portal", PORTALS)
def test_every_row_is_found_under_its_portal_with_codes_of_ours(portal: str) -> None:
    found = found_in(portal)
    assert len(found) == PORTALS[portal]
    assert {each.portal for each in found} == {portal}
    assert all(each.name and each.source_url for each in found)
    assert not any(error.rule == "unknown" for each in found for error in each.dirt)  # every word is in the tables
    assert {each.openness for each in found} <= {"open", "conditional", "closed", "unstated"}


@pytest.mark.parametrize("portal", DIRT)
def test_the_dirt_of_each_city_is_named(portal: str) -> None:
    assert Counter(error.rule for each in found_in(portal) for error in each.dirt) == DIRT[portal]


@pytest.mark.parametrize(
    ("portal", "raw", "code"),
    [
        ("hangzhou", "api", "interface"),
        ("hangzhou", "data", "other"),
        ("wenzhou", "03,0310", "database"),
        ("wenzhou", "02,0203", "spreadsheet"),
        ("wenzhou", "01,0102", "file"),
        ("jiaxing", "数据库:mysql", "database"),
        ("jiaxing", "自描述:MySQL", "other"),
        ("lishui", "电子表格", "spreadsheet"),
        ("quzhou", "图形图像-jpg", "graphic"),
    ],
)
def test_formats_are_read_by_each_portals_own_words(portal: str, raw: str, code: str) -> None:
    rows = list(csv.DictReader(io.StringIO(published(portal).decode("utf-8-sig"), newline="")))
    head = "数据格式" if portal == "hangzhou" else "资源格式"
    read_as = {each.format for each, row in zip(found_in(portal), rows, strict=True) if row[head] == raw}
    assert read_as == {code}


def test_what_needs_a_login_or_is_forbidden_is_not_called_open() -> None:
    conditions = {(each.open_condition, each.openness) for portal in PORTALS for each in found_in(portal)}
    assert {
        ("登录开放", "conditional"),
        ("申请开放", "conditional"),
        ("完全开放", "open"),
        ("禁止开放", "closed"),
    } <= conditions


def test_summaries_that_are_lists_give_their_items() -> None:
    assert found_in("wenzhou")[0].items_guess == ["社团名称", "业务主管单位", "统一社会信用代码", "住所", "注册资金"]
    assert sum(bool(each.items_guess) for each in found_in("wenzhou")) == 978
    assert ["序号", "姓名", "性别", "民族", "出生年月", "文化程度", "户籍", "政治面貌"] in [
        each.items_guess for each in found_in("jiaxing")
    ]


@pytest.mark.parametrize(
    ("spelling", "place", "county", "name"),
    [
        ("衢州市-市医保局", "衢州市", "", "衢州市医保局"),
        ("常山县-县统计局", "衢州市", "", "常山县统计局"),
        ("柯城区-水利局", "衢州市", "", "柯城区水利局"),
        ("衢州市-国家统计局衢州调查队", "衢州市", "", "国家统计局衢州调查队"),
        ("区府办", "杭州市", "滨江区", "滨江区府办"),
        ("市公安局", "杭州市", "杭州市", "杭州市公安局"),
        ("东湖街道", "杭州市", "临平区", "临平区东湖街道"),
        ("市统计局", "丽水市", "", "丽水市统计局"),
        ("县水利局", "丽水市", "", ""),
        ("省教育厅", "", "", "省教育厅"),
    ],
)
def test_a_spelling_means_an_agency_of_its_place(spelling: str, place: str, county: str, name: str) -> None:
    assert full_name(spelling, place=place, county=county) == name


def hangzhou(*rows: str) -> bytes:
    return "\n".join([HANGZHOU, *rows]).encode()


def row(n: int, name: str, *, updated: str = "2023-06-16", provider: str = "区应急局", county: str = "滨江区") -> str:
    place = f"https://data.hangzhou.gov.cn/dop/tpl/dataOpen/dataDetail.html?source_id=9{n}"
    return f"{name},{provider},{county},说明文字,2023-06-01,{updated},每年,完全开放,5,{place},data"


@pytest.mark.parametrize(
    ("text", "day", "rule"),
    [
        ("1686844800000", date(2023, 6, 16), "time_stamp"),
        ("1686844800", date(2023, 6, 16), "time_stamp"),
        ("2023/6/16", date(2023, 6, 16), ""),
        ("2023年6月16日", date(2023, 6, 16), ""),
        ("20230616", date(2023, 6, 16), ""),
        ("2023-06-16 23:59:59", date(2023, 6, 16), ""),
        ("99999999999999", None, "unreadable"),
        ("2023-13-01", None, "unreadable"),
    ],
)
def test_days_are_read_as_portals_write_them_and_time_stamps_are_said(text: str, day: date | None, rule: str) -> None:
    found: Found = read(hangzhou(row(1, "台账信息", updated=text)))[0]
    assert found.updated == day
    assert [error.rule for error in found.dirt] == ([rule] if rule else [])


def bring_in(content: bytes) -> Any:
    from yishu.catalogue.importing import import_directory
    from yishu.core.actor import PLATFORM

    return import_directory(PLATFORM, content, source="杭州", now=timezone.now())


def imported(n: int) -> Any:
    from yishu.catalogue.models import Entry

    return Entry.objects.select_related("resource").get(source_url__endswith=f"source_id=9{n}")


@pytest.mark.usefixtures("django_ready")
def test_what_changed_is_brought_up_to_date_in_place_and_what_is_gone_is_marked_until_it_is_back() -> None:
    first = [row(n, f"台账{n}信息") for n in range(101, 105)]
    assert bring_in(hangzhou(*first)).created == 4
    before = imported(101)
    came = bring_in(hangzhou(row(101, "应急物资台账信息"), *first[1:3]))
    assert (came.created, came.changed, came.unchanged, came.gone) == (0, 1, 2, 1)
    after = imported(101)
    assert (after.pk, after.version, after.resource.code) == (before.pk, 1, before.resource.code)
    assert after.name == "应急物资台账信息"
    assert "应急物资台账信息" in after.resource.search_text
    assert imported(104).imported_fields["gone"] == timezone.localdate().isoformat()
    back = bring_in(hangzhou(row(101, "应急物资台账信息"), *first[1:]))
    assert (back.changed, back.gone) == (1, 0)
    assert "gone" not in imported(104).imported_fields
    part = bring_in(hangzhou(first[1]))
    assert part.gone == 0  # three of four missing: a part of the directory, or another


@pytest.mark.usefixtures("django_ready")
def test_a_row_that_comes_again_counts_once_and_is_said() -> None:
    came = bring_in(hangzhou(row(201, "同一信息"), row(201, "同一信息")))
    assert (came.created, came.repeated) == (1, 1)
    assert [(wrong.field, wrong.rule) for wrong in came.dirt if wrong.rule == "repeated_row"] == [("2", "repeated_row")]


@pytest.mark.usefixtures("django_ready")
def test_providers_are_matched_to_the_register_or_wait_with_suggestions(client: Any) -> None:
    from yishu.catalogue.models import Resource
    from yishu.catalogue.spreadsheets.models import Spelling

    cast = Cast()
    office = cast.agency("办公厅", coordinator=True)
    surely, alike = cast.agency("滨江区审管办"), cast.agency("滨江区消防救援大队")
    content = hangzhou(
        row(301, "许可信息", provider=f"{surely.agency.name}(区跑改办)"),
        row(302, "消防信息", provider="区消防救援支队"),
        row(303, "甲信息", provider="地区管理员"),
    )
    bring_in(content)
    assert imported(301).resource.provider_name == surely.agency.name
    assert imported(301).imported_fields["provider"] == f"{surely.agency.name}(区跑改办)"
    assert imported(301).resource.provider is None
    assert imported(302).resource.provider_name == "滨江区消防救援支队"

    client.force_login(office.person_b)
    page = client.get("/catalogue/spreadsheets/providers/").content.decode()
    assert alike.agency.name in page
    waiting = Spelling.objects.get(spelling="区消防救援支队")
    answer = client.post(f"/catalogue/spreadsheets/providers/{waiting.pk}/", {"agency": alike.agency.name})
    assert answer.status_code == 302
    resource = Resource.objects.get(pk=imported(302).resource_id)
    assert resource.provider_name == alike.agency.name
    assert alike.agency.name in resource.search_text
    bring_in(content)
    assert imported(302).resource.provider_name == alike.agency.name  # remembered

    client.force_login(surely.person_a)
    assert client.get("/catalogue/spreadsheets/providers/").status_code == 403
    assert client.post(f"/catalogue/spreadsheets/providers/{waiting.pk}/").status_code == 403
