"""The erasure of a personal part: one administrator asks, another agrees, and only then it goes (5.1, 32.1)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.audit import erasing, recording
from yishu.audit.errors import NothingPersonal
from yishu.audit.queries import get_record
from yishu.audit.record import Action, Outcome, Record
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.operations.erasing import told
from yishu.operations.erasing.errors import ErasureAsked, ErasureNotFound, ErasureOver
from yishu.operations.erasing.models import Erasure
from yishu.operations.erasing.queries import DECIDERS, EVERYTHING, can_be_erased
from yishu.operations.texts import require_texts

LONGEST: Final = {"basis": 120, "reason": 200}


def ask(actor: Actor, number: UUID, *, basis: str, reason: str, now: datetime) -> Erasure:
    """`basis`: the document or provision; neither text repeats what is to be erased. Raises RoleMissing, Invalid, RecordNotFound, NothingPersonal, ErasureAsked."""
    require(actor, Role.AUDIT_ADMINISTRATOR)
    require_texts(basis=basis, reason=reason)
    _require_short(basis=basis.strip(), reason=reason.strip())
    if not can_be_erased(get_record(EVERYTHING, number)):
        raise NothingPersonal
    try:
        with transaction.atomic():
            made = Erasure.objects.create(
                record=number, basis=basis.strip(), why=reason.strip(), asked_by=actor.ref, asked_at=now
            )
            _put_on_record(actor, Action.ERASURE_ASKED, made)
            told.tell_asked(actor, made)
    except IntegrityError:
        raise ErasureAsked(number=Erasure.objects.get(record=number, state=Erasure.State.ASKED).pk) from None
    return made


def agree(actor: Actor, number: int, *, now: datetime) -> Erasure:
    """What is personal in the record goes, with its salt, in the transaction of the record that says so. Raises RoleMissing, OwnSubmission, ErasureNotFound, ErasureOver, RecordNotFound, NothingPersonal, NotInLogYet, EvidenceBusy, RecordArchiveUnreachable."""
    asked = _waiting(actor, number)
    seen = get_record(EVERYTHING, asked.record)

    def put_on_record() -> str:
        found = _waiting(actor, number, lock=True)
        found.receipt = _put_on_record(actor, Action.PERSONAL_PART_ERASED, found, asked_by=found.asked_by)
        _end(actor, found, Erasure.State.DONE, now)
        _forget_reason(seen.record)
        return found.receipt

    erasing.erase(asked.record, put_on_record)
    return Erasure.objects.get(pk=number)


@transaction.atomic
def refuse(actor: Actor, number: int, *, reason: str, now: datetime) -> Erasure:
    """All stays as it is. Raises RoleMissing, OwnSubmission, Invalid, ErasureNotFound, ErasureOver."""
    require_texts(reason=reason)
    _require_short(reason=reason.strip())
    found = _waiting(actor, number, lock=True)
    found.receipt = recording.record(
        actor,
        Action.ERASURE_REFUSED,
        target=f"record:{found.record}",
        outcome=Outcome.DENIED,
        why=reason.strip(),
        asked_by=found.asked_by,
    )
    _end(actor, found, Erasure.State.REFUSED, now)
    return found


def _waiting(actor: Actor, number: int, *, lock: bool = False) -> Erasure:
    """For one who may decide it: another person than who asked."""
    require(actor, *DECIDERS)
    rows = Erasure.objects.select_for_update() if lock else Erasure.objects
    found = rows.filter(pk=number).first()
    if found is None:
        raise ErasureNotFound(number=number)
    if found.state != Erasure.State.ASKED:
        raise ErasureOver
    require_other(actor, found.asked_by)
    return found


def _put_on_record(actor: Actor, action: Action, found: Erasure, **detail: Any) -> str:
    return recording.record(actor, action, target=f"record:{found.record}", basis=found.basis, why=found.why, **detail)


def _end(actor: Actor, found: Erasure, state: Erasure.State, now: datetime) -> None:
    found.state, found.decided_by, found.decided_at = state, actor.ref, now
    found.save(update_fields=["state", "decided_by", "decided_at", "receipt"])
    told.tell_decided(actor, found)


def _forget_reason(erased: Record) -> None:
    """The record of an erasure holds why it was asked for, and so does the erasure: what is erased there does not stay here."""
    if erased.action in (Action.ERASURE_ASKED, Action.PERSONAL_PART_ERASED):
        of = erased.target.removeprefix("record:")
        Erasure.objects.filter(record=of, why=erased.detail.get("why", "")).update(why="")


def _require_short(**texts: str) -> None:
    wrong = [
        FieldError(name, "too_long", f"最多 {LONGEST[name]} 个字。", f"{LONGEST[name]} characters at most.")
        for name, text in texts.items()
        if len(text) > LONGEST[name]
    ]
    if wrong:
        raise Invalid(errors=wrong)
