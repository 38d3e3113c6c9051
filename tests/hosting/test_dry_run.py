"""A dry run says what would come of a file, and does nothing of it (13.1, 21.2)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.conftest import Node
from tests.hosting.people import HEADER, csv, number, person
from tests.hosting.test_pages import officer, text, upload  # noqa: F401 (a fixture)
from yishu.agencies.models import Scope
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.clause("13.1", "21.2")
COUNTS = ("records", "accepted", "inserted", "updated", "deleted", "unchanged", "quarantined", "digest")


def tried(scene: Any, content: str, how: str = "upsert") -> Any:
    from yishu.hosting.dry_run import dry_run

    path, now = scene.file(content), datetime.now(UTC)
    return dry_run(scene.police.a, scene.resource.code, path, media_type="text/csv", how=how, now=now)


def state(scene: Any) -> list[Any]:
    """All that a publication leaves behind."""
    name = scene.resource.code.replace("/", "_")
    return [
        scene.sql("select relname from pg_class where relname like %s order by 1", f"r{name}%"),
        scene.sql(
            "select count(*) from hosting_batch b join hosting_holding h on h.id = holding_id where resource_id = %s",
            scene.resource.pk,
        ),
        scene.sql("select version, records from hosting_holding where resource_id = %s", scene.resource.pk),
        scene.evidence(),
    ]


FILES = [
    (
        "upsert",
        csv(
            person(1), person(2, "改"), person(5), person(5), person(6), person(6, "别名"), "坏,人,1,1990-03-07,330102"
        ),
    ),
    ("replace", csv(person(1), person(5), "坏,人,1,1990-03-07,330102")),
    ("replace", f"{HEADER}\n坏,人,1,1990-03-07,330102\n"),
    ("delete", f"id_number\n{number(1)}\n{number(9)}\n"),
]


@pytest.mark.parametrize("published", [False, True], ids=["first", "later"])
@pytest.mark.parametrize(("how", "content"), FILES)
def test_it_foretells_exactly_what_publishing_does(scene: Any, how: str, content: str, published: bool) -> None:
    if published:
        scene.publish(csv(person(1), person(2), person(3)))
    before = state(scene)
    found = tried(scene, content, how)
    assert state(scene) == before
    assert not scene.temporary_tables()
    batch = scene.publish(content, how=how)
    assert [getattr(found, name) for name in COUNTS] == [getattr(batch, name) for name in COUNTS]
    assert sum(fault.count for fault in found.faults) >= batch.quarantined


def test_it_tells_why_records_would_come_back_by_rule(scene: Any) -> None:
    wrong = [f"坏{n},人,1,1990-03-07,330102" for n in range(7)]
    found = tried(scene, csv(person(1), *wrong, f"{number(2)},名,1,某日,330102"))
    (keys, dates) = found.faults
    assert (keys.field, keys.count, keys.rows) == ("id_number", 7, (2, 3, 4, 5, 6))
    assert (dates.field, dates.rule, dates.count, dates.rows) == ("birth_date", "type", 1, (9,))
    assert found.sample == (
        {"id_number": number(1), "name": "人1", "sex": "1", "birth_date": "1990-03-07", "residence_code": "330102"},
    )


def test_items_that_the_table_does_not_have_yet_are_compared_as_empty(scene_with: Callable[..., Any]) -> None:
    key, name = ItemDraft("code", "编号", is_key=True, required=True), ItemDraft("name", "名称")
    scene = scene_with(items=(key, name), key_kind="plain")
    scene.publish("code,name\n1,甲\n2,乙\n")
    scene.next_version(key, name, ItemDraft("note", "备注"))
    found = tried(scene, "code,name,note\n1,甲,\n2,乙,有\n")
    assert (found.updated, found.unchanged) == (1, 1)


def test_the_page_shows_it_and_publishes_the_same_file(scene: Any, officer: Any) -> None:  # noqa: F811
    content = csv(person(1), person(2), "坏,人,1,1990-03-07,330102")
    answer = upload(officer, scene, content, **{"try": "1"})
    page = text(answer)
    assert answer.status_code == 200
    assert "目前尚未入库" in page
    assert "发布这份文件" in page
    assert number(1) not in page  # masked
    assert scene.nothing_published()
    token = page.split('name="tried" value="')[1].split('"')[0]
    form = {"resource": scene.resource.path_code, "tried": token}
    assert officer.post("/hosting/", form).status_code == 302
    batch = scene.holding.batches.get()
    assert (batch.accepted, batch.quarantined) == (2, 1)
    again = officer.post("/hosting/", form, follow=True)
    assert "预览已过期" in text(again)
    assert scene.holding.batches.count() == 1


def test_what_was_tried_is_its_own_persons_and_can_be_dropped(scene: Any, officer: Any, client: Any) -> None:  # noqa: F811
    page = text(upload(officer, scene, csv(person(1)), **{"try": "1"}))
    token = page.split('name="tried" value="')[1].split('"')[0]
    form = {"resource": scene.resource.path_code, "tried": token}
    client.force_login(scene.police.person_b)
    assert client.post("/hosting/", form).status_code in (302, 403)
    client.force_login(scene.police.person_a)
    assert officer.post("/hosting/", {**form, "drop": "1"}).status_code == 302
    officer.post("/hosting/", form)
    assert scene.nothing_published()
    assert officer.post("/hosting/", {**form, "tried": token[:-1] + "x"}).status_code == 302


def test_over_http_it_says_the_same_and_refuses_the_same(scene: Any, node: Node) -> None:
    system = scene.police.system(Scope.PUBLISH)
    url = f"{node.url}/api/v1/data/{scene.resource.path_code}/batches"
    headers = {**system.headers, "content-type": "text/csv", "accept-language": "en"}
    content = csv(person(1), "坏,人,1,1990-03-07,330102").encode()
    answer = httpx.post(f"{url}?dry_run=true", headers=headers, content=content, timeout=60)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["dry_run"], said["version"], said["records"], said["inserted"], said["quarantined"]) == (
        True,
        0,
        2,
        1,
        1,
    )
    assert said["faults"][0]["rows"] == [2]
    assert "resident identity number" in said["faults"][0]["message"]
    assert scene.nothing_published()
    refused = httpx.post(f"{url}?dry_run=true", headers=headers, content=b"a,b\n1,2\n", timeout=60)
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_columns")
    assert (
        httpx.post(f"{url}?dry_run=maybe", headers=headers, content=content).json()["errors"][0]["field"] == "dry_run"
    )


def test_the_page_says_when_nothing_could_be_published_or_records_would_go(scene: Any, officer: Any) -> None:  # noqa: F811
    page = text(upload(officer, scene, f"{HEADER}\n坏,人,1,1990-03-07,330102\n", **{"try": "1"}))
    assert "没有一条记录可以入库" in page
    assert "发布这份文件" not in page
    scene.publish(csv(person(1), person(2)))
    page = text(upload(officer, scene, csv(person(1)), **{"try": "1", "how": "replace"}))
    assert "发布后将删除 1 条现有记录" in page
