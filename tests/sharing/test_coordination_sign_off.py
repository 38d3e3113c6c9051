"""Carrying out an opinion of the coordinator is a decision of the agency: it is signed off where the agency signs its decisions, and its clock goes on (26.4)."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.sharing.signing import applied, codes, post, round_of, signed_in, signing, text, two_steps
from tests.sharing.signing import scene as scene
from tests.sharing.signing import settings_undone as settings_undone

pytestmark = pytest.mark.usefixtures("django_ready")
EXECUTION = "/api/v1/coordinations/{}/execution"


def opined(scene: Any, *, days_ago: int = 0) -> str:
    """Granted in part, disputed, and the rest held to be due; then the police sign their decisions off. The coordination's number."""
    from yishu.sharing.coordination import commands

    number, code = applied(scene)["id"], scene.closed.code
    decision = {"line": code, "outcome": "approve", "items": ["id_number", "name"], "reason": "其余无关"}
    assert post(scene.police.person_b, f"/api/v1/applications/{number}/decision", decision).status_code == 200
    then = timezone.now() - timedelta(days=days_ago)
    made = commands.take_to_coordinator(scene.civil.a, number, code, ground="办理救助所必需", now=then)
    opinion = commands.Opinion(True, "应予补充", ("sex",), hearing="书面听取")
    commands.issue_opinion(scene.office.b, made.number, opinion, now=then)
    two_steps(scene.police, "decision")
    return made.number


def items(number: str) -> list[str]:
    """What the grant holds now."""
    from yishu.sharing.models import Grant

    return list(Grant.objects.get(line__coordination__number=number).read_terms().items)


@pytest.mark.clause("26.4")
def test_nothing_opens_until_the_last_has_signed_and_the_clock_goes_on(scene: Any) -> None:
    from yishu.sharing.duties import list_overdue

    number = opined(scene, days_ago=40)
    place = f"/sharing/coordinations/{number}/"
    assert signed_in(scene.police.person_b).post(place, {"act": "execute"}).status_code == 302
    assert items(number) == ["id_number", "name"]
    again = post(scene.police.person_b, EXECUTION.format(number), {})
    assert codes(again) == (409, "under_sign_off")
    waiting = signed_in(scene.chief).get("/api/v1/sign-offs?mine=true").json()
    one = next(each for each in waiting if each["content"].get("coordination") == number)
    assert one["content"]["items"] == ["sex"]
    assert one["due"] < str(timezone.localdate())
    [late] = [each for each in list_overdue(timezone.now()) if each.url == place]
    assert late.person == scene.chief.name
    page = text(signed_in(scene.chief).get(f"/sharing/sign-off/{one['id']}/"))
    assert "拟执行的协调意见" in page
    assert "应予补充" in page
    assert "正在本单位审批" in text(signed_in(scene.police.person_b).get(place))
    assert "正在本单位审批" not in text(signed_in(scene.civil.person_a).get(place))  # stays inside
    assert signing(scene.chief, one["id"]).status_code == 200
    assert items(number) == ["id_number", "name"]
    assert signing(scene.director, one["id"]).status_code == 200
    assert items(number) == ["id_number", "name", "sex"]
    done = signed_in(scene.office.person_b).get(f"/api/v1/coordinations/{number}").json()
    assert (done["state"], done["steps"][-1]["act"], done["steps"][-1]["late"]) == ("executed", "executed", True)


@pytest.mark.clause("26.4")
def test_sent_back_it_is_proposed_anew_and_the_government_decides_over_it(scene: Any) -> None:
    from yishu.sharing.coordination import commands

    number = opined(scene, days_ago=40)

    def proposed() -> int:
        assert post(scene.police.person_b, EXECUTION.format(number), {}).json()["state"] == "to_execute"
        found = signed_in(scene.chief).get("/api/v1/sign-offs?mine=true").json()
        return next(one["id"] for one in found if one["content"].get("coordination") == number)

    first = proposed()
    assert signing(scene.chief, first, outcome="send_back", opinion="请附说明").status_code == 200
    second = proposed()
    commands.escalate(scene.office.b, number, to="省人民政府", reason="逾期未执行", now=timezone.now())
    said = {"decision_number": "浙政办〔2026〕3号", "grants": False, "text": "不予补充"}
    commands.record_decision(scene.office.b, number, **said, now=timezone.now())  # type: ignore[arg-type]
    assert round_of(scene.chief, second)["state"] == "void"
    assert codes(signing(scene.chief, second)) == (409, "sign_off_ended")
    assert items(number) == ["id_number", "name"]


@pytest.mark.clause("34.1")
def test_what_was_signed_before_rounds_had_subjects_is_known_by_them(scene: Any) -> None:
    """An upgrade names what each round is about: an application, a decision, or the carrying out of an opinion."""
    from yishu.sharing.signing.models import Round

    names = ("subject", "name", "number", "submitted_by")
    place, refusal = f"/sharing/coordinations/{opined(scene)}/", {"line": scene.closed.code, "outcome": "refuse"}
    assert signed_in(scene.police.person_b).post(place, {"act": "execute"}).status_code == 302
    decision = f"/api/v1/applications/{applied(scene)['id']}/decision"
    assert post(scene.police.person_b, decision, {**refusal, "reason": "与履职无关"}).status_code == 200
    two_steps(scene.civil, "application")
    applied(scene)
    with transaction.atomic():
        before = list(Round.objects.values_list("pk", *names))
        Round.objects.update(**dict.fromkeys(names, ""))
        with connection.cursor() as cursor:
            cursor.execute(import_module("yishu.sharing.signing.migrations.0002_subjects").FILL)
        after = list(Round.objects.values_list("pk", *names))
        transaction.set_rollback(True)
    assert after == before
    assert {one[1] for one in after} >= {"application", "decision", "execution"}
