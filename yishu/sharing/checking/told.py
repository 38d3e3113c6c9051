"""Who is told of a formal check: the coordinator that one waits, the applicant what came of it, and both when it is late."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Stage
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import COORDINATORS, To, not_told, person_of, tell
from yishu.sharing.checking.models import Check

RECEIVED: Final = Kind(
    "formal_check.received",
    _("收到形式审查"),
    _("{consumer}的共享申请“{duty}”（{number}）待形式审查，请于 {due} 前办理。"),
    to_systems=False,
)
HALF_TIME: Final = Kind(
    "formal_check.half_time",
    _("形式审查期限过半"),
    _("{consumer}的共享申请“{duty}”（{number}）的形式审查期限已过半，请于 {due} 前办理。"),
    to_systems=False,
)
LAST_DAY: Final = Kind(
    "formal_check.last_day",
    _("形式审查即将到期"),
    _("{consumer}的共享申请“{duty}”（{number}）须于 {due} 前完成形式审查，只剩不到一个工作日。"),
    urgent=True,
    to_systems=False,
)
LATE: Final = Kind(
    "formal_check.late",
    _("形式审查逾期"),
    _("平台主管部门未在 {due} 前完成对{consumer}共享申请“{duty}”（{number}）的形式审查，逾期已记录。"),
    urgent=True,
)
PASSED: Final = Kind(
    "formal_check.passed", _("形式审查通过"), _("共享申请“{duty}”（{number}）已通过形式审查，转送提供单位审核。")
)
RETURNED: Final = Kind(
    "formal_check.returned",
    _("形式审查退回补正"),
    _("共享申请“{duty}”（{number}）经形式审查退回，请按所列内容补正后重新提交。"),
    urgent=True,
)
_KINDS: Final = {Stage.HALF_TIME: HALF_TIME, Stage.LAST_DAY: LAST_DAY}


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(RECEIVED, HALF_TIME, LAST_DAY, LATE, PASSED, RETURNED)
    listen(Action.APPLICATION_SUBMITTED, _received)
    listen(Action.APPLICATION_CHECKED, _on(PASSED))
    listen(Action.APPLICATION_RETURNED, _on(RETURNED))
    listen(Action.APPLICATION_CHECK_LATE, _late)


def remind(now: datetime) -> int:
    """The coordinator at half time and on the last day, once each; how many. That it is late is told when it is put on record."""
    days, by_kind = clocks.calendar(), dict[str, dict[str, Check]]()
    for check in _checks().filter(state=Check.State.WAITING):
        stage = clocks.stage(check.begun_at, check.due, shanghai_day(now), days)
        if stage in _KINDS:
            by_kind.setdefault(_KINDS[stage].code, {})[str(check.pk)] = check
    return sum(_remind(kind, by_kind.get(kind.code, {})) for kind in (HALF_TIME, LAST_DAY))


def _remind(kind: Kind, by_once: dict[str, Check]) -> int:
    fresh = sorted(not_told(kind, by_once))
    for once in fresh:
        check = by_once[once]
        with transaction.atomic():
            tell(kind, COORDINATORS, path=_page(check), once=once, said=_about(check))
    return len(fresh)


def _received(actor: Actor, made: Record) -> None:
    check = _checks().filter(application__number=made.target, state=Check.State.WAITING).first()
    if check is not None:
        tell(RECEIVED, COORDINATORS, path=_page(check), by=actor, said=_about(check))


def _on(kind: Kind) -> Callable[[Actor, Record], None]:
    def told(actor: Actor, made: Record) -> None:
        check = _of(made)
        tell(kind, _applicant(check), path=_course(check), by=actor, said=_about(check))

    return told


def _late(_actor: Actor, made: Record) -> None:
    check = _of(made)
    tell(LATE, COORDINATORS, path=_page(check), said=_about(check))
    tell(LATE, _applicant(check), path=_course(check), said=_about(check))


def _of(made: Record) -> Check:
    return _checks().get(application__number=made.target, n=made.detail["check"])


def _applicant(check: Check) -> To:
    application = check.application
    return To(application.consumer_id, (Role.HANDLER,), person_of(application.submitted_by))


def _checks() -> QuerySet[Check]:
    return Check.objects.select_related("application__consumer")


def _page(check: Check) -> str:
    return reverse("checking:check", args=[check.application.number])


def _course(check: Check) -> str:
    return reverse("sharing:application", args=[check.application.number])


def _about(check: Check) -> dict[str, object]:
    application = check.application
    return {
        "number": application.number,
        "duty": application.duty,
        "consumer": application.consumer.short_name,
        "due": check.due,
    }
