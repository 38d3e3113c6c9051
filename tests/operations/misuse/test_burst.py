"""A burst is found, and what follows holds from the very next call on, on every gateway (30.1)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.gateway.stage import KNOWN, Stage
from tests.operations.misuse.scene import (
    act,
    ask,
    canary,
    learnt,
    look,
    midnight,
    newcomer,
    nobody,
    of,
    ordinary,
    signed_in,
    watch,
)
from yishu.audit import subject_lists
from yishu.operations.misuse import worker
from yishu.operations.misuse.models import Hour


def codes(answers: list) -> list:  # type: ignore[type-arg]
    return [(answer.status_code, answer.json().get("code")) for answer in answers]


@pytest.mark.clause("30.1")
def test_a_burst_is_found_and_throttled_and_the_next_call_is_refused_on_two_gateways(
    stage: Stage, gateways: tuple[str, str]
) -> None:
    system, grant = newcomer(stage)
    office = signed_in(stage.office.person_b)
    said = {"amount": 200, "ratio": 5, "follows": "throttle", "basis": "本地安全管理办法第三条"}
    changed = office.put("/api/v1/misuse/thresholds/volume", said, content_type="application/json")
    assert changed.status_code == 200, changed.content
    ordinary(stage, system, midnight())
    learnt(midnight() - timedelta(days=30))
    assert [answer.status_code for answer in (ask(url, stage, system, [KNOWN] * 3) for url in gateways)] == [200, 200]
    look()
    assert of(system) == []

    assert ask(gateways[0], stage, system, [KNOWN] * 300).status_code == 200
    look()
    (finding,) = of(system)
    assert (finding.kind, finding.measured, finding.state) == ("volume", 306, "open")
    assert finding.grants == [grant.pk]
    for answer in (ask(url, stage, system, [KNOWN]) for url in gateways):
        told = answer.json()
        assert (answer.status_code, told["code"]) == (429, "use_throttled")
        assert stage.office.agency.name in told["detail"] or "联系" in told["detail"]
        assert int(answer.headers["retry-after"]) >= 1
        assert told["receipt"]
    # Others under other grants go on.
    assert ask(gateways[0], stage, stage.civil_system, [KNOWN]).status_code == 200

    page = office.get(f"/operations/misuse/{finding.number}/").content.decode()
    assert "同一时段通常 4 人次" in page
    assert "306 人次" in page
    assert finding.receipts[0].partition(".")[0] in page
    assert act(stage.civil.person_b, finding.number, "explain", text="年度复核，名单已报备").status_code == 302
    assert act(stage.office.person_b, finding.number, "accept", text="与报备的名单一致").status_code == 302
    finding.refresh_from_db()
    assert (finding.state, finding.explanation) == ("accepted", "年度复核，名单已报备")
    assert codes([ask(url, stage, system, [KNOWN]) for url in gateways]) == [(200, None), (200, None)]
    look()
    assert len(of(system)) == 1  # what was accepted is not asked about again


@pytest.mark.clause("30.1")
def test_whoever_tries_numbers_is_throttled_by_the_platform_rule(stage: Stage, gateways: tuple[str, str]) -> None:
    system, _ = newcomer(stage)
    ordinary(stage, system, midnight())
    learnt(midnight() - timedelta(days=30))
    assert ask(gateways[1], stage, system, nobody(150)).status_code == 200
    look()
    (finding,) = of(system)
    assert (finding.kind, finding.measured) == ("absent", 100)
    assert codes([ask(url, stage, system, [KNOWN]) for url in gateways]) == [(429, "use_throttled")] * 2


@pytest.mark.clause("30.1")
def test_what_was_found_under_one_duty_leaves_the_grant_of_another_alone(
    stage: Stage, gateways: tuple[str, str]
) -> None:
    system, grant = newcomer(stage)
    duty = "临时救助审核"
    stage.cast.grant(stage.civil, stage.police, stage.resource, systems=(system,), items=("name",), duty=duty)
    ordinary(stage, system, midnight())
    learnt(midnight() - timedelta(days=30))
    assert ask(gateways[0], stage, system, nobody(150)).status_code == 200
    assert ask(gateways[0], stage, system, [KNOWN], duty=duty).status_code == 200
    look()
    (finding,) = of(system)
    assert (finding.grants, len(finding.receipts)) == ([grant.pk], 1)
    assert codes([ask(gateways[1], stage, system, [KNOWN])]) == [(429, "use_throttled")]
    assert codes([ask(gateways[1], stage, system, [KNOWN], duty=duty)]) == [(200, None)]


def found_twice(stage: Stage, url: str) -> tuple[Cast.System, list[str]]:
    """A system that asked about a canary and about many without a record in one call, and the numbers of both findings."""
    system, _ = newcomer(stage)
    ordinary(stage, system, midnight())
    learnt(midnight() - timedelta(days=30))
    assert ask(url, stage, system, [*nobody(150), canary(stage)]).status_code == 200
    watch()
    assert codes([ask(url, stage, system, [KNOWN] * 2)]) == [(429, "use_throttled")]
    look()
    assert [finding.kind for finding in of(system)] == ["canary", "absent"]
    return system, [finding.number for finding in of(system)]


@pytest.mark.clause("30.1")
def test_a_grant_is_held_back_until_the_last_finding_that_names_it_is_accepted(
    stage: Stage, gateways: tuple[str, str]
) -> None:
    system, (first, second) = found_twice(stage, gateways[0])
    assert act(stage.office.person_b, first, "accept", text="演练").status_code == 302
    assert codes([ask(url, stage, system, [KNOWN] * 2) for url in gateways]) == [(429, "use_throttled")] * 2
    assert act(stage.office.person_b, second, "accept", text="演练").status_code == 302
    assert codes([ask(url, stage, system, [KNOWN] * 2) for url in gateways]) == [(200, None)] * 2


@pytest.mark.clause("30.1")
def test_a_throttled_grant_is_suspended_where_a_later_finding_says_so(stage: Stage, gateways: tuple[str, str]) -> None:
    office, place = signed_in(stage.office.person_b), "/operations/misuse/thresholds/absent/"
    said = {"amount": 100, "ratio": 80, "follows": "suspend", "basis": "本地安全管理办法第四条"}
    assert office.post(place, said).status_code == 302
    system, (first, second) = found_twice(stage, gateways[0])
    assert codes([ask(url, stage, system, [KNOWN] * 2) for url in gateways]) == [(403, "use_suspended")] * 2
    assert act(stage.office.person_b, second, "accept", text="演练").status_code == 302
    assert codes([ask(gateways[0], stage, system, [KNOWN] * 2)]) == [(429, "use_throttled")]
    assert act(stage.office.person_b, first, "accept", text="演练").status_code == 302
    assert codes([ask(gateways[0], stage, system, [KNOWN] * 2)]) == [(200, None)]
    assert office.post(place, {"act": "reset"}).status_code == 302


@pytest.mark.clause("30.1")
@pytest.mark.parametrize("hours", [2, 26], ids=["soon", "the day after"])
def test_the_subjects_of_a_longer_list_count_under_its_case_once_they_are_hashed(
    stage: Stage, gateways: tuple[str, str], hours: int
) -> None:
    """The day after as well, when the day itself is learnt."""
    system, _ = newcomer(stage)
    refused, grant = newcomer(stage)
    wanted = {"on": str(grant.pk), "kind": "suspended", "reason": "待核实"}
    made = signed_in(stage.office.person_b).post("/api/v1/misuse/restraints", wanted, content_type="application/json")
    assert made.status_code == 201, made.content
    ordinary(stage, system, midnight())
    learnt(midnight() - timedelta(days=30))
    look()
    assert ask(gateways[0], stage, system, [*nobody(1000), KNOWN]).status_code == 200
    assert ask(gateways[0], stage, refused, [KNOWN]).status_code == 403
    later = timezone.now() + timedelta(hours=hours)
    worker.look(later, margin=timedelta())
    assert "case" not in {finding.kind for finding in of(system)}
    while subject_lists.expand(later):
        pass
    worker.look(later, margin=timedelta())
    assert {finding.kind: finding.measured for finding in of(system)}["case"] == 1001
    closed = [Hour.objects.filter(caller=each.actor.ref).latest("hour") for each in (system, refused)]
    assert [(one.different, one.looks, one.in_case) for one in closed] == [(1001, 1, 1001), (0, 0, 0)]


@pytest.mark.clause("30.1")
def test_keys_that_run_on_are_noticed_over_single_calls(stage: Stage, gateways: tuple[str, str]) -> None:
    import time

    from yishu.core.identifiers import KeyKind
    from yishu.operations.misuse.drawing import _checked  # type: ignore[attr-defined]

    system, _ = newcomer(stage)
    ordinary(stage, system, midnight())
    learnt(midnight() - timedelta(days=30))
    for n in range(1, 70):
        number = _checked(KeyKind.RESIDENT_ID, f"33010219010203{n:03d}")
        assert ask(gateways[0], stage, system, [number]).status_code == 200
    time.sleep(1.5)  # the gateway tells its runs once a second
    look()
    assert "consecutive" in {finding.kind for finding in of(system)}


@pytest.mark.clause("30.1")
def test_a_system_is_suspended_and_restored_by_the_risk_officer_on_record(
    stage: Stage, gateways: tuple[str, str]
) -> None:
    from yishu.audit.models import Record

    system, _ = newcomer(stage)
    office = signed_in(stage.office.person_b)
    wanted = {"on": system.actor.ref, "kind": "suspended", "reason": "夜间大量查询，待核实"}
    assert codes([ask(url, stage, system, [KNOWN]) for url in gateways]) == [(200, None)] * 2
    for person in (stage.forestry.person_b, stage.civil.person_a, stage.police.person_b):
        refused = signed_in(person).post("/api/v1/misuse/restraints", wanted, content_type="application/json")
        assert refused.status_code == 403
    made = office.post("/api/v1/misuse/restraints", wanted, content_type="application/json")
    assert made.status_code == 201, made.content
    for answer in (ask(url, stage, system, [KNOWN]) for url in gateways):
        told = answer.json()
        assert (answer.status_code, told["code"]) == (403, "use_suspended")
        assert f"{stage.office.agency.name} {stage.office.person_b.name}" in told["detail"]
    number = made.json()["id"]
    lifted = office.post(f"/operations/misuse/restraints/{number}/lift/", {"text": "已核实，为批量年检"})
    assert lifted.status_code == 302
    assert codes([ask(url, stage, system, [KNOWN]) for url in gateways]) == [(200, None)] * 2
    acts = set(Record.objects.filter(target=number).values_list("action", flat=True))
    assert acts == {"use:suspended", "use:restored"}


@pytest.mark.clause("30.1")
def test_a_provider_holds_back_its_own_grants_and_no_system(stage: Stage, gateways: tuple[str, str]) -> None:
    system, grant = newcomer(stage)
    officer = signed_in(stage.police.person_b)
    until = (timezone.now() + timedelta(days=1)).isoformat()
    wanted = {"on": str(grant.pk), "kind": "throttled", "day": 2, "until": until, "reason": "待核实"}
    wrong = officer.post("/api/v1/misuse/restraints", wanted | {"day": None}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "day")
    naive = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M:%S}"
    made = officer.post("/api/v1/misuse/restraints", wanted | {"until": naive}, content_type="application/json")
    assert made.status_code == 201, made.content
    assert datetime.fromisoformat(made.json()["until"]) == datetime.fromisoformat(f"{naive}+08:00")
    answers = [ask(gateways[n % 2], stage, system, [KNOWN]) for n in range(4)]
    assert codes(answers) == [(200, None)] * 2 + [(429, "use_throttled")] * 2
    page = signed_in(stage.civil.person_a).get(f"/sharing/grants/{grant.pk}/").content.decode()
    assert "每天不超过 2 人次" in page
    assert f"{stage.police.agency.name} {stage.police.person_b.name}" in page
