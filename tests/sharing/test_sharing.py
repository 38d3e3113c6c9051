"""Chapter four's order: apply, granted at once or reviewed in five working days, used, withdrawn. Over HTTP, against a running node."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.cast import PEOPLE_CSV, Cast, entry_draft
from tests.conftest import Node

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def story(django_ready: str, node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """POLICE has published a restricted resource; CIVIL has a system that may apply; FORESTRY is a stranger."""
    from yishu.agencies.models import Scope

    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    civil, forestry = cast.agency("民政"), cast.agency("林业")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path_factory.mktemp("batch"))

    story = SimpleNamespace(
        cast=cast,
        office=office,
        police=police,
        civil=civil,
        forestry=forestry,
        resource=resource,
        caller=civil.system(Scope.DATA, Scope.APPLY),
        stranger=forestry.system(Scope.DATA),
    )
    with httpx.Client(base_url=node.url, timeout=20, headers={"Accept-Language": "en"}) as http:
        story.http = http
        yield story


def token(story: Any, login: str) -> dict[str, str]:
    from tests.cast import PASSWORD

    answer = story.http.post("/api/v1/session", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def apply(story: Any, headers: dict[str, str], **changes: Any) -> httpx.Response:
    line = {
        "resource": story.resource.code,
        "items": ["id_number", "name", "sex"],
        "modes": ["verify", "query"],
        "systems": [story.caller.system.name],
        "until": "2027-06-30",
    }
    duty = changes.pop("duty", "社会救助审核")
    return story.http.post("/api/v1/applications", json={"duty": duty, "lines": [line | changes]}, headers=headers)


def verify(story: Any, duty: str = "社会救助审核", claims: dict[str, str] | None = None) -> httpx.Response:
    body = {"purpose": {"duty": duty}, "subject": "330102199003076015", "claims": claims or {"name": "赵一"}}
    path = f"/api/v1/data/{story.resource.path_code}/verify"
    return story.http.post(path, json=body, headers=story.caller.headers)


@pytest.mark.clause("26.3", "26.5", "4.4")
def test_a_restricted_resource_opens_by_its_providers_decision_and_closes_by_its_withdrawal(story: Any) -> None:
    made = apply(story, story.caller.headers, duty="低保核对").json()
    assert made["lines"][0]["state"] == "in_review"
    assert made["lines"][0]["grant"] is None
    assert verify(story, "低保核对").json()["code"] == "no_grant"

    signer = token(story, story.police.person_b.login)
    decision = {"line": story.resource.code, "outcome": "approve", "items": ["name"], "modes": ["verify"]}
    granted = story.http.post(f"/api/v1/applications/{made['id']}/decision", json=decision, headers=signer).json()
    assert granted["state"] == "granted"
    assert verify(story, "低保核对").json()["result"] == {"name": "match"}
    assert verify(story, "低保核对", {"sex": "1"}).json()["code"] == "item_not_granted"
    assert verify(story, "市场调查").json()["code"] == "purpose_not_granted"

    gone = story.http.request("DELETE", f"/api/v1/grants/{granted['grant']}", json={"reason": "已办结"}, headers=signer)
    assert gone.json()["state"] == "withdrawn"
    assert verify(story, "低保核对").json()["code"] == "no_grant"
    again = story.http.request(
        "DELETE", f"/api/v1/grants/{granted['grant']}", json={"reason": "已办结"}, headers=signer
    )
    assert again.json()["code"] == "grant_already_withdrawn"


@pytest.mark.clause("26.3")
def test_a_refusal_states_its_reason_and_is_final(story: Any) -> None:
    number = apply(story, story.caller.headers, duty="婚姻登记").json()["id"]
    signer = token(story, story.police.person_b.login)
    refuse = {"line": story.resource.code, "outcome": "refuse"}
    silent = story.http.post(f"/api/v1/applications/{number}/decision", json=refuse, headers=signer)
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_required")
    spoken = story.http.post(
        f"/api/v1/applications/{number}/decision", json=refuse | {"reason": "与职责无关"}, headers=signer
    )
    assert spoken.json()["state"] == "refused"
    assert spoken.json()["reason"] == "与职责无关"
    late = story.http.post(
        f"/api/v1/applications/{number}/decision", json=refuse | {"outcome": "approve"}, headers=signer
    )
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
    seen = story.http.get(f"/api/v1/applications/{number}", headers=story.caller.headers).json()
    assert seen["lines"][0]["reason"] == "与职责无关"


def test_only_the_provider_decides_and_strangers_see_nothing(story: Any) -> None:
    number = apply(story, story.caller.headers, duty="殡葬管理").json()["id"]
    path = f"/api/v1/applications/{number}"
    told = ((story.civil, (403, "not_the_provider_of_line")), (story.forestry, (404, "line_not_found")))
    for member, expected in told:
        for outcome in ("approve", "refuse"):
            decision = {"line": story.resource.code, "outcome": outcome, "reason": "越权"}
            refused = story.http.post(f"{path}/decision", json=decision, headers=token(story, member.person_b.login))
            assert (refused.status_code, refused.json()["code"]) == expected
    seen = story.http.get(path, headers=story.caller.headers).json()
    assert seen["lines"][0]["state"] == "in_review"
    assert story.http.get(path, headers=token(story, story.forestry.person_a.login)).status_code == 404
    assert story.http.get(path).status_code == 401


@pytest.mark.parametrize("outcome", ["approve", "refuse"])
def test_a_decision_names_a_line_of_its_own_application(story: Any, outcome: str) -> None:
    """The address says which application, the body which line: where the two do not belong together, nothing is decided."""
    other = story.cast.resource(story.police, story.office, name="另一资源")
    changes = ({"duty": "行号核对"}, {"resource": other.code, "items": ["name"], "modes": ["query"]})
    numbers = {apply(story, story.caller.headers, **each).json()["id"] for each in changes}
    signer = token(story, story.police.person_b.login)
    for number in numbers:
        line = other.code if number == min(numbers) else story.resource.code
        decision = {"line": line, "outcome": outcome, "reason": "不符"}
        answer = story.http.post(f"/api/v1/applications/{number}/decision", json=decision, headers=signer)
        assert (answer.status_code, answer.json()["code"]) == (404, "line_not_found")
    assert numbers <= {one["id"] for one in story.http.get("/api/v1/inbox", headers=signer).json()}


@pytest.mark.clause("26.5")
def test_both_sides_list_a_grant_with_its_hash_and_nobody_else_does(story: Any) -> None:
    grant = story.cast.grant(story.civil, story.police, story.resource, systems=(story.caller,), duty="授权清单")

    def listed(member: Any) -> dict[str, str]:
        held = story.http.get("/api/v1/grants", headers=token(story, member.person_b.login))
        assert held.status_code == 200
        return {one["id"]: one["hash"] for one in held.json()}

    assert listed(story.civil)[str(grant.pk)] == listed(story.police)[str(grant.pk)] == grant.hash
    assert str(grant.pk) not in listed(story.forestry)


@pytest.mark.clause("26.2")
def test_what_is_unrestricted_opens_at_once(story: Any) -> None:
    resource = story.cast.resource(story.police, story.office, category="unrestricted", name="公开名录")
    made = apply(story, story.caller.headers, resource=resource.code, items=["name"], modes=["query"]).json()
    assert made["lines"][0]["state"] == "granted"
    assert made["lines"][0]["grant"]


@pytest.mark.clause("26.1")
def test_several_resources_are_applied_for_at_once(story: Any) -> None:
    other = story.cast.resource(story.police, story.office, category="unrestricted", name="派出所名录")
    found = story.http.get(
        "/api/v1/catalogue/resources", params={"q": other.current.name}, headers=story.caller.headers
    )
    assert other.code in [each["code"] for each in found.json()["items"]]
    lines = [
        {
            "resource": code,
            "items": ["name"],
            "modes": ["query"],
            "systems": [story.caller.system.name],
            "until": "2027-01-31",
        }
        for code in (story.resource.code, other.code)
    ]
    made = story.http.post(
        "/api/v1/applications", json={"duty": "联合核对", "lines": lines}, headers=story.caller.headers
    )
    assert [line["state"] for line in made.json()["lines"]] == ["in_review", "granted"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"items": []}, "lines[0].items"),
        ({"items": ["salary"]}, "lines[0].items"),
        ({"modes": ["copy"]}, "lines[0].modes"),
        ({"systems": []}, "lines[0].systems"),
        ({"until": "2019-01-01"}, "lines[0].until"),
        ({"until": None}, "lines[0].until"),
        ({"duty": " "}, "duty"),
        ({"rows": {"item": "shoe_size", "values": ["40"]}}, "lines[0].rows.item"),
        ({"rows": {"item": "birth_date", "values": ["1990-03-07"]}}, "lines[0].rows.item"),
        ({"rows": {"item": "residence_code", "values": []}}, "lines[0].rows.values"),
        ({"rows": {"item": "residence_code", "values": [" "]}}, "lines[0].rows.values"),
        ({"rows": {"item": "residence_code", "values": ["330"], "match": "prefix"}}, "lines[0].rows.values"),
        ({"rows": {"item": "sex", "values": ["3"]}}, "lines[0].rows.values"),
        ({"rows": {"item": "residence_code", "values": ["330106"], "mach": "prefix"}}, "lines.0.rows.mach"),
    ],
)
def test_a_wrong_application_names_its_field_and_leaves_nothing(
    story: Any, changes: dict[str, Any], field: str
) -> None:
    from yishu.sharing.models import Application

    before = Application.objects.filter(consumer=story.civil.agency).count()
    refused = apply(story, story.caller.headers, **changes)
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert field in [error["field"] for error in refused.json()["errors"]]
    assert Application.objects.filter(consumer=story.civil.agency).count() == before


def test_another_agencys_system_cannot_be_named(story: Any) -> None:
    refused = apply(story, story.caller.headers, systems=[story.stranger.system.name])
    assert (refused.status_code, refused.json()["code"]) == (404, "system_not_found")
    no_scope = apply(story, story.stranger.headers, systems=[story.stranger.system.name])
    assert (no_scope.status_code, no_scope.json()["code"]) == (403, "scope_missing")


@pytest.mark.clause("26.3")
@pytest.mark.parametrize(
    ("sent", "due", "provisional"),
    [
        (datetime(2026, 2, 13, 4, tzinfo=UTC), date(2026, 2, 27), False),  # over Spring Festival and two make-up days
        (datetime(2026, 12, 23, 17, tzinfo=UTC), date(2026, 12, 31), False),  # the 24th already in Shanghai
        (
            datetime(2026, 12, 25, 4, tzinfo=UTC),
            date(2027, 1, 1),
            True,
        ),  # beyond the last notice: said to be provisional
    ],
)
def test_the_clock_of_five_working_days_knows_the_holidays(
    story: Any, sent: datetime, due: date, provisional: bool
) -> None:
    from yishu.sharing import commands
    from yishu.sharing.models import Line

    request = commands.LineRequest(
        resource=story.resource.code,
        items=("name",),
        modes=("verify",),
        systems=(story.caller.system.name,),
        until=sent.date() + timedelta(days=100),
    )
    made = commands.apply(story.civil.a, duty="值守", basis="", requests=(request,), now=sent)
    line = Line.objects.get(application=made)
    assert (line.due, line.due_provisional) == (due, provisional)


@pytest.mark.clause("5.1")
def test_nobody_passes_their_own_submission(story: Any) -> None:
    """One person with every role still needs a second one: for the entry's secrecy sign-off, its publication, and a decision."""
    from yishu.agencies import queries
    from yishu.agencies.errors import OwnSubmission
    from yishu.agencies.models import Appointment, Role
    from yishu.catalogue import commands as catalogue

    office = story.cast.agency("双职", coordinator=True)
    Appointment.objects.bulk_create(
        Appointment(person=office.person_a, role=role) for role in (Role.SECRECY_REVIEWER, Role.COORDINATOR)
    )
    both = queries.actor_of_person(office.person_a)
    draft = entry_draft("自审条目")
    entry = catalogue.draft_entry(both, office.agency, draft, now=story.cast.now)
    catalogue.submit_entry(both, entry.pk, now=story.cast.now)
    with pytest.raises(OwnSubmission):
        catalogue.sign_off(both, entry.pk, scope="全部", now=story.cast.now)
    catalogue.sign_off(office.b, entry.pk, scope="全部", now=story.cast.now)
    with pytest.raises(OwnSubmission):
        catalogue.publish_entry(both, entry.pk, now=story.cast.now)
    published = catalogue.publish_entry(office.b, entry.pk, now=story.cast.now)
    assert published.status == "published"


def test_what_is_granted_more_often_ranks_higher(story: Any) -> None:
    from yishu.catalogue.models import Resource

    before = Resource.objects.get(pk=story.resource.pk).popularity
    story.cast.grant(story.civil, story.police, story.resource, systems=(story.caller,), duty="热度核对")
    assert Resource.objects.get(pk=story.resource.pk).popularity == before + 1


@pytest.mark.parametrize("path", ["/api/v1/applications", "/api/v1/inbox", "/api/v1/grants"])
def test_lists_ask_the_database_a_fixed_number_of_times(story: Any, client: Any, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        headers = token(story, (story.police if path.endswith("inbox") else story.civil).person_a.login)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path, headers=headers).status_code == 200
        return len(seen)

    apply(story, story.caller.headers, duty="计数甲")
    story.cast.grant(story.civil, story.police, story.resource, systems=(story.caller,), duty="计数乙")
    few = asked()
    for n in range(3):
        apply(story, story.caller.headers, duty=f"计数{n}")
        story.cast.grant(story.civil, story.police, story.resource, systems=(story.caller,), duty=f"计数授权{n}")
    assert asked() == few
