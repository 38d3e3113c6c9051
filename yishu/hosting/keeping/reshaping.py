"""Hosted data follows a new version of its entry while it is read.

New items become columns, which takes a lock for a moment. Everything else makes a table of its own beside the one that is read, in the publishing transaction: readers have the old
one until it commits, then the new one, and never wait. The old one keeps the versions it held.
"""

import time
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from yishu.catalogue.models import Entry
from yishu.hosting import shaping, standing
from yishu.hosting.keeping import shapes
from yishu.hosting.keeping.errors import StandingRecordsMisfit
from yishu.hosting.keeping.recasting import MISFITS, Recast
from yishu.hosting.keys import key_sql
from yishu.hosting.models import Batch, Holding
from yishu.hosting.shaping import NO_CHANGE, Change, Older
from yishu.hosting.staging import SENT_BACK
from yishu.hosting.tables import SCHEMA, Table, table_name

LOCK_MS: Final = 25
PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between tries to have a table to oneself; a copy that runs longer makes way for nobody, and a new table is made."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The holding's table in the shape of the entry. `version`: the one that the change of shape makes, if it makes one; `records`: how many stood."""

    table: Table
    change: Change = NO_CHANGE
    version: int | None = None
    records: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """What is published in the same transaction, which may put right what does not fit."""

    staged: str
    how: str
    good: int


def make_columns(entry: Entry, holding: Holding | None) -> bool:
    """Columns for items that the entry adds, in a short transaction of its own before the batch's; whether they are there.

    If we die after it, they stand there empty and nobody reads them. The first publisher that applies moves the holding to the entry.
    """
    if holding is None or holding.entry_id == entry.pk:
        return False
    for pause in PAUSES:
        try:
            with transaction.atomic():
                return _made_columns(entry, holding.pk)
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            time.sleep(pause)
    return False


def follow(holding: Holding, entry: Entry, *, has_columns: bool) -> Followed:
    """Bring the holding, whose row is locked, to the shape of the entry. Raises SchemaChanged.

    The caller saves the holding. Records that do not fit stand with that item empty, and in MISFITS until they are settled.
    """
    if holding.entry_id == entry.pk:
        return Followed(shaping.table_of_entry(entry, holding.table))
    recast = Recast(shaping.table_of_entry(holding.entry, holding.table), shaping.table_of_entry(entry, holding.table))
    change, version = recast.change, None
    standing.forget(holding)
    shapes.remember(holding, change)
    if change != NO_CHANGE and not (change.is_addition and has_columns):
        recast = replace(recast, wanted=replace(recast.wanted, name=table_name(entry.resource.code, entry.version)))
        _make_beside(recast, holding)
        holding.table = recast.wanted.name
    if change.makes_version:
        holding.version += 1
        version = holding.version
    holding.entry = entry
    return Followed(recast.wanted, change, version, holding.records)


def weigh(recast: Recast, file: File | None) -> int:
    """How many records that stand would have to be sent back, for whoever only asks. In the transaction of the caller."""
    recast.prepare()
    if not recast.change.makes_version:
        return 0
    recast.find_misfits()
    _drop_settled(recast.stored, file)
    return _count()


def settle(followed: Followed, file: File | None, *, agreed: int = 0) -> int:
    """How many records do not fit and are to be sent back: not those that the file, applied by now, put right or took away. Raises StandingRecordsMisfit where that is more than was agreed to."""
    if followed.version is None:
        return 0
    _drop_settled(followed.table, file)
    if (count := _count()) > agreed:
        raise StandingRecordsMisfit(count=count, items=items_changed(followed.change))
    return count


def send_back(batch: Batch) -> None:
    """What does not fit is the provider's to mend (21.2)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            insert into hosting_quarantinedrecord (batch_id, row, "values", errors, key, state)
            select %s, _row, "values", errors, key, 'open' from {MISFITS} order by _row
            """,
            [batch.pk],
        )


def items_changed(change: Change) -> str:
    return shapes.names(dict.fromkeys(column.name for column in (*change.retyped, *change.required)))


def _made_columns(entry: Entry, holding_id: int) -> bool:
    """The holding's row first: whoever publishes has it for as long as that takes, and no reader waits behind us meanwhile."""
    locked = shapes.locked(holding_id)
    stored, wanted = (shaping.table_of_entry(each, locked.table) for each in (locked.entry, entry))
    change = shaping.change_of(stored, wanted)
    if not change.added or not change.is_addition:
        return False
    with connection.cursor() as cursor:
        # Each of these waits LOCK_MS at most, and the table that calls read comes last.
        cursor.execute(f"set local lock_timeout = '{LOCK_MS}ms'")
        cursor.execute(f"lock table {wanted.log_sql} in access exclusive mode")
        cursor.execute(f"lock table {wanted.sql} in access exclusive mode")
    shaping.add(wanted, change.added, shapes.older_than(locked))
    with (
        connection.cursor() as cursor
    ):  # the correction of a record publishes within a transaction of its own, which goes on
        cursor.execute("set local lock_timeout to default")
    return True


def _make_beside(recast: Recast, holding: Holding) -> None:
    loading, change = f'{SCHEMA}."loading_{uuid4().hex}"', recast.change
    recast.prepare()
    if change.makes_version:
        recast.find_misfits()
    shaping.create_loading(recast.wanted, loading)
    columns = ", ".join(column.sql for column in recast.wanted.columns)
    with connection.cursor() as cursor:
        cursor.execute("set local maintenance_work_mem = '256MB'")
        cursor.execute(f"insert into {loading} ({columns}, _version) {recast.select()}")
        cursor.execute(f"create unique index on {loading} ({', '.join(recast.wanted.identity())})")
    shaping.adopt(recast.wanted, loading, Older(recast.stored, holding.version))


def _drop_settled(table: Table, file: File | None) -> None:
    """Leave in MISFITS what is left to be mended once the file is applied."""
    if file is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {MISFITS} m using {file.staged} s where m.key = {key_sql(table, 's')}")
        if (
            file.how == Batch.How.REPLACE and file.good
        ):  # what the file lacks is taken away, but for what it has wrongly
            cursor.execute(f"delete from {MISFITS} m where not exists (select from {SENT_BACK} b where b.key = m.key)")


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {MISFITS}")
        return cursor.fetchone()[0]
