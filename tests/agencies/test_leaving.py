"""Somebody leaves: their rights end, and what stood in their name has another name at once (34.1)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.agencies.entering import browser_at
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def scene(django_ready: str) -> Any:
    """`b` of the police answers for an open incident, and has a task of it; one that is closed is nobody's any more."""
    from yishu.agencies import commands
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM
    from yishu.operations import incidents

    cast: Any = Cast()
    cast.police = cast.agency("公安")
    commands.appoint(PLATFORM, cast.police.person_b, Role.RISK_OFFICER)
    now = timezone.now()
    cast.incident = incidents.report(cast.police.b, cast.police.agency, kind="leak", what="外流", found_at=now, now=now)
    day = timezone.localdate() + timedelta(days=1)
    cast.task = incidents.assign(
        cast.police.b, cast.incident.number, what="核对", assignee=cast.police.person_b, due=day, now=now
    )
    cast.browser = browser_at("10.10.0.1")
    cast.browser.force_login(cast.police.person_a)
    return cast


def leave(scene: Any, **form: Any) -> Any:
    return scene.browser.post(f"/people/{scene.police.person_b.pk}/leave/", {"reason": "调离", **form})


@pytest.mark.clause("34.1")
def test_open_work_is_not_left_lying_and_goes_to_who_is_named_on_record(scene: Any) -> None:
    from yishu.audit.models import Record

    leaver, successor = scene.police.person_b, scene.police.person_a
    page = scene.browser.get(f"/people/{leaver.pk}/").content.decode()
    assert scene.incident.number in page
    assert leave(scene).status_code == 409
    leaver.refresh_from_db()
    assert leaver.is_active
    assert leave(scene, successor=str(successor.pk)).status_code == 302
    leaver.refresh_from_db()
    scene.incident.refresh_from_db()
    scene.task.refresh_from_db()
    assert (leaver.is_active, scene.incident.responsible_id, scene.task.assignee_id) == (
        False,
        successor.pk,
        successor.pk,
    )
    record = json.loads(Record.objects.get(action="work:handed-over", target=f"person:{leaver.pk}").body)
    assert record["detail"]["to"] == f"person:{successor.pk}"
    assert any(scene.incident.number in thing for thing in record["detail"]["things"])
    people = scene.browser.get("/people/").content.decode()
    assert "离岗交接" in people
    assert scene.incident.number in people


@pytest.mark.clause("34.1")
def test_what_is_late_names_the_successor_from_then_on(scene: Any) -> None:
    from yishu.operations.duties import overdue_incidents

    def named() -> set[str]:
        late = timezone.now() + timedelta(days=30)
        return {str(each.person) for each in overdue_incidents(late) if each.agency_code == scene.police.agency.code}

    assert scene.police.person_b.name in "".join(named())
    leave(scene, successor=str(scene.police.person_a.pk))
    assert scene.police.person_a.name in "".join(named())
    assert scene.police.person_b.name not in "".join(named())


def test_roles_go_along_only_when_asked_and_only_by_who_may_give_them(scene: Any) -> None:
    from yishu.agencies import commands
    from yishu.agencies.models import Role
    from yishu.core.actor import PLATFORM

    third = commands.register_person(
        PLATFORM,
        scene.police.agency,
        login=f"third-{scene.police.agency.pk}",
        name="第三人",
        password=None,
        roles=frozenset(),
    )
    leave(scene, successor=str(third.pk), with_roles="1")
    assert set(third.appointments.values_list("role", flat=True)) == {
        Role.REVIEWER, Role.SECRECY_REVIEWER, Role.SIGNER, Role.RISK_OFFICER,
    }  # fmt: skip
    another = commands.register_person(
        PLATFORM,
        scene.police.agency,
        login=f"fourth-{scene.police.agency.pk}",
        name="第四人",
        password=None,
        roles=frozenset(),
    )
    answer = scene.browser.post(f"/people/{third.pk}/leave/", {"reason": "退休", "successor": str(another.pk)})
    assert answer.status_code == 302
    assert not another.appointments.exists()


def test_nobody_of_another_agency_and_no_leaver_takes_over(scene: Any) -> None:
    stranger = Cast().agency("林业")
    for wrong in (stranger.person_a.pk, scene.police.person_b.pk, 987654321, "x"):
        assert leave(scene, successor=str(wrong)).status_code == 404
    assert scene.browser.post(f"/people/{scene.police.person_a.pk}/leave/", {"reason": "自己"}).status_code == 403
    scene.police.person_b.refresh_from_db()
    assert scene.police.person_b.is_active
