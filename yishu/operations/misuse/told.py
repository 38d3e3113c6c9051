"""Who hears of findings: the platform's risk and security officers, the provider's data officer, the using agency's risk officer; and of what became of them."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Person, Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell
from yishu.operations.misuse.models import Finding

FOUND: Final = Kind(
    "misuse.found", _("发现异常使用"), _("{agency}的“{caller}”使用“{name}”异常（{number}），请查看。"), urgent=True
)
TO_EXPLAIN: Final = Kind(
    "misuse.to_explain",
    _("使用需要说明"),
    _("“{caller}”使用“{name}”的情况需要说明（{number}），请尽快填写。"),
    urgent=True,
)
EXPLAINED: Final = Kind(
    "misuse.explained", _("异常使用已说明"), _("{agency}已说明异常使用 {number}，请认定。"), to_systems=False
)
SETTLED: Final = Kind("misuse.settled", _("异常使用有结论"), _("异常使用 {number} 已有结论：{state}。"))


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(FOUND, TO_EXPLAIN, EXPLAINED, SETTLED)
    listen(Action.MISUSE_FOUND, _found)
    listen(Action.MISUSE_REMINDED, _reminded)
    listen(Action.MISUSE_EXPLAINED, _explained)
    listen(Action.MISUSE_ACCEPTED, _settled)
    listen(Action.MISUSE_JUDGED, _settled)


def _found(_actor: Actor, made: Record) -> None:
    finding = _finding(made)
    said, path = _said(finding), _path(finding)
    tell(FOUND, To(people=_wardens(), coordinators=True), said=said, path=path)
    tell(FOUND, To(finding.resource.provider_id, (Role.DATA_OFFICER, Role.RISK_OFFICER)), said=said, path=path)
    tell(TO_EXPLAIN, To(finding.agency_id, (Role.RISK_OFFICER,)), said=said, path=path)


def _reminded(actor: Actor, made: Record) -> None:
    finding = _finding(made)
    tell(TO_EXPLAIN, To(finding.agency_id, (Role.RISK_OFFICER,)), said=_said(finding), path=_path(finding), by=actor)


def _explained(actor: Actor, made: Record) -> None:
    finding = _finding(made)
    said, path = _said(finding), _path(finding)
    tell(EXPLAINED, To(people=_wardens()), said=said, path=path, by=actor)
    tell(EXPLAINED, To(finding.resource.provider_id, (Role.RISK_OFFICER,)), said=said, path=path, by=actor)


def _settled(actor: Actor, made: Record) -> None:
    finding = _finding(made)
    said = _said(finding) | {"state": str(finding.get_state_display())}
    for agency in {finding.agency_id, finding.resource.provider_id}:
        tell(SETTLED, To(agency, (Role.RISK_OFFICER, Role.DATA_OFFICER)), said=said, path=_path(finding), by=actor)


def _finding(made: Record) -> Finding:
    return Finding.objects.select_related("agency", "resource__current").get(number=made.target)


def _wardens() -> tuple[int, ...]:
    """Security administrators, and the risk officers of the office that coordinates this node."""
    people = Person.objects.filter(is_active=True)
    offices = Agency.objects.filter(is_coordinator=True, is_active=True)
    security = people.filter(appointments__role=Role.SECURITY_ADMINISTRATOR)
    officers = people.filter(appointments__role=Role.RISK_OFFICER, agency__in=offices)
    return tuple({*security.values_list("pk", flat=True), *officers.values_list("pk", flat=True)})


def _said(finding: Finding) -> dict[str, object]:
    entry = finding.resource.current
    return {
        "number": finding.number,
        "agency": finding.agency.name,
        "caller": finding.caller_name,
        "name": entry.name if entry else finding.resource.code,
    }


def _path(finding: Finding) -> str:
    return reverse("misuse:finding", args=[finding.number])
