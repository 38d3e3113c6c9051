"""What the coordinator owes by the calendar is listed while it is not done: assessments of periods that are over, an inspection in each year (5.2, 34.1)."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.assessment import scene as scenes
from tests.assessment.scene import Scene, at, signed_in, text
from tests.commands import run_here
from tests.conftest import ROOT
from tests.walking import overdue_rows

pytestmark = pytest.mark.usefixtures("django_ready")
PERIOD = "2025Q3"
"""Ends on Tuesday 30 September 2025. Working days after it: 9, 10, 11 (made up), 13–17 October are the 1st to 8th, 20–24 the 9th to 13th, 27–31 the 14th to 18th,
Monday 3 and Tuesday 4 November the 19th and 20th."""


@pytest.fixture(scope="module")
def here(django_ready: str) -> Scene:
    """The node publishes since July 2025 at the latest."""
    here = scenes.scene(at(2025, 7, 8))
    here.cast.resource(here.police, here.office)
    return here


def owed(person: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Over the API: kind and period → the row."""
    answer = signed_in(person).get("/api/v1/assessments/due")
    assert answer.status_code == 200, text(answer)
    return {(row["kind"], row["period"]): row for row in answer.json()}


@pytest.mark.clause("5.2", "34.1")
def test_an_assessment_is_owed_from_the_end_of_its_period_until_it_is_published(here: Scene, clock: Any) -> None:
    office, inspector, what = here.office.person_b, here.inspector_person, ("assessment", PERIOD)
    clock.set("2025-09-30 23:59")
    assert what not in owed(office)
    clock.set("2025-10-01 00:00")
    row = owed(office)[what]
    assert (row["due"], row["due_provisional"], row["late"], row["state"]) == ("2025-11-04", False, False, "")
    assert office.name in row["persons"]
    page = text(signed_in(office).get("/assessment/owed/"))
    assert f"公布 {PERIOD} 考核结果" in page
    assert "尚未开始" in page
    clock.set("2025-11-04 23:59")
    assert not owed(office)[what]["late"]
    assert f"公布 {PERIOD} 考核结果" not in overdue(inspector)
    clock.set("2025-11-05 00:00")
    assert owed(inspector)[what]["late"]
    person, due = overdue(inspector)[f"公布 {PERIOD} 考核结果"]
    assert office.name in person
    assert due == "2025-11-04"
    scenes.final(here, PERIOD)  # computed, shown, signed and co-signed, but nobody has published it
    assert owed(office)[what]["state"] == "final"
    assert signed_in(office).post(f"/assessment/{PERIOD}/act/", {"act": "publish"}).status_code == 302
    assert what not in owed(office)
    assert f"公布 {PERIOD} 考核结果" not in overdue(inspector)


@pytest.mark.clause("5.2", "35.2")
def test_a_year_owes_an_inspection_until_one_is_closed(here: Scene, clock: Any) -> None:
    what, office, inspector = ("inspection", "2029"), here.office.person_b, here.inspector_person
    clock.set("2029-03-05 10:00")
    row = owed(office)[what]
    assert (row["due"], row["late"], row["state"]) == ("2029-12-31", False, "")
    plan = {
        "title": "年度检查",
        "topics": "挂接和答复时限",
        "first": "2029-03-06",
        "last": "2029-03-20",
        "agencies": [here.police.agency.code],
    }
    place = signed_in(office).post("/assessment/inspections/plan/", plan)["Location"]
    assert owed(office)[what]["state"] == "planned"
    clock.set("2030-01-01 00:00")
    assert owed(office)[what]["late"]
    assert office.name in overdue(inspector)["办结 2029 年度监督检查"][0]
    signed_in(inspector).post(place, {"act": "agree"})
    assert owed(office)[what]["state"] == "under_way"
    signed_in(inspector).post(place, {"act": "close"})
    assert what not in owed(office)
    assert ("inspection", "2030") in owed(office)


@pytest.mark.clause("5.2")
def test_the_command_lists_the_same(here: Scene) -> None:
    """In a process of its own, by the time of the machine; the second quarter of 2025 is over and nobody publishes it here."""
    done = assess("--due", "--json")
    assert done.returncode == 0, done.stderr
    listed = json.loads(done.stdout)
    assert listed == signed_in(here.office.person_b).get("/api/v1/assessments/due").json()
    (row,) = [row for row in listed if (row["kind"], row["period"]) == ("assessment", "2025Q4")]
    # 30 and 31 December are the last worked days of the quarter; Su 4 January (made up) is the 1st, 5–9 the 2nd to 6th,
    # 12–16 the 7th to 11th, 19–23 the 12th to 16th, 26–29 the 17th to 20th.
    assert (row["due"], row["late"]) == ("2026-01-29", True)
    assert "2026-01-29  late  assessment  2025Q4" in run_here("assess", "--due").stdout
    assert run_here("assess", "--due", "2025Q4").returncode == 2
    assert run_here("assess").returncode == 2


def test_only_coordinator_and_inspector_see_it(here: Scene) -> None:
    police = signed_in(here.police.person_a)
    assert police.get("/assessment/owed/").status_code == 403
    assert police.get("/api/v1/assessments/due").status_code == 403


@pytest.mark.clause("34.1", "35.2")
def test_a_late_rectification_is_an_overdue_duty_with_its_person(here: Scene, clock: Any) -> None:
    from yishu.assessment import inspecting
    from yishu.assessment.inspecting import Plan

    now = clock.set("2025-09-26 10:00")
    plan = Plan("节前检查", "挂接", (here.police.agency.code,), now.date(), now.date())
    number = inspecting.plan_inspection(here.coordinator, plan, now=now).number
    inspecting.agree_inspection(here.inspector, number, now=now)
    finding = inspecting.note_finding(here.inspector, number, here.police.agency.code, text="没有挂接", now=now)
    notice = {f"f{finding.pk}-demand": "节后挂接", f"f{finding.pk}-responsible": here.police.person_b.login}
    sent = signed_in(here.inspector_person).post(f"/assessment/findings/{finding.pk}/", notice)
    assert sent.status_code == 302
    # The notice goes out on Fr 26 September: Su 28 (made up) is the 1st working day, 29 and 30 the 2nd and 3rd; 9, 10 and Sa 11 October (made up)
    # the 4th to 6th, 13–17 the 7th to 11th, 20–23 the 12th to 15th.
    clock.set("2025-10-23 23:59")
    what = f"整改检查发现的问题：{number}"
    assert what not in overdue(here.inspector_person)
    clock.set("2025-10-24 00:00")
    for reader in (here.inspector_person, here.police.person_a):
        assert overdue(reader)[what] == (here.police.person_b.name, "2025-10-23")
    assert what not in overdue(here.civil.person_a)


@pytest.mark.clause("34.1", "35.1")
def test_an_objection_that_nobody_answers_is_an_overdue_duty_of_the_coordinator(here: Scene, clock: Any) -> None:
    scenes.shown(here, "2025Q2", now=clock.set("2025-09-26 10:00"))
    place = f"/assessment/2025Q2/{here.police.agency.code}/entries/"
    assert signed_in(here.police.person_a).post(place, {"reason": "少算了"}).status_code == 302
    what = "答复考核异议：YY2025Q2-001"
    # Raised on Fr 26 September: Su 28 (made up), 29 and 30 are the 1st to 3rd working day, 9 and 10 October the 4th and 5th.
    clock.set("2025-10-10 23:59")
    assert what not in overdue(here.inspector_person)
    clock.set("2025-10-11 00:00")
    person, due = overdue(here.inspector_person)[what]
    assert here.office.person_b.name in person
    assert due == "2025-10-10"
    answer = {"reason": "以目录为准", "outcome": "dismiss"}
    signed_in(here.office.person_b).post("/assessment/objections/YY2025Q2-001/", answer)
    assert what not in overdue(here.inspector_person)


def overdue(person: Any) -> dict[str, tuple[str, str]]:
    """What 落实情况 shows this person: what → who, and since when."""
    return overdue_rows(signed_in(person))


def assess(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "yishu.cli", "assess", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ)
