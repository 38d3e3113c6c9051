"""What of misuse waits for a person: findings to explain, findings to judge."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.core.actor import Actor
from yishu.operations.misuse import queries
from yishu.operations.misuse.models import Finding
from yishu.shell.todos import MOST, Todo


def list_todos(actor: Actor, _now: datetime) -> list[Todo]:
    """The oldest first."""
    unsettled = queries.list_findings(actor).filter(state__in=(Finding.State.OPEN, Finding.State.EXPLAINED))
    waiting = list(unsettled.order_by("found_at")[: 4 * MOST])
    explain = [each for each in waiting if each.state == Finding.State.OPEN and queries.may_explain(actor, each)]
    office = queries.is_office_officer(actor)
    judge = [each for each in waiting if _may_judge(actor, each, office)]
    return [_todo(_("说明异常使用"), each) for each in explain[:MOST]] + [
        _todo(_("认定异常使用"), each) for each in judge[:MOST]
    ]


def _may_judge(actor: Actor, finding: Finding, office: bool) -> bool:
    if actor.agency_id == finding.agency_id or finding.state != Finding.State.EXPLAINED:
        return False
    is_provider = actor.agency_id == finding.resource.provider_id and "risk_officer" in actor.roles
    return office or is_provider or "security_administrator" in actor.roles


def _todo(kind: object, finding: Finding) -> Todo:
    entry = finding.resource.current
    return Todo(
        kind=kind,  # type: ignore[arg-type]
        icon="alert-circle",
        what=f"{finding.caller_name} · {entry.name if entry else finding.resource.code}",
        who=finding.agency.name,
        url=reverse("misuse:finding", args=[finding.number]),
        since=finding.found_at,
    )
