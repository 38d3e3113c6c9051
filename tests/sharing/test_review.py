"""Questions while the clock runs, the one bounded supplement, what is asked beside what is allowed, and races between deciders (26.3, 38.1)."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from yishu.core.errors import Problem

pytestmark = pytest.mark.usefixtures("django_ready")
ASKED = "2025-09-01"  # a Monday: five working days later is Monday the 8th


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        forestry=cast.agency("林业"),
        closed=cast.resource(police, office),
        system=civil.system(name="救助系统"),
    )


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def applied(scene: Any, **changes: Any) -> str:
    line = {
        "resource": scene.closed.code,
        "items": ["id_number", "name", "sex"],
        "modes": ["verify", "query"],
        "systems": ["救助系统"],
        "until": str(timezone.localdate() + timedelta(days=90)),
        **changes,
    }
    body = {"duty": "临时救助审核", "basis": "《社会救助暂行办法》", "lines": [line]}
    answer = post(scene.civil.person_a, "/api/v1/applications", body)
    assert answer.status_code == 201, text(answer)
    return answer.json()["id"]


def post(person: Any, path: str, body: dict[str, Any]) -> Any:
    return signed_in(person).post(path, body, content_type="application/json")


def due(number: str) -> date:
    from yishu.sharing.models import Line

    found = Line.objects.get(application__number=number).due
    assert found is not None
    return found


@pytest.fixture
def supplements(scene: Any) -> Iterator[None]:
    """The local rule that lets a question stop the clock; taken back, for it is the whole node's."""
    from yishu.node.models import LocalStep
    from yishu.operations import local_rules

    code = LocalStep.Code.APPLICATION_SUPPLEMENT
    local_rules.add_step(scene.office.b, code, basis="《某市数据共享细则》第九条", now=timezone.now())
    yield
    local_rules.drop_step(scene.office.b, code)


@pytest.mark.clause("26.3")
def test_a_question_is_asked_and_answered_while_the_clock_runs(scene: Any, clock: Any) -> None:
    clock.set(f"{ASKED} 09:00")
    number = applied(scene)
    before, path = due(number), scene.closed.path_code
    page = text(signed_in(scene.police.person_b).get(f"/sharing/inbox/{number}/{path}/"))
    assert "询问申请单位" in page
    assert "停止计时" not in page  # no local rule allows it
    sent = signed_in(scene.police.person_b).post(f"/sharing/questions/{number}/{path}/", {"text": "为何需要性别？"})
    assert sent.status_code == 302
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    assert "为何需要性别？" in page
    place = f"/sharing/questions/{number}/{path}/1/answer/"
    assert signed_in(scene.civil.person_a).post(place, {"text": "女性专项救助"}).status_code == 302
    assert "女性专项救助" in text(signed_in(scene.police.person_b).get(f"/sharing/inbox/{number}/{path}/"))
    assert due(number) == before
    assert signed_in(scene.civil.person_a).post(place, {"text": "再答"}).status_code == 409
    told = signed_in(scene.police.person_b).get(f"/api/v1/applications/{number}/questions").json()
    assert [(one["n"], one["answer"]) for one in told] == [(1, "女性专项救助")]
    clock.back()


@pytest.mark.clause("26.3", "32.1")
def test_questions_are_between_the_two_sides(scene: Any) -> None:
    number, path = applied(scene), scene.closed.path_code
    ask, line = f"/api/v1/applications/{number}/questions", scene.closed.code
    assert post(scene.police.person_b, ask, {"line": line, "text": "为何？"}).status_code == 201
    for person, status in ((scene.forestry.person_b, 404), (scene.civil.person_b, 403)):
        assert post(person, ask, {"line": line, "text": "探问"}).status_code == status
    answer = f"{ask}/1/answer"
    for person, status in ((scene.forestry.person_a, 404), (scene.police.person_a, 403), (scene.civil.person_b, 403)):
        assert post(person, answer, {"line": line, "text": "代答"}).status_code == status
        assert (
            signed_in(person).post(f"/sharing/questions/{number}/{path}/1/answer/", {"text": "代答"}).status_code
            == status
        )
    assert signed_in(scene.forestry.person_a).get(ask).status_code == 404
    assert post(scene.civil.person_a, f"{ask}/2/answer", {"line": line, "text": "没有的"}).status_code == 404
    assert post(scene.police.person_b, ask, {"line": line, "text": " "}).status_code == 422


@pytest.mark.clause("26.3", "38.1")
def test_a_local_rule_lets_one_supplement_stop_the_clock_for_a_bounded_time(
    scene: Any, clock: Any, supplements: None
) -> None:
    clock.set(f"{ASKED} 09:00")
    number = applied(scene)
    ask, line = f"/api/v1/applications/{number}/questions", scene.closed.code
    assert due(number) == date(2025, 9, 8)
    clock.set("2025-09-03 10:00")  # Wednesday: three working days are left
    made = post(scene.police.person_b, ask, {"line": line, "text": "请补正依据", "stops_clock": True})
    assert (made.status_code, made.json()["due"]) == (201, "2025-09-10")
    assert due(number) == date(2025, 9, 15)  # if no answer comes: five days of standing still, then the three
    again = post(scene.police.person_b, ask, {"line": line, "text": "再补正", "stops_clock": True})
    assert (again.status_code, again.json()["code"]) == (409, "clock_not_stoppable")
    clock.set("2025-09-05 16:00")  # Friday
    assert post(scene.civil.person_a, f"{ask}/1/answer", {"line": line, "text": "已补"}).status_code == 200
    assert due(number) == date(2025, 9, 10)  # three working days from the answer

    late = applied(scene)
    clock.set("2025-09-17 10:00")
    ask = f"/api/v1/applications/{late}/questions"
    refused = post(scene.police.person_b, ask, {"line": line, "text": "补正", "stops_clock": True})
    assert refused.status_code == 409  # the day has passed
    clock.back()


def test_without_the_local_rule_no_question_stops_the_clock(scene: Any) -> None:
    number = applied(scene)
    before = due(number)
    body = {"line": scene.closed.code, "text": "补正", "stops_clock": True}
    refused = post(scene.police.person_b, f"/api/v1/applications/{number}/questions", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "clock_not_stoppable")
    place = f"/sharing/questions/{number}/{scene.closed.path_code}/"
    assert signed_in(scene.police.person_b).post(place, {"text": "补正", "stops_clock": "on"}).status_code == 409
    assert due(number) == before


@pytest.mark.clause("26.3", "26.5")
def test_what_was_asked_and_what_is_allowed_stand_side_by_side(scene: Any) -> None:
    number, path = applied(scene), scene.closed.path_code
    fields = {
        "items": ["id_number", "name"],
        "modes": ["query"],
        "until": str(timezone.localdate() + timedelta(days=30)),
        "limit_day": "200",
        "limit_batch": "20",
        "networks_text": "10.33.0.0/16、192.168.7.0/24",
        "mask_name": "name",
        "outcome": "approve",
        "reason": "性别非必需",
    }
    signer = signed_in(scene.police.person_b)
    for changes, target in (
        ({"networks_text": "10.33.0.1/16"}, "id_networks_text"),
        ({"limit_day": "0"}, "id_limit_day"),
        ({"limit_second": "300"}, "id_limit_second"),
        ({"start": "2001-01-01"}, "id_start"),
    ):
        wrong = signer.post(f"/sharing/inbox/{number}/{path}/", fields | changes)
        assert wrong.status_code == 422
        assert f'href="#{target}"' in text(wrong), target
    assert signer.post(f"/sharing/inbox/{number}/{path}/", fields).status_code == 302
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    for words in ("申请的是：", "每天人次 ≤ 200", "10.33.0.0/16", "性别非必需", "授权期限"):
        assert words in page
    told = signed_in(scene.civil.person_a).get(f"/api/v1/applications/{number}").json()["lines"][0]
    assert (told["items"], told["asked"]["items"]) == (["id_number", "name"], ["id_number", "name", "sex"])
    assert (told["modes"], told["asked"]["modes"]) == (["query"], ["verify", "query"])
    forms = text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/form/"))
    for words in ("信息资源共享申请表", "信息资源共享审核意见表", "性别非必需", "每天人次 ≤ 200"):
        assert words in forms
    assert signed_in(scene.forestry.person_a).get(f"/sharing/applications/{number}/form/").status_code == 404
    grant = text(signed_in(scene.civil.person_a).get(f"/sharing/grants/{told['grant']}/"))
    for words in ("每次调用人次 ≤ 20", "192.168.7.0/24", "脱敏"):
        assert words in grant
    listed = signed_in(scene.civil.person_a).get("/api/v1/grants").json()
    (one,) = [each for each in listed if each["id"] == told["grant"]]
    assert (one["limits"]["day"], one["masks"]) == (200, {"name": "name"})


@pytest.mark.parametrize(
    ("bounds", "field"),
    [
        ({"networks": ["10.0.0.0/8; drop table"]}, "networks"),
        ({"networks": ["0x0a000001"]}, "networks"),
        ({"masks": {"name": "none"}}, "masks.name"),
        ({"masks": {"id_number": "hidden"}}, "masks.id_number"),
        ({"masks": {"birth_date": "hidden"}}, "masks.birth_date"),
        ({"limits": {"total": -1}}, "limits.total"),
        ({"rows": {"item": "name' or '1'='1", "values": ["x"]}}, "rows.item"),
        ({"rows": {"item": "residence_code", "values": ["33%"], "match": "prefix"}}, "rows.values"),
        ({"start": "2001-01-01"}, "start"),
    ],
)
def test_what_is_no_bound_is_told_by_field(scene: Any, bounds: dict[str, Any], field: str) -> None:
    from yishu.sharing.models import Application

    waiting = Application.objects.filter(consumer=scene.civil.agency, lines__state="in_review").order_by("-pk").first()
    number = waiting.number if waiting else applied(scene)
    body = {"line": scene.closed.code, "outcome": "approve", "items": ["id_number", "name"], **bounds}
    refused = post(scene.police.person_b, f"/api/v1/applications/{number}/decision", body)
    assert refused.status_code == 422
    assert field in [error["field"] for error in refused.json()["errors"]]


def together(*acts: Callable[[], object]) -> list[str]:
    """Each act in a thread of its own, begun at once; the code of its refusal, or ok."""
    ready, outcomes = threading.Barrier(len(acts)), [""] * len(acts)

    def run(n: int, act: Callable[[], object]) -> None:
        try:
            ready.wait()
            act()
            outcomes[n] = "ok"
        except Problem as refused:
            outcomes[n] = refused.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.clause("26.3")
def test_of_two_who_decide_at_once_one_decides(scene: Any) -> None:
    from yishu.sharing import commands
    from yishu.sharing.models import Grant

    for _ in range(5):
        number = applied(scene)
        yes = commands.Decision(True, ("id_number", "name"), ("query",))
        no = commands.Decision(False, reason="与履职无关")

        def decide(decision: commands.Decision, actor: Any, number: str = number) -> object:
            return commands.decide(actor, number, scene.closed.code, decision, now=timezone.now())

        one, other = scene.police.a, scene.police.b
        outcomes = together(lambda: decide(yes, one), lambda: decide(no, other), lambda: decide(yes, other))  # noqa: B023
        assert outcomes == ["already_decided", "already_decided", "ok"]
        assert Grant.objects.filter(line__application__number=number).count() <= 1


@pytest.mark.clause("26.1", "26.3")
def test_an_application_that_was_taken_back_is_decided_by_nobody(scene: Any) -> None:
    from yishu.sharing import commands
    from yishu.sharing.models import Grant

    number, path, code = applied(scene), scene.closed.path_code, scene.closed.code
    place = f"/sharing/applications/{number}/{path}/withdraw/"
    for person, status in ((scene.forestry.person_a, 404), (scene.police.person_a, 404), (scene.civil.person_b, 403)):
        assert signed_in(person).post(place, {"reason": "冒充"}).status_code == status
    body = {"line": code, "reason": " "}
    assert post(scene.civil.person_a, f"/api/v1/applications/{number}/withdrawal", body).status_code == 422
    assert signed_in(scene.civil.person_a).post(place, {"reason": "事项已取消"}).status_code == 302
    assert "申请单位已撤回" in text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    approve = {"line": code, "outcome": "approve"}
    refused = post(scene.police.person_b, f"/api/v1/applications/{number}/decision", approve)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_decided")
    assert number not in text(signed_in(scene.police.person_b).get("/sharing/inbox/")).partition("最近办结")[0]
    assert not Grant.objects.filter(line__application__number=number).exists()
    decided = applied(scene)
    assert post(scene.police.person_b, f"/api/v1/applications/{decided}/decision", approve).status_code == 200
    late = post(scene.civil.person_a, f"/api/v1/applications/{decided}/withdrawal", {"line": code, "reason": "晚了"})
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
    assert Grant.objects.get(line__application__number=decided).state == Grant.State.ACTIVE
    for _ in range(3):  # taken back and approved at once: one of the two happens, never both
        raced = applied(scene)
        yes = commands.Decision(True, ("name",), ("query",))
        outcomes = together(
            lambda: commands.decide(scene.police.b, raced, code, yes, now=timezone.now()),  # noqa: B023
            lambda: commands.withdraw_line(scene.civil.a, raced, code, reason="取消", now=timezone.now()),  # noqa: B023
        )
        assert outcomes == ["already_decided", "ok"]


@pytest.mark.clause("26.5")
def test_a_renewal_takes_the_place_of_its_grant_in_one_act(scene: Any) -> None:
    from yishu.sharing.models import Grant

    grant = scene.cast.grant(
        scene.civil, scene.police, scene.closed, systems=(scene.system,), items=("id_number", "name")
    )
    handler = signed_in(scene.civil.person_a)
    page = text(handler.get(f"/sharing/grants/{grant.pk}/"))
    assert "申请延期或变更" in page
    form = text(handler.get(f"/sharing/apply/?resource={scene.closed.path_code}&renew={grant.pk}"))
    assert "原授权" in form
    assert f'name="renew" value="{grant.pk}"' in form
    number = applied(scene, items=["id_number", "name"], modes=["verify"], replaces=str(grant.pk))
    second = {
        "duty": "又一份",
        "lines": [
            {
                "resource": scene.closed.code,
                "items": ["name"],
                "modes": ["verify"],
                "systems": ["救助系统"],
                "until": str(timezone.localdate()),
                "replaces": str(grant.pk),
            }
        ],
    }
    assert post(scene.civil.person_a, "/api/v1/applications", second).json()["code"] == "grant_not_replaceable"
    grant.refresh_from_db()
    assert grant.state == Grant.State.ACTIVE  # until it is decided
    body = {"line": scene.closed.code, "outcome": "approve"}
    made = post(scene.police.person_b, f"/api/v1/applications/{number}/decision", body).json()
    grant.refresh_from_db()
    assert (grant.state, str(grant.successor.pk)) == (Grant.State.WITHDRAWN, made["grant"])
    assert "已由新授权接替" in text(handler.get(f"/sharing/grants/{grant.pk}/"))
    assert post(scene.civil.person_a, "/api/v1/applications", second).json()["code"] == "grant_not_replaceable"


@pytest.mark.clause("26.5", "32.1")
def test_only_the_holder_renews_and_nobody_elses_grant_is_found(scene: Any) -> None:
    grant = scene.cast.grant(scene.civil, scene.police, scene.closed, systems=(scene.system,))
    scene.forestry.system(name="林业系统")
    line = {"resource": scene.closed.code, "items": ["name"], "modes": ["verify"], "systems": ["林业系统"]}
    body = {"duty": "冒用", "lines": [{**line, "until": str(timezone.localdate()), "replaces": str(grant.pk)}]}
    assert post(scene.forestry.person_a, "/api/v1/applications", body).status_code == 404
    url = f"/sharing/apply/?resource={scene.closed.path_code}&renew={grant.pk}"
    assert signed_in(scene.forestry.person_a).get(url).status_code == 404
    body["lines"][0]["replaces"] = "0; drop table"
    assert (
        post(
            scene.civil.person_a,
            "/api/v1/applications",
            body | {"lines": [{**body["lines"][0], "systems": ["救助系统"]}]},
        ).status_code
        == 404
    )


@pytest.mark.clause("26.5")
def test_an_approval_after_the_withdrawal_brings_nothing_old_back(scene: Any) -> None:
    """A renewal is decided after its grant was withdrawn: the old one stays withdrawn, by whom and why it was."""
    from yishu.sharing import commands
    from yishu.sharing.models import Grant

    grant = scene.cast.grant(scene.civil, scene.police, scene.closed, systems=(scene.system,))
    number = applied(scene, replaces=str(grant.pk))
    commands.withdraw_grant(scene.police.b, str(grant.pk), reason="核查", now=timezone.now())
    decision = commands.Decision(True, ("name",), ("verify",))
    commands.decide(scene.police.b, number, scene.closed.code, decision, now=timezone.now())
    grant.refresh_from_db()
    assert (grant.state, grant.withdrawal_reason) == (Grant.State.WITHDRAWN, "核查")


@pytest.mark.clause("26.3", "34.1")
def test_a_late_review_is_escalated_once_and_never_taken_for_consent(scene: Any, clock: Any) -> None:
    from yishu.audit.models import Record as Kept
    from yishu.sharing.escalating import escalate_overdue
    from yishu.sharing.models import Line

    clock.set(f"{ASKED} 09:00")
    number = applied(scene)
    escalate_overdue(clock.set("2025-09-08 23:00"))
    assert not Kept.objects.filter(action="application:escalated", target=number).exists()
    now = clock.set("2025-09-09 09:00")
    for _ in range(2):
        escalate_overdue(now)
    assert Kept.objects.filter(action="application:escalated", target=number).count() == 1
    assert Line.objects.get(application__number=number).state == Line.State.IN_REVIEW
    assert "已报平台主管部门" in text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    clock.set("2025-08-20 09:00")  # a clock set back escalates nothing more, and takes nothing back
    assert escalate_overdue(timezone.now()) == 0
    clock.back()


@pytest.mark.clause("26.5")
def test_what_runs_out_soon_is_listed_and_warned_of_until_its_renewal_is_asked_for(scene: Any) -> None:
    from yishu.notices.models import Notice
    from yishu.sharing.reminding import remind

    def warned() -> int:
        remind(timezone.now())
        told = Notice.objects.filter(person=scene.civil.person_a, message__kind="grant.ending")
        return told.filter(message__path=f"/sharing/grants/{grant.pk}/").count()

    until = timezone.localdate() + timedelta(days=10)
    grant = scene.cast.grant(scene.civil, scene.police, scene.closed, systems=(scene.system,), until=until)
    handler = signed_in(scene.civil.person_a)
    assert f"/sharing/grants/{grant.pk}/" in text(handler.get("/sharing/grants/?side=near"))
    assert str(grant.pk) in [one["id"] for one in handler.get("/api/v1/grants?expiring=true").json()]
    assert str(grant.pk) not in text(signed_in(scene.forestry.person_a).get("/sharing/grants/?side=near"))
    applied(scene, replaces=str(grant.pk))
    assert warned() == 0  # its renewal is being reviewed
