"""From the provisional result to the published one: objections, two signatures, report (35.1, 5.1, 5.2)."""

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import machine
from tests.assessment import scene as scenes
from tests.assessment.scene import Scene, at, signed_in, text
from yishu.assessment import revising, settling
from yishu.assessment.errors import ObjectionTooLate
from yishu.assessment.models import Assessment, Figure
from yishu.assessment.revising import Revision

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def here(django_ready: str, tmp_path_factory: Any) -> Scene:
    """One entry without data of POLICE, since 2023."""
    here = scenes.scene(at(2023, 1, 10))
    here.cast.resource(here.police, here.office)
    return here


def act(person: Any, period: str, what: str, **more: str) -> str:
    answer = signed_in(person).post(f"/assessment/{period}/act/", {"act": what, **more}, follow=True)
    return text(answer)


def state(period: str) -> str:
    return Assessment.objects.get(period=period).state


@pytest.mark.clause("35.1", "5.2")
def test_an_agency_objects_and_the_coordinator_corrects(here: Scene) -> None:
    scenes.shown(here, "2023Q1")
    place = f"/assessment/2023Q1/{here.police.agency.code}/mounted/"
    police = signed_in(here.police.person_a)
    assert "0/1" in text(police.get(place))
    assert police.post(place, {"reason": ""}).status_code == 422
    assert police.post(place, {"reason": "该资源经接口提供，已挂接"}).status_code == 302
    assert police.post(place, {"reason": "再提一次"}).status_code == 422
    page = text(police.get("/assessment/objections/"))
    assert "YY2023Q1-001" in page
    assert "确认，无异议" in text(police.get(f"/assessment/2023Q1/{here.police.agency.code}/"))
    assert "还有 1 件异议没有答复" in act(here.police.person_a, "2023Q1", "confirm") + act(
        here.office.person_b, "2023Q1", "sign"
    )
    office = signed_in(here.office.person_b)
    answer = "/assessment/objections/YY2023Q1-001/"
    assert office.post(answer, {"reason": "属实", "part": "2", "whole": "1", "outcome": "uphold"}).status_code == 422
    assert office.post(answer, {"reason": "属实", "part": "1", "whole": "1", "outcome": "uphold"}).status_code == 302
    told = text(police.get(answer))
    assert "0/1" in told
    assert "1/1" in told
    assert "属实" in told
    figure = Figure.objects.get(
        score__assessment__period="2023Q1", score__agency=here.police.agency, indicator__code="mounted"
    )
    assert (figure.part, figure.points, figure.corrected) == (1, 100, True)


def test_a_dismissed_objection_changes_nothing_and_has_its_reason(here: Scene) -> None:
    scenes.shown(here, "2023Q2")
    made = settling.raise_objection(here.police.a, "2023Q2", "entries", reason="少算了", now=timezone.now())
    office = signed_in(here.office.person_b)
    office.post(f"/assessment/objections/{made.number}/", {"reason": "以目录为准", "outcome": "dismiss"})
    figure = Figure.objects.get(pk=made.figure_id)
    assert not figure.corrected
    assert "以目录为准" in text(signed_in(here.police.person_a).get(f"/assessment/objections/{made.number}/"))


def test_an_upheld_objection_without_numbers_counts_the_record_anew(here: Scene) -> None:
    scenes.shown(here, "2023Q3")
    made = settling.raise_objection(here.police.a, "2023Q3", "entries", reason="漏了一条", now=timezone.now())
    late = scenes.Cast(now=at(2023, 2, 1)).resource(here.police, here.office, name="补录")
    office = signed_in(here.office.person_b)
    office.post(f"/assessment/objections/{made.number}/", {"reason": "已补录", "outcome": "uphold"})
    figure = Figure.objects.get(pk=made.figure_id)
    assert figure.part == made.part_before + 1 if made.part_before is not None else False
    assert late.code in text(office.get(f"/assessment/2023Q3/{here.police.agency.code}/entries/"))


def test_after_the_clock_there_is_no_objection(here: Scene) -> None:
    shown = scenes.shown(here, "2023Q4")
    assert shown.objections_until is not None
    with pytest.raises(ObjectionTooLate):
        settling.raise_objection(
            here.police.a, "2023Q4", "entries", reason="太晚", now=timezone.now() + timedelta(days=30)
        )


@pytest.mark.clause("5.1")
def test_two_people_make_a_result_final(here: Scene) -> None:
    period = "2024Q1"
    scenes.shown(here, period)
    assert "可以提出异议" in act(here.office.person_b, period, "sign")
    settling.sign(here.coordinator, period, now=timezone.now() + timedelta(days=30))
    assert signed_in(here.office.person_b).post(f"/assessment/{period}/act/", {"act": "cosign"}).status_code == 403
    assert "退回考核结果须说明理由" in act(here.inspector_person, period, "send_back")
    act(here.inspector_person, period, "send_back", reason="请核对挂接率")
    assert state(period) == "provisional"
    settling.sign(here.coordinator, period, now=timezone.now() + timedelta(days=30))
    act(here.inspector_person, period, "cosign", reason="同意")
    assert state(period) == "final"
    page = text(signed_in(here.office.person_b).get(f"/assessment/{period}/"))
    assert "请核对挂接率" in page


def test_a_period_that_runs_has_no_final_result(here: Scene) -> None:
    period = f"{timezone.localdate().year}"
    scenes.shown(here, period)
    desk = text(signed_in(here.police.person_a).get("/"))  # the latest that is shown: this one
    assert f'href="/assessment/{period}/{here.police.agency.code}/"' in desk
    assert "条目质量" in desk
    assert "尚未结束" in act(here.office.person_b, period, "sign")


@pytest.mark.clause("35.1")
def test_a_published_result_is_a_page_and_a_report(here: Scene, tmp_path: Path) -> None:
    period = "2024Q2"
    scenes.final(here, period)
    assert Client().get(f"/assessment/published/{period}/").status_code == 404
    act(here.office.person_b, period, "publish")
    place = f"/assessment/published/{period}/"
    assert Client().get(place).status_code == 404  # to the agencies only, as the scheme says
    page = text(signed_in(here.civil.person_a).get(place))
    assert here.police.agency.name in page
    assert "怎样" not in page
    answer = signed_in(here.civil.person_a).get(f"{place}report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    said = words_of(answer.content, tmp_path)
    assert "2024Q2 信息资源共享考核结果" in said
    assert here.police.agency.name in said.replace(" ", "")  # typst sets a little space between Chinese and figures
    assert "改进建议" in said
    assert "监督检查员" in said


@pytest.mark.clause("35.1")
def test_the_audience_and_the_weights_are_the_schemes(here: Scene) -> None:
    before = signed_in(here.office.person_b)
    form = text(before.get("/assessment/scheme/"))
    assert "weight-mounted" in form
    weights = {"entries": 10, "records": 10, "mounted": 30, "timeliness": 10, "calls": 8, "consumers": 6, "cases": 6, "applications": 10, "demands": 4, "discrepancies": 6}  # fmt: skip
    targets = {"entries": 10, "records": 10000, "calls": 1000, "consumers": 5, "cases": 100}
    sent = {f"weight-{code}": weight for code, weight in weights.items()} | {f"target-{code}": target for code, target in targets.items()}  # fmt: skip
    sent |= {"below-1": 60, "below-2": 60, "audience": "public", "reason": "突出挂接率"}
    wrong = before.post("/assessment/scheme/", sent | {"weight-mounted": 31})
    assert wrong.status_code == 422
    assert "合计 101" in text(wrong)
    assert before.post("/assessment/scheme/", sent).status_code == 302
    try:
        period = "2024Q3"
        scenes.final(here, period)
        act(here.office.person_b, period, "publish")
        assert here.police.agency.name in text(Client().get(f"/assessment/published/{period}/"))
        assert Client().get(f"/assessment/published/{period}/report.pdf").status_code == 200
        assert period in text(Client().get("/assessment/published/"))
        old = Figure.objects.filter(score__assessment__period="2023Q1", indicator__code="mounted").first()
        new = Figure.objects.filter(score__assessment__period=period, indicator__code="mounted").first()
        assert old is not None
        assert new is not None
        assert (old.indicator.weight, new.indicator.weight) == (20, 30)
    finally:
        revising.revise_scheme(
            here.coordinator,
            Revision({"mounted": 20, "timeliness": 20}, {}, {}, "agencies"),
            reason="恢复",
            now=timezone.now(),
        )


def test_an_agency_sees_its_own_score_and_no_other(here: Scene) -> None:
    period = "2022Q4"
    scenes.shown(here, period)
    civil = signed_in(here.civil.person_a)
    own = civil.get(f"/assessment/{period}/")
    assert own["Location"].endswith(f"/{here.civil.agency.code}/")
    assert "怎样提高" in text(civil.get(own["Location"]))
    for path in ("", "entries/", "entries/rows.csv", "calls.csv"):
        assert civil.get(f"/assessment/{period}/{here.police.agency.code}/{path}").status_code == 404
    listed = civil.get(f"/api/v1/assessments/{period}").json()
    assert [score["agency"] for score in listed["scores"]] == [here.civil.agency.code]
    assert period in [one["period"] for one in civil.get("/api/v1/assessments").json()]


def test_the_coordinator_rewrites_suggestions(here: Scene) -> None:
    period = "2022Q3"
    scenes.shown(here, period)
    place = f"/assessment/{period}/{here.police.agency.code}/"
    assert signed_in(here.office.person_b).post(place, {"text": "请尽快挂接户籍数据"}).status_code == 302
    assert "请尽快挂接户籍数据" in text(signed_in(here.police.person_a).get(place))
    assert signed_in(here.police.person_a).post(place, {"text": "很好"}).status_code == 403


def words_of(pdf: bytes, folder: Path) -> str:
    program = machine.poppler("pdftotext")
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    return subprocess.run([program, "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
