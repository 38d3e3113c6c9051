"""A finding is explained by who used and judged by who answers for the risk; a stranger sees nothing (30.1, 31.1)."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from tests.gateway.stage import Stage
from tests.operations.misuse.scene import act, ask, newcomer, of, signed_in, watch
from yishu.notices.models import Notice
from yishu.operations.misuse.models import Finding


@pytest.fixture
def finding(stage: Stage, gateways: tuple[str, str]) -> Finding:
    """Somebody has asked about a canary."""
    body = {"resource": stage.resource.code}
    client = signed_in(stage.police.person_a)
    made = client.post("/api/v1/misuse/canaries", body, content_type="application/json").json()
    system, _ = newcomer(stage)
    assert ask(gateways[0], stage, system, [made["subject"]]).status_code == 200
    watch()
    return of(system)[0]


@pytest.mark.clause("30.1")
def test_a_stranger_sees_nothing(stage: Stage, finding: Finding) -> None:
    for person in (stage.forestry.person_a, stage.forestry.person_b):
        client = signed_in(person)
        assert client.get(f"/operations/misuse/{finding.number}/").status_code == 404
        assert client.get(f"/api/v1/misuse/findings/{finding.number}").status_code == 404
        assert client.get("/api/v1/misuse/findings").json()["items"] == []
        assert finding.number not in client.get("/operations/misuse/").content.decode()
        assert act(person, finding.number, "explain", text="不是我").status_code == 404
        assert act(person, finding.number, "accept", text="可以").status_code == 404
    assert signed_in(stage.forestry.person_a).get("/api/v1/misuse/restraints").json() == []


@pytest.mark.clause("35.2")
def test_an_inspector_goes_from_a_finding_to_an_inspection_of_the_agency(stage: Stage, finding: Finding) -> None:
    inspector = signed_in(stage.cast.inspector())
    page = unescape(inspector.get(f"/operations/misuse/{finding.number}/").content.decode())
    assert "刚刚" not in page + inspector.get("/operations/misuse/").content.decode()
    [address] = re.findall(r'href="(/assessment/inspections/request/[^"]+)"', page)
    form = inspector.get(address).content.decode()
    assert f'<option value="{finding.agency.code}" selected>' in form
    assert finding.number in form
    assert f'value="/operations/misuse/{finding.number}/"' in form
    provider = signed_in(stage.police.person_a)
    assert "inspections/request" not in provider.get(f"/operations/misuse/{finding.number}/").content.decode()


@pytest.mark.clause("30.1", "35.1")
def test_who_oversees_reminds_the_agency_once_a_day_until_it_explains(stage: Stage, finding: Finding) -> None:
    inspector, provider = stage.cast.inspector(), stage.police.person_b
    place = f"/operations/misuse/{finding.number}/"
    assert "催办说明" in signed_in(provider).get(place).content.decode()
    for stranger in (stage.forestry.person_b, stage.civil.person_b):
        assert act(stranger, finding.number, "remind").status_code in (403, 404)
    assert act(inspector, finding.number, "remind").status_code == 302
    told = Notice.objects.filter(person__agency=finding.agency, message__kind="misuse.to_explain", message__path=place)
    assert told.count() == 2  # when it was found, and now
    page = signed_in(inspector).get(place).content.decode()
    assert "今天已催办" in page
    assert act(provider, finding.number, "remind").status_code == 409
    Finding.objects.filter(pk=finding.pk).update(reminded_at=timezone.now() - timedelta(days=1))
    assert act(provider, finding.number, "remind").status_code == 302


@pytest.mark.clause("31.1")
def test_misuse_becomes_an_incident_with_its_grants(stage: Stage, finding: Finding) -> None:
    assert act(stage.civil.person_b, finding.number, "misuse", text="自认").status_code == 403
    assert act(stage.police.person_b, finding.number, "explain", text="代为说明").status_code == 403
    assert act(stage.police.person_b, finding.number, "misuse", text="").status_code == 422
    assert act(stage.civil.person_b, finding.number, "explain", text="测试账号误用").status_code == 302
    assert act(stage.police.person_b, finding.number, "misuse", text="无办件依据").status_code == 302
    finding.refresh_from_db()
    assert finding.incident is not None
    assert (finding.state, finding.incident.kind, finding.incident.grants) == ("misuse", "misuse", finding.grants)
    client = signed_in(stage.police.person_b)
    assert client.get(f"/operations/incidents/{finding.incident.number}/").status_code == 200
    again = client.post(
        f"/api/v1/misuse/findings/{finding.number}/judgement",
        {"outcome": "accept", "text": "更正"},
        content_type="application/json",
    )
    assert (again.status_code, again.json()["code"]) == (409, "finding_settled")


def test_the_list_narrows_by_state_agency_and_resource(stage: Stage, finding: Finding) -> None:
    client = signed_in(stage.office.person_b)
    for query, there in (
        ({"state": "open", "agency": stage.civil.agency.code}, True),
        ({"state": "accepted", "agency": stage.civil.agency.code}, False),
        ({"resource": stage.resource.code}, True),
        ({"agency": stage.forestry.agency.name}, False),
    ):
        listed = {each["number"] for each in client.get("/api/v1/misuse/findings", query).json()["items"]}
        assert (finding.number in listed) is there
        listed_there = (
            f"/operations/misuse/{finding.number}/" in client.get("/operations/misuse/", query).content.decode()
        )
        assert listed_there is there
    english = client.get(f"/api/v1/misuse/findings/{finding.number}", headers={"accept-language": "en"}).json()
    assert "canary" in english["reason"]


def test_a_threshold_is_changed_with_its_basis_and_put_back(stage: Stage) -> None:
    office, place = signed_in(stage.office.person_b), "/operations/misuse/thresholds/case/"
    assert signed_in(stage.civil.person_b).post(place, {"amount": 5, "ratio": 2, "basis": "x"}).status_code == 403
    said = {"amount": 5, "ratio": 2, "follows": "suspend", "basis": "《杭州市办法》第九条"}
    assert office.post(place, said | {"basis": ""}).status_code == 422
    assert office.post(place, said).status_code == 302
    listed = {each["code"]: each for each in office.get("/api/v1/misuse/thresholds").json()}
    assert (listed["case"]["amount"], listed["case"]["follows"], listed["case"]["basis"]) == (
        5,
        "suspend",
        said["basis"],
    )
    assert "《杭州市办法》第九条" in office.get("/operations/misuse/thresholds/").content.decode()
    assert office.post(place, {"act": "reset"}).status_code == 302
    listed = {each["code"]: each for each in office.get("/api/v1/misuse/thresholds").json()}
    assert (listed["case"]["amount"], listed["case"]["follows"], listed["case"]["basis"]) == (20, "nothing", "")
