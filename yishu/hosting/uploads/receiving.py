"""Taking a file in parts, over as many connections as it takes (20.1).

An offset is in the database only once the bytes before it are on the disk. So if we die anywhere here, nothing is lost that was acknowledged; what lies behind
the offset is cut off when the next part comes.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from types import TracebackType
from typing import BinaryIO, Final, Self
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.ids import new_id
from yishu.hosting.commands import entry_to_publish
from yishu.hosting.errors import FileTooLarge, IdempotencyKeyReused
from yishu.hosting.reading import LARGEST_BYTES
from yishu.hosting.uploads import files, queries
from yishu.hosting.uploads.errors import (
    OffsetMismatch,
    TooManyUploads,
    UploadGone,
    UploadIsWhole,
    UploadLost,
    UploadsTooLarge,
    UploadTooLong,
)
from yishu.hosting.uploads.models import UNDER_WAY, Upload
from yishu.node.disk import needing_room

MOST_OF_AGENCY: Final = 50
MOST_BYTES_OF_AGENCY: Final = 40 * 1024**3
KEPT_EVERY: Final = 8 * 1024**2
"""Bytes after which an offset is noted: what a cut connection may have to send once more."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a sender says of a file before it comes. `digest`: SHA-256 in hexadecimal, empty where none was told."""

    length: int
    media_type: str
    charset: str
    how: str
    idempotency_key: str | None = None
    digest: str = ""
    file_name: str = ""
    metadata: str = ""


def begin(actor: Actor, resource_code: str, announced: Announced, *, now: datetime) -> Upload:
    """An upload to which parts can be sent; the same one where the sender has begun it under the same key before.

    Raises what `hosting.commands.entry_to_publish` does, FileTooLarge, IdempotencyKeyReused, TooManyUploads, UploadsTooLarge, DiskFull.
    """
    resource = entry_to_publish(actor, resource_code).resource
    if announced.length > LARGEST_BYTES:
        raise FileTooLarge(limit=f"{LARGEST_BYTES // 1024**2} MiB")
    with transaction.atomic():
        Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)
        if earlier := _begun_before(actor, resource, announced):
            return earlier
        require_bounds(resource, announced.length)
        made = _made(actor, resource, announced, now)
        files.make(made.pk, _promised(Upload.objects.all()))
    return made


def _begun_before(actor: Actor, resource: Resource, announced: Announced) -> Upload | None:
    if announced.idempotency_key is None:
        return None
    earlier = (
        Upload.objects.select_related("resource")
        .filter(resource=resource, actor=actor.ref, idempotency_key=announced.idempotency_key, state__in=UNDER_WAY)
        .first()
    )
    if earlier is None:
        return None
    said = (announced.length, announced.media_type, announced.charset, announced.how, announced.digest)
    if said != (earlier.length, earlier.media_type, earlier.charset, earlier.how, earlier.expected_digest):
        raise IdempotencyKeyReused
    return earlier


def require_bounds(resource: Resource, length: int) -> None:
    """What one agency has in hand at once, so that it cannot fill the disk of all. Held batches count: they take room as well. Raises TooManyUploads, UploadsTooLarge."""
    own = Upload.objects.filter(resource__provider_id=resource.provider_id, state__in=UNDER_WAY)
    if own.count() >= MOST_OF_AGENCY:
        raise TooManyUploads(most=MOST_OF_AGENCY)
    if (own.aggregate(sum=Sum("length"))["sum"] or 0) + length > MOST_BYTES_OF_AGENCY:
        raise UploadsTooLarge(limit=f"{MOST_BYTES_OF_AGENCY // 1024**3} GiB")


def _promised(uploads: QuerySet[Upload]) -> int:
    coming = uploads.filter(state=Upload.State.RECEIVING)
    return coming.aggregate(sum=Sum(F("length") - F("offset")))["sum"] or 0


def _made(actor: Actor, resource: Resource, announced: Announced, now: datetime) -> Upload:
    is_whole = announced.length == 0
    made = Upload.objects.create(
        id=new_id(),
        resource=resource,
        actor=actor.ref,
        actor_name=actor.name,
        file_name=PurePath(announced.file_name).name[:200],
        metadata=announced.metadata,
        media_type=announced.media_type[:120],
        charset=announced.charset[:40],
        how=announced.how,
        idempotency_key=announced.idempotency_key,
        length=announced.length,
        expected_digest=announced.digest,
        state=Upload.State.RECEIVED if is_whole else Upload.State.RECEIVING,
        began_at=now,
        written_at=now,
        received_at=now if is_whole else None,
    )
    recording.record(
        actor,
        Action.UPLOAD_BEGUN,
        resource=resource.code,
        target=f"upload:{made.pk}",
        how=made.how,
        length=made.length,
    )
    return made


class Part:
    """Bytes that are being added to an upload at `offset`. One at a time: whoever else comes gets UploadBusy."""

    def __init__(self, file: BinaryIO, number: UUID, offset: int, length: int) -> None:
        self._file, self._number, self._length = file, number, length
        self.offset, self._kept = offset, offset

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_due(self) -> bool:
        """Whether enough has come for its offset to be noted."""
        return self.offset - self._kept >= KEPT_EVERY

    @property
    def is_whole(self) -> bool:
        return self.offset == self._length

    def write(self, block: bytes | bytearray) -> None:
        """Raises UploadTooLong, DiskFull."""
        if self.offset + len(block) > self._length:
            raise UploadTooLong(length=self._length)
        with needing_room():
            self._file.write(block)
        self.offset += len(block)

    def keep(self, now: datetime) -> None:
        """What came is durable when this returns, and acknowledged from then on. With the last byte the file waits to be published. Raises DiskFull, UploadGone."""
        if self.offset == self._kept and not self.is_whole:
            return
        with needing_room():
            self._file.flush()
            os.fsync(self._file.fileno())
        changes = {"offset": self.offset, "written_at": now}
        if self.is_whole:
            changes |= {"state": Upload.State.RECEIVED, "received_at": now}
        found = Upload.objects.filter(pk=self._number, state=Upload.State.RECEIVING).update(**changes)
        if not found:
            raise UploadGone  # deleted, or swept, in the meantime
        self._kept = self.offset

    def close(self) -> None:
        self._file.close()


def open_part(actor: Actor, resource_code: str, number: str, offset: int, *, now: datetime) -> Part:
    """Begin to add bytes: whoever may publish, for a key of the same system may not. The caller closes it. Raises RoleMissing, ScopeMissing, UploadNotFound, UploadGone, UploadIsWhole, UploadBusy, OffsetMismatch, UploadLost."""
    upload = queries.get_upload(actor, resource_code, number)  # of which nobody else learns that it exists
    require(actor, Role.DATA_OFFICER)
    if upload.state in (Upload.State.RECEIVED, Upload.State.HELD):
        raise UploadIsWhole
    if upload.state != Upload.State.RECEIVING:
        raise UploadGone
    try:
        file = files.open_locked(upload.pk)
        try:
            upload.refresh_from_db()  # as it stands now that nobody else writes
            _require_place(upload, file, offset)
            file.truncate(offset)
            file.seek(offset)
        except BaseException:
            file.close()
            raise
    except UploadLost:
        end(upload, Upload.State.EXPIRED, now)
        raise
    return Part(file, upload.pk, offset, upload.length)


def _require_place(upload: Upload, file: BinaryIO, offset: int) -> None:
    if upload.state != Upload.State.RECEIVING:
        raise UploadIsWhole
    if os.fstat(file.fileno()).st_size < upload.offset:
        raise UploadLost
    if offset != upload.offset:
        raise OffsetMismatch(offset=upload.offset, given=offset)


def abandon(actor: Actor, resource_code: str, number: str, *, now: datetime) -> None:
    """The sender no longer wants an upload that is not published. Raises RoleMissing, ScopeMissing, UploadNotFound, UploadGone, UploadBusy, UploadIsWhole."""
    upload = queries.get_upload(actor, resource_code, number)  # of which nobody else learns that it exists
    require(actor, Role.DATA_OFFICER)
    if upload.state != Upload.State.RECEIVING:
        raise UploadIsWhole if upload.is_under_way else UploadGone
    with files.locked(upload.pk), transaction.atomic():
        upload.refresh_from_db(fields=["state"])
        if upload.state == Upload.State.RECEIVED:
            raise UploadIsWhole
        end(upload, Upload.State.DISCARDED, now)
        recording.record(actor, Action.UPLOAD_ABANDONED, resource=upload.resource.code, target=f"upload:{upload.pk}")
    files.remove(upload.pk)


def end(upload: Upload, state: Upload.State, now: datetime) -> None:
    """Within a transaction; the file goes after it. Raises UploadGone where it has ended before, or is no longer what the caller saw."""
    found = Upload.objects.filter(pk=upload.pk, state=upload.state).update(state=state, ended_at=now)
    if not found or upload.state not in UNDER_WAY:
        raise UploadGone
