"""A dry run: everything that would happen to a file if it were published, and nothing of it done (13.1, 21.2).

It reads and checks as publishing does, and compares with what stands; it takes no lock, and leaves no version, batch or record sent back.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.hosting import applying, shaping
from yishu.hosting.commands import entry_to_publish
from yishu.hosting.declared.queries import checks_in_force
from yishu.hosting.errors import ModeUnknown
from yishu.hosting.fault_counts import FaultCount, count_faults
from yishu.hosting.keeping import reshaping
from yishu.hosting.keeping.errors import StandingRecordsMisfit
from yishu.hosting.keeping.recasting import Recast
from yishu.hosting.models import HOW_FILES_COME, Batch, Holding
from yishu.hosting.quarantine.queries import overrides_of
from yishu.hosting.reading import source
from yishu.hosting.staging import Staging
from yishu.hosting.tables import Table
from yishu.node.disk import needing_room

SAMPLE = 5


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would come of the file. `version` is the one that stands; `sample`: the first records that passed, canonical texts by item."""

    version: int
    records: int
    accepted: int
    inserted: int
    updated: int
    deleted: int
    unchanged: int
    quarantined: int
    digest: str
    faults: tuple[FaultCount, ...]
    sample: tuple[dict[str, str | None], ...]


def dry_run(
    actor: Actor,
    resource_code: str,
    spool: Path,
    *,
    media_type: str,
    charset: str | None = None,
    how: str = "upsert",
    now: datetime,
) -> DryRun:
    """Raises what `commands.publish` would, but for what only a second batch at the same time can bring about."""
    with needing_room():
        entry = entry_to_publish(actor, resource_code)
        if how not in HOW_FILES_COME:
            raise ModeUnknown(mode=how[:40])
        holding = Holding.objects.select_related("entry__resource").filter(resource=entry.resource).first()
        table = shaping.table_for(entry, holding)
        file = source(spool, media_type[:120], charset, table, keys_only=how == Batch.How.DELETE)
        today = shanghai_day(now)
        checks, overrides = checks_in_force(entry.resource, file, today), overrides_of(entry.resource)
        with Staging(file, checks, overrides) as staging:
            staging.fill(today)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("set local work_mem = '128MB'")
                staging.settle_repeats()
                applied = _foreseen(table, staging, how, holding)
            return _told(staging, how, applied, holding)


def _foreseen(table: Table, staging: Staging, how: str, holding: Holding | None) -> applying.Applied:
    if holding is None:
        return applying.Applied(0 if how == Batch.How.DELETE else staging.accepted - staging.identical, 0, 0)
    recast = Recast(shaping.table_of_entry(holding.entry, holding.table), table)
    if left := reshaping.weigh(recast, reshaping.File(staging.sql, how, staging.accepted)):
        raise StandingRecordsMisfit(count=left, items=reshaping.items_changed(recast.change))
    clear_missing = how == Batch.How.REPLACE and staging.accepted > 0
    return applying.foresee(table, staging.sql, how, recast.select(), clear_missing=clear_missing)


def _told(staging: Staging, how: str, applied: applying.Applied, holding: Holding | None) -> DryRun:
    return DryRun(
        version=holding.version if holding else 0,
        records=staging.records,
        accepted=staging.accepted,
        inserted=applied.inserted,
        updated=applied.updated,
        deleted=applied.deleted,
        unchanged=staging.accepted - applied.touched(how),
        quarantined=staging.bad,
        digest=staging.digest,
        faults=count_faults(),
        sample=_sample(staging),
    )


def _sample(staging: Staging) -> tuple[dict[str, str | None], ...]:
    codes = [column.code for column in staging.source.wanted]
    texts = ", ".join(f"{column.sql}::text" for column in staging.source.wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"select {texts} from {staging.sql} order by ctid limit {SAMPLE}")
        return tuple(dict(zip(codes, row, strict=True)) for row in cursor.fetchall())
