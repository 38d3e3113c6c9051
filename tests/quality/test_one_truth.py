"""Whether a resource is on time is one truth: result card, entry page, timeliness list, both APIs, duties and score say the same on the same day (18.1, 25.1)."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import PERSON_ITEMS
from tests.quality.conftest import PEOPLE, Scene

CYCLES = (
    "daily", "monthly", "irregular",
    *(pytest.param(cycle, marks=pytest.mark.long) for cycle in ("realtime", "weekly", "quarterly", "half_yearly", "yearly")),
)  # fmt: skip
STRETCH = {
    "realtime": 12,
    "daily": 14,
    "weekly": 30,
    "monthly": 110,
    "quarterly": 290,
    "half_yearly": 560,
    "yearly": 900,
}
"""How many days are walked."""


@pytest.fixture
def scene(clock: Any, tmp_path: Any, client: Any) -> Scene:
    """Everything begins on Monday 4 August 2025."""
    clock.set("2025-08-04 09:00")
    return Scene(tmp_path, client)


def told(scene: Scene, resource: Any) -> tuple[bool | None, date | None]:
    """Late or not, and the day, as every place has it; None: no update is owed."""
    from yishu.catalogue.scoring.queries import get_score
    from yishu.quality.duties import overdue_updates

    now = timezone.now()
    scene.log_in(scene.police.person_a)
    get = scene.client.get
    shown = get(f"/api/v1/catalogue/resources/{resource.path_code}").json()
    late = None if shown["on_time"] is None else not shown["on_time"]
    due = date.fromisoformat(shown["update_due"]) if shown["update_due"] else None

    resource.refresh_from_db()
    found = get("/catalogue/", {"q": resource.current.name}).content.decode()
    (card,) = re.findall(r"<dt>更新</dt><dd>(.*?)</dd>", found, re.DOTALL)
    assert (f"逾期，应更新于 {due}" in card) is (late is True), card
    if resource.last_updated is not None:
        assert ("按时" in card) is (late is False), card

    (row,) = [row for row in get("/api/v1/quality/timeliness").json() if row["resource"] == resource.code]
    assert row["on_time"] is (late is not True)
    assert row["late_since"] == (due.isoformat() if late and due else None)
    if late is False and due is not None and due > timezone.localdate():
        assert row["next_due"] == due.isoformat()

    listed = get("/quality/timeliness/?list=late").content.decode()
    assert (resource.path_code in listed) is (late is True)
    page = get(f"/catalogue/{resource.path_code}/").content.decode()
    assert (">逾期<" in re.sub(r"<svg.*?</svg>", "", page[page.index("更新时效") :])) is (late is True)
    owed = [one for one in overdue_updates(now) if resource.current.name in one.what]
    assert [one.due for one in owed] == ([due] if late else [])
    score = get_score(resource.pk, now=now)
    assert score is not None
    if resource.last_updated is not None:
        assert (score.freshness == 100) is (late is not True)
    return late, due


@pytest.mark.clause("18.1", "25.1")
@pytest.mark.parametrize("steps", [5, pytest.param(10, marks=pytest.mark.long)])
@pytest.mark.parametrize("cycle", CYCLES)
def test_every_place_says_the_same_on_every_day(scene: Scene, clock: Any, cycle: str, steps: int) -> None:
    resource = scene.cast.resource(scene.police, scene.office, cycle=cycle)
    begin, days = timezone.now(), STRETCH.get(cycle, 30)
    seen = []
    for step in range(steps + 1):
        moment = begin + timedelta(days=days * step // steps)
        clock.set(f"{moment:%Y-%m-%d %H:%M}")
        seen.append(told(scene, resource)[0])
        if step in (0, steps * 3 // 5):
            scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
            assert told(scene, resource)[0] is not True
    if cycle == "irregular":
        assert set(seen) == {None}
    else:
        assert {True, False} == set(seen)


@pytest.mark.clause("18.1", "25.1")
def test_each_act_that_moves_the_day_moves_it_everywhere_at_once(scene: Scene, clock: Any) -> None:
    from yishu.catalogue import commands as catalogue
    from yishu.catalogue.models import Resource
    from yishu.quality import queries, updates

    resource = scene.cast.resource(scene.police, scene.office, cycle="monthly")
    assert told(scene, resource) == (False, date(2025, 9, 2))  # August's, two working days into September
    now = clock.set("2025-09-03 09:00")
    assert told(scene, resource) == (True, date(2025, 9, 2))
    waiting = queries.freshness(Resource.objects.get(pk=resource.pk), now=now)
    assert waiting is not None
    assert waiting.standing.waiting is not None
    period = waiting.standing.waiting
    updates.confirm_nothing_new(scene.police.a, resource.code, first=period.first, last=period.last, now=now)
    assert told(scene, resource) == (False, date(2025, 10, 10))
    filing = updates.file_special_case(scene.police.a, resource.code, reason="系统改造", now=now)
    assert told(scene, resource) == (False, date(2025, 10, 10))
    clock.set("2025-10-11 09:00")
    assert told(scene, resource) == (True, date(2025, 10, 10))
    updates.end_filing(scene.police.a, filing.number, now=timezone.now())
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
    assert told(scene, resource) == (False, date(2025, 12, 2))

    catalogue.suspend_resource(scene.police.b, resource, reason="维护", now=timezone.now())
    resource.refresh_from_db()
    assert resource.update_due is None
    catalogue.resume_resource(scene.police.b, resource, reason="恢复", now=timezone.now())
    assert told(scene, resource) == (False, date(2025, 12, 2))


@pytest.mark.clause("18.1")
def test_another_cycle_of_the_entry_moves_the_day(scene: Scene, clock: Any) -> None:
    from yishu.catalogue import commands as catalogue
    from yishu.catalogue.drafting import draft_of

    resource = scene.cast.resource(scene.police, scene.office, cycle="yearly")
    assert told(scene, resource)[0] is False
    now = clock.set("2025-08-05 09:00")
    resource.refresh_from_db()
    draft = replace(draft_of(resource.current), cycle="realtime")
    entry = catalogue.draft_new_version(scene.police.a, resource, draft, now=now)
    catalogue.submit_entry(scene.police.a, entry.pk, now=now)
    catalogue.sign_off(scene.police.b, entry.pk, scope="全部信息项", now=now)
    catalogue.publish_entry(scene.office.b, entry.pk, now=now)
    assert told(scene, resource) == (False, date(2025, 8, 5))
    clock.set("2025-08-06 09:00")
    assert told(scene, resource) == (True, date(2025, 8, 5))


def test_a_refused_batch_and_one_without_a_good_record_move_nothing(scene: Scene, clock: Any) -> None:
    resource = scene.cast.resource(scene.police, scene.office, cycle="realtime")
    clock.set("2025-08-08 09:00")
    late = told(scene, resource)
    assert late == (True, date(2025, 8, 4))
    scene.cast.publish(scene.police, resource, f"{PEOPLE.splitlines()[0]}\n123,无,1,1990-03-07,330102\n", scene.folder)
    assert told(scene, resource) == late


def test_a_batch_counts_on_the_day_on_which_records_took_another_shape(scene: Scene, clock: Any) -> None:
    from yishu.catalogue import commands as catalogue
    from yishu.catalogue.drafting import draft_of

    resource = scene.cast.resource(scene.police, scene.office, cycle="realtime")
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
    now = clock.set("2025-08-08 09:00")
    resource.refresh_from_db()
    draft = draft_of(resource.current)
    items = tuple(
        replace(item, type="integer", length=None) if item.code == "residence_code" else item for item in draft.items
    )
    entry = catalogue.draft_new_version(scene.police.a, resource, replace(draft, items=items), now=now)
    catalogue.submit_entry(scene.police.a, entry.pk, now=now)
    catalogue.sign_off(scene.police.b, entry.pk, scope="全部信息项", now=now)
    catalogue.publish_entry(scene.office.b, entry.pk, now=now)
    assert told(scene, resource)[0] is True
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)  # first the change of shape, then the batch
    assert told(scene, resource)[0] is False


def test_the_daily_chore_mends_what_no_act_has_told_of(scene: Scene, clock: Any) -> None:
    from yishu.catalogue.models import Resource
    from yishu.quality.keeping import keep_all

    resource = scene.cast.resource(scene.police, scene.office, items=PERSON_ITEMS, cycle="weekly")
    due = told(scene, resource)[1]
    Resource.objects.filter(pk=resource.pk).update(update_due=date(2020, 1, 1))  # as a database that was restored
    Resource.objects.filter(pk=scene.resource.pk).update(update_due=None)
    assert keep_all(datetime.fromisoformat("2025-08-04T09:30+08:00")) >= 2
    assert told(scene, resource) == (False, due)
    assert told(scene, scene.resource)[1] is not None
    assert keep_all(timezone.now()) == 0


@pytest.mark.clause("18.1")
def test_a_document_that_is_signed_off_moves_the_day(clock: Any, client: Any) -> None:
    from tests.hosting.files.stage import Stage, pdf

    clock.set("2025-08-04 09:00")
    stage = Stage(cycle="monthly")
    stage.resource.refresh_from_db()
    assert stage.resource.update_due == date(2025, 9, 2)
    clock.set("2025-09-03 09:00")
    stage.provided(client, pdf("一"), "民发1号")
    stage.resource.refresh_from_db()
    assert stage.resource.update_due == date(2025, 11, 4)
