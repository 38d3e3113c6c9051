"""Due days across the National Day holiday of 2025, counted by hand (18.1, 25.1, 28.1, 34.1).

By 国办发明电〔2024〕12号 nobody works from Wednesday 1 October to Wednesday 8 October 2025; Sunday 28 September and Saturday 11 October are worked.
Working days about it: Fr 26, Su 28, Mo 29, Tu 30 September; Th 9, Fr 10, Sa 11, Mo 13, Tu 14, We 15, Th 16 October.
"""

from datetime import datetime
from typing import Any

import pytest

from tests.quality.conftest import PEOPLE, Scene
from tests.walking import overdue_rows


@pytest.fixture
def scene(clock: Any, tmp_path: Any, client: Any) -> Scene:
    """Everything begins on Friday 26 September 2025."""
    clock.set("2025-09-26 09:00")
    return Scene(tmp_path, client)


def updated_every(scene: Scene, cycle: str, now: datetime) -> Any:
    """An entry of POLICE published now."""
    scene.cast.now = now
    return scene.cast.resource(scene.police, scene.office, cycle=cycle)


def told(scene: Scene, resource: Any, person: Any = None) -> tuple[str | None, str | None]:
    """What the API says: the next day due, and since when it is late."""
    scene.log_in(person or scene.police.person_a)
    rows = scene.client.get("/api/v1/quality/timeliness").json()
    (one,) = [row for row in rows if row["resource"] == resource.code]
    assert one["on_time"] is (one["late_since"] is None)
    return one["next_due"], one["late_since"]


def discrepancy(scene: Scene, person: Any, side: str) -> Any:
    scene.log_in(person)
    answer = scene.client.get(f"/api/v1/quality/discrepancies?side={side}")
    assert answer.status_code == 200, answer.content.decode()
    return next(iter(answer.json()), None)


def duties(scene: Scene, person: Any) -> dict[str, tuple[str, str]]:
    scene.log_in(person)
    return overdue_rows(scene.client)


@pytest.mark.clause("25.1", "18.1")
def test_daily_data_is_due_two_working_days_later_and_the_holiday_does_not_count(scene: Scene, clock: Any) -> None:
    resource = updated_every(scene, "daily", clock.set("2025-09-26 10:00"))
    # Produced on Fr 26 September: Su 28 (made up) is the 1st working day, Mo 29 the 2nd.
    assert told(scene, resource) == ("2025-09-29", None)
    clock.set("2025-09-29 23:59")
    assert told(scene, resource) == ("2025-09-29", None)
    clock.set("2025-09-30 00:00")
    assert told(scene, resource) == ("2025-09-30", "2025-09-29")
    # Produced on Su 28: Mo 29, Tu 30. This update makes up for both, and the API says so at once.
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
    # Produced on Mo 29: Tu 30 September is the 1st, then eight days off, Th 9 October the 2nd.
    assert told(scene, resource) == ("2025-10-09", None)
    clock.set("2025-10-08 12:00")
    assert told(scene, resource) == ("2025-10-09", None)
    clock.set("2025-10-10 00:00")
    assert told(scene, resource) == ("2025-10-10", "2025-10-09")
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
    # Produced on Th 9 October: Fr 10 is the 1st, Sa 11 (made up) the 2nd.
    assert told(scene, resource) == ("2025-10-11", None)


@pytest.mark.clause("25.1", "18.1")
def test_a_month_that_ends_before_the_holiday_is_due_two_working_days_after_it(scene: Scene, clock: Any) -> None:
    resource = updated_every(scene, "monthly", clock.set("2025-09-26 10:00"))
    # September ends on Tu 30; eight days off; Th 9 October is the 1st working day, Fr 10 the 2nd.
    assert told(scene, resource) == ("2025-10-10", None)
    clock.set("2025-10-10 23:59")
    assert told(scene, resource) == ("2025-10-10", None)
    clock.set("2025-10-11 00:00")
    # October ends on Fr 31; Mo 3 November is the 1st, Tu 4 the 2nd.
    assert told(scene, resource) == ("2025-11-04", "2025-10-10")


@pytest.mark.clause("25.1")
def test_real_time_data_is_due_on_each_day_worked_and_on_no_day_off(scene: Scene, clock: Any) -> None:
    resource = updated_every(scene, "realtime", clock.set("2025-09-30 10:00"))
    assert told(scene, resource) == ("2025-09-30", None)
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
    clock.set("2025-10-05 10:00")
    assert told(scene, resource) == ("2025-10-09", None)
    clock.set("2025-10-09 10:00")
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
    clock.set("2025-10-10 10:00")
    scene.cast.publish(scene.police, resource, PEOPLE, scene.folder)
    assert told(scene, resource) == ("2025-10-11", None)  # the made-up Saturday
    clock.set("2025-10-12 00:00")
    assert told(scene, resource) == ("2025-10-13", "2025-10-11")


@pytest.mark.clause("25.1")
def test_a_special_case_on_file_is_due_in_the_first_ten_days_of_the_quarter(scene: Scene, clock: Any) -> None:
    resource = updated_every(scene, "monthly", clock.set("2025-09-26 10:00"))
    scene.log_in(scene.police.person_a)
    path = f"/quality/timeliness/{resource.path_code}/filing/"
    assert scene.client.post(path, {"text": "系统改造，按季汇总"}).status_code == 302
    # The third quarter ends on 30 September; the first ten days of October are days of the calendar, holiday or not.
    assert told(scene, resource) == ("2025-10-10", None)
    clock.set("2025-10-11 00:00")
    assert told(scene, resource) == ("2026-01-10", "2025-10-10")


@pytest.mark.clause("18.1", "34.1")
def test_nothing_new_said_in_time_by_a_named_person_is_on_time_and_silence_names_who_is_late(
    scene: Scene, clock: Any
) -> None:
    """Two monthly resources of one agency: of the one, its data officer says in time that September brought nothing new; of the other nobody says anything."""
    now = clock.set("2025-09-26 10:00")
    reported, silent = updated_every(scene, "monthly", now), updated_every(scene, "monthly", now)
    clock.set("2025-10-10 17:00")  # the last day, see above
    scene.log_in(scene.police.person_a)
    said = scene.client.post(
        f"/quality/timeliness/{reported.path_code}/nothing-new/", {"first": "2025-09-01", "last": "2025-09-30"}
    )
    assert said.status_code == 302
    clock.set("2025-10-11 09:00")
    assert told(scene, reported) == ("2025-11-04", None)
    assert told(scene, silent) == ("2025-11-04", "2025-10-10")
    scene.log_in(scene.office.person_b)
    late = scene.client.get("/api/v1/quality/timeliness?late=true").json()
    assert reported.code not in [row["resource"] for row in late]
    (row,) = [row for row in late if row["resource"] == silent.code]
    assert row["persons"] == [scene.police.person_a.name]
    shown = scene.client.get(f"/catalogue/{reported.path_code}/").content.decode()
    assert f"零更新确认</dt><dd>{scene.police.person_a.name}" in shown.replace("\n", "")
    overdue = duties(scene, scene.office.person_b)
    assert overdue[f"更新资源：{silent.current.name}"] == (scene.police.person_a.name, "2025-10-10")


@pytest.mark.clause("28.1", "34.1")
def test_a_difference_is_fed_back_and_answered_within_five_working_days_about_the_holiday(
    scene: Scene, clock: Any
) -> None:
    scene.granted()
    clock.set("2025-09-26 15:00")
    scene.log_in(scene.civil.person_a)
    made = scene.compare()
    address = scene.client.post(f"/quality/comparisons/{made.pk}/rows/1/")["Location"]
    finder, provider, office = scene.civil.person_a, scene.police.person_a, scene.office.person_b
    # Found on Fr 26 September: Su 28 (made up) 1st, Mo 29 2nd, Tu 30 3rd, eight days off, Th 9 October 4th, Fr 10 5th.
    mine = discrepancy(scene, finder, "found")
    assert (mine["due"], mine["feedback_due"], mine["late"]) == ("2025-10-10", "2025-10-10", False)
    assert mine["persons"] == [finder.name]
    clock.set("2025-10-11 00:00")
    assert discrepancy(scene, finder, "late")["id"] == mine["id"]
    assert duties(scene, office)[f"核查并反馈疑义数据：{mine['id']}"] == (finder.name, "2025-10-10")
    clock.set("2025-10-10 16:00")
    assert discrepancy(scene, finder, "late") is None
    scene.log_in(finder)
    assert scene.client.post(address, {"act": "feed_back", "text": "户口簿载明"}).status_code == 302
    # Fed back on Fr 10 October: Sa 11 (made up) 1st, Mo 13 2nd, Tu 14 3rd, We 15 4th, Th 16 5th.
    theirs = discrepancy(scene, provider, "received")
    assert (theirs["due"], theirs["answer_due"], theirs["late"]) == ("2025-10-16", "2025-10-16", False)
    clock.set("2025-10-16 23:59")
    assert discrepancy(scene, provider, "late") is None
    clock.set("2025-10-17 00:00")
    late = discrepancy(scene, provider, "late")
    assert (late["id"], late["late"], late["persons"]) == (mine["id"], True, [provider.name])
    assert discrepancy(scene, finder, "late") is None  # it has done its part
    assert duties(scene, office)[f"答复疑义数据：{mine['id']}"] == (provider.name, "2025-10-16")
    assert f"答复疑义数据：{mine['id']}" in duties(scene, provider)
    assert f"答复疑义数据：{mine['id']}" not in duties(scene, scene.forestry.person_a)
