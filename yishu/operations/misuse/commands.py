"""What becomes of a finding: explained by who used, accepted or judged misuse by who answers for the risk (30.1, 31.1)."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from yishu.agencies.models import Agency
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.operations import incidents
from yishu.operations.misuse import queries
from yishu.operations.misuse.errors import (
    FindingSettled,
    NotYoursToExplain,
    NotYoursToJudge,
    NotYoursToRemind,
    ReminderPointless,
)
from yishu.operations.misuse.following import hold_on
from yishu.operations.misuse.models import Finding
from yishu.operations.models import Incident
from yishu.sharing.restraints import commands as restraints
from yishu.sharing.restraints.queries import list_standing

LONGEST: Final = 2000


@transaction.atomic
def explain(actor: Actor, number: str, *, text: str, now: datetime) -> Finding:
    """Why the use was as it was, in the using agency's words; again until it is settled."""
    finding = _unsettled(actor, number)
    if not queries.may_explain(actor, finding):
        raise NotYoursToExplain
    finding.explanation = _require_text(text)
    finding.explained_by_name, finding.explained_at = actor.name, now
    finding.state = Finding.State.EXPLAINED
    finding.save(update_fields=["explanation", "explained_by_name", "explained_at", "state"])
    _record(actor, Action.MISUSE_EXPLAINED, finding, text)
    return finding


@transaction.atomic
def remind(actor: Actor, number: str, *, now: datetime) -> Finding:
    """The using agency is told once more that it has to explain. Raises NotYoursToRemind, ReminderPointless."""
    finding = _unsettled(actor, number)
    if not queries.may_remind(actor, finding):
        raise NotYoursToRemind
    if finding.state != Finding.State.OPEN or queries.is_reminded(finding, now):
        raise ReminderPointless
    finding.reminded_by_name, finding.reminded_at = actor.name, now
    finding.save(update_fields=["reminded_by_name", "reminded_at"])
    recording.record(actor, Action.MISUSE_REMINDED, target=finding.number, agency_code=finding.agency.code)
    return finding


@transaction.atomic
def accept(actor: Actor, number: str, *, text: str, now: datetime) -> Finding:
    """It was in order. What a rule held back because of it goes on, but for grants that another finding holds back as well."""
    finding = _to_judge(actor, number)
    _judge(actor, finding, Finding.State.ACCEPTED, text, now)
    _record(actor, Action.MISUSE_ACCEPTED, finding, text)
    _lift(actor, finding, now)
    return finding


@transaction.atomic
def judge_misuse(actor: Actor, number: str, *, text: str, now: datetime) -> Incident:
    """It was beyond what was granted: an incident is reported, and its clocks run (31.1)."""
    finding = _to_judge(actor, number)
    _judge(actor, finding, Finding.State.MISUSE, text, now)
    made = incidents.report(
        actor,
        Agency.objects.get(pk=actor.agency_id),
        kind=Incident.Kind.MISUSE,
        what=f"异常使用 {finding.number}：{finding.agency.name}“{finding.caller_name}”使用“{_name(finding)}”。{text.strip()}",
        found_at=min(now, finding.found_at),
        resources=(finding.resource.code,),
        grants=tuple(UUID(str(grant)) for grant in finding.grants),
        receipts=tuple(finding.receipts) if finding.kind != "canary" else (),
        now=now,
    )
    finding.incident = made
    finding.save(update_fields=["incident"])
    _record(actor, Action.MISUSE_JUDGED, finding, text, incident=made.number)
    return made


def _lift(actor: Actor, finding: Finding, now: datetime) -> None:
    lifted = set[UUID]()
    for each in list_standing(now).filter(finding=finding.number):
        if restraints.may_restrain(actor, each.grant):
            restraints.lift(actor, each.pk, reason=f"异常使用 {finding.number} 的说明已认可", now=now)
            if each.grant is not None:
                lifted.add(each.grant.pk)
    hold_on(lifted, now)


def _unsettled(actor: Actor, number: str) -> Finding:
    finding = queries.get_finding(actor, number, lock=True)
    if finding.is_settled:
        raise FindingSettled(number=finding.number)
    return finding


def _to_judge(actor: Actor, number: str) -> Finding:
    finding = _unsettled(actor, number)
    if not queries.may_judge(actor, finding):
        raise NotYoursToJudge
    return finding


def _judge(actor: Actor, finding: Finding, state: Finding.State, text: str, now: datetime) -> None:
    finding.judgement, finding.state = _require_text(text), state
    finding.judged_by_name, finding.judged_at = actor.name, now
    finding.save(update_fields=["judgement", "state", "judged_by_name", "judged_at"])


def _require_text(text: str) -> str:
    if not text.strip() or len(text) > LONGEST:
        zh, en = "请填写，不超过 {most} 字。", "Fill this in, with at most {most} characters."
        raise Invalid(errors=[FieldError("text", "required", zh, en, most=LONGEST)])
    return text.strip()


def _record(actor: Actor, action: Action, finding: Finding, text: str, incident: str = "") -> None:
    recording.record(
        actor,
        action,
        resource=finding.resource.code,
        target=finding.number,
        caller=finding.caller,
        why=text.strip()[:200],
        incident=incident or None,
    )


def _name(finding: Finding) -> str:
    entry = finding.resource.current
    return entry.name if entry else finding.resource.code
