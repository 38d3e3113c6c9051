"""Inspections: plan, findings, rectification, re-check (35.2). The inspector writes findings; nothing here touches business data."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yishu.agencies import queries as agencies
from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require, require_other
from yishu.assessment import queries
from yishu.assessment.errors import (
    DeadlineInThePast,
    FindingNotFound,
    FindingTextRequired,
    InspectionIncomplete,
    InspectionWrongStage,
    NotInspected,
)
from yishu.assessment.models import Finding, FindingStep, Inspection
from yishu.assessment.requesting import settle_by_plan
from yishu.assessment.words import state_words
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.node import clocks

ACT = FindingStep.Act
STATE = Finding.State
REPLIERS = (Role.HANDLER, Role.REVIEWER, Role.SIGNER)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an inspection looks at: `agencies` by code, days both included."""

    title: str
    topics: str
    agencies: tuple[str, ...]
    first: date
    last: date


@transaction.atomic
def plan_inspection(actor: Actor, plan: Plan, *, request: int | None = None, now: datetime) -> Inspection:
    """The coordinator plans; it begins once the inspector agrees. `request`: which is answered by it."""
    require(actor, Role.COORDINATOR)
    if not (plan.title.strip() and plan.topics.strip() and plan.agencies and plan.first <= plan.last):
        raise InspectionIncomplete
    year = shanghai_day(now).year
    made = Inspection.objects.create(
        number=_next_number(year),
        title=plan.title.strip(),
        topics=plan.topics.strip(),
        first=plan.first,
        last=plan.last,
        planned_by=actor.ref,
        planned_by_name=actor.name,
        planned_at=now,
    )
    made.agencies.set([agencies.get_agency(code) for code in plan.agencies])
    if request is not None:
        settle_by_plan(actor, request, made, now=now)
    recording.record(actor, Action.INSPECTION_PLANNED, target=made.number, agencies=list(plan.agencies))
    return made


@transaction.atomic
def agree_inspection(actor: Actor, number: str, *, now: datetime) -> Inspection:
    """The inspector agrees to the plan of somebody else; the inspection is under way."""
    require(actor, Role.INSPECTOR)
    inspection = queries.get_inspection(actor, number, lock=True)
    require_other(actor, inspection.planned_by)
    _require_stage(inspection, Inspection.State.PLANNED)
    inspection.state = Inspection.State.UNDER_WAY
    inspection.agreed_by_name, inspection.agreed_at = actor.name, now
    inspection.save(update_fields=["state", "agreed_by_name", "agreed_at"])
    recording.record(actor, Action.INSPECTION_AGREED, target=number)
    return inspection


@transaction.atomic
def note_finding(actor: Actor, number: str, agency_code: str, *, text: str, basis: str = "", now: datetime) -> Finding:
    """The inspector writes down what was found at one of the inspected agencies."""
    require(actor, Role.INSPECTOR)
    inspection = queries.get_inspection(actor, number, lock=True)
    _require_stage(inspection, Inspection.State.UNDER_WAY)
    agency = inspection.agencies.filter(code=agency_code).first()
    if agency is None:
        raise NotInspected
    finding = Finding.objects.create(
        inspection=inspection, agency=agency, text=_required(text), basis=basis.strip(), found_at=now
    )
    _step(finding, actor, ACT.NOTED, text, now=now)
    recording.record(actor, Action.FINDING_NOTED, target=_target(finding), agency_code=agency_code)
    return finding


@transaction.atomic
def notify_rectification(
    actor: Actor, finding_id: int, *, demand: str, responsible: str, due: date | None = None, now: datetime
) -> Finding:
    """The notice: what is to be put right, by when (else by the clock), and which person of the agency answers for it."""
    require(actor, Role.INSPECTOR, Role.COORDINATOR)
    finding = queries.get_finding(actor, finding_id, lock=True)
    _require_stage(finding, STATE.NOTED)
    finding.responsible = agencies.get_person(finding.agency_id, responsible)
    finding.due = _deadline(due, now)
    finding.state = STATE.RECTIFYING
    finding.save(update_fields=["responsible", "due", "state"])
    _step(finding, actor, ACT.NOTIFIED, _required(demand), due=finding.due, now=now)
    recording.record(
        actor, Action.RECTIFICATION_NOTIFIED, target=_target(finding), until=finding.due.isoformat(), why=demand
    )
    return finding


@transaction.atomic
def report_rectification(actor: Actor, finding_id: int, *, text: str, now: datetime) -> Finding:
    """The agency says what it has done."""
    require(actor, *REPLIERS)
    finding = queries.get_finding(actor, finding_id, lock=True)
    if finding.agency_id != actor.agency_id:
        raise FindingNotFound
    _require_stage(finding, STATE.RECTIFYING)
    finding.state = STATE.REPLIED
    finding.save(update_fields=["state"])
    _step(finding, actor, ACT.REPLIED, _required(text), now=now)
    recording.record(actor, Action.RECTIFICATION_REPORTED, target=_target(finding), why=text)
    return finding


@transaction.atomic
def recheck(
    actor: Actor, finding_id: int, *, passes: bool, text: str, due: date | None = None, now: datetime
) -> Finding:
    """The inspector looks again: it passes, or rectification goes on under a new deadline."""
    require(actor, Role.INSPECTOR)
    finding = queries.get_finding(actor, finding_id, lock=True)
    _require_stage(finding, STATE.REPLIED)
    finding.state = STATE.PASSED if passes else STATE.RECTIFYING
    finding.due = finding.due if passes else _deadline(due, now)
    finding.save(update_fields=["state", "due"])
    _step(
        finding,
        actor,
        ACT.PASSED if passes else ACT.AGAIN,
        _required(text),
        due=None if passes else finding.due,
        now=now,
    )
    recording.record(actor, Action.RECTIFICATION_CHECKED, target=_target(finding), result=finding.state, why=text)
    return finding


@transaction.atomic
def close_inspection(actor: Actor, number: str, *, now: datetime) -> Inspection:
    """The inspector closes what has no finding open any more."""
    require(actor, Role.INSPECTOR)
    inspection = queries.get_inspection(actor, number, lock=True)
    _require_stage(inspection, Inspection.State.UNDER_WAY)
    if waiting := inspection.findings.exclude(state=STATE.PASSED).first():
        _require_stage(waiting, STATE.PASSED)
    inspection.state = Inspection.State.CLOSED
    inspection.closed_by_name, inspection.closed_at = actor.name, now
    inspection.save(update_fields=["state", "closed_by_name", "closed_at"])
    recording.record(actor, Action.INSPECTION_CLOSED, target=number)
    return inspection


def _require_stage(thing: Inspection | Finding, state: str) -> None:
    if thing.state == state:
        return
    raise InspectionWrongStage(**state_words(thing))


def _required(text: str) -> str:
    if not text.strip():
        raise FindingTextRequired
    return text.strip()


def _deadline(due: date | None, now: datetime) -> date:
    if due is None:
        return clocks.deadline(clocks.RECTIFICATION, now).date
    if due <= shanghai_day(now):
        raise DeadlineInThePast
    return due


def _step(
    finding: Finding, actor: Actor, act: FindingStep.Act, text: str, *, due: date | None = None, now: datetime
) -> None:
    agency = Agency.objects.filter(pk=actor.agency_id).values_list("name", flat=True).first()
    FindingStep.objects.create(
        finding=finding, at=now, act=act, actor_name=actor.name, agency_name=agency or "", text=text.strip(), due=due
    )


def _target(finding: Finding) -> str:
    return f"{finding.inspection.number}/{finding.pk}"


def _next_number(year: int) -> str:
    """Numbers of a year in a row; the unique column refuses a second of two that are planned at once."""
    last = Inspection.objects.filter(number__startswith=f"JD{year}-").order_by("-number").first()
    return f"JD{year}-{int(last.number[-3:]) + 1 if last else 1:03d}"
