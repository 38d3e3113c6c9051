"""The work-list: by fault, by state, of a resource or batch; and records put aside."""

import pytest

from tests.hosting.people import csv, number, person
from tests.hosting.quarantine.records import acts, issued_wrong, text

LIST = "/hosting/quarantine/"


def records(page: str) -> list[int]:
    """The rows of the records in the list, in its order."""
    return [int(part.split(" ")[0]) for part in page.split('/">第 ')[1:] if " 行</a>" in part[:20]]


@pytest.mark.clause("21.2")
def test_the_list_counts_faults_first_and_is_narrowed_by_one(scene, officer, batch):
    later = scene.publish(csv(person(4).replace(",1,1990", ",7,1990")))
    page = text(officer.get(LIST))
    assert page.index("性别：不在代码表内") < page.index("公民身份号码：校验码不符")  # two and one
    assert records(page) == [2, 3, 1]  # the oldest first
    narrowed = text(officer.get(f"{LIST}?rule=code_list&field=sex"))
    assert records(narrowed) == [3, 1]
    assert "公民身份号码：校验码不符" in narrowed
    assert records(text(officer.get(f"{LIST}?batch={later.pk}"))) == [1]
    assert records(text(officer.get(f"{LIST}?rule=code_list&field=name"))) == []
    english = text(officer.get(LIST, headers={"accept-language": "en"}))
    assert "Not in the code list" in english


def test_the_list_is_the_agency_s_own_and_of_one_resource_where_asked(scene, scene_with, officer, batch):
    from yishu.hosting.quarantine.queries import Wanted, count_faults

    other = scene.cast.resource(scene.police, scene.office)
    assert len(records(text(officer.get(LIST)))) == 2
    assert records(text(officer.get(f"{LIST}?resource={other.path_code}"))) == []
    assert len(records(text(officer.get(f"{LIST}?resource={scene.resource.path_code}")))) == 2
    stranger = scene_with()
    stranger.publish(csv(person(1), "1,坏,1,,"))
    assert len(records(text(officer.get(LIST)))) == 2
    assert [fault.records for fault in count_faults(scene.police.a, Wanted())] == [1, 1]
    assert officer.get(f"{LIST}?resource={stranger.resource.path_code}").status_code in (403, 404)
    assert officer.get(f"{LIST}?batch=x").status_code == 404


def test_the_whole_of_a_resource_is_shown_and_downloaded_on_record(scene, officer, batch):
    path = f"{LIST}?resource={scene.resource.path_code}"
    assert issued_wrong(2) not in text(officer.get(path))
    assert issued_wrong(2) in text(officer.post(path))
    unchosen = officer.post(LIST)
    assert unchosen.status_code == 200
    assert issued_wrong(2) not in text(unchosen)
    scene.publish(csv(person(4).replace(number(4), issued_wrong(4))))
    answer = officer.post(f"{LIST}download/", {"resource": scene.resource.path_code})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["2", issued_wrong(2)],
        ["3", number(3)],
        ["1", issued_wrong(4)],
    ]
    assert acts(scene, "quarantine:read") == [("allowed", ""), ("allowed", "")]


@pytest.mark.clause("21.2")
def test_a_record_is_put_aside_with_a_reason_by_name_and_taken_up_again(scene, officer, wrong_key):
    path = f"{LIST}records/{wrong_key.pk}/"
    refused = officer.post(f"{path}put-aside/", {"reason": " "})
    assert refused.status_code == 422
    assert "请填写理由" in text(refused)
    assert officer.post(f"{path}put-aside/", {"reason": "查无此人"}).status_code == 302
    wrong_key.refresh_from_db()
    assert (wrong_key.state, wrong_key.closed_by, wrong_key.closed_reason) == (
        "closed",
        scene.police.a.ref,
        "查无此人",
    )
    page = text(officer.get(path))
    assert "查无此人" in page
    assert wrong_key.closed_by_name in page
    listed = text(officer.get(LIST))
    assert records(listed) == [3]
    assert records(text(officer.get(f"{LIST}?state=closed"))) == [2]
    assert officer.post(f"{path}put-aside/", {"reason": "再"}).status_code == 409
    assert officer.post(f"{path}correct/").status_code == 409
    assert officer.post(f"{path}take-up/").status_code == 302
    assert officer.post(f"{path}take-up/").status_code == 409
    wrong_key.refresh_from_db()
    assert (wrong_key.state, wrong_key.closed_reason, wrong_key.closed_at) == ("open", "", None)
    told = [acts(scene, action) for action in ("quarantine:closed", "quarantine:reopened")]
    assert told == [[("allowed", f"quarantined:{wrong_key.pk}")]] * 2


def test_what_was_put_aside_is_not_counted_as_open(scene, officer, batch, wrong_key):
    from yishu.hosting.quarantine import commands
    from yishu.hosting.quarantine.queries import count_open

    assert count_open(scene.police.a) == 2
    commands.put_aside(scene.police.a, wrong_key.pk, reason="查无此人", now=scene.cast.now)
    assert count_open(scene.police.a) == 1
    page = text(officer.get(f"/catalogue/{scene.resource.path_code}/"))
    assert f'{LIST}?resource={scene.resource.path_code}">1</a>' in page


def test_the_list_asks_the_database_a_fixed_number_of_times(scene, officer, batch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(LIST).status_code == 200
        return len(seen)

    before = asked()
    for _ in range(3):
        other = scene.cast.resource(scene.police, scene.office)
        scene.cast.publish(scene.police, other, csv(person(1), "1,坏,1,,"), scene.folder)
    assert asked() == before
