"""The page for asking by place, over HTTP without scripts and in a browser: form, drawing, table, pages, refusals, and the record of each (22.1)."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.access.test_desk import records_of, signed_in
from tests.cast import Cast
from tests.conftest import Node
from tests.demo.accessibility import AXE
from tests.walking import log_in
from yishu.catalogue.rules import ItemDraft

DUTY = "林地保护"
ITEMS = (
    ItemDraft("code", "行政区划代码", length=6, is_key=True, required=True),
    ItemDraft("name", "行政区划名称", length=60, required=True),
    ItemDraft("border", "界线", type="geometry"),
    ItemDraft("keeper", "护林员姓名", sensitivity="personal"),
)


class Story:
    """POLICE publishes the counties' borders; CIVIL's `a` may ask by place, `b` only by key."""

    def __init__(self, folder: Path) -> None:
        from importlib.resources import files

        from django.utils import timezone

        from yishu.hosting import commands

        self.cast = cast = Cast()
        office = cast.agency("主管", coordinator=True)
        self.police, self.civil = cast.agency("自然资源"), cast.agency("林业")
        self.resource = cast.resource(self.police, office, items=ITEMS, key_kind="division", name="县级界线")
        text = files("yishu.demo").joinpath("data", "counties_zhejiang.geojson").read_text("utf-8")
        spool = folder / "counties.geojson"
        spool.write_text(text.replace('"properties":{', '"properties":{"keeper":"王小林",'), "utf-8")
        now = timezone.now()
        batch = commands.publish(self.police.a, self.resource.code, spool, media_type="application/geo+json", now=now)
        assert (batch.accepted, batch.quarantined) == (90, 0)
        granted = {"modes": ("query",), "duty": DUTY}
        self.grant = cast.grant(self.civil, self.police, self.resource, users=(self.civil.person_a,), **granted)
        self.by_key = cast.grant(
            self.civil, self.police, self.resource, users=(self.civil.person_b,), items=("code", "name"), **granted
        )
        self.url = f"/access/{self.grant.pk}/place/"


@pytest.fixture(scope="module")
def story(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("place"))


def asked(**more: Any) -> dict[str, Any]:
    return {"duty": DUTY, "place": "120.15, 30.28", "items": ["code", "name"], **more}


@pytest.mark.clause("22.1", "27.2")
def test_the_county_of_a_point_is_shown_and_drawn(story: Story) -> None:
    answer = signed_in(story.civil.person_a).post(story.url, asked())
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<td>拱墅区</td>" in text
    assert "330105" in text
    assert "西湖区" not in text
    assert text.count('class="access-area"') == 1
    assert "style=" not in text[text.index('id="result"') :]
    [record, *_] = records_of(story.resource.code)
    assert record.detail == {"place": "point 120.15,30.28", "limit": 50, "shown": "masked"}
    assert (record.found, record.duty, record.items) == (1, DUTY, ["border", "code", "name"])


def test_names_of_persons_are_masked_and_pages_follow(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    first = client.post(story.url, asked(place="118 27 123 32", items=["name", "keeper"])).content.decode()
    assert "王小林" not in first
    assert "王*" in first
    assert (first.count('<th scope="row">'), "第 1 条起，共 50 条" in first) == (50, True)
    after = re.search(r'name="after" value="([^"]+)"', first)
    assert after is not None
    more = {"after": after[1], "first": "51"}
    second = client.post(story.url, asked(place="118 27 123 32", items=["name"], **more)).content.decode()
    assert "第 51 条起，共 40 条" in second
    assert 'name="after"' not in second


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("杭州", "请写两个数"),
        ("30.28, 120.15", "且经度在前"),
        ("121, 30, 120, 31", "西不大于东"),
        ("120, 30, 31", "请写两个数"),
    ],
)
def test_a_wrong_place_is_told_beside_its_field(story: Story, place: str, says: str) -> None:
    answer = signed_in(story.civil.person_a).post(story.url, asked(place=place))
    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.clause("26.5")
def test_whoever_is_not_granted_the_place_has_no_such_page(story: Story) -> None:
    other = signed_in(story.civil.person_b)
    assert other.get(f"/access/{story.by_key.pk}/place/").status_code == 404
    assert "按位置查询" not in other.get(f"/access/{story.by_key.pk}/").content.decode()
    answer = other.post(story.url, asked())
    assert (answer.status_code, "没有提供数据" in answer.content.decode()) == (403, True)
    assert signed_in(story.police.person_a).get(story.url).status_code == 404
    assert Client().get(story.url).status_code == 302


def test_a_border_is_told_in_words_where_a_record_is_asked_for_by_key(story: Story) -> None:
    client = signed_in(story.civil.person_a)
    given = {"mode": "query", "duty": DUTY, "subject": "330106", "items": ["name", "border"]}
    text = client.post(f"/access/{story.grant.pk}/", given).content.decode()
    assert "面，西 " in text
    assert "coordinates" not in text
    assert "按位置查询" in text


@pytest.mark.browser
@pytest.mark.clause("22.1")
def test_an_officer_finds_the_counties_around_a_point(story: Story, node: Node, page: Any) -> None:
    log_in(page, node.url, story.civil.person_a.login)
    page.goto(f"{node.url}/access/{story.grant.pk}/")
    page.get_by_role("link", name="按位置查询").click()
    page.get_by_role("textbox", name="位置").fill("120.15，30.28")
    page.get_by_label("周边距离（米）").fill("8000")
    page.get_by_label("行政区划名称").check()
    page.get_by_role("button", name="查询", exact=True).click()
    page.get_by_role("cell", name="余杭区").wait_for()
    assert page.locator(".access-map path.access-area").count() == 6
    assert page.locator(".access-asked path").count() == 1
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(f"{AXE};0")
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] == []
