"""The worker moves months of the evidence into files once they are older than the rule, one at a time over the whole node (32.1).

A row with the file's name is committed before its first byte. The file is read back from where it stands: every record must have the hash that the log has at its place, and these
hashes must lead to the root that was signed. Only then do the rows leave the database, in the one transaction in which the file becomes what is read, with a record of it. Killed
anywhere, either the rows are there or the file is, and the next round goes on.
"""

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from yishu.audit import recording
from yishu.audit.archive import blocks, checking
from yishu.audit.archive.store import folder, months_kept, store
from yishu.audit.log.exporting import AT_A_TIME, entry_of, line_of
from yishu.audit.log.offline import NoExport
from yishu.audit.models import ArchivedMonth
from yishu.audit.months import Month, Part, list_parts
from yishu.audit.record import TABLE, Action
from yishu.core.actor import PLATFORM
from yishu.core.errors import Problem
from yishu.node.claims import claimed
from yishu.node.disk import needing_room
from yishu.node.durable_files import sync
from yishu.node.stores import Store

log = logging.getLogger(__name__)

EVERY: Final = 3600.0
"""Seconds between two looks at what is due."""
LOCK_MS: Final = 200
"""Calls wait so long at most behind the change; then it is tried again."""
TRIES: Final = 20
PAUSE: Final = 3.0
LOCKS: Final = 6_964
"""Whoever changes files of the archive has this claim."""
_State = ArchivedMonth.State


class NotWhole(Exception):
    """What is to be archived is not as the log has it; the text says where."""


class _CameLate(Exception):
    """A record was written into the part after it was read."""


class MonthsArchivist:
    """What the worker calls again and again; it looks every hour."""

    def __init__(self) -> None:
        self._looked = -EVERY

    def round(self) -> None:
        if time.monotonic() - self._looked >= EVERY:
            self._looked = time.monotonic()
            archive(timezone.now())


def archive(now: datetime) -> int:
    """Move every month that is due; how many were. What does not hold stays in the database, and is said in the log."""
    months = months_kept()
    if not months:
        return 0
    moved = 0
    with claimed(LOCKS, 0) as is_ours:
        if not is_ours:
            return 0
        try:
            place = store()
            _begin_anew(place)
            for part in parts_due(now, months):
                moved += _move_if_whole(place, part)
        except (Problem, OSError, ValueError) as wrong:
            log.error("the evidence cannot be archived: %s", wrong)
        except (DatabaseError, psycopg.Error) as lost:
            log.error("the evidence cannot be archived: %s", type(lost).__name__)  # its text may hold values
    return moved


def parts_due(now: datetime, months: int) -> list[Part]:
    """Whose last month ended that many whole months ago, oldest first."""
    until = Month.of(now).plus(-months).first
    with connection.cursor() as cursor:
        return [part for part in list_parts(cursor) if part.upper is not None and part.upper <= until]


def _move_if_whole(place: Store, part: Part) -> bool:
    try:
        with needing_room():
            return _move(place, part)
    except NotWhole as wrong:
        ArchivedMonth.objects.filter(part=part.table, state=_State.WRITTEN).update(state=_State.WRITING)
        log.error("%s cannot be archived: %s", part.table, wrong)
        return False


def _move(place: Store, part: Part) -> bool:
    row = ArchivedMonth.objects.filter(part=part.table, state=_State.WRITTEN).first()
    if row is None:
        row = ArchivedMonth.objects.create(
            part=part.table,
            lower=part.lower,
            upper=part.upper,
            name=new_name(part.table),
        )
        _write(place, row)
    require_held(place, row)
    row.state = _State.WRITTEN
    row.save()
    return _let_go(row)


def new_name(part: str) -> str:
    """Of a file for this partition."""
    return f"{part.removeprefix(f'{TABLE}_')}-{token_hex(8)}.jsonl.gz"


def incoming(place: Store) -> Path:
    """Beside the files, where that is a folder: from there they are renamed."""
    return (Path(place.root) if place.is_folder else folder()) / "incoming"


def _begin_anew(place: Store) -> None:
    """What a run before was in the middle of writing."""
    place.require()
    incoming(place).mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in incoming(place).iterdir():
        left.unlink()
    for row in ArchivedMonth.objects.filter(state=_State.WRITING):
        place.remove(row.name)
        row.delete()
    for row in ArchivedMonth.objects.exclude(spare=""):
        drop_spare(place, row)


def drop_spare(place: Store, row: ArchivedMonth) -> None:
    """The file goes before its name does: killed between the two, another round finds it."""
    place.remove(row.spare)
    ArchivedMonth.objects.filter(pk=row.pk, spare=row.spare).update(spare="")


def _write(place: Store, row: ArchivedMonth) -> None:
    descriptor, name = tempfile.mkstemp(suffix=".part", dir=incoming(place))
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file, psycopg.connect(settings.YISHU_DATABASE_URL) as reader:
            row.blocks, row.records = blocks.write(file, _lines(reader, row))
            file.flush()
            os.fsync(file.fileno())
        sync(part.parent)
        with part.open("rb") as file:
            row.digest = hashlib.file_digest(file, "sha256").hexdigest()
        row.size = part.stat().st_size
        place.put(part, row.name, row.digest)
    finally:
        part.unlink(missing_ok=True)
    row.save()


def _lines(reader: psycopg.Connection[Any], row: ArchivedMonth) -> Iterator[tuple[int, bytes]]:
    """All records of a part by their places, in one snapshot. Raises NotWhole where the log or the ledger lacks one."""
    reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    bounds = f"""
    select count(*), min(l.index), max(l.index), count(l.index), max(h.seen), count(*) filter (where r.moment >= h.seen),
        (select least(upto, cases) from audit_ledger)
    from {row.part} r left join audit_leaf l on l.record = r.id
        cross join (select base + txid_snapshot_xmin(txid_current_snapshot()) as seen from audit_log) h
    """
    [(rows, first, last, placed, seen, recent, entered)] = reader.execute(bounds.encode()).fetchall()
    if rows != placed:
        raise NotWhole(f"{rows - placed} records of {row.part} are not in the log")
    if not rows:
        return
    if last >= (entered or 0):
        raise NotWhole(f"records of {row.part} are not in the ledger of subjects and cases yet")
    row.first, row.last, row.seen, row.recent = first, last, seen, recent
    with reader.cursor(name="archived", binary=True) as cursor:
        cursor.itersize = AT_A_TIME
        statement = f"""
        select l.index, l.record, r.salt, r.body, r.leaf, r.personal from audit_leaf l join {row.part} r on r.id = l.record
        where l.index between %s and %s order by l.index
        """
        for index, *others in cursor.execute(statement.encode(), [first, last]):
            yield index, line_of(entry_of(index, *others))


def require_held(place: Store, row: ArchivedMonth) -> None:
    """Read back, every byte, and held against the log. Raises NotWhole, RecordArchiveUnreachable."""
    with tempfile.TemporaryFile(dir=incoming(place)) as content:
        if place.copy(row.name, content) != row.digest:
            raise NotWhole(f"{row.name} is not what was written")
        content.seek(0)
        try:
            with psycopg.connect(settings.YISHU_DATABASE_URL, autocommit=True) as reader:
                held = checking.count_held(reader, blocks.read_all(content))
        except (checking.Differs, NoExport) as wrong:
            raise NotWhole(f"{row.name}: {wrong}") from None
    if held != row.records:
        raise NotWhole(f"{row.name} holds {held} records of {row.records}")


def _let_go(row: ArchivedMonth) -> bool:
    """The rows leave the database, now or, where somebody reads for long, in another round."""
    for left in reversed(range(TRIES)):
        try:
            _switch(row)
        except _CameLate:
            ArchivedMonth.objects.filter(pk=row.pk).update(state=_State.WRITING)
            log.warning("%s has a record that came late: it is archived anew", row.part)
            return False
        except OperationalError as held:
            if not isinstance(held.__cause__, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
                raise
            if left:
                time.sleep(PAUSE)
        else:
            return True
    log.warning("%s is archived, and waits to leave the database: it is being read", row.part)
    return False


@transaction.atomic
def _switch(row: ArchivedMonth) -> None:
    """All of it or nothing: the table goes, the file is what is read, a record says so."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [f"{LOCK_MS}ms"])
        cursor.execute(f"alter table {TABLE} detach partition {row.part}")
        cursor.execute(f"select count(*) from {row.part} where moment >= %s", [row.seen])
        if cursor.fetchone()[0] != row.recent:
            raise _CameLate
        cursor.execute(f"drop table {row.part}")
    row.state, row.kept_at = _State.KEPT, timezone.now()
    row.receipt = recording.record(
        PLATFORM,
        Action.RECORDS_ARCHIVED,
        target=f"records:{row.name}",
        first=row.first,
        last=row.last,
        records=row.records,
        size=row.size,
        digest=row.digest,
    )
    row.save()
