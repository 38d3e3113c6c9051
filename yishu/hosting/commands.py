"""Publishing data (Art. 7, 13, 20, 21)."""

import hashlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.codes import from_path
from yishu.catalogue.errors import NotTheProvider
from yishu.catalogue.models import Entry, Resource, SignOff
from yishu.catalogue.queries import get_resource
from yishu.catalogue.vocabulary import Provision, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.core.ids import new_id
from yishu.hosting import applying, key_indexes, receipts, shaping, standing
from yishu.hosting.comparing import Comparison
from yishu.hosting.controls.guarding import number_in_force
from yishu.hosting.declared.queries import checks_in_force
from yishu.hosting.errors import (
    EntryChanged,
    IdempotencyKeyReused,
    ModeUnknown,
    NotHosted,
    ResourceNotPublished,
    SignOffMissing,
)
from yishu.hosting.holding_back import require_share
from yishu.hosting.keeping import reshaping
from yishu.hosting.keeping.receipts import keep_reshaped
from yishu.hosting.keys import key_sql
from yishu.hosting.models import HOW_FILES_COME, Batch, Holding, QuarantinedRecord
from yishu.hosting.quarantine import resending
from yishu.hosting.quarantine.queries import overrides_of
from yishu.hosting.reading import source
from yishu.hosting.staging import SENT_BACK, Staging
from yishu.hosting.tables import Table
from yishu.node import epoch
from yishu.node.disk import needing_room
from yishu.node.errors import DiskFull

Watched = Callable[[Staging], AbstractContextManager[object]]


def unwatched(_staging: Staging) -> AbstractContextManager[object]:
    """Nobody asks how far a file has been read."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file as it was handed in."""

    actor: Actor
    entry: Entry
    media_type: str
    how: str
    idempotency_key: str | None
    body_digest: str
    now: datetime
    began: float  # by the clock that nobody sets
    hold: Decimal | None = None
    watched: Watched = unwatched
    controls: int | None = None  # the declaration of control records by which its keys are checked

    @property
    def resource(self) -> Resource:
        return self.entry.resource


def publish(
    actor: Actor,
    resource_code: str,
    spool: Path,
    *,
    media_type: str,
    charset: str | None = None,
    how: str = "upsert",
    idempotency_key: str | None = None,
    hold: Decimal | None = None,
    watched: Watched = unwatched,
    body_digest: str = "",
    now: datetime,
) -> Batch:
    """Publish the records of a spooled file, and return the batch as its receipt.

    `how`: upsert leaves rows alone that the file lacks; replace deletes them, but for rows whose record is sent back by this very file, and only
    if the file has a good record at all; delete deletes the keys given. All or nothing: a refused file leaves an evidence record and nothing
    else (its receipt is in the Problem). What the batch's digest covers: see `Staging`. `hold`: the percentage of bad records above which nothing is
    published either, but BatchHeld raised. `watched` is entered while the file is read; `body_digest`: the file's SHA-256 in hexadecimal, where that is known. Raises the Problems of hosting.errors, RoleMissing,
    ScopeMissing, ResourceNotFound, NotTheProvider, DiskFull.
    """
    began = time.monotonic()
    try:
        with needing_room():
            entry = entry_to_publish(actor, resource_code)
            if how not in HOW_FILES_COME:
                raise ModeUnknown(mode=how[:40])
            digest = body_digest or file_digest(spool)
            controls = number_in_force(entry.resource)
            sent = _Sent(
                actor, entry, media_type[:120], how, idempotency_key, digest, now, began, hold, watched, controls
            )
            return _earlier(sent) or _staged(sent, spool, charset)
    except DiskFull:
        raise  # no refusal, but a failure of ours; and there is hardly room to put it on record
    except Problem as problem:
        problem.receipt = recording.record(
            actor,
            Action.BATCH_PUBLISHED,
            resource=from_path(resource_code)[:60],
            outcome=Outcome.DENIED,
            reason=problem.code,
            how=how[:40],
        )
        raise


def entry_to_publish(actor: Actor, resource_code: str) -> Entry:
    """The entry under whose sign-off a file is published. Raises RoleMissing, ScopeMissing, ResourceNotFound, NotTheProvider, ResourceNotPublished, NotHosted,
    SignOffMissing."""
    require(actor, Role.DATA_OFFICER)
    resource = get_resource(resource_code, viewer=actor)
    if actor.kind != "platform" and resource.provider_id != actor.agency_id:
        raise NotTheProvider
    entry = resource.current
    if resource.state != ResourceState.PUBLISHED or entry is None:
        raise ResourceNotPublished(code=resource.code)
    if entry.provision != Provision.HOSTED:
        raise NotHosted(code=resource.code)
    if not SignOff.objects.filter(entry=entry).exists():
        raise SignOffMissing
    return Entry.objects.select_related("resource").get(pk=entry.pk)


def _earlier(sent: _Sent) -> Batch | None:
    """The batch that the same sender published under the same key. Raises IdempotencyKeyReused where that was something else."""
    if not sent.idempotency_key:
        return None
    batch = Batch.objects.filter(
        holding__resource=sent.resource, actor=sent.actor.ref, idempotency_key=sent.idempotency_key
    ).first()
    if batch and (batch.body_digest, batch.how) != (sent.body_digest, sent.how):
        raise IdempotencyKeyReused
    return batch


def _staged(sent: _Sent, spool: Path, charset: str | None) -> Batch:
    holding = Holding.objects.select_related("entry__resource").filter(resource=sent.resource).first()
    table = shaping.table_for(sent.entry, holding)
    file = source(spool, sent.media_type, charset, table, keys_only=sent.how == Batch.How.DELETE)
    today = shanghai_day(sent.now)
    checks = checks_in_force(sent.resource, file, today), overrides_of(sent.resource)
    loading = holding is None and sent.how != Batch.How.DELETE
    begun = transaction.atomic if loading else nullcontext
    compared = holding is not None and holding.entry_id == sent.entry.pk
    try:
        with standing.known(file, sent.how, holding, compared=compared) as known, begun():
            return _published(sent, table, holding, Staging(file, *checks, loading=loading, known=known), today)
    except standing.Moved:
        return _published(sent, table, holding, Staging(file, *checks), today)


def _published(sent: _Sent, table: Table, holding: Holding | None, staged: Staging, today: date) -> Batch:
    with staged as staging:
        with sent.watched(staging):
            staging.fill(today)
        resending.stage(staging.source)
        has_columns = reshaping.make_columns(sent.entry, holding)
        with transaction.atomic():
            return _applied(sent, table, staging, has_columns=has_columns)


def _applied(sent: _Sent, table: Table, staging: Staging, *, has_columns: bool) -> Batch:
    """The short transaction. The holding's row is its lock: who commits first has the lower version."""
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '128MB'")
    staging.settle_repeats()
    if staging.known.comparison:
        _compared(sent, table, staging, staging.known.comparison)
    holding, is_new = _locked_holding(sent, table, staging)
    staging.known.require(holding)
    if earlier := _earlier(sent):  # sent twice at the same time
        return earlier
    require_share(sent.hold, staging, sent.body_digest)
    moved = is_new or holding.entry_id != sent.entry.pk
    followed = reshaping.follow(holding, sent.entry, has_columns=has_columns)
    table = followed.table
    applied = _loaded(table, staging) if is_new and staging.loading else _changed(sent, table, staging, holding)
    at = _moment(sent, holding)
    keep_reshaped(sent.actor, holding, followed, reshaping.File(staging.sql, sent.how, staging.accepted), now=at)
    _count(holding, applied, staging, at)
    batch = _receipt(sent, holding, applied, staging, at)
    if sent.how != Batch.How.DELETE and not is_new:
        _mend_quarantine(batch, table, staging)
    if staging.known.digests and not staging.repeats:
        standing.keep(holding, table, staging.known.digests)
    _keep_quarantine(batch)
    resending.settle(batch)
    if key_indexes.make(holding, table) or moved:
        epoch.bump()
    return batch


def _loaded(table: Table, staging: Staging) -> applying.Applied:
    applied = applying.Applied(inserted=staging.accepted - staging.identical, updated=0, deleted=0)
    if applied.changed:
        shaping.log_loading(table)
    return applied


def _compared(sent: _Sent, table: Table, staging: Staging, comparison: Comparison) -> None:
    """Before the lock: where anything has been published meanwhile, `Known.require` finds it out."""
    stand = applying.compare_differing(table, staging.sql)
    unchanged = staging.good - staging.staged
    if _clears_missing(sent, staging) and stand + unchanged != staging.known.records:
        standing.list_missing(table, comparison, staging.sql)
        applying.clear_listed(table, standing.MISSING)


def _changed(sent: _Sent, table: Table, staging: Staging, holding: Holding) -> applying.Applied:
    if not staging.known.comparison:
        applying.compare(table, staging.sql, sent.how, clear_missing=_clears_missing(sent, staging))
    return applying.apply(table, holding.version + 1)


def _clears_missing(sent: _Sent, staging: Staging) -> bool:
    return sent.how == Batch.How.REPLACE and staging.accepted > 0


def _locked_holding(sent: _Sent, table: Table, staging: Staging) -> tuple[Holding, bool]:
    """The holding, its row locked; the first publication makes it and its tables. Raises EntryChanged."""
    resource = Resource.objects.select_for_update(no_key=True).get(pk=sent.resource.pk)
    if resource.current_id != sent.entry.pk or resource.state != ResourceState.PUBLISHED:
        raise EntryChanged
    if number_in_force(resource) not in (None, sent.controls):  # its range has not been kept free by this file's checks
        raise EntryChanged
    holding = (
        Holding.objects.select_for_update(of=("self",))
        .select_related("entry__resource")
        .filter(resource=resource)
        .first()
    )
    if holding:
        return holding, False
    if staging.loading:
        shaping.adopt(table, staging.sql)
    else:
        shaping.create(table)
    return Holding.objects.create(resource=resource, entry=sent.entry, table=table.name), True


def _count(holding: Holding, applied: applying.Applied, staging: Staging, now: datetime) -> None:
    holding.version += bool(applied.changed)
    holding.records += applied.inserted - applied.deleted
    if staging.accepted:
        holding.published_at = now
        # Shown in search results; columns of the lower slice that this one fills.
        Resource.objects.filter(pk=holding.resource_id).update(last_updated=now, records=holding.records)
    holding.save(update_fields=["entry", "table", "version", "records", "published_at"])


def _moment(sent: _Sent, holding: Holding) -> datetime:
    """When the version is made, under its lock: not when its file began to be read, and never before the version of before, should the clock have been set
    back. So who asks for a moment gets what stood there then."""
    now = sent.now + timedelta(seconds=time.monotonic() - sent.began)
    last = Batch.objects.filter(holding=holding).aggregate(last=Max("published_at"))["last"]
    return now if last is None else max(now, last)


def _receipt(sent: _Sent, holding: Holding, applied: applying.Applied, staging: Staging, at: datetime) -> Batch:
    counts, number = _counts(sent, applied, staging), new_id()
    receipt = recording.record(
        sent.actor,
        Action.BATCH_PUBLISHED,
        resource=sent.resource.code,
        target=f"batch:{number}",
        version=holding.version,
        how=sent.how,
        body=sent.body_digest,
        digest=staging.digest,
        **counts,
    )
    batch = Batch(
        id=number,
        holding=holding,
        actor=sent.actor.ref,
        actor_name=sent.actor.name,
        idempotency_key=sent.idempotency_key or None,
        how=sent.how,
        media_type=sent.media_type,
        body_digest=sent.body_digest,
        received_at=sent.now,
        published_at=at,
        version=holding.version,
        digest=staging.digest,
        receipt=receipt,
        **counts,
    )
    batch.signature = receipts.sign(batch)
    batch.save(force_insert=True)
    return batch


def _counts(sent: _Sent, applied: applying.Applied, staging: Staging) -> dict[str, Any]:
    """Every record of the file is accounted for, which the table of batches holds as well: what was read is what was accepted and what was sent back."""
    return {
        "records": staging.records,
        "accepted": staging.accepted,
        "inserted": applied.inserted,
        "updated": applied.updated,
        "deleted": applied.deleted,
        "unchanged": staging.accepted - applied.touched(sent.how),
        "quarantined": staging.bad,
    }


def _mend_quarantine(batch: Batch, table: Table, staging: Staging) -> None:
    """Earlier records sent back whose key now came good are mended (21.2)."""
    comparison = staging.known.comparison  # by which not all that came is staged
    keys = standing.named_among(comparison, batch.holding_id) if comparison else []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            update hosting_quarantinedrecord q set state = %(mended)s, mended_at = %(now)s, batch_mended_id = %(batch)s
            from hosting_batch b
            where b.id = q.batch_id and b.holding_id = %(holding)s
            and q.state = %(open)s and q.key <> ''
            and (q.key in (select {key_sql(table, "s")} from {staging.sql} s) or q.key = any(%(keys)s))
            """,
            {
                "mended": QuarantinedRecord.State.MENDED,
                "open": QuarantinedRecord.State.OPEN,
                "now": batch.received_at,
                "batch": batch.pk,
                "holding": batch.holding_id,
                "keys": keys,
            },
        )


def _keep_quarantine(batch: Batch) -> None:
    """What this batch sent back stays with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            insert into hosting_quarantinedrecord (batch_id, row, "values", errors, key, state)
            select %s, _row, "values", errors, key, %s from {SENT_BACK} order by _row
            """,
            [batch.pk, QuarantinedRecord.State.OPEN],
        )


def file_digest(spool: Path) -> str:
    """SHA-256, in hexadecimal."""
    with spool.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
