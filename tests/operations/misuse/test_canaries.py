"""Whoever asks about a subject that nobody has a reason to ask about is found at once, and is not told which (30.1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.gateway.stage import KNOWN, NO_RESIDENCE, Stage
from tests.operations.misuse.scene import ask, canary, newcomer, nobody, of, signed_in, watch
from yishu.audit import subject_lists
from yishu.audit.models import Record
from yishu.operations.misuse import watching
from yishu.operations.misuse.models import Watch


def declared(stage: Stage, **more: object) -> dict:  # type: ignore[type-arg]
    """A canary of POLICE's population, by its data officer."""
    body = {"resource": stage.resource.code, **more}
    made = signed_in(stage.police.person_a).post("/api/v1/misuse/canaries", body, content_type="application/json")
    assert made.status_code == 201, made.content
    return made.json()


@pytest.mark.clause("30.1")
def test_a_canary_in_a_list_of_1000_is_found_at_once_and_throttled(stage: Stage, gateways: tuple[str, str]) -> None:
    from yishu.notices.models import Notice

    canary = declared(stage)["subject"]
    system, _ = newcomer(stage)
    others = nobody(999)
    assert ask(gateways[0], stage, system, [*others[:600], *others[601:]]).status_code == 200
    watch()
    assert of(system) == []
    assert ask(gateways[0], stage, system, [*others[:600], canary, *others[601:]]).status_code == 200
    assert watch() == 1
    assert watch() == 0  # looked at again, it is the same
    (finding,) = of(system)
    assert (finding.kind, finding.measured, len(finding.receipts)) == ("canary", 1, 1)
    refused = ask(gateways[1], stage, system, [KNOWN, KNOWN])
    assert (refused.status_code, refused.json()["code"]) == (429, "use_throttled")

    # The provider and the office see what it is; the user is told that its use wants explaining, and no record of it.
    place, number = f"/operations/misuse/{finding.number}/", finding.receipts[0].partition(".")[0]
    for person in (stage.police.person_a, stage.office.person_b):
        page = signed_in(person).get(place).content.decode()
        assert "触及监测对象" in page
        assert number in page
    page = signed_in(stage.civil.person_b).get(place).content.decode()
    told = signed_in(stage.civil.person_b).get(f"/api/v1/misuse/findings/{finding.number}").json()
    assert "监测" not in page
    assert (number in page, told["kind"], told["records"]) == (False, "", [])
    hash_ = bytes.fromhex(finding.receipts[0].partition(".")[2]).hex()
    for record in Record.objects.filter(action__in=("misuse:found", "canary:declared", "use:throttled")):
        assert canary not in record.body
        assert number not in record.body
        assert hash_ not in record.body
        assert "canary" not in record.body or record.action == "canary:declared"
    for who in (stage.police.person_a, stage.office.person_b, stage.civil.person_b):
        assert Notice.objects.filter(person=who, message__kind__startswith="misuse.").exists()


@pytest.mark.clause("30.1")
def test_a_canary_in_a_longer_list_is_found_however_late_its_hashes_are_made(
    stage: Stage, gateways: tuple[str, str]
) -> None:
    system, _ = newcomer(stage)
    assert ask(gateways[0], stage, system, [*nobody(1000), canary(stage)]).status_code == 200
    soon = timezone.now()
    try:
        assert [watching.watch(soon + timedelta(minutes=n)) for n in (1, 10)] == [0, 0]
        while subject_lists.expand(soon):
            pass
        assert watching.watch(soon + timedelta(minutes=11)) == 1
    finally:
        Watch.objects.all().delete()  # it has looked ahead
    assert [finding.kind for finding in of(system)] == ["canary"]


@pytest.mark.clause("30.1")
def test_a_planted_canary_is_in_the_data_and_one_that_ended_is_not_watched(
    stage: Stage, gateways: tuple[str, str]
) -> None:
    made = declared(stage, plant=True)
    system, _ = newcomer(stage)
    answer = ask(gateways[0], stage, system, [made["subject"]])
    assert answer.json()["found"] is True
    assert watch() == 1
    ended = signed_in(stage.police.person_a).delete(f"/api/v1/misuse/canaries/{made['id']}")
    assert ended.status_code == 204
    other, _ = newcomer(stage)
    assert ask(gateways[0], stage, other, [made["subject"]]).status_code == 200
    watch()
    assert of(other) == []


def test_nothing_is_published_for_a_canary_whose_note_is_too_long(stage: Stage) -> None:
    body = {"resource": stage.resource.code, "plant": True, "note": "演" * 201}
    before = Record.objects.filter(resource=stage.resource.code, action="batch:published").count()
    client = signed_in(stage.police.person_a)
    refused = client.post("/api/v1/misuse/canaries", body, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "note")
    assert Record.objects.filter(resource=stage.resource.code, action="batch:published").count() == before


@pytest.mark.clause("30.1")
def test_canaries_are_seen_by_the_provider_and_the_risk_officer_alone(stage: Stage) -> None:
    canary = declared(stage, subject=nobody(1)[0], note="演练")
    again = signed_in(stage.police.person_a).post(
        "/api/v1/misuse/canaries",
        {"resource": stage.resource.code, "subject": canary["subject"]},
        content_type="application/json",
    )
    assert again.status_code == 409
    for person in (stage.police.person_a, stage.office.person_b):
        page = signed_in(person).get("/operations/misuse/canaries/").content.decode()
        assert (canary["subject"] in page, f"{canary['subject'][:6]}********{canary['subject'][-4:]}" in page) == (
            False,
            True,
        )
        asked = signed_in(person).get("/operations/misuse/canaries/", {"whole": canary["id"]}).content.decode()
        assert canary["subject"] in asked
    for person in (stage.civil.person_a, stage.civil.person_b, stage.forestry.person_b):
        client = signed_in(person)
        listed = client.get("/api/v1/misuse/canaries")
        assert listed.status_code == 403 or canary["id"] not in [each["id"] for each in listed.json()]
        body = {"resource": stage.resource.code, "subject": canary["subject"]}
        tried = client.post("/api/v1/misuse/canaries", body, content_type="application/json")
        assert tried.status_code == 404
        assert client.delete(f"/api/v1/misuse/canaries/{canary['id']}").status_code == 404
    wrong = signed_in(stage.police.person_a).post(
        "/operations/misuse/canaries/", {"resource": stage.resource.code, "how": "name", "subject": "3301021900"}
    )
    assert wrong.status_code == 422


@pytest.mark.clause("30.1")
def test_a_subject_that_is_in_the_data_is_set_only_by_who_says_so_again(stage: Stage) -> None:
    place, client = "/operations/misuse/canaries/", signed_in(stage.police.person_a)
    fields = {"resource": stage.resource.code, "how": "name", "subject": NO_RESIDENCE, "note": "真人"}
    warned = client.post(place, fields)
    assert warned.status_code == 422
    assert "可能是真人" in warned.content.decode()
    assert 'type="checkbox" name="sure"' in warned.content.decode()
    assert client.post(place, {**fields, "subject": nobody(1)[0], "note": "无人"}).status_code == 302
    assert client.post(place, {**fields, "sure": "on"}).status_code == 302
    rows = client.get(place).content.decode().split("<tr>")
    in_data = {note: next(row for row in rows if note in row) for note in ("真人", "无人")}
    assert ("可能是真人" in in_data["真人"], "可能是真人" in in_data["无人"]) == (True, False)


@pytest.mark.clause("30.1")
def test_what_touched_a_canary_is_shown_with_its_case_and_what_was_found(
    stage: Stage, gateways: tuple[str, str]
) -> None:
    known = declared(stage, subject=KNOWN)
    system, _ = newcomer(stage)
    assert ask(gateways[0], stage, system, [KNOWN]).status_code == 200
    watch()
    (finding,) = of(system)
    page = signed_in(stage.police.person_a).get(f"/operations/misuse/{finding.number}/").content.decode()
    assert "办件 SQ-0." in page
    assert "查有记录" in page
    assert "没有办件会用到它，请核对" in page
    assert KNOWN not in page
    assert f"{stage.police.agency.name}的风险责任人" in page  # who judges
    assert "监督检查员可以做什么" not in page
    assert (
        "监督检查员可以做什么"
        in signed_in(stage.cast.inspector()).get(f"/operations/misuse/{finding.number}/").content.decode()
    )
    signed_in(stage.police.person_a).delete(f"/api/v1/misuse/canaries/{known['id']}")
