"""Sign-off of a provider's decision: the clock goes on, the proposal stays inside, what is decided is what was signed (26.3, 34.1)."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests.sharing.signing import (
    ASKED,
    applied,
    codes,
    post,
    signed_in,
    signing,
    text,
    two_steps,
)
from tests.sharing.signing import (
    scene as scene,
)
from tests.sharing.signing import (
    settings_undone as settings_undone,
)

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.mark.clause("26.3", "34.1")
def test_the_providers_clock_goes_on_while_its_decision_is_signed_off(scene: Any, clock: Any) -> None:
    from yishu.audit.models import Record as Kept
    from yishu.notices.models import Notice
    from yishu.sharing.duties import list_overdue
    from yishu.sharing.escalating import escalate_overdue
    from yishu.sharing.models import Grant
    from yishu.sharing.reminding import remind

    clock.set(f"{ASKED} 09:00")
    two_steps(scene.police, "decision")
    number = applied(scene)["id"]
    body = {"line": scene.closed.code, "outcome": "approve", "items": ["id_number", "name"], "modes": ["verify"]}
    place = f"/api/v1/applications/{number}/decision"
    assert post(scene.police.person_a, place, {**body, "items": ["nonsense"]}).status_code == 422  # found at once
    proposed = post(scene.police.person_a, place, body).json()
    assert (proposed["state"], proposed["due"], proposed["grant"]) == ("in_review", "2025-09-08", None)
    assert codes(post(scene.police.person_b, place, body)) == (409, "under_sign_off")
    sign_off = proposed["sign_off"]
    consumer = signed_in(scene.civil.person_a)
    assert consumer.get(f"/api/v1/sign-offs/{sign_off}").status_code == 404
    page = text(consumer.get(f"/sharing/applications/{number}/"))
    assert "处室负责人审核" not in page  # nobody outside knows of a proposal
    clock.set("2025-09-05 09:00")
    remind(timezone.now())
    urged = Notice.objects.filter(person=scene.chief, message__kind="application.last_day")
    assert urged.filter(message__params__number=number).count() == 1  # whom it waits for is urged as well
    assert signing(scene.chief, sign_off).status_code == 200
    now = clock.set("2025-09-09 09:00")
    escalate_overdue(now)
    assert Kept.objects.filter(action="application:escalated", target=number).count() == 1
    (late,) = [one for one in list_overdue(now) if number in one.what]
    assert set(late.person.split("、")) == {scene.director.name, scene.police.person_b.name}
    assert signing(scene.director, sign_off, opinion="同意").json()["state"] == "signed"
    consumer = signed_in(scene.civil.person_a)
    (line,) = consumer.get(f"/api/v1/applications/{number}").json()["lines"]
    assert (line["state"], line["items"], line["modes"]) == ("granted", ["id_number", "name"], ["verify"])
    assert Grant.objects.get(line__application__number=number).line.due == date(2025, 9, 8)
    acts = Kept.objects.filter(target=number).order_by("id").values_list("action", "actor")
    assert [act for act in acts if act[0].startswith("decision:")] == [
        ("decision:prepared", f"person:{scene.police.person_a.pk}"),
        ("decision:signed", f"person:{scene.chief.pk}"),
        ("decision:signed", f"person:{scene.director.pk}"),
    ]
    form = text(consumer.get(f"/sharing/applications/{number}/form/"))
    assert "分管领导审批" in form.partition("审核意见表</h2>")[2]
    clock.back()


@pytest.mark.clause("26.3", "34.1")
def test_a_proposed_decision_is_sent_back_taken_back_or_ends_with_the_application(scene: Any) -> None:
    two_steps(scene.police, "decision")
    number, code = applied(scene)["id"], scene.closed.code
    place, refuse = f"/api/v1/applications/{number}/decision", {"line": code, "outcome": "refuse", "reason": "超出必需"}
    assert post(scene.police.person_b, place, {**refuse, "reason": " "}).json()["code"] == "reason_required"
    first = post(scene.police.person_b, place, refuse).json()["sign_off"]
    assert codes(signing(scene.police.person_b, first)) == (403, "sign_off_own_work")
    assert signing(scene.chief, first, outcome="send_back", opinion="可以给一部分").json()["state"] == "sent_back"
    decide = f"/sharing/inbox/{number}/{scene.closed.path_code}/"
    page = text(signed_in(scene.police.person_b).get(decide))
    assert "可以给一部分" in page
    assert "拟同意，送本单位审批" in page
    second = post(scene.police.person_b, place, {"line": code, "outcome": "approve"}).json()["sign_off"]
    assert second != first
    assert "拟办意见正在本单位审批" in text(signed_in(scene.police.person_a).get(decide))
    assert signed_in(scene.police.person_b).post(f"/sharing/sign-off/{second}/take-back/").status_code == 302
    third = post(scene.police.person_b, place, refuse).json()["sign_off"]
    assert signing(scene.chief, third).status_code == 200
    gone = {"line": code, "reason": "事项取消"}
    assert post(scene.civil.person_a, f"/api/v1/applications/{number}/withdrawal", gone).status_code == 200
    assert codes(signing(scene.director, third)) == (409, "sign_off_ended")
    (line,) = signed_in(scene.civil.person_a).get(f"/api/v1/applications/{number}").json()["lines"]
    assert (line["state"], line["grant"]) == ("withdrawn", None)
