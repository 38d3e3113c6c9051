"""Sources that stop, narrow, go back or come from elsewhere: never silently stale, nothing of before lost (22.1)."""

from typing import Any

import pytest

from tests.access.assembling.stage import (
    HEALTH_HEAD,
    POLICE_HEAD,
    QIAN,
    SUN,
    ZHAO,
    Stage,
)
from tests.cast import Cast
from yishu.core.rows import RowRule

pytestmark = pytest.mark.clause("22.1")


def notices(stage: Stage) -> list[str]:
    from yishu.notices.models import Notice

    own = Notice.objects.filter(person=stage.bureau.person_a, message__kind__startswith="assembly.")
    return list(own.order_by("message__at").values_list("message__kind", flat=True))


def todos(member: Cast.Member) -> list[str]:
    from django.utils import timezone

    from yishu.access.assembling.todos import stopped

    return [str(todo.kind) for todo in stopped(member.a, timezone.now())]


def sources(stage: Stage) -> list[Any]:
    from yishu.access.assembling.models import Source

    return list(Source.objects.filter(assembly__resource=stage.base, assembly__ended_at=None).order_by("place"))


def test_a_withdrawn_source_keeps_its_values_and_is_told_once(stage: Stage) -> None:
    stage.declare()
    stage.run()
    stage.withdraw(1)
    stage.cast.publish(stage.police, stage.first, f"{POLICE_HEAD}{ZHAO},赵一一,1990-03-07,1001\n", stage.folder)
    stage.run()
    stage.run()
    assert stage.records()[ZHAO]["name"] == "赵一一"  # the other source goes on
    assert stage.records()[SUN]["phone"] == "2003"
    _police, health = sources(stage)
    assert (health.failed_at is not None, health.refusal["code"], health.taken_version) == (True, "no_grant", 1)
    assert notices(stage) == ["assembly.source-stopped"]
    assert todos(stage.bureau) == ["恢复基础库来源"]
    assert todos(stage.police) == []
    stage.granted(stage.health, stage.second)
    stage.run()
    assert [one.failed_at for one in sources(stage)] == [None, None]
    assert todos(stage.bureau) == []


def test_nothing_is_assembled_before_every_source_was_taken(stage: Stage) -> None:
    stage.declare()
    stage.withdraw(1)
    stage.run()
    assert stage.records() == {}
    stage.granted(stage.health, stage.second)
    stage.run()
    assert set(stage.records()) == {ZHAO, QIAN, SUN}


def test_under_other_rows_all_is_taken_anew(stage: Stage) -> None:
    """Changes alone would not tell that what the grant of before had shown is shown no more."""
    stage.declare()
    stage.run()
    stage.withdraw(1)
    stage.granted(stage.health, stage.second, rows=RowRule("tel", ("2001", "2002")))
    stage.run()
    assert set(stage.records()) == {ZHAO, QIAN}
    assert sources(stage)[1].records == 2


def test_changes_that_are_kept_no_more_are_followed_by_a_full_copy(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yishu.hosting import copying
    from yishu.hosting.errors import ChangesExpired

    stage.declare()
    stage.run()
    stage.cast.publish(stage.health, stage.second, f"sfzh\n{SUN}\n", stage.folder, how="delete")
    stage.cast.publish(stage.health, stage.second, f"{HEALTH_HEAD}{ZHAO},赵壹,,2001,170.5\n", stage.folder)

    def expired(*_given: object) -> None:
        raise ChangesExpired(since=1, kept=2, nearest="2")

    monkeypatch.setattr(copying, "require_changes", expired)
    stage.run()
    assert set(stage.records()) == {ZHAO, QIAN}
    # What did not change keeps the version in which it last did.
    assert stage.origins(ZHAO) == "A@1: name, birth_date; B@1: phone, height"


def test_only_the_first_source_may_decide_who_is_in(stage: Stage) -> None:
    stage.declare(subjects="first")
    stage.run()
    assert set(stage.records()) == {ZHAO, QIAN}
    stage.cast.publish(stage.police, stage.first, f"{POLICE_HEAD}{SUN},孙三,,\n", stage.folder)
    stage.cast.publish(stage.police, stage.first, f"id_number\n{QIAN}\n", stage.folder, how="delete")
    stage.run()
    assert set(stage.records()) == {ZHAO, SUN}
    assert stage.origins(SUN) == "A@2: name; B@1: birth_date, phone, height"


def test_declared_anew_who_is_in_no_source_any_more_goes_and_what_was_published_by_hand_stays(stage: Stage) -> None:
    stage.declare()
    stage.run()
    by_hand = "330102199003076074"
    stage.cast.publish(
        stage.bureau, stage.base, f"id_number,name,birth_date,phone,height,origins\n{by_hand},李四,,,,\n", stage.folder
    )
    only = stage.body()["sources"][:1]
    items = [{"item": item, "from": [{"source": stage.first.code, "item": item}]} for item in ("name", "birth_date")]
    stage.declare(sources=only, items=items)
    stage.run()
    assert set(stage.records()) == {ZHAO, QIAN, by_hand}
    assert stage.origins(ZHAO) == "A@1: name, birth_date"
    assert stage.records()[ZHAO]["phone"] is None


def test_a_record_that_the_base_refuses_is_sent_back_and_comes_again_when_all_is_assembled(stage: Stage) -> None:
    from django.utils import timezone

    from yishu.access.assembling import commands
    from yishu.hosting.declared import commands as declared
    from yishu.hosting.declared.drafts import Draft, Parameters

    rule = declared.declare(
        stage.bureau.a, stage.base.code, Draft("pattern", ("phone",), Parameters(pattern="1[0-9]*")), now=timezone.now()
    )
    stage.declare()
    stage.run()
    assert stage.records() == {}
    declared.end(stage.bureau.a, stage.base.code, rule.pk, now=timezone.now())
    stage.run()
    assert stage.records() == {}
    commands.ask_run(stage.bureau.a, stage.base.code, everything=True, now=timezone.now())
    stage.run()
    assert set(stage.records()) == {ZHAO, QIAN, SUN}


def test_who_declared_it_and_left_stops_it_and_that_is_told(stage: Stage) -> None:
    from yishu.agencies.models import Appointment, Role

    stage.declare()
    stage.run()
    Appointment.objects.filter(person=stage.bureau.person_a, role=Role.DATA_OFFICER).delete()
    stage.cast.publish(stage.police, stage.first, f"{POLICE_HEAD}{ZHAO},赵一一,,\n", stage.folder)
    stage.run()
    from yishu.access.assembling.models import Assembly

    made = Assembly.objects.get(resource=stage.base, ended_at=None)
    assert (made.failed_at is not None, made.refusal["code"]) == (True, "role_missing")
    assert stage.records()[ZHAO]["name"] == "赵一"
    Appointment.objects.create(person=stage.bureau.person_a, role=Role.DATA_OFFICER)
    stage.run()
    made.refresh_from_db()
    assert made.failed_at is None
    assert stage.records()[ZHAO]["name"] == "赵一一"
    # Its administrators hear of it where there is no officer.
    assert notices(stage) == ["assembly.stopped"]
