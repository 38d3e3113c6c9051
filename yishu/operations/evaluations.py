"""Evaluations from outside (外部测评): put on record as their reports say, and when the next one is due (32.2)."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.operations import queries
from yishu.operations.models import Evaluation
from yishu.operations.texts import require_texts

LONGEST: Final = 120
MAY_RECORD: Final = (Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a report says; `report_digest` is the SHA-256 of its file, empty without one."""

    kind: str
    level: str
    assessor: str
    held_on: date
    next_due: date
    findings: str
    report_number: str
    report_digest: str = ""


@transaction.atomic
def record(actor: Actor, draft: Draft, *, now: datetime) -> Evaluation:
    """Raises RoleMissing, Invalid."""
    require(actor, *MAY_RECORD)
    require_texts(assessor=draft.assessor, report_number=draft.report_number, findings=draft.findings)
    _require_sound(draft, shanghai_day(now))
    row = Evaluation.objects.create(
        **asdict(draft), recorded_by=actor.ref, recorded_by_name=actor.name, recorded_at=now
    )
    recording.record(
        actor,
        Action.EVALUATION_RECORDED,
        target=f"evaluation:{row.pk}",
        how=row.kind,
        number=row.report_number,
        digest=row.report_digest,
        until=row.next_due.isoformat(),
    )
    return row


def digest_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while part := file.read(65_536):
        digest.update(part)
    return digest.hexdigest()


def outline(now: datetime) -> list[dict[str, Any]]:
    """All on record, the newest first, as plain values. A superseded one is never overdue: the newest of its kind is."""
    standing = {each.pk for each in queries.list_latest_evaluations().values()}
    today = shanghai_day(now)
    return [
        {
            "kind": each.kind,
            "level": each.level,
            "assessor": each.assessor,
            "held_on": each.held_on.isoformat(),
            "next_due": each.next_due.isoformat(),
            "findings": each.findings,
            "report_number": each.report_number,
            "report_digest": each.report_digest,
            "overdue": each.pk in standing and each.next_due < today,
        }
        for each in Evaluation.objects.all()
    ]


def _require_sound(draft: Draft, today: date) -> None:
    wrong = []
    if draft.kind == Evaluation.Kind.CLASSIFIED_PROTECTION and not draft.level:
        wrong.append(FieldError("level", "required", "等保测评须写明级别。", "Name the level that was evaluated."))
    for field in ("assessor", "report_number"):
        if len(getattr(draft, field)) > LONGEST:
            zh, en = "不超过 {most} 字。", "At most {most} characters."
            wrong.append(FieldError(field, "length", zh, en, most=LONGEST))
    if draft.held_on > today:
        zh, en = "测评日期不能晚于今天：完成后再登记。", "Record it when it was held: the date is not after today."
        wrong.append(FieldError("held_on", "date_past", zh, en))
    if draft.next_due <= draft.held_on:
        zh, en = "下次到期须晚于测评日期。", "The next one is due after the date of this one."
        wrong.append(FieldError("next_due", "date_after", zh, en))
    if wrong:
        raise Invalid(errors=wrong)
