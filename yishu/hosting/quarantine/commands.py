"""Bringing records sent back to their end: looked at, corrected, put aside (21.2)."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.codes import from_path
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.hosting import commands as hosting
from yishu.hosting.models import Batch, QuarantinedRecord
from yishu.hosting.quarantine import queries
from yishu.hosting.quarantine.errors import NotPutAside, SentBackEnded, StillWrong
from yishu.hosting.spooling import spooled

NDJSON = "application/x-ndjson"
LONGEST_REASON = 1000
State = QuarantinedRecord.State


@transaction.atomic
def reveal(actor: Actor, resource_code: str, *, batch: str | None = None) -> Iterator[QuarantinedRecord]:
    """The open records sent back, whole: identity numbers unmasked, which is put on record. Of one batch, or of all."""
    found = queries.quarantined(actor, resource_code, batch=batch)
    recording.record(
        actor, Action.QUARANTINE_READ, resource=from_path(resource_code), target=f"batch:{batch}" if batch else ""
    )
    return found.iterator(chunk_size=1000)


@transaction.atomic
def open_record(actor: Actor, number: int) -> QuarantinedRecord:
    """One open record, whole, to be corrected; that it was read is put on record. Raises SentBackNotFound, SentBackEnded."""
    record = queries.get_record(actor, number)
    if record.state != State.OPEN:
        raise SentBackEnded
    _put_on_record(actor, Action.QUARANTINE_READ, record)
    return record


def correct(actor: Actor, number: int, values: Mapping[str, str | None], *, now: datetime) -> Batch:
    """Publish an open record with these values in place of its own, as a batch of one, under every check again.

    The record is mended by that batch, whatever its key was. A record that is still wrong publishes nothing and stays as it was: StillWrong has the
    faults by item. The same values again, by the same actor, are the same batch. Raises SentBackNotFound, SentBackEnded, and what `hosting.publish` raises.
    """
    record = queries.get_record(actor, number)
    body = _line(record, values)
    try:
        return _corrected(actor, record, body, now)
    except (StillWrong, SentBackEnded) as problem:
        problem.receipt = _put_on_record(
            actor, Action.QUARANTINE_CORRECTED, record, outcome=Outcome.DENIED, reason=problem.code
        )
        raise


@transaction.atomic
def put_aside(actor: Actor, number: int, *, reason: str, now: datetime) -> QuarantinedRecord:
    """Close an open record that nobody will mend, with the reason (the person does not exist, say). It can be taken up again."""
    record = queries.get_record(actor, number, lock=True)
    if record.state != State.OPEN:
        raise SentBackEnded
    record.closed_reason = required_text("reason", reason)
    record.state, record.closed_at = State.CLOSED, now
    record.closed_by, record.closed_by_name = actor.ref, actor.name
    record.save(update_fields=["state", "closed_at", "closed_by", "closed_by_name", "closed_reason"])
    _put_on_record(actor, Action.QUARANTINE_CLOSED, record, why=record.closed_reason)
    return record


@transaction.atomic
def take_up(actor: Actor, number: int) -> QuarantinedRecord:
    """Open a record again that was put aside; by whom and why it was stays in the evidence."""
    record = queries.get_record(actor, number, lock=True)
    if record.state != State.CLOSED:
        raise NotPutAside
    record.state, record.closed_at = State.OPEN, None
    record.closed_by = record.closed_by_name = record.closed_reason = ""
    record.save(update_fields=["state", "closed_at", "closed_by", "closed_by_name", "closed_reason"])
    _put_on_record(actor, Action.QUARANTINE_REOPENED, record)
    return record


def required_text(field: str, text: str) -> str:
    """Raises Invalid where there is nothing, or too much."""
    text = text.strip()
    if not text or len(text) > LONGEST_REASON:
        zh, en = "请写明，不超过 {most} 个字符。", "Say it, in {most} characters at most."
        raise Invalid(errors=[FieldError(field, "required" if not text else "length", zh, en, most=LONGEST_REASON)])
    return text


def _corrected(actor: Actor, record: QuarantinedRecord, body: bytes, now: datetime) -> Batch:
    with transaction.atomic():
        # In the order in which publishing locks: the resource, the holding, its records sent back.
        Resource.objects.select_for_update(no_key=True).get(pk=record.batch.holding.resource_id)
        locked = queries.get_record(actor, record.pk, lock=True)
        if earlier := _same_again(actor, locked, body):
            return earlier
        if locked.state != State.OPEN:
            raise SentBackEnded
        made = _attempted(actor, locked, body, now)
        if isinstance(made, Batch):
            _require_good(made)
            _mend(actor, locked, made)
            return made
    raise made


def _attempted(actor: Actor, record: QuarantinedRecord, body: bytes, now: datetime) -> Batch | Problem:
    """A refusal is no exception here: publishing has left its record in this transaction, which must stand."""
    try:
        return _published(actor, record, body, now)
    except Problem as problem:
        return problem


def _same_again(actor: Actor, record: QuarantinedRecord, body: bytes) -> Batch | None:
    """The batch, where this very correction was made before."""
    batch = record.batch_mended
    if batch is None or (batch.actor, batch.idempotency_key) != (actor.ref, _key(record)):
        return None
    return batch if batch.body_digest == hashlib.sha256(body).hexdigest() else None


def _published(actor: Actor, record: QuarantinedRecord, body: bytes, now: datetime) -> Batch:
    with spooled([body]) as spool:
        return hosting.publish(
            actor,
            record.batch.holding.resource.code,
            spool,
            media_type=NDJSON,
            how=Batch.How.DELETE if record.batch.how == Batch.How.DELETE else Batch.How.UPSERT,
            idempotency_key=_key(record),
            now=now,
        )


def _require_good(batch: Batch) -> None:
    """Raising takes the batch back, with the record that it sent back."""
    wrong = batch.quarantine.first()
    if wrong is not None:
        raise StillWrong(errors=[_field_error(error) for error in wrong.errors])


def _mend(actor: Actor, record: QuarantinedRecord, batch: Batch) -> None:
    record.state, record.batch_mended, record.mended_at = State.MENDED, batch, batch.published_at
    record.save(update_fields=["state", "batch_mended", "mended_at"])
    _put_on_record(actor, Action.QUARANTINE_CORRECTED, record, batch=str(batch.pk))


def _line(record: QuarantinedRecord, values: Mapping[str, str | None]) -> bytes:
    """The record as one line of JSON. Raises Invalid for an item that there is not."""
    table = queries.table_now(record)
    wanted = table.key if record.batch.how == Batch.How.DELETE else table.columns
    codes = [column.code for column in wanted]
    if unknown := sorted(values.keys() - set(codes)):
        zh, en = "没有这一项；可填 {known}。", "There is no such item; these are: {known}."
        known = ", ".join(codes)
        raise Invalid(errors=[FieldError(code[:60], "unknown", zh, en, known=known) for code in unknown])
    given = {code: values[code] if code in values else record.values.get(code) for code in codes}
    return json.dumps(given, ensure_ascii=False).encode() + b"\n"


def _field_error(error: Mapping[str, str]) -> FieldError:
    zh, en = (error[language].replace("{", "{{").replace("}", "}}") for language in ("zh", "en"))
    return FieldError(error["field"], error["rule"], zh, en)


def _key(record: QuarantinedRecord) -> str:
    return f"quarantine:{record.pk}"


def _put_on_record(
    actor: Actor,
    action: Action,
    record: QuarantinedRecord,
    outcome: Outcome = Outcome.ALLOWED,
    reason: str = "",
    **detail: Any,
) -> str:
    return recording.record(
        actor,
        action,
        resource=record.batch.holding.resource.code,
        target=f"quarantined:{record.pk}",
        outcome=outcome,
        reason=reason,
        **detail,
    )
