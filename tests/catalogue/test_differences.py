"""Any two versions of an entry beside each other, for whoever may read them, with who did what when (10.1, 11.1)."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import PERSON_ITEMS, Cast, entry_draft
from yishu.catalogue.rules import ItemDraft

pytestmark = pytest.mark.usefixtures("django_ready")
NAME = "驾驶人登记信息"
OPEN = {"summary": "戊己庚辛", "cycle": "daily", "openness": "open", "category": "unrestricted", "condition": ""}


@pytest.fixture
def scene(django_ready: str) -> Any:
    """Three published versions, the last one open to the public, and a draft of a fourth."""
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    items = (*PERSON_ITEMS, ItemDraft("class_code", "准驾车型"))
    steps = (
        {"summary": "甲乙丙丁"},
        {"summary": "甲乙丙丁", "cycle": "daily", "items": items},
        {**OPEN, "items": items},
    )
    resource = publish(cast, office, police, None, **steps[0])
    for step in steps[1:]:
        resource = publish(cast, office, police, resource, **step)
    return SimpleNamespace(cast=cast, office=office, police=police, civil=civil, resource=resource, last=steps[-1])


def publish(cast: Any, office: Any, police: Any, resource: Any, **changes: Any) -> Any:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    draft, now = entry_draft(NAME, **changes), cast.now
    if resource is None:
        entry = commands.draft_entry(police.a, police.agency, draft, now=now)
    else:
        entry = commands.draft_new_version(police.a, resource, draft, now=now)
    commands.submit_entry(police.a, entry.pk, now=now)
    commands.sign_off(police.b, entry.pk, scope="全部信息项", now=now)
    commands.publish_entry(office.b, entry.pk, opinion=f"同意第{entry.version}版", now=now)
    return Resource.objects.get(pk=entry.resource_id)


def place(scene: Any, rest: str = "differences/") -> str:
    return f"/catalogue/{scene.resource.path_code}/{rest}"


@pytest.mark.clause("10.1", "11.1")
def test_the_first_and_the_third_version_are_compared_and_show_who_published_them(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    assert place(scene) in client.get(f"/catalogue/{scene.resource.path_code}/").content.decode()
    page = client.get(place(scene), {"from": "1", "to": "3"}).content.decode()
    for words in ("甲乙丙丁", "戊己庚辛", "实时", "每日", "增加信息项", "准驾车型", "同意第1版", "同意第3版"):
        assert words in page, words
    assert "同意第2版" not in page
    last_two = client.get(place(scene)).content.decode()  # without numbers the last two
    assert "戊己庚辛" in last_two
    assert "增加信息项" not in last_two
    same = client.get(place(scene), {"from": "2", "to": "2"}).content.decode()
    assert "没有不同" in same


@pytest.mark.clause("10.1")
def test_the_api_lists_versions_and_their_differences(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    root = f"/api/v1/catalogue/resources/{scene.resource.path_code}"
    listed = client.get(f"{root}/versions").json()
    assert [(one["version"], one["status"]) for one in listed] == [
        (3, "published"),
        (2, "superseded"),
        (1, "superseded"),
    ]
    changed = client.get(f"{root}/differences?from=1&to=2").json()
    assert {"what": "更新频度", "before": "实时", "now": "每日"} in changed
    assert [one["what"] for one in changed][-1] == "增加信息项"
    back = client.get(f"{root}/differences?from=2&to=1", headers={"accept-language": "en"}).json()
    assert {"what": "Update cycle", "before": "Daily", "now": "Real time"} in back
    assert client.get(f"{root}/differences?from=1").status_code == 422


@pytest.mark.clause("8.2")
def test_drafts_are_for_the_agency_and_what_was_not_open_is_for_agencies(scene: Any, client: Any) -> None:
    from yishu.catalogue import commands

    draft = entry_draft(NAME, **{**scene.last, "summary": "壬癸子丑"})
    commands.draft_new_version(scene.police.a, scene.resource, draft, now=scene.cast.now)
    client.force_login(scene.police.person_a)
    assert "壬癸子丑" in client.get(place(scene)).content.decode()
    client.force_login(scene.civil.person_a)
    assert "壬癸子丑" not in client.get(place(scene)).content.decode()
    assert client.get(place(scene), {"from": "1", "to": "4"}).status_code == 404
    client.logout()
    root = f"/api/v1/catalogue/resources/{scene.resource.path_code}"
    assert [one["version"] for one in client.get(f"{root}/versions").json()] == [3]
    assert client.get(f"{root}/differences?from=1&to=3").status_code == 404
    alone = client.get(place(scene)).content.decode()
    assert "只有一个版本" in alone
    assert "甲乙丙丁" not in alone


def test_numbers_that_are_none_lead_nowhere(scene: Any, client: Any) -> None:
    client.force_login(scene.civil.person_a)
    for bad in ("0", "-1", "x", "9" * 30, "１", "\x00"):
        assert client.get(place(scene), {"from": bad, "to": "3"}).status_code == 404, bad
    assert client.get("/catalogue/none/differences/").status_code == 404
    client.logout()
    assert client.get("/catalogue/none/differences/").status_code == 302
