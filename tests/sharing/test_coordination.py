"""No agreement: the coordinator hears both, opines; access opens by the provider's act or a recorded government decision alone (26.4)."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast
from tests.conftest import Node
from tests.sharing.test_demands import token

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str, node: Node, tmp_path_factory: pytest.TempPathFactory) -> Any:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, Path(tmp_path_factory.mktemp("spool")))
    people = {"office": office.person_b, "police": police.person_b, "civil": civil.person_a}
    return SimpleNamespace(
        cast=cast,
        node=node.url,
        url=f"{node.url}/api/v1",
        office=office,
        police=police,
        civil=civil,
        forestry=cast.agency("林业"),
        resource=resource,
        system=civil.system(),
        as_={name: token(node.url, person) for name, person in people.items()},
    )


def refused(scene: Any, duty: str, *, now: Any = None) -> str:
    """A refused application; its number. Each of a test has a duty of its own, which its grant would be for."""
    from yishu.sharing import commands

    now = now or timezone.now()
    asked = commands.LineRequest(
        resource=scene.resource.code,
        items=("id_number", "name", "sex"),
        modes=("verify", "query"),
        systems=(scene.system.system.name,),
        until=timezone.localdate() + timedelta(days=60),
    )
    made = commands.apply(scene.civil.a, duty=duty, basis="《办法》第五条", requests=(asked,), now=now)
    no = commands.Decision(approves=False, reason="与职责无关")
    commands.decide(scene.police.b, made.number, scene.resource.code, no, now=now)
    return made.number


def post(scene: Any, who: str, path: str, **body: Any) -> httpx.Response:
    return httpx.post(f"{scene.url}{path}", json=body, headers=scene.as_[who])


def raised(scene: Any, duty: str) -> str:
    number = refused(scene, duty)
    answer = post(scene, "civil", "/coordinations", application=number, line=scene.resource.code, ground="法定职责")
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def opined(scene: Any, number: str, **changes: Any) -> httpx.Response:
    body = {"grants": True, "text": "应予提供", "items": ["id_number", "name"], "modes": ["verify"]}
    return post(scene, "office", f"/coordinations/{number}/opinion", **{**body, **changes})


def call(scene: Any, duty: str) -> httpx.Response:
    body = {"purpose": {"duty": duty}, "subject": "330102199003076015", "claims": {"name": "赵一"}}
    place = f"{scene.url}/data/{scene.resource.path_code}/verify"
    return httpx.post(place, json=body, headers=scene.system.headers)


@pytest.mark.clause("26.4")
def test_an_opinion_opens_nothing_until_the_provider_acts(scene: Any) -> None:
    duty = "协调事项甲"
    number = raised(scene, duty)
    early = opined(scene, number)
    assert (early.status_code, early.json()["code"]) == (409, "both_sides_first")
    assert scene.police.agency.name in early.json()["detail"]
    post(scene, "police", f"/coordinations/{number}/statements", statement="超出必需范围")
    seen = opined(scene, number).json()
    assert seen["state"] == "to_execute"
    assert seen["opinion_number"].startswith("XTYJ")
    assert seen["due"] is not None
    assert seen["grant"] is None
    assert call(scene, duty).status_code == 403
    assert post(scene, "civil", f"/coordinations/{number}/execution").status_code == 403
    assert post(scene, "office", f"/coordinations/{number}/execution").status_code == 403
    assert call(scene, duty).status_code == 403

    done = post(scene, "police", f"/coordinations/{number}/execution").json()
    assert done["state"] == "executed"
    assert call(scene, duty).json()["result"] == {"name": "match"}
    asked = {"purpose": {"duty": duty}, "subject": "330102199003076015", "items": ["name"]}
    query = httpx.post(f"{scene.url}/data/{scene.resource.path_code}/query", json=asked, headers=scene.system.headers)
    assert (query.status_code, query.json()["code"]) == (403, "mode_not_granted")  # applied for, not in the opinion
    grants = httpx.get(f"{scene.url}/grants", headers=scene.as_["civil"]).json()
    grant = next(one for one in grants if one["id"] == done["grant"])
    assert (grant["items"], grant["modes"]) == (["id_number", "name"], ["verify"])
    acts = [step["act"] for step in done["steps"]]
    assert acts == ["refused", "raised", "stated", "opined", "executed"]


@pytest.mark.clause("26.4")
def test_what_stays_open_is_escalated_and_opens_by_the_governments_decision_alone(scene: Any) -> None:
    from yishu.sharing.coordination import commands
    from yishu.sharing.duties import list_overdue

    duty, now = "协调事项乙", timezone.now()
    past = now - timedelta(days=40)
    line = refused(scene, duty, now=past)
    made = commands.take_to_coordinator(scene.civil.a, line, scene.resource.code, ground="法定职责", now=past)
    opinion = commands.Opinion(True, "应予提供", ("id_number", "name"), ("verify",), hearing="已电话听取公安意见")
    commands.issue_opinion(scene.office.b, made.number, opinion, now=past)
    assert [one for one in list_overdue(now) if one.url.endswith(f"/{made.number}/")]
    assert call(scene, duty).status_code == 403  # the clock has run out, and opened nothing
    number = made.number
    told = post(scene, "office", f"/coordinations/{number}/escalation", to="省人民政府", reason="逾期未执行").json()
    assert told["state"] == "escalated"
    assert call(scene, duty).status_code == 403
    decision = {"number": "浙政办〔2026〕1号", "grants": True, "text": "应予提供"}
    by_a_side = post(scene, "police", f"/coordinations/{number}/decision", **decision)
    assert by_a_side.status_code == 403
    done = post(scene, "office", f"/coordinations/{number}/decision", **decision).json()
    assert (done["state"], done["decision_number"]) == ("decided", "浙政办〔2026〕1号")
    assert call(scene, duty).json()["result"] == {"name": "match"}


@pytest.mark.clause("26.4")
def test_before_its_day_nothing_is_escalated_and_the_refusal_may_stand(scene: Any) -> None:
    number = raised(scene, "协调事项丙")
    opined(scene, number, hearing="书面听取")
    early = post(scene, "office", f"/coordinations/{number}/escalation", to="省人民政府", reason="催办")
    assert early.json()["code"] == "not_yet_overdue"
    stands = raised(scene, "协调事项丁")
    done = opined(scene, stands, grants=False, hearing="书面听取").json()
    assert (done["state"], done["grant"]) == ("upheld", None)
    assert post(scene, "police", f"/coordinations/{stands}/execution").json()["code"] == "coordination_wrong_moment"


@pytest.mark.clause("26.4")
def test_only_a_refused_line_is_taken_there_once_and_strangers_find_nothing(scene: Any) -> None:
    from yishu.sharing import commands

    asked = commands.LineRequest(
        resource=scene.resource.code,
        items=("name",),
        modes=("verify",),
        systems=(scene.system.system.name,),
        until=timezone.localdate() + timedelta(days=60),
    )
    open_one = commands.apply(scene.civil.a, duty="协调事项庚", basis="", requests=(asked,), now=timezone.now())
    early = post(scene, "civil", "/coordinations", application=open_one.number, line=scene.resource.code, ground="催办")
    assert early.json()["code"] == "nothing_to_coordinate"  # the provider has not answered: there is no disagreement
    number = refused(scene, "协调事项戊")
    body = {"application": number, "line": scene.resource.code, "ground": "法定职责"}
    stranger = token(scene.node, scene.forestry.person_a)
    assert httpx.post(f"{scene.url}/coordinations", json=body, headers=stranger).status_code == 404
    taken = post(scene, "police", "/coordinations", **body)  # either side may, the provider as well
    assert taken.status_code == 201, taken.text
    made = taken.json()
    again = post(scene, "civil", "/coordinations", **body)
    assert again.json()["code"] == "nothing_to_coordinate"
    assert httpx.get(f"{scene.url}/coordinations/{made['id']}", headers=stranger).status_code == 404
    assert httpx.get(f"{scene.url}/coordinations", headers=stranger).json() == []
    wrong = opined(scene, made["id"], items=["birth_date"], hearing="书面")
    assert [error["field"] for error in wrong.json()["errors"]] == ["items"]


@pytest.mark.clause("26.4")
def test_the_application_shows_the_whole_course(scene: Any, client: Any) -> None:
    number = refused(scene, "协调事项己")
    client.force_login(scene.civil.person_a)
    page = client.get(f"/sharing/applications/{number}/").content.decode()
    assert "提请协调" in page
    form = f"/sharing/applications/{number}/{scene.resource.path_code}/coordinate/"
    sent = client.post(form, {"words": "办理救助所必需"})
    assert sent["Location"].startswith("/sharing/coordinations/XT")
    page = client.get(f"/sharing/applications/{number}/").content.decode()
    assert "与职责无关" in page
    assert "办理救助所必需" in page
    client.force_login(scene.office.person_b)
    assert "应予授权（按勾选）" in client.get(sent["Location"]).content.decode()
    unheard = client.post(sent["Location"], {"act": "uphold", "text": "维持", "hearing": ""})
    assert unheard.status_code == 422
    assert 'href="#id_hearing"' in unheard.content.decode()
