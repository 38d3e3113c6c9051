"""The directory on pages: found, read, drafted, reviewed, published."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from yishu.core.actor import PLATFORM

pytestmark = pytest.mark.usefixtures("django_ready")

DIRECTORY = """标题,摘要,标签,更新周期,资源格式,数源单位,数据领域,行业分类,开放条件,更新日期,发布日期,数据量,详情页网址
{name},"茶园普查,包含茶园名称,面积等信息",茶园,每年,数据库-oracle,省农业农村厅,工业农业,暂无,暂无,2023-06-02,2019-01-29,19053,{url}
"""


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    """POLICE's restricted resource, one open to the public, one imported; all with names of their own."""
    from yishu.catalogue.importing import import_directory
    from yishu.catalogue.models import Resource

    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    closed = cast.resource(police, office, name="暂住人口登记")
    public = cast.resource(police, office, name="派出所名录", category="unrestricted", openness="open")
    url = f"https://example.org/{police.agency.code}"
    directory = DIRECTORY.format(name=f"茶园分布{police.agency.pk}", url=url)
    import_directory(PLATFORM, directory.encode(), source="example", now=timezone.now())
    imported = Resource.objects.get(current__source_url=url)
    return SimpleNamespace(
        cast=cast, office=office, police=police, civil=civil, closed=closed, public=public, imported=imported, url=url
    )


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


@pytest.mark.clause("26.1")
def test_two_words_apart_both_count_and_are_marked(scene: Any) -> None:
    page = text(signed_in(scene.civil.person_a).get(f"/catalogue/?q=暂住 {scene.police.agency.name}"))
    assert f"/catalogue/{scene.closed.path_code}/" in page
    assert "<mark>暂住</mark>" in page
    assert f"<mark>{scene.police.agency.name}</mark>" in page
    assert f"/catalogue/{scene.public.path_code}/" not in page


def test_an_items_name_is_found_and_shown(scene: Any) -> None:
    page = text(signed_in(scene.civil.person_a).get("/catalogue/?q=户籍地区划 暂住"))
    assert "命中信息项：<mark>户籍地区划</mark>" in page


def test_facets_filter_by_links_that_keep_the_query(scene: Any) -> None:
    client = signed_in(scene.civil.person_a)
    found = text(client.get("/catalogue/", {"q": scene.police.agency.name}))
    link = re.search(r'href="(\?[^"]*category=unrestricted[^"]*)"', found)
    assert link is not None
    narrowed = text(client.get("/catalogue/" + link[1]))
    assert scene.public.path_code in narrowed
    assert scene.closed.path_code not in narrowed
    assert 'aria-current="true"' in narrowed


def test_what_is_imported_has_no_category_until_it_is_catalogued(scene: Any) -> None:
    client = signed_in(scene.civil.person_a)
    name = scene.imported.current.name
    page = text(client.get("/catalogue/", {"q": name}))
    assert "开放目录导入，待编目" in page
    assert "受限共享" not in page
    assert "找到 <b>0</b>" in text(client.get("/catalogue/", {"q": name, "category": "restricted"}))
    entry = text(client.get(f"/catalogue/{scene.imported.path_code}/"))
    assert scene.url in entry
    assert "19053" in entry
    assert "尚未编目，暂不能申请" in entry


def test_results_alone_are_sent_to_htmx(scene: Any) -> None:
    part = text(Client().get("/catalogue/?q=茶园", headers={"HX-Request": "true", "HX-Target": "results"}))
    assert "<html" not in part
    assert scene.imported.path_code in part


def test_nothing_found_says_what_to_do(scene: Any) -> None:
    page = text(Client().get("/catalogue/?q=不存在的资源&cycle=daily"))
    assert "没有找到符合条件的资源" in page
    assert "清除全部筛选" in page


@pytest.mark.parametrize("query", ["q=%00", "page=0", "page=x", "page=99999", "category=%27", "mode=xyz", "q=%25_%5C"])
def test_odd_queries_are_answered(scene: Any, query: str) -> None:
    assert Client().get(f"/catalogue/?{query}", follow=True).status_code == 200


def test_the_search_page_asks_the_database_a_fixed_number_of_times(scene: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(f"/catalogue/?{query}").status_code == 200
        return len(captured)

    assert asked("q=茶园") == asked("q=派出所") <= 14
    assert asked("") <= 14


def test_without_login_only_what_is_open(scene: Any) -> None:
    anyone = Client()
    page = text(anyone.get("/catalogue/", {"q": scene.police.agency.name}))
    assert scene.public.path_code in page
    assert scene.closed.path_code not in page
    public = text(anyone.get(f"/catalogue/{scene.public.path_code}/"))
    assert "登录后可以申请使用" in public
    assert scene.police.person_b.name not in public  # who did what is for agencies
    assert anyone.get(f"/catalogue/{scene.closed.path_code}/")["Location"].startswith("/login?next=")
    assert anyone.get("/catalogue/000000000-000009/")["Location"].startswith("/login?next=")


@pytest.mark.clause("8.1", "11.1")
def test_an_entry_shows_its_fields_items_and_who_did_what(scene: Any) -> None:
    page = text(signed_in(scene.civil.person_a).get(f"/catalogue/{scene.closed.path_code}/"))
    entry = scene.closed.current
    for shown in (
        entry.name,
        entry.condition,
        entry.scope,
        entry.timeliness,
        "实时",
        "数据库",
        "公民身份号码",
        "敏感个人信息",
    ):
        assert shown in page, shown
    steps = re.findall(r'class="ys-step-what">([^<]+)', page)
    assert steps == ["登记编目", "提交审核", "保密审查通过", "审核通过并发布"]
    assert scene.police.person_a.name in page
    assert scene.police.person_b.name in page
    assert scene.office.person_b.name in page


def filled(name: str = "婚姻登记信息", **changes: Any) -> dict[str, Any]:
    """The editor's form, sent with one item and an empty row."""
    fields = {
        "name": name,
        "summary": "婚姻登记机关办理登记产生的信息",
        "format": "database",
        "category": "restricted",
        "condition": "仅限履行法定职责",
        "modes": ["verify"],
        "scope": "全省行政机关",
        "openness": "closed",
        "cycle": "daily",
        "timeliness": "产生后 2 个工作日内",
        "key_kind": "resident_id",
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0",
        "items-0-name": "公民身份号码",
        "items-0-code": "gmsfhm",
        "items-0-type": "string",
        "items-0-length": "18",
        "items-0-sensitivity": "sensitive",
        "items-0-is_key": "on",
        "items-1-name": "",
        "items-1-code": "",
        "items-1-type": "string",
        "items-1-sensitivity": "ordinary",
    }
    return {key: value for key, value in {**fields, **changes}.items() if value is not None}


@pytest.mark.clause("10.1", "21.1", "5.1")
def test_an_entry_is_drafted_returned_mended_and_published_by_others(scene: Any) -> None:
    drafter, reviewer = signed_in(scene.civil.person_a), signed_in(scene.civil.person_b)
    coordinator = signed_in(scene.office.person_b)
    place = drafter.post("/catalogue/draft/", filled())["Location"]
    number = int(place.strip("/").rpartition("/")[2])
    assert "草稿" in text(drafter.get(place))
    drafter.post(f"/catalogue/draft/{number}/submit/")
    assert drafter.get(f"/catalogue/review/{number}/").status_code == 404  # nobody passes their own
    assert coordinator.get(f"/catalogue/review/{number}/").status_code == 404  # not yet

    stopped = reviewer.post(f"/catalogue/review/{number}/", {"act": "return", "opinion": " "})
    assert stopped.status_code == 422
    reviewer.post(f"/catalogue/review/{number}/", {"act": "return", "opinion": "摘要须写明登记种类"})
    assert "摘要须写明登记种类" in text(drafter.get(place))

    drafter.post(f"/catalogue/draft/{number}/", filled(summary="结婚、离婚登记的信息"))
    drafter.post(f"/catalogue/draft/{number}/submit/")
    reviewer.post(f"/catalogue/review/{number}/", {"act": "pass", "scope": "全部信息项", "opinion": ""})
    assert number in [
        int(one) for one in re.findall(r"/catalogue/review/(\d+)/", text(coordinator.get("/catalogue/review/")))
    ]
    coordinator.post(f"/catalogue/review/{number}/", {"act": "pass", "opinion": "同意"})

    from yishu.catalogue.models import Entry

    entry = Entry.objects.get(pk=number)
    assert (entry.status, entry.summary) == ("published", "结婚、离婚登记的信息")
    assert entry.sign_off.scope == "全部信息项"
    page = text(signed_in(scene.police.person_a).get(f"/catalogue/{entry.resource.path_code}/"))
    assert "结婚、离婚登记的信息" in page


def test_every_fault_of_a_draft_is_told_at_its_field(scene: Any) -> None:
    drafter = signed_in(scene.civil.person_a)
    wrong = filled(
        condition="", modes=None, scope="", **{"items-0-code": "GMSFHM", "items-1-name": "姓名", "items-1-code": "xm"}
    )
    answer = drafter.post("/catalogue/draft/", wrong)
    page = text(answer)
    assert answer.status_code == 422
    for target in ("id_condition", "id_modes_0", "id_scope", "id_items-0-code"):
        assert f'href="#{target}"' in page, target
    assert 'value="GMSFHM"' in page  # nothing typed is lost


def test_rows_are_added_and_removed_without_javascript(scene: Any) -> None:
    from yishu.catalogue.models import Entry

    drafter = signed_in(scene.civil.person_a)
    two = {"items-1-name": "姓名", "items-1-code": "xm"}
    more = text(drafter.post("/catalogue/draft/", filled(more="5", **two)))
    assert 'name="items-TOTAL_FORMS" value="7"' in more
    assert 'value="xm"' in more
    assert "ys-errors" not in more
    place = drafter.post("/catalogue/draft/", filled(name="只留一项", **two, **{"items-1-remove": "on"}))["Location"]
    entry = Entry.objects.get(pk=int(place.strip("/").rpartition("/")[2]))
    assert [item.code for item in entry.items.all()] == ["gmsfhm"]


def test_a_revision_shows_its_difference_and_supersedes(scene: Any) -> None:
    resource = scene.cast.resource(scene.police, scene.office, name="居住证信息")
    officer = signed_in(scene.police.person_a)
    editor = text(officer.get(f"/catalogue/{resource.path_code}/draft/"))
    assert resource.current.name in editor
    assert 'value="residence_code"' in editor
    place = officer.post(f"/catalogue/{resource.path_code}/draft/", filled(name=resource.current.name))["Location"]
    number = int(place.strip("/").rpartition("/")[2])
    officer.post(f"/catalogue/draft/{number}/submit/")
    review = text(signed_in(scene.police.person_b).get(f"/catalogue/review/{number}/"))
    assert "与现行版本的不同" in review
    assert re.search(r"更新频度.*?实时.*?每日", review, re.DOTALL)
    assert "第 2 版正在办理" in text(officer.get(f"/catalogue/{resource.path_code}/"))


def test_drafts_are_their_agencys_own(scene: Any) -> None:
    place = signed_in(scene.civil.person_a).post("/catalogue/draft/", filled(name="他人不可见"))["Location"]
    stranger = signed_in(scene.police.person_a)
    number = place.strip("/").rpartition("/")[2]
    assert stranger.get(place).status_code == 404
    assert stranger.get(f"/catalogue/draft/{number}/").status_code == 404
    assert stranger.post(f"/catalogue/draft/{number}/submit/").status_code == 404
    assert "他人不可见" not in text(stranger.get("/catalogue/?q=他人不可见")).replace('value="他人不可见"', "").replace(
        "<title>他人不可见", ""
    )
    assert "他人不可见" not in text(stranger.get("/catalogue/mine/"))
    assert signed_in(scene.civil.person_b).get("/catalogue/draft/").status_code == 403  # no cataloguer
