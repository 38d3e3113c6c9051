"""The worker writes files of versions, and removes those that go by rule: one at a time over the whole node, outside of every lock (20.1, 33.1).

A row with the file's name is committed before its first byte, and says that it is whole only once size and SHA-256 of what the store has are what was written. Whoever is killed on the
way leaves a row that says `writing`: the next run removes what is there and begins anew. Until then the log stays: expiry waits (see `queries.oldest_unwritten`).
"""

import hashlib
import logging
import os
import tempfile
import time
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

import pyarrow as pa
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.hosting.archiving import queries
from yishu.hosting.archiving.errors import VersionStoreUnreachable
from yishu.hosting.archiving.models import TEXT_TYPES, ArchiveRule, VersionFile
from yishu.hosting.archiving.rules import Made
from yishu.hosting.archiving.store import Store, folder, store
from yishu.hosting.copying_formats import ARROW_TYPES, FACT, write_as
from yishu.hosting.keeping import shapes
from yishu.hosting.models import Holding
from yishu.hosting.snapshots import Reading, open_version
from yishu.hosting.tables import Column, Table
from yishu.node.claims import claimed
from yishu.node.disk import needing_room
from yishu.node.durable_files import sync

log = logging.getLogger(__name__)

EVERY: Final = 600.0
"""Seconds between two looks at what is due."""
_LOCKS: Final = 5_240_540
_State = VersionFile.State


class Archivist:
    """What the worker calls again and again; it looks every ten minutes."""

    def __init__(self) -> None:
        self._looked = -EVERY

    def round(self) -> None:
        if time.monotonic() - self._looked >= EVERY:
            self._looked = time.monotonic()
            archive(timezone.now())


def archive(now: datetime) -> int:
    """Write every file that is due, remove those that are over; how many were written. What fails is noted, and tried again at the next round; the log stays meanwhile."""
    with claimed(_LOCKS, 0) as is_ours:
        if not is_ours:
            return 0
        try:
            place = store()
            _begin_anew(place)
        except (VersionStoreUnreachable, OSError, ValueError) as error:
            log.error("no files of versions can be written: %s", error)
            place = None
        held = Holding.objects.filter(resource__archive_rules__isnull=False).select_related("resource").distinct()
        return sum(_follow_rule(place, holding, now) for holding in held)


def _follow_rule(place: Store | None, holding: Holding, now: datetime) -> int:
    """How many were written. Without a place, what waits for one is noted."""
    due, written = queries.files_due(holding, now), 0
    noted = ArchiveRule.objects.filter(pk=queries.get_rule(holding.resource).pk)
    try:
        if place is None:
            if due:
                noted.filter(failing_since=None).update(failing_since=now)
            return 0
        for made in due:
            _write(place, holding, made)
            written += 1
        for version in queries.files_over(holding, now):
            _remove(place, holding, version)
    except Exception as error:  # noqa: BLE001
        # The edge of one resource: whatever it was, the others go on, and the log of this one stays.
        log.error("files of %s wait: %s", holding.resource.code, type(error).__name__)
        noted.filter(failing_since=None).update(failing_since=now)
    else:
        noted.exclude(failing_since=None).update(failing_since=None)
    return written


def _begin_anew(place: Store) -> None:
    """What a run before was in the middle of: not written, or not removed, to its end."""
    _incoming().mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in _incoming().iterdir():
        left.unlink()
    for row in VersionFile.objects.filter(~Q(state=_State.KEPT)):
        place.remove(row.name)
        row.delete()


def _write(place: Store, holding: Holding, made: Made) -> None:
    table = shapes.table_at(holding, made.number)
    row = VersionFile.objects.create(
        holding=holding,
        version=made.number,
        entry_id=shapes.entry_at(holding, made.number),
        table=table.name,
        name=f"{holding.resource.path_code}/v{made.number}-{token_hex(8)}.parquet",
        made_at=made.at,
    )
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=_incoming())
    os.close(descriptor)
    part = Path(name)
    try:
        with needing_room():
            _write_part(part, row, table)
            place.put(part, row.name, row.digest)
    finally:
        part.unlink(missing_ok=True)
    _require_there(place, row)
    _keep(row)


def _write_part(path: Path, row: VersionFile, table: Table) -> None:
    """Durable when it returns; size, digest and records are then the row's."""
    items = tuple(column.code for column in table.columns)
    reading = open_version(table, row.holding_id, items, row.version)
    try:
        with path.open("wb") as file:
            write_as(file, reading.connection, reading.selection, _schema(row, table, reading))
            file.flush()
            os.fsync(file.fileno())
    finally:
        reading.close()
    with path.open("rb") as file:
        row.digest = hashlib.file_digest(file, "sha256").hexdigest()
    row.size, row.records = path.stat().st_size, reading.rows
    sync(path.parent)


def _schema(row: VersionFile, table: Table, reading: Reading) -> pa.Schema:
    """What a reader of the future needs beside the rows: whose they are, of when, what each column is called and means."""
    facts = {
        "resource": row.holding.resource.code,
        "version": str(row.version),
        "made_at": row.made_at.isoformat(),
        "records": str(reading.rows),
        "entry_version": str(row.entry.version),
        "name": row.entry.name,
        "key": ",".join(column.code for column in table.key),
    }
    return pa.schema(
        [_field(column) for column in table.columns], {f"{FACT}{name}": fact for name, fact in facts.items()}
    )


def _field(column: Column) -> pa.Field:
    kind = pa.string() if column.type in TEXT_TYPES else ARROW_TYPES[column.type]
    told = {"comment": column.name, f"{FACT}type": column.type, f"{FACT}sensitivity": column.sensitivity}
    return pa.field(column.code, kind, metadata=told)


def _require_there(place: Store, row: VersionFile) -> None:
    """Read back, every byte: what the store has is what was written."""
    with Path(os.devnull).open("wb") as nothing:
        came = place.copy(row.name, nothing)
    if came != row.digest or place.size(row.name) != row.size:
        raise VersionStoreUnreachable


@transaction.atomic
def _keep(row: VersionFile) -> None:
    row.state, row.written_at = _State.KEPT, timezone.now()
    row.receipt = recording.record(
        PLATFORM,
        Action.VERSION_FILE_KEPT,
        resource=row.holding.resource.code,
        target=f"version-file:{row.name}",
        version=row.version,
        records=row.records,
        size=row.size,
        digest=row.digest,
    )
    row.save()


def _remove(place: Store, holding: Holding, version: int) -> None:
    """First nobody is given it any more, on record; then it goes. A copy that is being read from it comes first."""
    with transaction.atomic():
        row = VersionFile.objects.select_for_update(of=("self",)).get(holding=holding, version=version)
        row.state = _State.REMOVING
        row.save(update_fields=["state"])
        recording.record(
            PLATFORM,
            Action.VERSION_FILE_REMOVED,
            resource=holding.resource.code,
            target=f"version-file:{row.name}",
            version=version,
            digest=row.digest,
        )
    place.remove(row.name)
    row.delete()


def _incoming() -> Path:
    return folder() / "incoming"
