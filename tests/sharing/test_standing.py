"""Agreements of before the platform come in with their document, are reviewed by both sides, and end unless they become ordinary grants (26.3, 26.5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.sharing.agreements import (
    DUTY,
    PDF,
    acknowledged,
    agreed,
    brought_in,
    called,
    confirmed,
    recorded,
    refusal,
    signed_in,
    text,
)
from yishu.agencies.errors import OwnSubmission
from yishu.audit.record import Action
from yishu.core.errors import Invalid, Problem
from yishu.core.rows import RowRule
from yishu.sharing.rules import Limits
from yishu.sharing.standing import answering, commands, queries
from yishu.sharing.standing import errors as wrong
from yishu.sharing.standing.agreement import latest_review
from yishu.sharing.standing.models import StandingAuthorisation, State

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture(scope="module")
def scene(django_ready: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    from tests.sharing.agreements import set_scene

    return set_scene(tmp_path_factory.mktemp("standing"))


@pytest.mark.clause("26.5")
def test_active_means_enforceable_and_the_document_stands_in_the_hashed_terms(scene: Any) -> None:
    one = confirmed(scene, rows=RowRule("residence_code", ("3301",), "prefix"), limits=Limits(day=50))
    before = refusal(lambda: called(scene))
    grant = acknowledged(scene, one)
    assert before == "no_grant"
    assert called(scene).record == {"name": "赵一"}
    terms = grant.read_terms()
    assert terms.standing is not None
    assert (terms.standing.number, terms.standing.obligations, terms.standing.since) == (
        one.basis_number,
        "用后不留存",
        date(2019, 3, 1),
    )
    assert terms.standing.file == StandingAuthorisation.objects.get(pk=one.pk).file_sha256
    assert terms.hash == grant.hash
    assert (terms.limits, terms.rows) == (Limits(day=50), RowRule("residence_code", ("3301",), "prefix"))
    told = signed_in(scene.civil.person_a).get(f"/api/v1/grants/{grant.pk}").json()
    assert told["standing"]["number"] == one.basis_number
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/grants/{grant.pk}/"))
    assert one.basis_number in page
    assert f"/sharing/standing/{one.number}/" in page
    ended = signed_in(scene.civil.person_a).delete(
        f"/api/v1/grants/{grant.pk}", {"reason": "不再需要"}, content_type="application/json"
    )
    assert ended.status_code == 200
    assert StandingAuthorisation.objects.get(pk=one.pk).state == State.ENDED


def test_nobody_confirms_what_they_brought_in_or_documented(scene: Any) -> None:
    one = brought_in(scene)
    with pytest.raises(OwnSubmission):
        answering.confirm(scene.police.a, one.number, now=timezone.now())
    other = brought_in(scene, documented=False)
    assert refusal(lambda: answering.confirm(scene.police.b, other.number, now=timezone.now())) == "basis_file_missing"
    commands.document(scene.police.b, other.number, name="协议.pdf", content=PDF, now=timezone.now())
    with pytest.raises(OwnSubmission):
        answering.confirm(scene.police.b, other.number, now=timezone.now())
    commands.amend(
        scene.police.b,
        one.number,
        commands.told_of(queries.get_standing(scene.police.b, one.number)),
        now=timezone.now(),
    )
    with pytest.raises(OwnSubmission):  # who amended it last has submitted it
        answering.confirm(scene.police.b, one.number, now=timezone.now())


def test_each_step_is_for_one_side_alone_and_a_stranger_finds_nothing(scene: Any) -> None:
    one = brought_in(scene)
    number = one.number
    for stranger in (scene.forestry.person_a, scene.civil.person_a):  # the consumer too, before it was confirmed
        client = signed_in(stranger)
        for path in (f"/api/v1/standing-authorisations/{number}", f"/api/v1/standing-authorisations/{number}/file"):
            assert client.get(path).status_code == 404
        for act in ("confirm", "acknowledge", "drop", "document"):
            assert client.post(f"/sharing/standing/{number}/", {"act": act, "reason": "x"}).status_code == 404
        assert number not in text(client.get("/sharing/standing/?side=all"))
    answering.confirm(scene.police.b, number, now=timezone.now())
    civil, police = signed_in(scene.civil.person_a), signed_in(scene.police.person_b)
    confirm = civil.post(f"/api/v1/standing-authorisations/{number}/confirmation")
    assert (confirm.status_code, confirm.json()["code"]) == (403, "only_the_provider_confirms")
    body = {"fingerprint": one.fingerprint, "systems": ["x"]}
    own = police.post(
        f"/api/v1/standing-authorisations/{number}/acknowledgement", body, content_type="application/json"
    )
    assert (own.status_code, own.json()["code"]) == (403, "only_the_consumer_acknowledges")
    drop = civil.delete(f"/api/v1/standing-authorisations/{number}", {"reason": "x"}, content_type="application/json")
    assert (drop.status_code, drop.json()["code"]) == (403, "not_yours_to_bring_in")
    assert (
        refusal(lambda: commands.bring_in(scene.forestry.a, agreed(scene), now=timezone.now()))
        == "not_yours_to_bring_in"
    )
    assert refusal(lambda: acknowledged(scene, one, systems=("别人的系统",))) != ""
    assert StandingAuthorisation.objects.get(pk=one.pk).line_id is None


def test_a_system_brings_nothing_in_and_acknowledges_nothing(scene: Any) -> None:
    from yishu.agencies.models import Scope

    assert refusal(
        lambda: commands.bring_in(scene.police.system(Scope.APPLY).actor, agreed(scene), now=timezone.now())
    ) == ("not_yours_to_bring_in")
    one, robot = confirmed(scene), scene.civil.system(Scope.APPLY, Scope.DATA).actor
    given = {"systems": (scene.system.system.name,), "users": (), "fingerprint": one.fingerprint}
    assert refusal(lambda: answering.acknowledge(robot, one.number, **given, now=timezone.now())) == (
        "only_the_consumer_acknowledges"
    )


def test_the_coordinator_brings_in_for_a_provider_whose_own_people_confirm(scene: Any) -> None:
    one = commands.bring_in(scene.office.b, agreed(scene), now=timezone.now())
    commands.document(scene.office.b, one.number, name="协议.pdf", content=PDF, now=timezone.now())
    assert one.provider_id == scene.police.agency.pk
    assert (
        refusal(lambda: answering.confirm(scene.office.b, one.number, now=timezone.now()))
        == "only_the_provider_confirms"
    )
    assert answering.confirm(scene.police.a, one.number, now=timezone.now()).state == State.TO_ACKNOWLEDGE


def test_what_was_acknowledged_is_what_was_shown(scene: Any) -> None:
    one = confirmed(scene)
    shown = one.fingerprint
    more = replace(commands.told_of(one), items=("id_number", "name", "birth_date"))
    commands.amend(scene.police.a, one.number, more, now=timezone.now())
    answering.confirm(scene.police.b, one.number, now=timezone.now())
    with pytest.raises(wrong.TermsMoved):
        acknowledged(scene, one, fingerprint=shown)
    assert not recorded(Action.STANDING_ACKNOWLEDGED, one.number)


def test_an_objection_goes_back_with_its_reason_and_grants_nothing(scene: Any) -> None:
    one = confirmed(scene)
    civil = signed_in(scene.civil.person_a)
    empty = civil.post(f"/sharing/standing/{one.number}/", {"act": "object", "reason": ""})
    assert empty.status_code == 422
    assert (
        civil.post(f"/sharing/standing/{one.number}/", {"act": "object", "reason": "协议没有出生日期"}).status_code
        == 302
    )
    page = text(signed_in(scene.police.person_a).get(f"/sharing/standing/{one.number}/"))
    assert "协议没有出生日期" in page
    assert "修改存量授权" in text(signed_in(scene.police.person_a).get("/"))
    assert refusal(lambda: acknowledged(scene, one)) == "standing_wrong_moment"
    answer = signed_in(scene.police.person_a).post(
        f"/sharing/standing/{one.number}/", {"act": "drop", "reason": "重新商定"}
    )
    assert answer.status_code == 302
    assert recorded(Action.STANDING_DROPPED, one.number) == [scene.police.a.ref]


def test_two_who_confirm_or_acknowledge_at_once_do_it_once(scene: Any) -> None:
    from django.db import connection

    from yishu.agencies import commands as agencies
    from yishu.agencies import queries as agency_queries
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    login = f"third{next(scene.count)}x{scene.police.agency.pk}"
    third = agencies.register_person(
        PLATFORM,
        scene.police.agency,
        login=login,
        name="第三人",
        password="correct-horse-7-battery",
        roles=frozenset({Role.SIGNER}),
    )
    one = brought_in(scene)

    def told(act: Callable[[], Any]) -> str:
        try:
            act()
        except Problem as problem:
            return problem.code
        finally:
            connection.close()
        return "done"

    who = [scene.police.b, agency_queries.actor_of_person(third)]
    with ThreadPoolExecutor(2) as threads:
        first = list(
            threads.map(lambda actor: told(lambda: answering.confirm(actor, one.number, now=timezone.now())), who)
        )
    assert sorted(first) == ["done", "standing_wrong_moment"]
    shown = StandingAuthorisation.objects.get(pk=one.pk)
    with ThreadPoolExecutor(2) as threads:
        second = list(threads.map(lambda _n: told(lambda: acknowledged(scene, shown)), range(2)))
    assert sorted(second) == ["done", "standing_wrong_moment"]
    assert len(recorded(Action.STANDING_ACKNOWLEDGED, one.number)) == 1


def test_the_same_agreement_comes_in_once(scene: Any) -> None:
    from django.db import connection

    given = agreed(scene)

    def told(_n: int) -> str:
        try:
            return commands.bring_in(scene.police.a, given, now=timezone.now()).number
        except Problem as problem:
            return problem.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        made = sorted(threads.map(told, range(2)))
    assert made[1] == "standing_already_brought_in"
    assert made[0].startswith("CL")


def test_everything_wrong_is_said_at_once_by_field(scene: Any) -> None:
    bad = agreed(
        scene,
        consumer="没有这个单位",
        items=("name", "secret"),
        modes=("steal",),
        duty=" ",
        since=date(2999, 1, 1),
        until=date(2020, 1, 1),
        review_by=timezone.localdate() + timedelta(days=800),
        limits=Limits(day=0),
        networks=("10.0.0.1/8",),
        basis_number="",
        basis_date=None,
    )
    with pytest.raises(Invalid) as caught:
        commands.bring_in(scene.police.a, bad, now=timezone.now())
    fields = {(error.field, error.rule) for error in caught.value.errors}
    assert fields >= {
        ("consumer", "unknown"),
        ("items", "one_of"),
        ("modes", "one_of"),
        ("duty", "required"),
        ("since", "date_past"),
        ("until", "date_ahead"),
        ("review_by", "date_ahead"),
        ("limits.day", "range"),
        ("networks", "cidr"),
        ("basis_number", "required"),
        ("basis_date", "required"),
    }


def test_a_review_day_that_is_past_is_refused_as_well(scene: Any) -> None:
    with pytest.raises(Invalid) as caught:
        commands.bring_in(scene.police.a, agreed(scene, review_by=date(2000, 1, 1)), now=timezone.now())
    assert [(error.field, error.rule) for error in caught.value.errors] == [("review_by", "date_ahead")]


@pytest.mark.clause("38.1")
def test_it_lapses_on_its_review_day_unless_it_became_an_ordinary_grant(scene: Any, clock: Any) -> None:
    from yishu.sharing import commands as sharing
    from yishu.sharing.standing.lapsing import tend

    today = timezone.localdate()
    lapsing = acknowledged(scene, confirmed(scene, review_by=today + timedelta(days=10)))
    kept = confirmed(scene)
    assert kept.review_by == latest_review(today)  # a year, by the rule
    grant = acknowledged(scene, kept)
    request = sharing.LineRequest(
        resource=scene.resource.code,
        items=("id_number", "name"),
        modes=("verify", "query"),
        systems=(scene.system.system.name,),
        until=today + timedelta(days=300),
        replaces=str(grant.pk),
    )
    made = sharing.apply(
        scene.civil.a, duty=DUTY, basis="《社会救助暂行办法》", requests=(request,), now=timezone.now()
    )
    decision = sharing.Decision(True, request.items, request.modes)
    line = sharing.decide(scene.police.b, made.number, scene.resource.code, decision, now=timezone.now())
    assert StandingAuthorisation.objects.get(pk=kept.pk).state == State.CONVERTED
    assert line.grant.read_terms().standing is None
    near = signed_in(scene.civil.person_a)
    assert "将存量授权转为普通授权" in text(near.get("/"))
    assert tend(timezone.now()) >= 2  # both sides are told, once
    assert tend(timezone.now()) == 0
    number = StandingAuthorisation.objects.get(line__grant=lapsing).number
    assert number in text(near.get("/notices/"))
    clock.set(f"{today + timedelta(days=11)} 09:00")
    page = text(signed_in(scene.civil.person_a).get(f"/sharing/standing/{number}/"))
    assert "到期失效" in page  # before any worker has looked
    from yishu.sharing.rules import Call, Denied, Rights, authorise

    call = Call(f"system:{scene.system.system.pk}", "query", frozenset({"name"}), DUTY, "")
    judged = authorise(Rights.of(lapsing.read_terms()), call, timezone.now())
    assert isinstance(judged, Denied)
    assert judged.reason == "grant_expired"
    assert tend(timezone.now()) == 1
    assert StandingAuthorisation.objects.get(number=number).state == State.LAPSED
    assert len(recorded(Action.STANDING_LAPSED, number)) == 1


def test_what_waits_past_its_day_names_who_should_have_acted(scene: Any, clock: Any) -> None:
    from tests.walking import overdue_rows

    brought, waits = brought_in(scene), confirmed(scene)
    clock.set(f"{timezone.localdate() + timedelta(days=40)} 09:00")
    late = overdue_rows(signed_in(scene.office.person_b))
    mine = {what: who for what, (who, _since) in late.items() if brought.number in what or waits.number in what}
    assert mine == {
        f"复核存量授权：{brought.entry.name}（{brought.number}）": "、".join(
            sorted(scene.police.agency.people.filter(appointments__role="signer").values_list("name", flat=True))
        ),
        f"确认存量授权：{waits.entry.name}（{waits.number}）": scene.civil.person_b.name,
    }
    listed = text(signed_in(scene.police.person_a).get("/sharing/standing/?side=given&state=late"))
    assert brought.number in listed


def test_a_standing_authorisation_is_no_application_that_was_answered(scene: Any) -> None:
    grant = acknowledged(scene, confirmed(scene))
    number = grant.line.application.number
    civil = signed_in(scene.civil.person_a)
    assert number not in text(civil.get("/sharing/applications/"))
    assert civil.get(f"/sharing/applications/{number}/").status_code == 404
    assert civil.get(f"/api/v1/applications/{number}").status_code == 404
    assert number not in text(signed_in(scene.police.person_b).get("/sharing/inbox/"))
    listed = {each["id"] for each in civil.get("/api/v1/grants").json()}
    assert str(grant.pk) in listed


def test_a_damaged_or_foreign_file_is_no_basis(scene: Any) -> None:
    one = brought_in(scene, documented=False)
    for content, name in ((b"MZ\x90", "协议.pdf"), (b"", "协议.pdf"), (PDF, "\n")):
        with pytest.raises(Invalid):
            commands.document(scene.police.a, one.number, name=name, content=content, now=timezone.now())
    assert signed_in(scene.police.person_a).get(f"/sharing/standing/{one.number}/file/").status_code == 404
    same = [
        brought_in(scene, documented=False, consumer=each.agency.code, basis_number="浙公办〔2020〕1号")
        for each in (scene.civil, scene.forestry)
    ]
    commands.document(scene.police.a, same[0].number, name="协议.pdf", content=PDF, for_all=True, now=timezone.now())
    answer = signed_in(scene.police.person_b).get(f"/sharing/standing/{same[1].number}/file/")
    assert answer.content == PDF
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in answer["Content-Disposition"]
