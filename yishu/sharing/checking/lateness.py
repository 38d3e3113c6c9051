"""A formal check that is late goes on record once, and is told; it waits on, for silence passes nothing on (26.3, 34.1)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from yishu.agencies.models import Agency, Role
from yishu.agencies.queries import answerable
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.core.calendar import shanghai_day
from yishu.sharing.checking.models import Check
from yishu.sharing.checking.queries import list_late
from yishu.shell.duties import Overdue

MOST_AT_ONCE: Final = 500


def record_late(now: datetime) -> int:
    """How many became late since the last time. Safe to do again at any time."""
    return sum(
        _record(pk, now) for pk in list_late(now).filter(late_at=None).values_list("pk", flat=True)[:MOST_AT_ONCE]
    )


def list_overdue(now: datetime) -> list[Overdue]:
    """What the coordinator has not checked in time, with its people by name (34.1)."""
    late = list(list_late(now)[:MOST_AT_ONCE])
    office = Agency.objects.filter(is_coordinator=True, is_active=True).order_by("pk").first()
    if not late or office is None:
        return []
    names = answerable([office.pk], Role.COORDINATOR).get(office.pk, ())
    return [
        Overdue(
            what=_("形式审查共享申请：{duty}（{number}，{consumer}）").format(
                duty=check.application.duty,
                number=check.application.number,
                consumer=check.application.consumer.short_name,
            ),
            agency=office.name,
            agency_code=office.code,
            person="、".join(names) or _("未指定平台主管"),
            due=check.due,
            url=reverse("checking:check", args=[check.application.number]),
        )
        for check in late
    ]


@transaction.atomic
def _record(pk: int, now: datetime) -> bool:
    """False where it was ended, or recorded by another worker, a moment ago."""
    waiting = Check.objects.select_for_update(of=("self",)).filter(pk=pk, state=Check.State.WAITING, late_at=None)
    check = waiting.select_related("application").first()
    if check is None or check.due >= shanghai_day(now):
        return False
    check.late_at = now
    check.save(update_fields=["late_at"])
    recording.record(
        PLATFORM,
        Action.APPLICATION_CHECK_LATE,
        target=check.application.number,
        check=check.n,
        due=str(check.due),
    )
    return True
