"""What is not structured data yet is registered with its state, plan and day; what is past its day shows (19.1)."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tests.cast import Cast, entry_draft
from tests.walking import overdue_rows

pytestmark = pytest.mark.usefixtures("django_ready")
API = "/api/v1/catalogue/digitisation"


@pytest.fixture
def scene(clock: Any, django_ready: str) -> Any:
    """An agency with a structured resource, and paper files to be digitised by 2025-06-30."""
    cast = Cast(clock.set("2025-01-10 09:00"))
    office, archives, civil = cast.agency("办公厅", coordinator=True), cast.agency("档案"), cast.agency("民政")
    cast.resource(archives, office, name="馆藏")
    paper = publish(
        cast,
        office,
        archives,
        category="restricted",
        format="other",
        provision="document",
        modes=(),
        cycle="irregular",
        digitisation="paper",
        digitisation_plan="分三批扫描著录",
        digitisation_due=date(2025, 6, 30),
    )
    return SimpleNamespace(cast=cast, office=office, archives=archives, civil=civil, paper=paper)


def publish(cast: Any, office: Any, member: Any, resource: Any = None, **changes: Any) -> Any:
    from yishu.catalogue import commands
    from yishu.catalogue.models import Resource

    draft, now = entry_draft(f"建国初期婚姻档案{member.person_a.login[1:]}", **changes), cast.now
    if resource is None:
        entry = commands.draft_entry(member.a, member.agency, draft, now=now)
    else:
        entry = commands.draft_new_version(member.a, resource, draft, now=now)
    commands.submit_entry(member.a, entry.pk, now=now)
    commands.sign_off(member.b, entry.pk, scope="全部信息项", now=now)
    commands.publish_entry(office.b, entry.pk, now=now)
    return Resource.objects.get(pk=entry.resource_id)


def asked(client: Any, person: Any, **query: str) -> dict[str, Any]:
    client.force_login(person)
    return client.get(API, query).json()


@pytest.mark.clause("19.1")
def test_what_is_not_structured_is_listed_with_its_state_plan_and_day(scene: Any, client: Any) -> None:
    told = asked(client, scene.archives.person_a)
    assert (told["all"], told["structured"], told["paper"], told["late"]) == (2, 1, 1, 0)
    (one,) = told["entries"]
    assert (one["code"], one["digitisation"], one["plan"], one["due"], one["late"]) == (
        scene.paper.code,
        "paper",
        "分三批扫描著录",
        "2025-06-30",
        False,
    )
    page = client.get("/catalogue/digitisation/").content.decode()
    for words in ("未数字化", "分三批扫描著录", "2025-06-30"):
        assert words in page
    assert "逾期，应于" not in page


@pytest.mark.clause("19.1", "34.1")
def test_past_its_day_it_is_overdue_until_a_structured_version_is_published(
    scene: Any, client: Any, clock: Any
) -> None:
    what = f"数字化：{scene.paper.current.name}"
    clock.set("2025-06-30 23:00")
    client.force_login(scene.office.person_b)
    assert what not in overdue_rows(client)
    clock.set("2025-07-01 00:30")
    assert asked(client, scene.archives.person_a, late="true")["late"] == 1
    assert "逾期，应于 2025-06-30 前完成" in client.get("/catalogue/digitisation/?show=late").content.decode()
    client.force_login(scene.office.person_b)
    assert overdue_rows(client)[what][0] == scene.archives.person_a.name
    scene.cast.now = clock.set("2025-07-02 09:00")
    publish(scene.cast, scene.office, scene.archives, scene.paper)
    told = asked(client, scene.archives.person_a)
    assert (told["structured"], told["late"], told["entries"]) == (2, 0, [])
    client.force_login(scene.office.person_b)
    assert what not in overdue_rows(client)


@pytest.mark.clause("19.1")
def test_the_coordinator_sees_every_agency_and_others_only_their_own(scene: Any, client: Any) -> None:
    code = scene.archives.agency.code
    client.force_login(scene.office.person_b)
    page = client.get("/catalogue/digitisation/").content.decode()
    assert scene.archives.agency.name in page
    assert "50%" in page
    assert "分三批扫描著录" in client.get("/catalogue/digitisation/", {"agency": code}).content.decode()
    assert asked(client, scene.office.person_b, agency="*")["paper"] >= 1
    assert asked(client, scene.civil.person_a)["entries"] == []
    assert client.get("/catalogue/digitisation/", {"agency": code}).status_code == 403
    assert client.get(API, {"agency": code}).status_code == 403
