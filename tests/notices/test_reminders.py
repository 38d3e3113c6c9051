"""Reminders by the calendar, each told once; and that every slice's acts reach whom they concern."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import PEOPLE_CSV, Cast, entry_draft
from tests.conftest import Clock
from tests.notices.stage import apply_for
from yishu.catalogue import commands as catalogue
from yishu.sharing import commands as sharing
from yishu.sharing.reminding import remind

pytestmark = pytest.mark.usefixtures("django_ready")


def kinds(person: Any) -> list[str]:
    """What a person was told, the oldest first."""
    from yishu.notices.models import Notice

    return [one.message.kind for one in Notice.objects.filter(person=person).select_related("message").order_by("pk")]


def texts(person: Any) -> list[str]:
    from yishu.notices.kinds import words
    from yishu.notices.models import Notice

    rows = Notice.objects.filter(person=person).select_related("message").order_by("pk")
    return [words(one.message.kind, one.message.params, "zh") for one in rows]


def fresh(person: Any, before: list[str]) -> list[str]:
    return kinds(person)[len(before) :]


@pytest.mark.clause("26.3")
def test_a_review_is_reminded_of_at_half_time_and_on_its_last_day_and_the_coordinator_told_when_it_is_late(
    clock: Clock,
) -> None:
    clock.set("2026-11-02 10:00")  # a Monday: five working days are over after Monday the 9th
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    application = apply_for(civil, cast.resource(police, office))
    said = kinds(police.person_b)
    expected = {
        "2026-11-03 09:00": [],
        "2026-11-05 09:00": ["application.half_time"],
        "2026-11-05 15:00": [],
        "2026-11-06 09:00": ["application.last_day"],
        "2026-11-09 09:00": [],
        "2026-11-10 09:00": [],
    }
    for moment, reminded in expected.items():
        remind(clock.set(moment))
        assert fresh(police.person_b, said) == reminded, moment
        said = kinds(police.person_b)
    remind(clock.set("2026-11-11 09:00"))
    (told,) = [text for text in texts(office.person_b) if application.number in text]  # once
    assert told.startswith(f"{police.agency.short_name}（{police.person_b.name}）未在")


def test_a_decided_application_is_not_reminded_of(clock: Clock) -> None:
    clock.set("2026-11-02 10:00")
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    application = apply_for(civil, resource)
    refusal = sharing.Decision(approves=False, reason="范围过宽")
    sharing.decide(police.b, application.number, resource.code, refusal, now=timezone.now())
    said = kinds(police.person_b)
    remind(clock.set("2026-11-12 10:00"))
    assert fresh(police.person_b, said) == []


def test_what_any_slice_calls_overdue_is_told_once_in_both_languages(clock: Clock) -> None:
    from yishu.notices.kinds import words
    from yishu.notices.models import Notice
    from yishu.notices.overdue import tell_overdue

    clock.set("2026-11-02 10:00")
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    application = apply_for(civil, cast.resource(police, office))
    late = clock.set("2026-11-12 10:00")
    tell_overdue(late)
    tell_overdue(late)
    own = Notice.objects.filter(person=police.person_b, message__kind="duty.overdue").select_related("message")
    (told,) = own.filter(message__path__contains=application.number)
    assert told.message.urgent
    assert f"审核共享申请：{_name(application)}" in words("duty.overdue", told.message.params, "zh")
    assert words("duty.overdue", told.message.params, "en").startswith("Overdue (due by 2026-11-09): Review")


def _name(application: Any) -> str:
    return application.lines.get().entry.name


def test_a_grant_warns_a_month_and_a_week_before_its_end(clock: Clock) -> None:
    now = clock.set("2026-03-02 10:00")
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    until = (now + timedelta(days=90)).date()
    grant = cast.grant(civil, police, cast.resource(police, office), users=(civil.person_a,), until=until)
    said = kinds(civil.person_a)
    for days, warned in ((31, 0), (29, 1), (20, 1), (6, 2), (2, 2)):
        moment = datetime.combine(until, now.time(), now.tzinfo) - timedelta(days=days)
        remind(clock.set(f"{moment:%Y-%m-%d %H:%M}"))
        assert fresh(civil.person_a, said) == ["grant.ending"] * warned, days
    assert str(grant.last_day) in texts(civil.person_a)[-1]


def test_whoever_ends_a_grant_the_other_side_is_told() -> None:
    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    for ends, told in ((police, civil), (civil, police)):
        grant = cast.grant(civil, police, resource, users=(civil.person_a,))
        before = {person.pk: kinds(person) for side in (ends, told) for person in (side.person_a, side.person_b)}
        sharing.withdraw_grant(ends.b, str(grant.pk), reason="不再需要", now=timezone.now())
        for person in (told.person_a, told.person_b):
            assert fresh(person, before[person.pk]) == ["grant.withdrawn"]
        for person in (ends.person_a, ends.person_b):
            assert fresh(person, before[person.pk]) == []


@pytest.mark.clause("26.4")
def test_a_coordination_is_told_to_both_sides_and_the_coordinator() -> None:
    from yishu.sharing.coordination import commands as coordination

    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    application = apply_for(civil, resource)
    now = timezone.now()
    sharing.decide(police.b, application.number, resource.code, sharing.Decision(False, reason="不在职责内"), now=now)
    people = (police.person_b, office.person_b, civil.person_a)
    before = {person.pk: kinds(person) for person in people}
    raised = coordination.take_to_coordinator(civil.a, application.number, resource.code, ground="属法定职责", now=now)
    coordination.state_position(police.b, raised.number, statement="请核减信息项", now=now)
    opinion = coordination.Opinion(grants=True, text="应予提供", items=("id_number", "name"), modes=("verify",))
    coordination.issue_opinion(office.b, raised.number, opinion, now=now)
    coordination.carry_out(police.b, raised.number, now=now)
    told = {person.pk: fresh(person, before[person.pk]) for person in people}
    assert told[police.person_b.pk] == ["coordination.raised", "coordination.opined"]
    assert told[office.person_b.pk] == ["coordination.raised"]
    assert told[civil.person_a.pk][:2] == ["coordination.opined", "coordination.executed"]


def test_a_demand_is_told_to_who_should_answer_and_its_answer_to_who_asked() -> None:
    from yishu.sharing.demands import commands as demands

    cast = Cast()
    police, civil = cast.agency("公安"), cast.agency("民政")
    need = demands.Need("流浪乞讨人员名单", ("姓名",), "民政履职事项", "《救助管理办法》", "需要核对")
    filed = demands.file_demand(civil.a, need, holder=police.agency.code, now=timezone.now())
    assert kinds(police.person_b) == ["demand.filed"]
    demands.accept(police.b, filed.number, opinion="年内编目", now=timezone.now())
    assert kinds(civil.person_a) == ["demand.accepted"]
    assert kinds(civil.person_b) == []


def test_a_returned_entry_is_told_to_who_submitted_it() -> None:
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    entry = catalogue.draft_entry(police.a, police.agency, entry_draft("退回试登记信息"), now=timezone.now())
    catalogue.submit_entry(police.a, entry.pk, now=timezone.now())
    catalogue.return_entry(police.b, entry.pk, opinion="摘要过简", now=timezone.now())
    assert kinds(police.person_a) == ["entry.returned"]
    catalogue.submit_entry(police.a, entry.pk, now=timezone.now())
    catalogue.sign_off(police.b, entry.pk, scope="全部信息项", now=timezone.now())
    catalogue.publish_entry(office.b, entry.pk, now=timezone.now())
    assert kinds(police.person_a) == ["entry.returned", "entry.published"]
    assert "退回试登记信息" in texts(police.person_a)[0]


@pytest.mark.clause("10.2")
def test_entries_to_confirm_are_told_once_a_month(clock: Clock) -> None:
    from yishu.catalogue.confirming.told import remind as remind_of_confirming

    clock.set("2026-03-02 10:00")
    cast = Cast()
    office, police = cast.agency("办公厅", coordinator=True), cast.agency("公安")
    for _ in range(2):
        cast.resource(police, office)
    said = kinds(police.person_b)
    for moment, n in (("2027-01-10", 0), ("2027-02-10", 1), ("2027-02-20", 1), ("2027-03-01", 2)):
        remind_of_confirming(clock.set(f"{moment} 10:00"))
        assert fresh(police.person_b, said) == ["entry.confirmation_due"] * n, moment
    assert "有 2 个目录条目" in texts(police.person_b)[-1]


def test_a_discrepancy_is_told_without_its_subject_or_values(tmp_path: Any) -> None:
    from yishu.notices.models import Message
    from yishu.quality import discrepancies

    cast = Cast()
    office, police, civil = cast.agency("办公厅", coordinator=True), cast.agency("公安"), cast.agency("民政")
    resource = cast.resource(police, office)
    cast.publish(police, resource, PEOPLE_CSV, tmp_path)
    cast.grant(civil, police, resource, users=(civil.person_a,))
    found = discrepancies.report(
        civil.a,
        resource.code,
        subject={"id_number": "330102199003076015"},
        differences=(discrepancies.Difference("name", "赵某一", "赵一"),),
        note="窗口核对发现赵某一姓名不符",
        now=timezone.now(),
    )
    before = kinds(police.person_a), kinds(civil.person_a)
    discrepancies.feed_back(civil.a, found.number, note="请核实", now=timezone.now())
    assert fresh(police.person_a, before[0]) == ["discrepancy.fed_back"]
    discrepancies.answer(police.b, found.number, accepts=False, reason="以证件为准", now=timezone.now())
    assert fresh(civil.person_a, before[1]) == ["discrepancy.answered"]
    discrepancies.escalate(civil.a, found.number, reason="仍有异议", now=timezone.now())
    assert kinds(office.person_b)[-1] == "discrepancy.escalated"
    discrepancies.settle(office.b, found.number, must_correct=True, opinion="应予更正", now=timezone.now())
    assert fresh(police.person_a, before[0])[-1] == "discrepancy.settled"
    kept = str(list(Message.objects.filter(params__number=found.number).values_list("params", "path")))
    assert found.number in kept
    for secret in ("330102199003076015", "赵某一", "赵一", "证件"):
        assert secret not in kept


@pytest.mark.clause("16.2")
def test_a_collection_task_is_told_to_the_agencies_it_is_laid_on_and_cited_law_to_the_coordinator() -> None:
    from yishu.catalogue.tasks import laying

    cast = Cast()
    office, civil = cast.agency("办公厅", coordinator=True), cast.agency("民政")
    county = cast.agency("区民政", division="330106")
    name = f"探访独居老人次数{civil.agency.pk}"
    draft = laying.TaskDraft(
        title="独居老人月报",
        basis="《老年人权益保障法》第六条",
        cycle="monthly",
        until=timezone.localdate() + timedelta(days=200),
        names=(name,),
        bearers=(county.agency.code,),
    )
    task = laying.register_task(civil.a, draft, now=timezone.now())
    laying.lay_task(civil.b, task.number, now=timezone.now())
    assert kinds(county.person_b) == ["collection_task.laid"]
    assert task.number in texts(county.person_b)[0]
    assert kinds(office.person_b)[-1:] != ["collection_task.laid"]


def test_old_notices_are_forgotten() -> None:
    from yishu.notices.keeping import forget_old
    from yishu.notices.models import Message

    cast = Cast()
    police, civil = cast.agency("公安"), cast.agency("民政")
    from yishu.sharing.demands import commands as demands

    need = demands.Need("旧事", ("姓名",), "民政履职事项", "《救助管理办法》", "需要核对")
    filed = demands.file_demand(civil.a, need, holder=police.agency.code, now=timezone.now())
    kept = Message.objects.filter(params__number=filed.number)
    assert kept.count() == 1
    forget_old(timezone.now())
    assert kept.count() == 1
    forget_old(timezone.now() + timedelta(days=401))
    assert kept.count() == 0
    assert kinds(police.person_b) == []
