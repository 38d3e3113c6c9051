import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from yishu.core.calendar import shanghai_day

MENDED = "id_number,name,sex,birth_date,residence_code\n330102199003076031,钱贰,1,1990-03-07,\n"
OTHER = "id_number,name,sex,birth_date,residence_code\n330102199003076015,赵一,1,1990-03-07,330103\n"


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def found(scene):
    """CIVIL has compared and taken the first difference (the name of the second person)."""
    scene.granted()
    scene.log_in(scene.civil.person_a)
    made = scene.compare()
    answer = scene.client.post(f"/quality/comparisons/{made.pk}/rows/1/")
    assert answer.status_code == 302
    return answer["Location"]


def one(address: str):
    from yishu.quality.models import Discrepancy

    return Discrepancy.objects.get(number=address.split("/")[-2])


def act(scene, person, address: str, name: str, words: str = "", **more: str):
    scene.log_in(person)
    return scene.client.post(address, {"act": name, "text": words, **more})


@pytest.mark.clause("28.1")
def test_a_difference_is_fed_back_answered_and_closed_when_a_later_version_changed_the_value(scene, found):
    made = one(found)
    assert made.items == [{"code": "name", "name": "姓名", "ours": "钱贰", "theirs": "钱二"}]
    assert act(scene, scene.civil.person_a, found, "feed_back", "户口簿载明为钱贰").status_code == 302
    assert found in text(scene.client.get("/quality/discrepancies/?list=out"))
    assert act(scene, scene.police.person_a, found, "accept").status_code == 302
    scene.cast.publish(scene.police, scene.resource, OTHER, scene.folder)
    elsewhere = scene.resource.holding.batches.order_by("version").last()
    refused = act(scene, scene.police.person_a, found, "corrected", batch=str(elsewhere.pk))
    assert refused.status_code == 422  # a later version, but not of this value
    assert "没有改动该值" in text(refused)
    scene.cast.publish(scene.police, scene.resource, MENDED, scene.folder)
    batch = scene.resource.holding.batches.order_by("version").last()
    assert act(scene, scene.police.person_a, found, "corrected", batch=str(batch.pk)).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.corrected_in_id, made.closed_at is not None) == ("corrected", batch.pk, True)
    page = text(scene.client.get(found))
    for step in ("发现差异", "反馈提供单位", "认可并更正", "在源头更正"):
        assert step in page


@pytest.mark.clause("28.1")
def test_the_clocks_run_from_the_finding_and_from_the_feedback_in_working_days(scene, found):
    from yishu.node import clocks

    made = one(found)
    assert made.found_at == made.comparison.done_at
    assert made.feedback_due == clocks.calendar().add_working_days(made.found_at, 5).date
    act(scene, scene.civil.person_a, found, "feed_back", "请核对")
    made.refresh_from_db()
    assert made.answer_due == clocks.calendar().add_working_days(made.fed_back_at, 5).date
    assert "个工作日" in text(scene.client.get(found))


@pytest.mark.clause("28.1")
def test_the_finder_that_was_wrong_corrects_its_own_and_closes_with_a_note(scene, found):
    refused = act(scene, scene.civil.person_a, found, "correct_own")
    assert refused.status_code == 422
    assert act(scene, scene.civil.person_a, found, "correct_own", "录入有误，已改").status_code == 302
    assert one(found).state == "own_corrected"
    scene.log_in(scene.police.person_a)
    assert scene.client.get(found).status_code == 404  # it never left its finder


@pytest.mark.clause("17.1")
def test_what_the_provider_refuses_goes_to_the_coordinator_for_an_opinion(scene, found):
    act(scene, scene.civil.person_a, found, "feed_back", "户口簿载明为钱贰")
    scene.log_in(scene.office.person_b)
    assert scene.client.get(found).status_code == 404
    assert act(scene, scene.police.person_b, found, "refuse").status_code == 422  # a reason is owed
    assert act(scene, scene.police.person_b, found, "refuse", "以户籍档案为准").status_code == 302
    assert act(scene, scene.civil.person_a, found, "escalate", "档案未及时变更").status_code == 302
    assert act(scene, scene.police.person_a, found, "to_correct", "自己裁定").status_code == 403
    scene.log_in(scene.office.person_b)
    assert found in text(scene.client.get("/quality/discrepancies/?list=opinion"))
    page = text(scene.client.get(found))
    assert "钱贰" not in page  # the coordinator sees persons masked
    assert "钱*" in page
    assert scene.client.post(found, {"act": "whole"}).status_code == 403
    assert act(scene, scene.office.person_b, found, "to_correct", "经核实应予更正").status_code == 302
    made = one(found)
    assert made.state == "accepted"
    assert [step.act for step in made.steps.all()] == ["found", "fed_back", "refused", "escalated", "to_correct"]


@pytest.mark.clause("17.1")
def test_an_opinion_may_uphold_the_value(scene, found):
    act(scene, scene.civil.person_a, found, "feed_back", "请核对")
    act(scene, scene.police.person_b, found, "refuse", "以户籍档案为准")
    act(scene, scene.civil.person_a, found, "escalate", "不同意")
    assert act(scene, scene.office.person_b, found, "uphold", "维持档案记载").status_code == 302
    assert one(found).closed_at is not None


@pytest.mark.clause("5.1", "28.1")
def test_nobody_answers_their_own_and_each_step_is_one_sides(scene, found):
    assert act(scene, scene.forestry.person_a, found, "feed_back", "x").status_code == 404
    assert act(scene, scene.civil.person_b, found, "feed_back", "x").status_code == 403  # neither officer nor handler
    act(scene, scene.civil.person_a, found, "feed_back", "请核对")
    assert act(scene, scene.civil.person_a, found, "accept").status_code == 403
    assert act(scene, scene.police.person_a, found, "escalate", "x").status_code == 403
    assert act(scene, scene.civil.person_a, found, "feed_back", "再次").status_code == 409


def test_a_discrepancy_of_ones_own_resource_is_not_fed_back_to_oneself(scene):
    scene.log_in(scene.police.person_a)
    made = scene.compare()
    address = scene.client.post(f"/quality/comparisons/{made.pk}/rows/1/")["Location"]
    assert "反馈提供单位" not in text(scene.client.get(address))
    assert act(scene, scene.police.person_a, address, "feed_back", "x").status_code == 409
    assert act(scene, scene.police.person_a, address, "correct_own", "将在源头更正").status_code == 302


def test_a_row_is_taken_once(scene, found):
    made = one(found)
    again = scene.client.post(f"/quality/comparisons/{made.comparison_id}/rows/1/")
    assert again["Location"] == found
    assert scene.client.post(f"/quality/comparisons/{made.comparison_id}/rows/99/").status_code == 422


@pytest.mark.clause("28.1")
def test_a_record_that_only_one_side_has_is_fed_back_as_well(scene, found):
    page = scene.client.get(f"/quality/comparisons/{one(found).comparison_id}/?kind=only_here").content.decode()
    (place,) = re.findall(r"/rows/(\d+)/", page)
    address = scene.client.post(f"/quality/comparisons/{one(found).comparison_id}/rows/{place}/")["Location"]
    made = one(address)
    assert made.subject == {"id_number": "330102199003076090"}
    assert [(each["code"], each["theirs"]) for each in made.items] == [
        ("name", ""),
        ("birth_date", ""),
        ("residence_code", ""),
    ]
    act(scene, scene.civil.person_a, address, "feed_back", "该人已落户")
    act(scene, scene.police.person_a, address, "accept")
    added = "id_number,name,sex,birth_date,residence_code\n330102199003076090,周五,1,1990-03-07,330106\n"
    scene.cast.publish(scene.police, scene.resource, added, scene.folder)
    batch = scene.resource.holding.batches.order_by("version").last()
    assert act(scene, scene.police.person_a, address, "corrected", batch=str(batch.pk)).status_code == 302


@pytest.mark.clause("28.1", "34.1")
def test_late_feedback_and_answers_are_listed_with_their_person(scene, found):
    from yishu.quality import discrepancies

    made = one(found)
    past = timezone.now() - timedelta(days=40)
    discrepancies.feed_back(scene.civil.a, made.number, note="请核对", now=past)
    scene.log_in(scene.office.person_b)
    page = text(scene.client.get("/quality/discrepancies/?list=late"))
    assert made.number in page
    assert scene.police.person_a.name in page
    scene.log_in(scene.forestry.person_a)
    assert made.number not in text(scene.client.get("/quality/discrepancies/?list=late"))


def answered(agency: int, first: date, last: date) -> tuple[int, int]:
    """How many answers fell due, and how many came in time."""
    from yishu.quality import queries

    owed = queries.list_owed_answers(agency, first, last)
    return len(owed), sum(map(queries.is_answered_in_time, owed))


@pytest.mark.clause("28.1", "35.1")
def test_answers_counts_what_fell_due_and_what_was_answered_in_time(scene, found):
    from yishu.quality import discrepancies

    made = one(found)
    past = timezone.now() - timedelta(days=40)
    discrepancies.feed_back(scene.civil.a, made.number, note="请核对", now=past)
    made.refresh_from_db()
    due: date = made.answer_due
    police = scene.police.agency.pk
    assert answered(police, due, due) == (1, 0)
    discrepancies.answer(scene.police.a, made.number, accepts=True, reason="", now=past + timedelta(hours=1))
    assert answered(police, due, due) == (1, 1)
    assert answered(police, due + timedelta(days=1), due + timedelta(days=2)) == (0, 0)
    assert answered(scene.civil.agency.pk, due, due) == (0, 0)


@pytest.mark.clause("28.1")
def test_whoever_uses_a_resource_reports_by_hand_from_its_page_and_nobody_else(scene):
    address = f"/quality/discrepancies/new/?resource={scene.resource.path_code}"
    form = {
        "resource": scene.resource.path_code,
        "key_id_number": "330102199003076058",
        "item": "residence_code",
        "theirs": "330106",
        "ours": "330105",
        "note": "窗口核实",
    }
    scene.log_in(scene.civil.person_a)
    assert address not in text(scene.client.get(f"/catalogue/{scene.resource.path_code}/"))
    assert scene.client.post("/quality/discrepancies/new/", form).status_code == 403
    scene.granted(modes=("query",))
    assert address in text(scene.client.get(f"/catalogue/{scene.resource.path_code}/"))
    assert scene.client.get(address).status_code == 200
    assert scene.client.post("/quality/discrepancies/new/", form | {"ours": "330106"}).status_code == 422
    answer = scene.client.post("/quality/discrepancies/new/", form)
    assert answer.status_code == 302
    made = one(answer["Location"])
    assert shanghai_day(made.found_at) == shanghai_day(timezone.now())
    page = text(scene.client.get(answer["Location"]))
    assert "330102199003076058" not in page
    whole = text(scene.client.post(answer["Location"], {"act": "whole"}))
    assert "330102199003076058" in whole
    assert len(scene.evidence("discrepancy:read")) == 1
