"""What was not granted of a line is taken to the coordinator from there, while what was granted stays in force (26.4)."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.sharing.agreements import recorded, text
from yishu.core.rows import RowRule

pytestmark = pytest.mark.usefixtures("django_ready")
DUTY = "社会救助审核"


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    return SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        forestry=cast.agency("林业"),
        folder=Path(tmp_path_factory.mktemp("spool")),
        system=civil.system(),
    )


def granted_in_part(scene: Any, **decided: Any) -> Any:
    """Asked: three items to verify and query, all records, a hundred a day, sixty days. Allowed: what `decided` says; the rest as asked."""
    from yishu.sharing import commands

    resource = scene.cast.resource(scene.police, scene.office)
    scene.cast.publish(scene.police, resource, PEOPLE_CSV, scene.folder)
    asked = commands.LineRequest(
        resource=resource.code,
        items=("id_number", "name", "sex"),
        modes=("verify", "query"),
        systems=(scene.system.system.name,),
        until=timezone.localdate() + timedelta(days=60),
        volume=100,
    )
    now = timezone.now()
    made = commands.apply(scene.civil.a, duty=DUTY, basis="《办法》第五条", requests=(asked,), now=now)
    given = {"items": asked.items, "modes": asked.modes, "reason": "其余与职责无关", **decided}
    commands.decide(scene.police.b, made.number, resource.code, commands.Decision(True, **given), now=now)
    return SimpleNamespace(number=made.number, resource=resource, until=asked.until)


def post(person: Any, path: str, **body: Any) -> Any:
    client = Client()
    client.force_login(person)
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def taken(scene: Any, line: Any, person: Any = None) -> str:
    body = {"application": line.number, "line": line.resource.code, "ground": "办理救助所必需"}
    answer = post(person or scene.civil.person_a, "/coordinations", **body)
    assert answer.status_code == 201, text(answer)
    return answer.json()["id"]


def opined(scene: Any, number: str, **said: Any) -> Any:
    body = {"grants": True, "text": "其余亦属必需", "hearing": "书面听取双方", **said}
    return post(scene.office.person_b, f"/coordinations/{number}/opinion", **body)


def grant_of(line: Any) -> Any:
    from yishu.sharing.models import Grant

    return Grant.objects.get(line__application__number=line.number)


def asks(scene: Any, line: Any, items: tuple[str, ...] = ("sex",)) -> str:
    """What comes of a query: ok, or the code of the refusal."""
    from yishu.access.calls import query
    from yishu.core.errors import Problem
    from yishu.wire.data import Purpose, QueryRequest

    request = QueryRequest(purpose=Purpose(duty=DUTY), items=list(items), subject="330102199003076015")
    try:
        query(scene.system.actor, line.resource.code, request, now=timezone.now())
    except Problem as refused:
        return refused.code
    return "ok"


@pytest.mark.clause("26.4", "26.5")
def test_what_was_not_granted_goes_to_the_coordinator_and_comes_under_the_same_grant(scene: Any) -> None:
    line = granted_in_part(scene, items=("id_number", "name"))
    before = grant_of(line)
    assert (asks(scene, line, ("name",)), asks(scene, line)) == ("ok", "item_not_granted")
    number = taken(scene, line)
    assert opined(scene, number, items=["name"]).status_code == 422  # granted already: not at issue
    assert opined(scene, number).json()["errors"][0]["rule"] == "required"
    said = opined(scene, number, items=["sex"]).json()
    assert (said["state"], said["of_rest"], said["items"]) == ("to_execute", True, ["sex"])
    assert said["due"] is not None
    assert (asks(scene, line, ("name",)), asks(scene, line)) == ("ok", "item_not_granted")  # it opened nothing
    by_the_applicant = post(scene.civil.person_a, f"/coordinations/{number}/execution")
    assert by_the_applicant.status_code == 403
    done = post(scene.police.person_b, f"/coordinations/{number}/execution").json()
    assert [step["act"] for step in done["steps"]] == ["granted_in_part", "raised", "opined", "executed"]
    after = grant_of(line)
    assert (done["grant"], after.pk) == (str(before.pk), before.pk)
    assert after.hash != before.hash
    assert after.earlier_terms.get().hash == before.hash
    assert asks(scene, line) == "ok"
    from yishu.audit.record import Action

    assert recorded(Action.GRANT_CHANGED, str(after.pk)) == [scene.police.b.ref]


@pytest.mark.clause("26.4")
def test_rows_volume_modes_and_the_end_are_parts_as_well(scene: Any) -> None:
    from yishu.sharing.rules import Limits

    short = timezone.localdate() + timedelta(days=5)
    some = RowRule("residence_code", ("330106",), "prefix")
    line = granted_in_part(scene, modes=("verify",), rows=some, limits=Limits(day=10, total=50), until=short)
    assert asks(scene, line) == "mode_not_granted"
    number = taken(scene, line, scene.police.person_b)  # the provider may as well
    beyond = opined(scene, number, until=str(line.until + timedelta(days=1)))
    assert [(one["field"], one["rule"]) for one in beyond.json()["errors"]] == [("until", "not_beyond_asked")]
    assert opined(scene, number, modes=["bulk"]).json()["errors"][0]["field"] == "modes"  # was never asked for
    said = opined(scene, number, modes=["query"], rows=True, volume=True, until=str(line.until))
    assert said.status_code == 200, text(said)
    assert post(scene.police.person_b, f"/coordinations/{number}/execution").status_code == 200
    grant = grant_of(line)
    terms = grant.read_terms()
    assert (terms.modes, terms.rows, terms.limits.day, terms.limits.total) == (("verify", "query"), None, 100, 100)
    assert grant.last_day == line.until
    assert asks(scene, line) == "ok"


@pytest.mark.clause("26.4")
def test_the_rest_is_escalated_and_opens_by_the_decision_of_the_government(scene: Any) -> None:
    from yishu.sharing.coordination import commands

    line = granted_in_part(scene, items=("id_number", "name"))
    past = timezone.now() - timedelta(days=40)
    made = commands.take_to_coordinator(scene.civil.a, line.number, line.resource.code, ground="必需", now=past)
    opinion = commands.Opinion(True, "应予补充", ("sex",), hearing="书面听取")
    commands.issue_opinion(scene.office.b, made.number, opinion, now=past)
    to = {"to": "省人民政府", "reason": "逾期未执行"}
    assert post(scene.office.person_b, f"/coordinations/{made.number}/escalation", **to).status_code == 200
    assert asks(scene, line) == "item_not_granted"
    decision = {"number": "浙政办〔2026〕2号", "grants": True, "text": "应予补充"}
    assert post(scene.office.person_b, f"/coordinations/{made.number}/decision", **decision).status_code == 200
    assert asks(scene, line) == "ok"


@pytest.mark.clause("26.4")
def test_a_line_granted_in_full_or_ended_has_no_rest_to_dispute(scene: Any) -> None:
    from yishu.sharing import commands

    whole = granted_in_part(scene)
    body = {"application": whole.number, "line": whole.resource.code, "ground": "再要"}
    assert post(scene.civil.person_a, "/coordinations", **body).json()["code"] == "nothing_to_coordinate"
    line = granted_in_part(scene, items=("id_number", "name"))
    body = {"application": line.number, "line": line.resource.code, "ground": "必需"}
    assert post(scene.forestry.person_a, "/coordinations", **body).status_code == 404
    number = taken(scene, line)
    assert opined(scene, number, items=["sex"]).status_code == 200
    commands.withdraw_grant(scene.police.b, str(grant_of(line).pk), reason="停用", now=timezone.now())
    ended = post(scene.police.person_b, f"/coordinations/{number}/execution")
    assert (ended.status_code, ended.json()["code"]) == (409, "grant_ended")
    assert asks(scene, line, ("name",)) == "no_grant"


@pytest.mark.clause("26.4")
def test_the_pages_say_what_is_missing_and_offer_nothing_else(scene: Any, client: Any) -> None:
    line = granted_in_part(scene, items=("id_number", "name"), until=timezone.localdate() + timedelta(days=5))
    client.force_login(scene.civil.person_a)
    assert "提请协调" in text(client.get(f"/sharing/applications/{line.number}/"))
    form = f"/sharing/applications/{line.number}/{line.resource.path_code}/coordinate/"
    page = text(client.get(form))
    assert "申请而未授权的部分" in page
    assert f"至 {line.until.isoformat()}" in page
    sent = client.post(form, {"words": "办理救助所必需"})["Location"]
    client.force_login(scene.office.person_b)
    page = text(client.get(sent))
    assert 'name="items" value="sex"' in page
    assert 'name="items" value="name"' not in page
    assert 'name="modes"' not in page
    said = {"act": "opine", "items": ["sex"], "until": str(line.until), "text": "应予补充", "hearing": "书面"}
    assert client.post(sent, said).status_code == 302
    client.force_login(scene.police.person_b)
    assert client.post(sent, {"act": "execute"}).status_code == 302
    page = text(client.get(f"/sharing/grants/{grant_of(line).pk}/"))
    assert "协调后扩大" in page
    assert "新增授权信息项：性别" in page
    assert f"有效期延长至 {line.until.isoformat()}" in page
