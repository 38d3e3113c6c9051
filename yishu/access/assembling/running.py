"""One assembly, brought up to date: take what moved, assemble who was touched, publish it as any batch is (22.1).

Whoever is killed on the way is followed by another. What was taken stays taken, with who was touched by it; nothing more is taken until those are assembled, so that a round that is
begun again makes the same files, and they are the same batches by their keys.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from yishu.access.assembling import failing
from yishu.access.assembling.errors import AssemblyBroken
from yishu.access.assembling.models import Assembly, Source, Touched
from yishu.access.assembling.queries import base_table, shape_of
from yishu.access.assembling.statements import (
    Shape,
    delete_sql,
    everybody_sql,
    settle_sql,
    tally_sql,
    upsert_sql,
)
from yishu.access.assembling.taking import acting, take
from yishu.access.errors import Busy
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.errors import Problem
from yishu.hosting import commands as hosting
from yishu.hosting import spooling
from yishu.hosting.models import Batch
from yishu.node.claims import claimed
from yishu.node.errors import DiskFull

log = logging.getLogger(__name__)

EVERY: Final = timedelta(minutes=1)
"""So often is looked whether a source moved."""
LOCKS: Final = 5_240_251  # the class of our advisory locks


def run_due(now: datetime) -> int:
    """Bring those up to date whose turn it is, one after another; how many. Several workers share them."""
    due = Q(wanted_at__isnull=False) | Q(looked_at=None) | Q(looked_at__lte=now - EVERY)
    return sum(run(pk) for pk in list(Assembly.objects.filter(due, ended_at=None).values_list("pk", flat=True)))


def run(number: int) -> bool:
    """False where another has it in hand, or it has ended."""
    with claimed(LOCKS, number) as is_ours:
        assembly = Assembly.objects.filter(pk=number, ended_at=None).select_related("resource__current").first()
        if not is_ours or assembly is None:
            return False
        try:
            _bring_up_to_date(assembly)
        except (Busy, DiskFull) as error:
            log.warning("assembling %s waits: %s", assembly.pk, error.code)
        except Problem as problem:
            failing.note(assembly, assembly, problem)
        except Exception as error:  # noqa: BLE001
            # The edge of one assembly: whatever it was, the others go on.
            log.error("assembling failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
            failing.note(assembly, assembly, AssemblyBroken())
        Assembly.objects.filter(pk=number).update(looked_at=timezone.now())
    return True


def _bring_up_to_date(assembly: Assembly) -> None:
    sources = list(assembly.sources.select_related("resource", "assembly__resource"))
    _assemble(assembly, sources)  # what a run of before left
    _touch_all(assembly)
    for source in sources:
        _take(assembly, source)
    _assemble(assembly, sources)
    failing.clear(assembly, assembly)


def _touch_all(assembly: Assembly) -> None:
    """What was asked for by now is done by this run."""
    with transaction.atomic():
        asked = Assembly.objects.select_for_update().get(pk=assembly.pk)
        if asked.wants_all:
            with connection.cursor() as cursor:
                cursor.execute(everybody_sql(assembly.pk))
        Assembly.objects.filter(pk=assembly.pk).update(wanted_at=None, wants_all=False)


def _take(assembly: Assembly, source: Source) -> None:
    """A source that cannot be taken keeps no other from being."""
    try:
        take(source, base_table(assembly), now=timezone.now())
    except (Busy, DiskFull):
        raise
    except Problem as problem:
        failing.note(source, assembly, problem)
    else:
        failing.clear(source, assembly)


def _assemble(assembly: Assembly, sources: list[Source]) -> None:
    """Nothing before every source was taken once: who is only in the one that is missing would be gone."""
    if (
        any(source.taken_version is None for source in sources)
        or not Touched.objects.filter(assembly=assembly).exists()
    ):
        return
    with connection.cursor() as cursor:
        # A round may touch everybody or a few: how many is what the plans depend on.
        cursor.execute("analyze assembling_touched, assembling_taken, assembling_assembled")
    shape = shape_of(assembly, sources)
    filled = {*shape.keys, shape.origins, *(code for code, _from in shape.items)}
    rest = [column.code for column in base_table(assembly).columns if column.code not in filled]
    batches = [
        made
        for how, select in (("upsert", upsert_sql(shape, rest)), ("delete", delete_sql(shape)))
        if (made := _published(assembly, how, select))
    ]
    # Durable by now: killed before the next line, the round is begun again and gets the same batches.
    _settle(assembly, shape, sources, batches)


def _published(assembly: Assembly, how: str, select: str) -> Batch | None:
    """None where there is nothing to publish. Under a new version of its entry a file has other columns, so that is another batch; what it repeats is unchanged."""
    entry = assembly.resource.current
    assert entry is not None
    with spooling.spooled(_file(select), "assembly-") as spool:
        with spool.open("rb") as file:
            file.readline()
            if not file.readline():
                return None
        return hosting.publish(
            acting(assembly.declared_by),
            assembly.resource.code,
            spool,
            media_type="text/csv",
            how=how,
            idempotency_key=f"assembly:{assembly.pk}:{assembly.round}:{entry.version}:{how}",
            now=timezone.now(),
        )


def _file(select: str) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(f"copy ({select}) to stdout (format csv, header true)") as parts:
        for part in parts:
            yield bytes(part)


@transaction.atomic
def _settle(assembly: Assembly, shape: Shape, sources: list[Source], batches: list[Batch]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local work_mem = '128MB'")
        before = _tally(assembly)
        for statement in settle_sql(shape):
            cursor.execute(statement)
        figures = Counter(assembly.figures)
        figures.update(_tally(assembly))
        figures.subtract(before)
        cursor.execute("delete from assembling_touched where assembly_id = %s", [assembly.pk])
    recording.record(
        acting(assembly.declared_by),
        Action.ASSEMBLY_ASSEMBLED,
        resource=assembly.resource.code,
        target=f"assembly:{assembly.pk}",
        version=max((batch.version for batch in batches), default=None),
        round=assembly.round,
        batches=[str(batch.pk) for batch in batches],
        taken=[f"{source.resource.code}@{source.taken_version}" for source in sources],
    )
    assembly.figures = {name: count for name, count in sorted(figures.items()) if count}
    assembly.round, assembly.assembled_at = assembly.round + 1, timezone.now()
    assembly.save(update_fields=["figures", "round", "assembled_at"])


def _tally(assembly: Assembly) -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(tally_sql(assembly.pk))
        return Counter(dict(cursor.fetchall()))
