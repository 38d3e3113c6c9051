"""Putting backups, drills, assessments and procedures on record; every write of these."""

from datetime import date, datetime

import msgspec
from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.operations import risk
from yishu.operations.backup import Made
from yishu.operations.drill import Report
from yishu.operations.errors import DrillNotFound
from yishu.operations.models import Backup, Drill, Procedure, RiskAssessment
from yishu.operations.texts import require_texts


@transaction.atomic
def record_backup(actor: Actor, made: Made, *, now: datetime) -> Backup:
    """A backup is finished and verified (33.1)."""
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    evidence = made.manifest.evidence
    row = Backup.objects.create(
        place=str(made.place),
        made_at=made.manifest.made_at,
        finished_at=now,
        bytes=made.bytes,
        records=evidence.count,
        digest=evidence.digest,
        key=made.manifest.key,
    )
    recording.record(
        actor, Action.BACKUP_MADE, target=made.place.name[-80:], digest=evidence.digest, accepted=evidence.count
    )
    return row


@transaction.atomic
def file_recovery(actor: Actor, report: Report, *, now: datetime) -> Drill:
    """The measured report of a recovery drill, passed or not (33.1)."""
    require(actor, Role.SYSTEM_ADMINISTRATOR)
    row = Drill.objects.create(
        kind=Drill.Kind.RECOVERY,
        title="备份恢复演练",
        planned_for=shanghai_day(now),
        leader="" if actor.kind == "platform" else actor.name,
        outcome=Drill.Outcome.PASSED if report.holds else Drill.Outcome.FAILED,
        held_at=now,
        findings="\n".join(f"{check.what}: {check.note}" for check in report.checks if not check.holds),
        report=msgspec.to_builtins(report),
        recovery_seconds=report.recovery_seconds,
        lost_records=report.loss.records,
        lost_seconds=report.loss.seconds,
    )
    _record_drill(actor, Action.DRILL_HELD, row)
    return row


@transaction.atomic
def plan_drill(actor: Actor, *, kind: str, title: str, plan: str, planned_for: date, leader: str) -> Drill:
    """A drill that is to be held, with its plan and who leads it (33.1)."""
    require(actor, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.COORDINATOR)
    require_texts(title=title, leader=leader)
    row = Drill.objects.create(kind=Drill.Kind(kind), title=title, plan=plan, planned_for=planned_for, leader=leader)
    _record_drill(actor, Action.DRILL_PLANNED, row)
    return row


@transaction.atomic
def record_outcome(actor: Actor, drill_id: int, *, passed: bool, findings: str, now: datetime) -> Drill:
    """What came of a planned drill: passed or not, and what was found."""
    require(actor, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.COORDINATOR)
    require_texts(findings=findings)
    row = Drill.objects.select_for_update().filter(pk=drill_id, outcome=Drill.Outcome.PLANNED).first()
    if row is None:
        raise DrillNotFound
    row.outcome = Drill.Outcome.PASSED if passed else Drill.Outcome.FAILED
    row.held_at, row.findings = now, findings
    row.save(update_fields=["outcome", "held_at", "findings"])
    _record_drill(actor, Action.DRILL_HELD, row)
    return row


@transaction.atomic
def assess_risk(actor: Actor, *, now: datetime) -> RiskAssessment:
    """Run the platform's checks of itself, and keep what they found (32.2)."""
    require(actor, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.INSPECTOR)
    found = risk.assess(now)
    row = RiskAssessment.objects.create(
        at=now,
        by="" if actor.kind == "platform" else actor.name,
        findings=msgspec.to_builtins(found),
        checks=sorted(risk.CHECKS),
    )
    recording.record(actor, Action.RISK_ASSESSED, target=f"risk:{row.pk}", accepted=len(found))
    return row


@transaction.atomic
def record_procedure(
    actor: Actor, agency: Agency, *, kind: str, title: str, issued_on: date, reference: str, text: str, now: datetime
) -> Procedure:
    """A procedure or an accountability document of one's own agency (34.1)."""
    require(actor, Role.AGENCY_ADMINISTRATOR, Role.RISK_OFFICER, Role.SYSTEM_ADMINISTRATOR)
    require_texts(title=title)
    row = Procedure.objects.create(
        agency=agency,
        kind=Procedure.Kind(kind),
        title=title,
        issued_on=issued_on,
        reference=reference,
        text=text,
        recorded_by=actor.ref,
        recorded_by_name=actor.name,
        recorded_at=now,
    )
    recording.record(actor, Action.PROCEDURE_RECORDED, target=f"procedure:{row.pk}", why=title[:200])
    return row


def _record_drill(actor: Actor, action: Action, row: Drill) -> None:
    recording.record(actor, action, target=f"drill:{row.pk}", why=row.title, how=row.outcome)
