"""The formal check by the coordinator, where a local rule has it: form only, by a clock of its own, before the provider's begins (26.3, 38.1)."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PASSWORD, Cast
from tests.sharing.signing import codes, together
from tests.walking import overdue_rows
from yishu.agencies import commands as agencies
from yishu.agencies.models import Role
from yishu.core.actor import PLATFORM
from yishu.node.models import LocalStep
from yishu.operations import local_rules

pytestmark = pytest.mark.usefixtures("django_ready")
ASKED = "2025-09-01"  # a Monday: two working days later is Wednesday


@pytest.fixture(scope="module")
def scene(django_ready: str) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    both = frozenset({Role.HANDLER, Role.COORDINATOR})
    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        forestry=cast.agency("林业"),
        closed=cast.resource(police, office),
        open=cast.resource(police, office, category="unrestricted", name="行政区划"),
        system=civil.system(name="救助系统"),
        official=agencies.register_person(
            PLATFORM, office.agency, login=f"o{office.agency.pk}", name="主管", password=PASSWORD, roles=both
        ),
    )


@pytest.fixture
def checked(scene: Any) -> Iterator[None]:
    """The local rule; taken back, for it is the whole node's."""
    code = LocalStep.Code.APPLICATION_FORMAL_CHECK
    local_rules.add_step(scene.office.b, code, basis="《某市数据共享细则》第七条", now=timezone.now())
    yield
    local_rules.drop_step(scene.office.b, code)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def post(person: Any, path: str, body: dict[str, Any]) -> Any:
    return signed_in(person).post(path, body, content_type="application/json")


def applied(scene: Any, *resources: Any, person: Any = None, **who: Any) -> dict[str, Any]:
    lines = [
        {
            "resource": each.code,
            "items": ["id_number", "name"],
            "modes": ["verify"],
            "until": str(timezone.localdate() + timedelta(days=90)),
            **(who or {"systems": ["救助系统"]}),
        }
        for each in resources or (scene.closed,)
    ]
    answer = post(person or scene.civil.person_a, "/api/v1/applications", {"duty": "临时救助审核", "lines": lines})
    assert answer.status_code == 201, text(answer)
    return answer.json()


def checking(person: Any, number: str, outcome: str = "pass", **body: Any) -> Any:
    return post(person, f"/api/v1/applications/{number}/formal-check", {"outcome": outcome, **body})


@pytest.mark.clause("26.3", "38.1")
def test_the_providers_clock_begins_when_the_coordinator_passes_it_on(scene: Any, clock: Any, checked: None) -> None:
    from yishu.notices.models import Notice

    clock.set(f"{ASKED} 09:00")
    made = applied(scene, scene.closed, scene.open)
    number, states = made["id"], {one["resource"]: one["state"] for one in made["lines"]}
    assert states == {
        scene.closed.code: "checking",
        scene.open.code: "granted",
    }  # what is unrestricted waits for nobody
    provider = signed_in(scene.police.person_b)
    assert [one["resource"] for one in provider.get(f"/api/v1/applications/{number}").json()["lines"]] == [
        scene.open.code
    ]
    assert provider.get(f"/sharing/inbox/{number}/{scene.closed.path_code}/").status_code == 404
    body = {"line": scene.closed.code, "outcome": "approve"}
    assert post(scene.police.person_b, f"/api/v1/applications/{number}/decision", body).status_code == 404
    (waits,) = [
        one
        for one in signed_in(scene.office.person_b).get("/api/v1/formal-checks").json()
        if one["application"] == number
    ]
    assert (waits["state"], waits["due"]) == ("waiting", "2025-09-03")
    page = text(signed_in(scene.office.person_b).get(f"/sharing/checks/{number}/"))
    assert "没有附件" in page
    assert scene.open.current.name not in page
    assert number in text(signed_in(scene.office.person_b).get("/sharing/checks/"))
    clock.set("2025-09-02 10:00")
    sent = signed_in(scene.office.person_b).post(f"/sharing/checks/{number}/", {"act": "pass", "words": "齐全"})
    assert sent.status_code == 302
    provider = signed_in(scene.police.person_b)
    lines = provider.get(f"/api/v1/applications/{number}").json()["lines"]
    (line,) = [one for one in lines if one["resource"] == scene.closed.code]
    assert (line["state"], line["due"]) == ("in_review", "2025-09-09")  # five working days from when it was passed on
    course = text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    assert "形式审查通过，转送提供单位" in course
    assert "用时 1 个工作日" in course
    received = Notice.objects.filter(person=scene.police.person_b, message__kind="application.received")
    assert received.filter(message__params__number=number).count() == 1
    assert codes(checking(scene.office.person_b, number)) == (409, "formal_check_ended")
    clock.back()


@pytest.mark.clause("26.3", "38.1")
def test_what_lacks_something_goes_back_with_all_of_it_named_and_comes_again(scene: Any, checked: None) -> None:
    number = applied(scene)["id"]
    assert checking(scene.office.person_b, number, "return").status_code == 422
    assert checking(scene.office.person_b, number, "return", missing=["other"]).status_code == 422
    assert checking(scene.office.person_b, number, "return", missing=["colour"]).status_code == 422
    back = checking(scene.office.person_b, number, "return", missing=["basis", "letter"], words="请附公函")
    assert (back.status_code, back.json()["missing"]) == (200, ["basis", "letter"])
    handler = signed_in(scene.civil.person_a)
    page = text(handler.get(f"/sharing/applications/{number}/"))
    for word in ("未写明履职依据的条款", "未附公函", "请附公函", "补正后重新提交"):
        assert word in page
    form = text(handler.get(f"/sharing/checks/{number}/complete/"))
    assert "未附公函" in form
    done = post(
        scene.civil.person_a,
        f"/api/v1/applications/{number}/completion",
        {"basis": "《社会救助暂行办法》第四十七条", "reasons": {scene.closed.code: "核对身份"}},
    )
    assert done.json()["states"] == {scene.closed.code: "checking"}
    all_checks = handler.get(f"/api/v1/applications/{number}/formal-checks").json()
    assert [(one["n"], one["state"]) for one in all_checks] == [(1, "returned"), (2, "waiting")]
    assert "第四十七条" in text(signed_in(scene.office.person_b).get(f"/sharing/checks/{number}/"))
    assert checking(scene.office.person_b, number).json()["state"] == "passed"
    (line,) = signed_in(scene.police.person_b).get(f"/api/v1/applications/{number}").json()["lines"]
    assert line["state"] == "in_review"


@pytest.mark.clause("5.1", "32.1")
def test_only_the_coordinator_checks_and_nobody_what_they_prepared(scene: Any, checked: None) -> None:
    number = applied(scene)["id"]
    for person in (scene.forestry.person_b, scene.police.person_b, scene.civil.person_b, scene.office.person_a):
        assert checking(person, number).status_code == 403
        assert signed_in(person).get(f"/sharing/checks/{number}/").status_code == 403
        assert signed_in(person).get("/api/v1/formal-checks").status_code == 403
    assert signed_in(scene.forestry.person_b).get(f"/api/v1/applications/{number}/formal-checks").status_code == 404
    assert checking(scene.office.person_b, "SQ20250101-9999").status_code == 404
    # The coordinator reads what it checks, and is no side of it.
    official = signed_in(scene.official)
    assert official.get(f"/api/v1/applications/{number}").status_code == 200
    assert official.post(f"/sharing/attachments/{number}/", {}).status_code in (404, 422)
    own = applied(scene, person=scene.official, users=[scene.official.login])["id"]
    assert codes(checking(scene.official, own)) == (403, "own_submission")
    assert "须由平台主管部门的其他人审查" in text(official.get(f"/sharing/checks/{own}/"))
    assert checking(scene.office.person_b, own).json()["state"] == "passed"


@pytest.mark.clause("26.3", "34.1")
def test_a_late_check_is_told_listed_and_recorded_once_and_passes_nothing_on(
    scene: Any, clock: Any, checked: None
) -> None:
    from yishu.audit.models import Record as Kept
    from yishu.notices.models import Notice
    from yishu.sharing.checking.lateness import record_late
    from yishu.sharing.checking.told import remind

    def told(person: Any, kind: str) -> int:
        return Notice.objects.filter(person=person, message__kind=kind, message__params__number=number).count()

    clock.set(f"{ASKED} 09:00")
    number = applied(scene)["id"]
    assert told(scene.office.person_b, "formal_check.received") == 1
    for _ in range(2):
        remind(clock.set("2025-09-02 09:00"))
    assert told(scene.office.person_b, "formal_check.last_day") == 1
    record_late(clock.set("2025-09-03 23:00"))
    assert told(scene.civil.person_a, "formal_check.late") == 0
    for _ in range(2):
        record_late(clock.set("2025-09-04 09:00"))
    assert told(scene.civil.person_a, "formal_check.late") == 1
    assert told(scene.office.person_b, "formal_check.late") == 1
    assert Kept.objects.filter(action="application:check-late", target=number).count() == 1
    overdue = overdue_rows(signed_in(scene.office.person_b))
    assert any(number in what and "形式审查" in what for what in overdue)
    (line,) = signed_in(scene.civil.person_a).get(f"/api/v1/applications/{number}").json()["lines"]
    assert line["state"] == "checking"
    assert checking(scene.office.person_b, number).json()["late"] is True
    assert "（逾期）" in text(signed_in(scene.civil.person_a).get(f"/sharing/applications/{number}/"))
    clock.back()


@pytest.mark.clause("26.3", "38.1")
def test_of_two_who_check_at_once_one_does_and_a_withdrawn_application_is_checked_by_nobody(
    scene: Any, checked: None
) -> None:
    from yishu.sharing.checking import commands
    from yishu.sharing.models import Line

    one, other = (
        scene.office.b,
        scene.cast.Member(scene.office.agency, scene.official, scene.official, timezone.now()).a,
    )
    for _ in range(3):
        number = applied(scene)["id"]
        outcomes = together(
            lambda: commands.pass_on(one, number, now=timezone.now()),  # noqa: B023
            lambda: commands.return_it(other, number, missing=["basis"], now=timezone.now()),  # noqa: B023
        )
        assert outcomes == ["formal_check_ended", "ok"]
        assert Line.objects.get(application__number=number).state in ("in_review", "returned")
    gone = applied(scene)["id"]
    body = {"line": scene.closed.code, "reason": "取消"}
    assert post(scene.civil.person_a, f"/api/v1/applications/{gone}/withdrawal", body).status_code == 200
    assert codes(checking(scene.office.person_b, gone)) == (409, "formal_check_ended")
    assert signed_in(scene.police.person_b).get(f"/api/v1/applications/{gone}").status_code == 404


@pytest.mark.clause("38.1")
def test_without_the_local_rule_nothing_is_checked_and_what_waits_is_still_checked(scene: Any) -> None:
    code = LocalStep.Code.APPLICATION_FORMAL_CHECK
    local_rules.add_step(scene.office.b, code, basis="《细则》第七条", now=timezone.now())
    waits = applied(scene)["id"]
    local_rules.drop_step(scene.office.b, code)
    assert applied(scene)["lines"][0]["state"] == "in_review"
    assert checking(scene.office.person_b, waits).json()["state"] == "passed"
