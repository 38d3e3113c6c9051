"""What changed in the directories, as JSON and Atom: without gaps, and to the public only what is public (8.2)."""

import threading
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import httpx
import psycopg
import pytest
from django.utils import timezone

from tests.cast import Cast, entry_draft
from tests.catalogue.directories.conftest import Apart, row
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")
ATOM = "{http://www.w3.org/2005/Atom}"
TOMB = "{http://purl.org/atompub/tombstones/1.0}"
FREE = {"category": "unrestricted", "openness": "open", "condition": ""}


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node) -> Any:
    cast = Cast()
    return SimpleNamespace(
        cast=cast,
        url=f"{node.url}/api/v1",
        base=node.url,
        office=cast.agency("主管", coordinator=True),
        police=cast.agency("公安"),
        key=cast.agency("民政").system().headers,
    )


def changes(scene: Any, since: int, **headers: str) -> list[dict[str, Any]]:
    """All since then, by small pages."""
    found: list[dict[str, Any]] = []
    more = True
    while more:
        answer = httpx.get(
            f"{scene.url}/catalogue/changes", params={"since": since, "limit": 3}, headers=headers
        ).json()
        found += answer["changes"]
        since, more = answer["next"], answer["more"]
    return found


def now_at(scene: Any) -> int:
    from yishu.catalogue.directories.members import last_change

    return last_change()


def new_version(scene: Any, resource: Any, **said: Any) -> None:
    from yishu.catalogue import commands

    police, now = scene.police, timezone.now()
    entry = commands.draft_new_version(police.a, resource, entry_draft(**said), now=now)
    commands.submit_entry(police.a, entry.pk, now=now)
    commands.sign_off(police.b, entry.pk, scope="全部", now=now)
    commands.publish_entry(scene.office.b, entry.pk, now=now)


@pytest.mark.clause("8.2")
def test_every_step_of_an_entry_is_told_once_and_in_order(scene: Any) -> None:
    from yishu.catalogue import commands

    start, cast, police = now_at(scene), scene.cast, scene.police
    resource = cast.resource(police, scene.office, name="变化样例")
    commands.suspend_resource(police.b, resource, reason="检修", now=cast.now)
    commands.resume_resource(police.b, resource, reason="完成", now=cast.now)
    new_version(scene, resource, name="变化样例新名")
    told = changes(scene, start, **scene.key)
    assert [each["kind"] for each in told] == ["published", "suspended", "resumed", "new_version"]
    assert (told[-1]["name"], told[-1]["version"], told[-1]["gone"]) == ("变化样例新名", 2, False)
    assert told[0]["address"] == f"{scene.base}/id/resource/{resource.path_code}"
    assert changes(scene, start) == []  # nothing of it is open
    resource.refresh_from_db()
    commands.withdraw_resource(police.b, resource, reason="并入他项", now=cast.now)
    (last,) = changes(scene, told[-1]["number"], **scene.key)
    assert (last["kind"], last["gone"], last["name"]) == ("withdrawn", True, None)


@pytest.mark.clause("8.2")
def test_what_stops_being_open_is_gone_for_the_public_and_only_for_it(scene: Any) -> None:
    start = now_at(scene)
    resource = scene.cast.resource(
        scene.police, scene.office, name="曾经开放", category="unrestricted", openness="open"
    )
    (opened,) = changes(scene, start)
    assert (opened["kind"], opened["gone"]) == ("published", False)
    new_version(scene, resource, name="不再开放的名称")
    told = changes(scene, start)
    assert [(each["kind"], each["gone"], each["name"]) for each in told] == [("withdrawn", True, None)] * 2
    assert "不再开放的名称" in [each["name"] for each in changes(scene, start, **scene.key)]
    feed = ElementTree.fromstring(httpx.get(f"{scene.url}/catalogue.atom").content)
    gone = [each.get("ref") for each in feed.iter(f"{TOMB}deleted-entry")]
    assert f"{scene.base}/id/resource/{resource.path_code}" in gone
    assert "不再开放" not in httpx.get(f"{scene.url}/catalogue.atom").text
    new_version(scene, resource, name="再次开放", **FREE)
    assert (changes(scene, start)[-1]["kind"], changes(scene, start)[-1]["name"]) == ("published", "再次开放")


def rfc_4287(feed: ElementTree.Element) -> None:
    """What RFC 4287 (4.1.1, 4.1.2, 3.2, 3.3) and RFC 6721 ask of a feed."""
    assert feed.tag == f"{ATOM}feed"
    for each in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (one,) = each.findall(f"{ATOM}{name}")
            assert (one.text or "").strip(), name
        assert datetime.fromisoformat(str(each.findtext(f"{ATOM}updated"))).tzinfo is not None
        assert str(each.findtext(f"{ATOM}id")).startswith(("http://", "https://"))
        (author,) = each.findall(f"{ATOM}author")
        assert author.findtext(f"{ATOM}name")
        alternates = [
            (link.get("type"), link.get("hreflang"))
            for link in each.findall(f"{ATOM}link")
            if link.get("rel") == "alternate"
        ]
        assert alternates
        assert len(alternates) == len(set(alternates))
        assert all(link.get("href") for link in each.findall(f"{ATOM}link"))
        assert all(one.get("term") for one in each.findall(f"{ATOM}category"))
    for tomb in feed.findall(f"{TOMB}deleted-entry"):
        assert tomb.get("ref")
        assert datetime.fromisoformat(str(tomb.get("when"))).tzinfo is not None
    known = {f"{ATOM}{name}" for name in ("id", "title", "updated", "author", "link", "entry")} | {
        f"{TOMB}deleted-entry"
    }
    assert {each.tag for each in feed} <= known


@pytest.mark.clause("8.2")
def test_the_feed_is_atom_and_its_pages_have_every_entry_once(make_apart: Callable[[str], Apart]) -> None:
    apart = make_apart("feed")
    apart.import_rows([row(n, 摘要="湖<山>&\x0b水") for n in range(120)])
    apart.sql("update catalogue_resource set state = 'withdrawn' where search_text like '公园名录7\n%'")
    node = apart.serve()
    place, seen, pages = f"{node.url}/api/v1/catalogue.atom", [], 0
    while place:
        answer = httpx.get(place)
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.content)
        rfc_4287(feed)
        (own,) = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert own == place
        seen += [each.findtext(f"{ATOM}id") for each in feed.iter(f"{ATOM}entry")]
        seen += [each.get("ref") for each in feed.iter(f"{TOMB}deleted-entry")]
        place = next((str(link.get("href")) for link in feed.findall(f"{ATOM}link") if link.get("rel") == "next"), "")
        pages += 1
    assert (pages, len(seen), len(set(seen))) == (3, 120, 120)
    map_ = httpx.get(f"{node.url}/sitemap.xml").content
    places = [loc.text for loc in ElementTree.fromstring(map_).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(places) == 120  # the directory's page and 119 entries
    assert httpx.get(str(places[-1])).status_code == 200
    assert f"Sitemap: {node.url}/sitemap.xml" in httpx.get(f"{node.url}/robots.txt").text


@pytest.mark.clause("8.2")
def test_a_change_that_commits_late_is_missed_by_nobody(scene: Any, database_url: str) -> None:
    """The first transaction begins first and commits last; whoever has read in between still gets both."""
    first = scene.cast.resource(scene.police, scene.office, name="先开始后提交")
    second = scene.cast.resource(scene.police, scene.office, name="后开始先提交")
    start = now_at(scene)
    suspend = "update catalogue_resource set state = 'suspended' where id = %s"
    with psycopg.connect(database_url) as slow:
        slow.execute(suspend.encode(), [first.pk])
        with psycopg.connect(database_url) as quick:
            quick.execute(suspend.encode(), [second.pk])
        (seen,) = changes(scene, start, **scene.key)
        assert seen["code"] == second.code
        slow.commit()
    (late,) = changes(scene, seen["number"], **scene.key)
    assert late["code"] == first.code


def test_a_reader_beside_many_writers_gets_every_change(scene: Any, database_url: str) -> None:
    resources = [scene.cast.resource(scene.police, scene.office, name="并发样例") for _ in range(6)]
    start, rounds = now_at(scene), 15

    def flip(pk: int) -> None:
        with psycopg.connect(database_url) as connection:
            for n in range(rounds):
                state = "suspended" if n % 2 == 0 else "published"
                connection.execute(b"update catalogue_resource set state = %s where id = %s", [state, pk])
                connection.commit()

    writers = [threading.Thread(target=flip, args=(each.pk,)) for each in resources]
    for each in writers:
        each.start()
    seen, since = [], start
    while any(each.is_alive() for each in writers):
        batch = changes(scene, since, **scene.key)
        seen += [each["number"] for each in batch]
        since = seen[-1] if seen else since
    seen += [each["number"] for each in changes(scene, since, **scene.key)]
    everything = [each["number"] for each in changes(scene, start, **scene.key)]
    assert len(everything) == 6 * rounds
    assert seen == everything


def test_a_wrong_cursor_is_told_so(scene: Any) -> None:
    ahead = httpx.get(f"{scene.url}/catalogue/changes", params={"since": now_at(scene) + 1000})
    assert (ahead.status_code, ahead.json()["code"]) == (410, "changes_ahead")
    for since in ("-1", "abc", "9" * 30):
        wrong = httpx.get(f"{scene.url}/catalogue/changes", params={"since": since})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "since")
    for before in ("x", "-3"):
        assert httpx.get(f"{scene.url}/catalogue.atom", params={"before": before}).status_code == 422
