"""Publishing what came in: at once where somebody waits for it, else when it is its turn; or holding it for a person (13.1, 20.1, 21.2).

A file is published under its key at most once. If we die after publishing it and before noting so, the next attempt is answered with the batch that there is.
"""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from yishu.agencies.models import ApplicationSystem, Person
from yishu.agencies.queries import actor_of_person, actor_of_system
from yishu.audit import recording
from yishu.audit.record import Action, Outcome
from yishu.catalogue.codes import from_path
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.core.ids import new_id
from yishu.hosting import commands
from yishu.hosting.errors import EntryChanged, IdempotencyKeyReused
from yishu.hosting.holding_back import BatchHeld
from yishu.hosting.models import Batch
from yishu.hosting.uploads import files, queries
from yishu.hosting.uploads.errors import (
    BatchDiscarded,
    DigestMismatch,
    SenderGone,
    UploadBusy,
    UploadFailed,
    UploadLost,
)
from yishu.hosting.uploads.models import UNDER_WAY, HeldBatch, Upload
from yishu.hosting.uploads.progress import noting
from yishu.hosting.uploads.receiving import Announced, end, require_bounds
from yishu.node.errors import DiskFull

log = logging.getLogger(__name__)
MOST_ATTEMPTS: Final = 5
PAUSES: Final = tuple(timedelta(seconds=each) for each in (5, 60, 600, 3600, 0))
"""After each attempt that the platform could not carry through, before the next: what is amiss may last."""
ROOM_AWAITED: Final = timedelta(days=1)
"""How long a file waits for somebody to make room on a full disk, before attempts count that end so."""
State = Upload.State


def publish_or_hold(
    actor: Actor, resource_code: str, spool: Path, announced: Announced, *, body_digest: str = "", now: datetime
) -> Batch | Upload:
    """Publish a spooled file; where its share of bad records is above what its provider declared, it is held, and moved out of the spool.

    `body_digest`: its SHA-256 in hexadecimal, where that is known. A retry under the same key is answered by what there is: the batch, the held one, or
    BatchDiscarded. Raises what `hosting.commands.publish` does.
    """
    body_digest = body_digest or commands.file_digest(spool)
    _require_digest(body_digest, announced.digest)
    if standing := standing_of(actor, resource_code, announced, body_digest):
        return standing
    try:
        return commands.publish(
            actor,
            resource_code,
            spool,
            media_type=announced.media_type,
            charset=announced.charset or None,
            how=announced.how,
            idempotency_key=announced.idempotency_key,
            hold=share_of(resource_code),
            body_digest=body_digest,
            now=now,
        )
    except BatchHeld as held:
        return _held_anew(actor, resource_code, spool, announced, held, now)


def standing_of(actor: Actor, resource_code: str, announced: Announced, body_digest: str = "") -> Upload | None:
    """What the same sender's file under the same key is waiting for; `body_digest` where the file is there. Raises IdempotencyKeyReused where that is another file, BatchDiscarded."""
    found = queries.find_by_key(actor, resource_code, announced.idempotency_key)
    if found is None or found.state not in (State.RECEIVED, State.HELD, State.DISCARDED):
        return None
    same = (found.how, found.length) == (announced.how, announced.length)
    if same and found.body_digest and body_digest:
        same = found.body_digest == body_digest
    if not same:
        raise IdempotencyKeyReused
    if found.state == State.DISCARDED:
        if (held := queries.find_held(found)) is None:
            return None  # its sender gave it up
        raise BatchDiscarded(who=held.decided_by_name, reason=held.reason)
    return found


def share_of(resource_code: str) -> Decimal | None:
    """The percentage of bad records above which a batch is held, where its provider declared one."""
    resource = Resource.objects.filter(code=from_path(resource_code)).first()
    rule = queries.find_hold_rule(resource) if resource else None
    return rule and rule.percent


def take_in(
    actor: Actor, resource_code: str, spool: Path, announced: Announced, *, body_digest: str = "", now: datetime
) -> Upload:
    """A whole file, to be published when it is its turn; it is moved out of the spool. Raises what `entry_to_publish` does, IdempotencyKeyReused, BatchDiscarded, DiskFull."""
    resource = commands.entry_to_publish(actor, resource_code).resource
    body_digest = body_digest or commands.file_digest(spool)
    _require_digest(body_digest, announced.digest)
    with transaction.atomic():
        Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
        if standing := standing_of(actor, resource_code, announced, body_digest):
            return standing
        made = _whole(actor, resource, announced, now, digest=body_digest)
        recording.record(
            actor, Action.UPLOAD_BEGUN, resource=resource.code, target=f"upload:{made.pk}", how=made.how, length=made.length
        )  # fmt: skip
        files.take_over(spool, made.pk)
    return made


def _held_anew(
    actor: Actor, resource_code: str, spool: Path, announced: Announced, held: BatchHeld, now: datetime
) -> Upload:
    resource = Resource.objects.get(code=from_path(resource_code))
    with transaction.atomic():
        Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
        if standing := standing_of(actor, resource_code, announced, held.body_digest):
            return standing  # sent twice at the same time
        made = _whole(actor, resource, announced, now, digest=held.body_digest)
        files.take_over(spool, made.pk)
        _hold(actor, made, held, now)
    return made


def _whole(actor: Actor, resource: Resource, announced: Announced, now: datetime, *, digest: str) -> Upload:
    """Under the resource's lock. Raises IdempotencyKeyReused where a file under this key is coming in parts, TooManyUploads, UploadsTooLarge."""
    if announced.idempotency_key is not None:
        same = Upload.objects.filter(resource=resource, actor=actor.ref, idempotency_key=announced.idempotency_key)
        if same.filter(state=State.RECEIVING).exists():
            raise IdempotencyKeyReused
    require_bounds(resource, announced.length)
    return Upload.objects.create(
        id=new_id(),
        resource=resource,
        actor=actor.ref,
        actor_name=actor.name,
        file_name=announced.file_name[:200],
        media_type=announced.media_type[:120],
        charset=announced.charset[:40],
        how=announced.how,
        idempotency_key=announced.idempotency_key,
        length=announced.length,
        offset=announced.length,
        body_digest=digest,
        expected_digest=announced.digest,
        state=State.RECEIVED,
        began_at=now,
        written_at=now,
        received_at=now,
    )


def publish_received(number: UUID) -> bool:
    """Publish an upload that is whole. Whether something became of it; False where another process is at it, or where it must be tried again.

    Called by the gateways, in threads. Whatever goes wrong is noted at the upload, where its sender finds it.
    """
    try:
        with files.locked(number):
            upload = Upload.objects.select_related("resource__provider").filter(pk=number, state=State.RECEIVED).first()
            if upload is None:
                return False
            # Noted before: a file that kills its reader each time must not do so for ever.
            Upload.objects.filter(pk=number).update(attempts=upload.attempts + 1)
            done = _attempted(upload, timezone.now())
    except UploadBusy:
        return False
    except UploadLost as lost:
        upload = Upload.objects.select_related("resource__provider").get(pk=number)
        done = upload.state == State.RECEIVED and _refuse(upload, lost, timezone.now())
    if done and Upload.objects.filter(pk=number).exclude(state__in=UNDER_WAY).exists():
        files.remove(number)
    return done


def _attempted(upload: Upload, now: datetime) -> bool:
    if upload.attempts >= MOST_ATTEMPTS:
        return _refuse(upload, UploadFailed(attempts=MOST_ATTEMPTS), now)
    actor = _named(upload)
    try:
        actor = _sender(upload)
        body_digest = commands.file_digest(files.path_of(upload.pk))
        _require_digest(body_digest, upload.expected_digest)
        batch = _published(actor, upload, body_digest, now)
    except BatchHeld as held:
        with transaction.atomic():
            _hold(actor, upload, held, now)
    except EntryChanged:
        return False
    except DiskFull:
        if now - upload.written_at < ROOM_AWAITED:  # no fault of the file: it counts not
            Upload.objects.filter(pk=upload.pk).update(attempts=upload.attempts, again_at=now + PAUSES[0])
        return False
    except Problem as problem:
        if problem.status >= 500:
            log.warning("the upload %s is tried again: %s", upload.pk, problem.code)
            Upload.objects.filter(pk=upload.pk).update(again_at=now + PAUSES[upload.attempts])
            return False
        return _refuse(upload, problem, now)
    else:
        _note_published(upload, batch, now)
    return True


def _published(actor: Actor, upload: Upload, body_digest: str, now: datetime) -> Batch:
    held = queries.find_held(upload)
    return commands.publish(
        actor,
        upload.resource.code,
        files.path_of(upload.pk),
        media_type=upload.media_type,
        charset=upload.charset or None,
        how=upload.how,
        idempotency_key=key_of(upload),
        hold=None if held and held.released else share_of(upload.resource.code),
        watched=lambda staging: noting(upload.pk, staging),
        body_digest=body_digest,
        now=now,
    )


def key_of(upload: Upload) -> str:
    """Its sender's, or its own: published at most once either way."""
    return upload.idempotency_key or f"upload:{upload.pk}"


def _sender(upload: Upload) -> Actor:
    """Who sent it, with the rights that they have now: those of before may have been withdrawn. Raises SenderGone."""
    kind, _, number = upload.actor.partition(":")
    if kind == "system":
        system = ApplicationSystem.objects.select_related("agency").filter(pk=number, is_active=True).first()
        if system is not None:
            return actor_of_system(system)
    elif kind == "person":
        person = Person.objects.select_related("agency").filter(pk=number, is_active=True).first()
        if person is not None:
            return actor_of_person(person)
    raise SenderGone(who=upload.actor_name)


def _named(upload: Upload) -> Actor:
    """Who sent it, for the record alone."""
    kind, _, number = upload.actor.partition(":")
    provider = upload.resource.provider
    assert kind in ("system", "person")
    assert provider is not None
    return Actor(kind, int(number), upload.actor_name, provider.pk, provider.code)  # type: ignore[arg-type]


def _require_digest(found: str, told: str) -> None:
    """Raises DigestMismatch."""
    if told and found != told:
        raise DigestMismatch(found=found)


def _refuse(upload: Upload, problem: Problem, now: datetime) -> bool:
    said = {language: problem.as_dict(language) for language in ("zh", "en")}
    if not problem.receipt:
        problem.receipt = recording.record(
            _named(upload),
            Action.BATCH_PUBLISHED,
            resource=upload.resource.code,
            target=f"upload:{upload.pk}",
            outcome=Outcome.DENIED,
            reason=problem.code,
        )
    with transaction.atomic():
        end(upload, State.REFUSED, now)
        HeldBatch.objects.filter(upload=upload).update(sample=[])
        Upload.objects.filter(pk=upload.pk).update(refusal={**said, "receipt": problem.receipt})
    return True


def _note_published(upload: Upload, batch: Batch, now: datetime) -> None:
    HeldBatch.objects.filter(upload=upload).update(sample=[])  # they are in quarantine now
    Upload.objects.filter(pk=upload.pk).update(
        state=State.PUBLISHED, batch=batch, body_digest=batch.body_digest, records_read=batch.records, ended_at=now
    )


def _hold(actor: Actor, upload: Upload, held: BatchHeld, now: datetime) -> None:
    upload.state, upload.body_digest, upload.records_read = State.HELD, held.body_digest, held.records
    upload.save(update_fields=["state", "body_digest", "records_read"])
    until = shanghai_day(now + timedelta(days=settings.YISHU_HELD_DAYS))
    HeldBatch.objects.create(
        upload=upload,
        records=held.records,
        quarantined=held.quarantined,
        percent=held.percent,
        faults=held.faults,
        sample=held.sample,
        held_at=now,
        until=until,
    )
    recording.record(
        actor,
        Action.BATCH_HELD,
        resource=upload.resource.code,
        target=f"upload:{upload.pk}",
        how=upload.how,
        body=held.body_digest,
        records=held.records,
        quarantined=held.quarantined,
        percent=str(held.percent),
    )
