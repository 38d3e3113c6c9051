"""Who is told what of applications, grants, coordination, demands and onward use: heard from the record of each act."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.agencies.queries import answerable
from yishu.audit.record import Action, Outcome, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import COORDINATORS, To, person_of, tell
from yishu.sharing.models import Coordination, Demand, Grant, Line, OnwardUse

DECIDERS: Final = (Role.SIGNER, Role.HANDLER)

RECEIVED: Final = Kind(
    "application.received", _("收到共享申请"), _("{consumer}申请使用“{name}”（{number}），请于 {due} 前审核。")
)
HALF_TIME: Final = Kind(
    "application.half_time",
    _("共享申请审核期限过半"),
    _("{consumer}申请使用“{name}”（{number}）的审核期限已过半，请于 {due} 前审核。"),
)
LAST_DAY: Final = Kind(
    "application.last_day",
    _("共享申请审核即将到期"),
    _("{consumer}申请使用“{name}”（{number}）须于 {due} 前审核，只剩不到一个工作日。"),
    urgent=True,
)
OVERDUE: Final = Kind(
    "application.overdue",
    _("共享申请审核逾期"),
    _("{provider}未在 {due} 前审核{consumer}对“{name}”的申请（{number}）。"),
    urgent=True,
    to_systems=False,
)
GRANTED: Final = Kind(
    "application.granted", _("共享申请获准"), _("{provider}已同意使用“{name}”（{number}），即刻可用。")
)
REFUSED: Final = Kind(
    "application.refused",
    _("共享申请未获准"),
    _("{provider}答复不同意使用“{name}”（{number}），理由见申请；有异议可以提请协调。"),
)
ENDING: Final = Kind("grant.ending", _("授权即将到期"), _("“{name}”的授权将于 {until} 到期，继续使用请及时申请。"))
WITHDRAWN: Final = Kind(
    "grant.withdrawn", _("授权收回或放弃"), _("“{name}”的授权已由{agency}终止，即刻失效。"), urgent=True
)
RAISED: Final = Kind("coordination.raised", _("提请协调"), _("{agency}就“{name}”提请协调（{number}）。"))
OPINED: Final = Kind(
    "coordination.opined", _("协调意见"), _("就“{name}”的协调（{number}）已出具协调意见。"), urgent=True
)
EXECUTED: Final = Kind(
    "coordination.executed", _("协调意见已执行"), _("{agency}已执行就“{name}”的协调意见（{number}），授权即刻可用。")
)
ESCALATED: Final = Kind(
    "coordination.escalated", _("协调事项报政府"), _("就“{name}”的协调（{number}）已报本级政府。"), urgent=True
)
DECIDED: Final = Kind(
    "coordination.decided", _("政府决定"), _("政府就“{name}”的协调（{number}）已作出决定。"), urgent=True
)
FILED: Final = Kind(
    "demand.filed", _("收到共享需求"), _("{consumer}提出共享需求“{name}”（{number}），请于 {due} 前答复。")
)
ACCEPTED: Final = Kind("demand.accepted", _("共享需求获受理"), _("{holder}已受理共享需求“{name}”（{number}）。"))
DECLINED: Final = Kind(
    "demand.refused", _("共享需求未获受理"), _("{holder}答复不提供“{name}”（{number}），依据和理由见需求。")
)
ONWARD: Final = Kind(
    "onward.requested", _("收到对外使用事项"), _("{consumer}拟对外使用“{name}”（{number}），请于 {due} 前答复。")
)
ONWARD_ANSWERED: Final = Kind(
    "onward.answered", _("对外使用事项有答复"), _("{provider}已答复对外使用“{name}”（{number}）。")
)

KINDS: Final = (
    RECEIVED, HALF_TIME, LAST_DAY, OVERDUE, GRANTED, REFUSED, ENDING, WITHDRAWN, RAISED, OPINED, EXECUTED, ESCALATED, DECIDED,
    FILED, ACCEPTED, DECLINED, ONWARD, ONWARD_ANSWERED,
)  # fmt: skip


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(*KINDS)
    listen(Action.APPLICATION_SUBMITTED, _submitted)
    listen(Action.APPLICATION_DECIDED, _decided)
    listen(Action.GRANT_WITHDRAWN, _withdrawn)
    listen(Action.COORDINATION_RAISED, _raised)
    listen(Action.COORDINATION_OPINED, lambda actor, made: _both(OPINED, actor, made))
    listen(Action.COORDINATION_EXECUTED, lambda actor, made: _both(EXECUTED, actor, made))
    listen(Action.COORDINATION_ESCALATED, lambda actor, made: _both(ESCALATED, actor, made))
    listen(Action.COORDINATION_DECIDED, lambda actor, made: _both(DECIDED, actor, made))
    for action in (Action.DEMAND_FILED, Action.DEMAND_PASSED_ON):
        listen(action, _demanded)
    listen(Action.DEMAND_ACCEPTED, lambda actor, made: _answered(ACCEPTED, actor, made))
    listen(Action.DEMAND_REFUSED, lambda actor, made: _answered(DECLINED, actor, made))
    listen(Action.APPLICATION_CHECKED, _submitted)  # its providers have it only now
    for action in (Action.ONWARD_REQUESTED, Action.ONWARD_DISCLOSED):
        listen(action, _onward_asked)
    for action in (Action.ONWARD_ANSWERED, Action.ONWARD_ACKNOWLEDGED):
        listen(action, _onward_answered)


def about(line: Line) -> dict[str, object]:
    """What a notice says of a line."""
    return {
        "number": line.application.number,
        "name": line.entry.name,
        "consumer": line.application.consumer.short_name,
        "provider": line.resource.provider.short_name if line.resource.provider else "",
        "due": line.due,
    }


def reviewers(providers: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Who answers for reviews in each provider, by name (34.1)."""
    return answerable(providers, *DECIDERS, duty=DutyKind.REVIEW)


def review_page(line: Line) -> str:
    return reverse("sharing:decide", args=[line.application.number, line.resource.path_code])


def _submitted(actor: Actor, made: Record) -> None:
    lines = Line.objects.filter(application__number=made.target, due__isnull=False, state=Line.State.IN_REVIEW)
    for line in lines.select_related("application__consumer", "resource__provider", "entry"):
        tell(RECEIVED, To(line.resource.provider_id, DECIDERS), path=review_page(line), by=actor, said=about(line))


def _decided(actor: Actor, made: Record) -> None:
    lines = Line.objects.select_related("application__consumer", "resource__provider", "entry")
    line = lines.get(application__number=made.target, resource__code=made.resource)
    to = To(line.application.consumer_id, (Role.HANDLER,), person_of(line.application.submitted_by))
    path = reverse("sharing:application", args=[line.application.number])
    tell(REFUSED if made.outcome == Outcome.DENIED else GRANTED, to, path=path, by=actor, said=about(line))


def _withdrawn(actor: Actor, made: Record) -> None:
    """Whoever ended it, the other side is told; both, where it was neither."""
    grant = Grant.objects.select_related("line__entry", "provider", "consumer").get(pk=made.target)
    sides = {grant.provider_id, grant.consumer_id} - {actor.agency_id}
    agency = {grant.provider_id: grant.provider.short_name, grant.consumer_id: grant.consumer.short_name}
    path = reverse("sharing:grant", args=[grant.pk])
    said = {"name": grant.line.entry.name, "agency": agency.get(actor.agency_id, actor.name)}
    for side in sorted(sides):
        tell(WITHDRAWN, To(side, DECIDERS), said=said, path=path, by=actor)


def _raised(actor: Actor, made: Record) -> None:
    found = _coordination(made)
    path, said = _about_coordination(found, actor)
    sides = {found.line.application.consumer_id, found.line.resource.provider_id} - {actor.agency_id}
    for side in sorted(sides):
        tell(RAISED, To(side, DECIDERS), path=path, by=actor, said=said)
    tell(RAISED, COORDINATORS, path=path, by=actor, said=said)


def _both(kind: Kind, actor: Actor, made: Record) -> None:
    found = _coordination(made)
    path, said = _about_coordination(found, actor)
    sides = {found.line.application.consumer_id, found.line.resource.provider_id}
    for side in sorted(sides - {actor.agency_id} if kind is EXECUTED else sides):
        tell(kind, To(side, DECIDERS), path=path, by=actor, said=said)


def _coordination(made: Record) -> Coordination:
    found = Coordination.objects.select_related(
        "line__application__consumer", "line__resource__provider", "line__entry"
    )
    return found.get(number=made.target)


def _about_coordination(found: Coordination, actor: Actor) -> tuple[str, dict[str, object]]:
    line = found.line
    sides = [line.application.consumer, line.resource.provider]
    agency = next((side.short_name for side in sides if side and side.pk == actor.agency_id), actor.name)
    path = reverse("sharing:coordination", args=[found.number])
    return path, {"number": found.number, "name": line.entry.name, "agency": agency}


def _demanded(actor: Actor, made: Record) -> None:
    demand = Demand.objects.select_related("consumer").get(number=made.target)
    path = reverse("sharing:demand", args=[demand.number])
    said = {"number": demand.number, "name": demand.name, "consumer": demand.consumer.short_name, "due": demand.due}
    tell(FILED, To(demand.holder_id, DECIDERS), path=path, by=actor, said=said)


def _answered(kind: Kind, actor: Actor, made: Record) -> None:
    demand = Demand.objects.select_related("holder").get(number=made.target)
    path = reverse("sharing:demand", args=[demand.number])
    to = To(demand.consumer_id, (Role.HANDLER,), person_of(demand.filed_by))
    said = {"number": demand.number, "name": demand.name, "holder": demand.holder.short_name}
    tell(kind, to, said=said, path=path, by=actor)


def _onward_asked(actor: Actor, made: Record) -> None:
    use = _onward(made)
    to = To(use.grant.provider_id, DECIDERS)
    said = {
        "number": use.number,
        "name": use.grant.line.entry.name,
        "consumer": use.grant.consumer.short_name,
        "due": use.due,
    }
    tell(ONWARD, to, path=reverse("sharing:onward_use", args=[use.number]), by=actor, said=said)


def _onward_answered(actor: Actor, made: Record) -> None:
    use = _onward(made)
    to = To(use.grant.consumer_id, (Role.HANDLER,), person_of(use.requested_by))
    said = {"number": use.number, "name": use.grant.line.entry.name, "provider": use.grant.provider.short_name}
    tell(ONWARD_ANSWERED, to, path=reverse("sharing:onward_use", args=[use.number]), by=actor, said=said)


def _onward(made: Record) -> OnwardUse:
    return OnwardUse.objects.select_related("grant__line__entry", "grant__provider", "grant__consumer").get(
        number=made.target
    )
