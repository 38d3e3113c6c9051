"""Sign-off inside an agency, before an application is sent: nobody signs their own, what is sent is what was signed (26.1, 26.2, 34.1)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD
from tests.sharing.signing import (
    ASKED,
    applied,
    codes,
    post,
    round_of,
    setting,
    signed_in,
    signing,
    text,
    together,
    two_steps,
)
from tests.sharing.signing import (
    scene as scene,
)
from tests.sharing.signing import (
    settings_undone as settings_undone,
)
from yishu.agencies import commands as agencies
from yishu.agencies import handing_over
from yishu.core.actor import PLATFORM

pytestmark = pytest.mark.usefixtures("django_ready")
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.mark.clause("26.1", "26.3", "34.1")
def test_an_application_leaves_its_agency_when_the_last_has_signed_and_the_clock_begins_then(
    scene: Any, clock: Any
) -> None:
    clock.set(f"{ASKED} 09:00")
    two_steps(scene.civil, "application")
    made = applied(scene)
    number, (line,) = made["id"], made["lines"]
    assert (line["state"], line["due"]) == ("signing", None)
    provider = signed_in(scene.police.person_b)
    assert provider.get(f"/api/v1/applications/{number}").status_code == 404
    assert provider.get(f"/sharing/applications/{number}/").status_code == 404
    assert provider.get(f"/sharing/inbox/{number}/{scene.closed.path_code}/").status_code == 404
    early = {"line": scene.closed.code, "outcome": "approve"}
    assert post(scene.police.person_b, f"/api/v1/applications/{number}/decision", early).status_code == 404
    assert number not in text(provider.get("/sharing/inbox/"))
    first = signing(scene.head, line["sign_off"], opinion="情况属实")
    assert (first.status_code, first.json()["step"]) == (200, 2)
    assert provider.get(f"/api/v1/applications/{number}").status_code == 404
    clock.set("2025-09-03 10:00")
    last = signing(scene.leader, line["sign_off"], opinion="同意")
    provider = signed_in(scene.police.person_b)
    assert (last.status_code, last.json()["state"]) == (200, "signed")
    (sent,) = provider.get(f"/api/v1/applications/{number}").json()["lines"]
    assert (sent["state"], sent["due"]) == ("in_review", "2025-09-10")  # five working days from when it was sent
    own = text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    assert "处室负责人审核：同意" in own
    assert "情况属实" in own
    theirs = text(provider.get(f"/sharing/applications/{number}/"))
    assert "分管领导审批：同意" in theirs
    assert "情况属实" not in theirs  # what is said inside of an agency stays there
    form = text(provider.get(f"/sharing/applications/{number}/form/"))
    assert "处室负责人审核" in form
    assert "情况属实" not in form
    clock.back()


@pytest.mark.clause("26.2", "34.1")
def test_what_is_unrestricted_opens_when_the_last_signs_and_at_once_without_steps(scene: Any) -> None:
    from yishu.sharing.models import Grant

    at_once = applied(scene, resource=scene.open)
    assert at_once["lines"][0]["state"] == "granted"
    setting(scene.civil, "application", {"name": "分管领导审批", "role": "signer"})
    page = text(signed_in(scene.civil.person_a).get(f"/catalogue/{scene.open.path_code}/"))
    assert "经本单位审批后即时开通" in page or "为其他事项申请" in page
    made = applied(scene, resource=scene.open)
    assert not Grant.objects.filter(line__application__number=made["id"]).exists()
    assert signing(scene.leader, made["lines"][0]["sign_off"]).status_code == 200
    assert Grant.objects.filter(line__application__number=made["id"], state="active").count() == 1


@pytest.mark.clause("34.1")
def test_nobody_signs_their_own_submission_or_two_steps_of_one_thing(scene: Any) -> None:
    steps = ({"name": "初审", "role": "handler"}, {"name": "复审", "role": "signer"})
    setting(scene.civil, "application", *steps)
    sign_off = applied(scene)["lines"][0]["sign_off"]
    assert codes(signing(scene.civil.person_a, sign_off)) == (403, "sign_off_own_work")
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/sign-off/{sign_off}/"))
    assert "不能审批自己经办的事项" in page
    # No other handler: the signers sign the first step, and whoever did does not sign the second.
    assert set(round_of(scene.leader, sign_off)["who"]) == {scene.leader.login, scene.civil.person_b.login}
    assert signing(scene.leader, sign_off).status_code == 200
    assert codes(signing(scene.leader, sign_off)) == (403, "sign_off_signed_already")
    assert codes(signing(scene.clerk, sign_off)) == (403, "sign_off_not_yours")
    assert round_of(scene.leader, sign_off)["state"] == "open"
    assert signing(scene.civil.person_b, sign_off).json()["state"] == "signed"


@pytest.mark.clause("32.1", "34.1")
def test_no_other_agency_sees_or_touches_a_sign_off(scene: Any) -> None:
    two_steps(scene.civil, "application")
    made = applied(scene)
    number, sign_off = made["id"], made["lines"][0]["sign_off"]
    for person in (scene.forestry.person_b, scene.police.person_b, scene.office.person_b):
        client = signed_in(person)
        assert client.get(f"/api/v1/sign-offs/{sign_off}").status_code == 404
        assert client.get(f"/sharing/sign-off/{sign_off}/").status_code == 404
        assert codes(signing(person, sign_off)) == (404, "sign_off_not_found")
        assert codes(signing(person, sign_off, outcome="send_back", opinion="越权")) == (404, "sign_off_not_found")
        assert post(person, f"/api/v1/sign-offs/{sign_off}/take-back", {}).status_code == 404
        assert client.post(f"/sharing/sign-off/{sign_off}/take-back/").status_code == 404
        assert number not in text(client.get("/sharing/sign-off/"))
        assert all(one["id"] != sign_off for one in client.get("/api/v1/sign-offs").json())
    assert Client().get(f"/api/v1/sign-offs/{sign_off}").status_code == 401
    assert post(scene.clerk, f"/api/v1/sign-offs/{sign_off}/take-back", {}).status_code == 403
    assert scene.civil.system(name="申请系统").system.pk
    assert round_of(scene.head, sign_off)["step"] == 1


@pytest.mark.clause("34.1")
def test_what_is_sent_is_what_was_signed_and_a_change_starts_anew(scene: Any) -> None:
    two_steps(scene.civil, "application")
    made = applied(scene)
    number, sign_off = made["id"], made["lines"][0]["sign_off"]
    read = round_of(scene.leader, sign_off)
    assert signing(scene.head, sign_off).status_code == 200
    file = {"kind": "letter", "file": SimpleUploadedFile("公函.pdf", PDF)}
    handler = signed_in(scene.civil.person_a)
    assert handler.post(f"/api/v1/applications/{number}/attachments", file).status_code == 201
    assert codes(signing(scene.leader, sign_off, hash=read["hash"], step=2)) == (409, "sign_off_ended")
    (line,) = handler.get(f"/api/v1/applications/{number}").json()["lines"]
    anew = round_of(scene.leader, line["sign_off"])
    assert line["sign_off"] != sign_off
    assert (anew["step"], anew["signatures"]) == (1, [])
    assert anew["content"]["attachments"][0][2] == "公函.pdf"
    assert anew["hash"] != read["hash"]
    # Who read the first version signs nothing of the second.
    assert codes(signing(scene.head, line["sign_off"], hash=read["hash"])) == (409, "sign_off_changed")
    assert signing(scene.head, line["sign_off"]).status_code == 200
    assert signing(scene.leader, line["sign_off"]).json()["state"] == "signed"


@pytest.mark.clause("34.1")
def test_what_was_altered_behind_the_commands_is_not_signed(scene: Any) -> None:
    from yishu.sharing.models import Line

    setting(scene.civil, "application", {"name": "审批", "role": "signer"})
    made = applied(scene)
    Line.objects.filter(application__number=made["id"]).update(items=["id_number", "name", "residence_code"])
    assert codes(signing(scene.leader, made["lines"][0]["sign_off"])) == (409, "sign_off_changed")


@pytest.mark.clause("6.1", "34.1")
def test_an_entry_that_changed_meanwhile_is_not_sent_by_its_old_version(scene: Any) -> None:
    resource = scene.cast.resource(scene.police, scene.office, category="unrestricted", name="道路")
    setting(scene.civil, "application", {"name": "审批", "role": "signer"})
    made = applied(scene, resource=resource)
    scene.cast.mask(scene.police, scene.office, resource, name="name")
    sign_off = made["lines"][0]["sign_off"]
    assert codes(signing(scene.leader, sign_off)) == (409, "entry_changed_since_prepared")
    assert round_of(scene.leader, sign_off)["signatures"] == []
    assert signing(scene.leader, sign_off, outcome="send_back", opinion="目录已变更").status_code == 200


@pytest.mark.clause("34.1", "38.1")
def test_a_change_of_the_setting_affects_only_what_begins_after_it(scene: Any) -> None:
    two_steps(scene.civil, "application")
    before = applied(scene)["lines"][0]["sign_off"]
    setting(scene.civil, "application", {"name": "新的审批", "role": "signer"})
    after = applied(scene)["lines"][0]["sign_off"]
    assert round_of(scene.head, before)["steps"] == ["处室负责人审核", "分管领导审批"]
    assert round_of(scene.head, after)["steps"] == ["新的审批"]
    setting(scene.civil, "application")
    assert applied(scene)["lines"][0]["state"] == "in_review"
    assert signing(scene.head, before).json()["step"] == 2  # by the steps with which it began
    assert signing(scene.leader, before).json()["state"] == "signed"
    assert signing(scene.leader, after).json()["state"] == "signed"


@pytest.mark.clause("34.1")
def test_only_the_agencys_administrator_sets_its_steps_and_each_is_sound(scene: Any) -> None:
    step = {"name": "审批", "role": "signer"}
    assert setting(scene.civil, "application", step, by=scene.civil.person_b).status_code == 403
    page = "/sharing/sign-off/steps/application/"
    assert signed_in(scene.civil.person_b).get(page).status_code == 403
    for steps, rule in (
        ([step, {**step, "name": "二"}, {**step, "name": "三"}, {**step, "name": "四"}], "most"),
        ([{"name": " ", "role": "signer"}], "required"),
        ([{"name": "审批"}], "one_of_two"),
        ([{**step, "people": [scene.leader.login]}], "one_of_two"),
        ([{"name": "审批", "role": "system_administrator"}], "one_of"),
        ([{"name": "审批", "people": [scene.director.login]}], "one_of"),  # of another agency
        ([step, step], "once"),
    ):
        wrong = setting(scene.civil, "application", *steps)
        assert (wrong.status_code, rule in str(wrong.json()["errors"])) == (422, True), steps
    admin = signed_in(scene.civil.person_a)
    sent = {"name_1": "处室审核", "role_1": "signer", "people_1": [scene.head.login], "name_2": "", "role_2": "signer"}
    assert admin.post(page, sent).status_code == 302
    told = admin.get("/api/v1/sign-off-steps").json()[0]["steps"]
    assert told == [{"name": "处室审核", "role": "", "people": [scene.head.login]}]
    wrong = admin.post(page, {"name_2": "无人审批", "role_2": ""})
    assert wrong.status_code == 422
    assert 'href="#id_role_2"' in text(wrong)


@pytest.mark.clause("34.1")
def test_nothing_waits_for_a_signer_who_has_left(scene: Any) -> None:
    setting(scene.civil, "application", {"name": "专人审批", "people": [scene.clerk.login]})
    sign_off = applied(scene)["lines"][0]["sign_off"]
    assert round_of(scene.leader, sign_off)["who"] == [scene.clerk.login]
    assert codes(signing(scene.leader, sign_off)) == (403, "sign_off_not_yours")
    left = agencies.register_person(
        PLATFORM, scene.civil.agency, login=f"left{sign_off}", name="将离任", password=PASSWORD, roles=frozenset()
    )
    setting(scene.civil, "application", {"name": "专人审批", "people": [left.login]})
    alone = applied(scene)["lines"][0]["sign_off"]
    handed = applied(scene)["lines"][0]["sign_off"]
    agencies.deactivate_person(scene.civil.a, left, reason="退休")
    assert set(round_of(scene.leader, alone)["who"]) == {scene.leader.login, scene.civil.person_b.login}
    assert signing(scene.leader, alone).json()["state"] == "signed"
    named = [work.name for work in handing_over.list_open(left)]
    assert any("专人审批" in name for name in named)
    with transaction.atomic():
        handing_over.move(left, scene.clerk)
    assert round_of(scene.leader, handed)["who"] == [scene.clerk.login]
    assert signing(scene.clerk, handed).json()["state"] == "signed"
    assert signing(scene.clerk, sign_off).json()["state"] == "signed"


@pytest.mark.clause("34.1")
def test_what_is_sent_back_is_completed_and_starts_anew(scene: Any) -> None:
    from yishu.notices.models import Notice

    two_steps(scene.civil, "application")
    made = applied(scene)
    number, sign_off = made["id"], made["lines"][0]["sign_off"]
    assert signing(scene.head, sign_off).status_code == 200
    assert signing(scene.leader, sign_off, outcome="send_back", opinion=" ").status_code == 422
    assert signing(scene.leader, sign_off, outcome="send_back", opinion="请写明条款").json()["state"] == "sent_back"
    told = Notice.objects.filter(person=scene.civil.person_a, message__kind="sign_off.sent_back")
    assert told.filter(message__params__number=number).count() == 1
    handler = signed_in(scene.civil.person_a)
    page = text(handler.get(f"/sharing/applications/{number}/"))
    assert "请写明条款" in page
    assert "补正后重新提交" in page
    assert "补正共享申请" in text(handler.get("/"))
    place, form = (
        f"/sharing/checks/{number}/complete/",
        {"duty": "临时救助审核", "basis": "《社会救助暂行办法》第四十七条"},
    )
    assert signed_in(scene.forestry.person_a).post(place, form).status_code == 404
    assert signed_in(scene.police.person_a).post(place, form).status_code == 404
    assert signed_in(scene.leader).post(place, form).status_code == 403
    assert handler.post(place, {**form, "duty": " "}).status_code == 422
    assert handler.post(place, form)["Location"] == f"/sharing/applications/{number}/"
    (line,) = handler.get(f"/api/v1/applications/{number}").json()["lines"]
    anew = round_of(scene.head, line["sign_off"])
    assert (line["state"], anew["step"]) == ("signing", 1)
    assert anew["content"]["basis"].endswith("第四十七条")
    again = post(scene.civil.person_a, f"/api/v1/applications/{number}/completion", {"basis": "再改"})
    assert codes(again) == (409, "nothing_returned")
    assert post(scene.civil.person_a, f"/api/v1/sign-offs/{line['sign_off']}/take-back", {}).status_code == 200
    gone = {"line": scene.closed.code, "reason": "不需要了"}
    assert post(scene.civil.person_a, f"/api/v1/applications/{number}/withdrawal", gone).json()["state"] == "withdrawn"
    assert signed_in(scene.police.person_b).get(f"/api/v1/applications/{number}").status_code == 404


@pytest.mark.clause("34.1")
def test_of_two_who_sign_one_step_at_once_one_signs(scene: Any) -> None:
    from yishu.sharing.signing import commands

    signer = {"name": "审批", "role": "signer"}
    for _ in range(3):
        setting(scene.civil, "application", signer, {"name": "签发", "role": "signer"})
        sign_off = applied(scene)["lines"][0]["sign_off"]
        read = round_of(scene.leader, sign_off)
        actors = scene.civil.b, scene.cast.Member(scene.civil.agency, scene.leader, scene.leader, timezone.now()).a

        def sign(actor: Any, sign_off: int = sign_off, read: dict[str, Any] = read) -> object:
            return commands.sign(actor, sign_off, step=1, seen=read["hash"], now=timezone.now())

        outcomes = together(lambda: sign(actors[0]), lambda: sign(actors[1]))  # noqa: B023
        assert outcomes == ["ok", "sign_off_step_signed"]
        assert [one["step"] for one in round_of(scene.leader, sign_off)["signatures"]] == [1]


@pytest.mark.clause("34.1")
def test_signers_are_told_find_it_on_their_workbench_and_are_reminded_once(scene: Any, clock: Any) -> None:
    from yishu.notices.models import Notice
    from yishu.sharing.signing.told import remind

    def told(person: Any, kind: str) -> int:
        return Notice.objects.filter(person=person, message__kind=kind, message__params__number=number).count()

    clock.set(f"{ASKED} 09:00")
    two_steps(scene.civil, "application")
    made = applied(scene)
    number, sign_off = made["id"], made["lines"][0]["sign_off"]
    assert (told(scene.head, "sign_off.waiting"), told(scene.leader, "sign_off.waiting")) == (1, 0)
    assert "审批共享申请" in text(signed_in(scene.head).get("/"))
    assert sign_off not in [one["id"] for one in signed_in(scene.leader).get("/api/v1/sign-offs?mine=true").json()]
    remind(clock.set("2025-09-02 18:00"))
    assert told(scene.head, "sign_off.reminder") == 0
    for _ in range(2):
        remind(clock.set("2025-09-03 10:00"))
    assert told(scene.head, "sign_off.reminder") == 1
    signing(scene.head, sign_off)
    assert told(scene.leader, "sign_off.waiting") == 1
    mine = signed_in(scene.leader).get("/api/v1/sign-offs?mine=true").json()
    assert sign_off in [one["id"] for one in mine]
    assert number in text(signed_in(scene.leader).get("/sharing/sign-off/"))
    signing(scene.leader, sign_off)
    assert told(scene.civil.person_a, "sign_off.signed") == 1
    clock.back()
