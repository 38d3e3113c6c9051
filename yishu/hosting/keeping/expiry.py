"""Versions go by the rule of their resource: first nobody is given them any more, then their log goes, in small transactions (20.1, 27.3).

If we die between, the next run goes on: what lies at or before `Holding.kept` is not read by anybody.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.models import Max
from psycopg.errors import LockNotAvailable

from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import PLATFORM
from yishu.hosting import shaping, standing
from yishu.hosting.keeping import followers, shapes
from yishu.hosting.keeping.models import KeepRule, Shape
from yishu.hosting.keeping.reshaping import LOCK_MS
from yishu.hosting.models import Batch, Holding
from yishu.hosting.tables import SCHEMA
from yishu.node import epoch

AT_ONCE: Final = 20_000


def expire(now: datetime) -> int:
    """Of every resource with a rule, what it lets go; how many versions went. What fails for one is raised when the others had their turn."""
    gone, failed = 0, None
    for holding in Holding.objects.filter(resource__keep_rules__isnull=False).distinct():
        try:
            gone += _expire(holding.pk, now)
            clear(holding.pk)
        except Exception as error:  # noqa: BLE001
            failed = error
    if failed is not None:
        raise failed
    return gone


def oldest_kept(holding: Holding, now: datetime) -> int:
    """The oldest version that is to be kept: what the rule keeps, and what somebody who follows the resource goes on from."""
    rule = KeepRule.objects.filter(resource_id=holding.resource_id).first()
    if rule is None or (rule.days is None and rule.versions is None):
        return holding.kept
    kept = holding.version
    if rule.versions is not None:
        kept = min(kept, holding.version - rule.versions + 1)
    if rule.days is not None:
        made = Batch.objects.filter(holding=holding, published_at__lte=now - timedelta(days=rule.days))
        kept = min(kept, made.aggregate(last=Max("version"))["last"] or 0)
    followed = followers.oldest_followed(holding.resource, now)
    return max(holding.kept, kept if followed is None else min(kept, followed))


@transaction.atomic
def _expire(holding_id: int, now: datetime) -> int:
    holding = Holding.objects.select_for_update(of=("self",)).select_related("resource").get(pk=holding_id)
    kept, before = oldest_kept(holding, now), holding.kept
    if kept == before:
        return 0
    Holding.objects.filter(pk=holding_id).update(kept=kept)
    standing.forget(holding)  # its digests hold with the log since
    recording.record(
        PLATFORM, Action.VERSIONS_EXPIRED, resource=holding.resource.code, version=kept, oldest_before=before
    )
    return kept - before


def clear(holding_id: int) -> None:
    """Remove what lies before the oldest kept version."""
    holding = Holding.objects.select_related("entry__resource").get(pk=holding_id)
    past = list(Shape.objects.filter(holding=holding, last__lt=holding.kept).select_related("entry__resource"))
    for shape in past:
        _forget(holding, shape)
    for name in {holding.table, *Shape.objects.filter(holding=holding).values_list("table", flat=True)}:
        while _removed(f'{SCHEMA}."{name}_log"', holding.kept) == AT_ONCE:
            pass


def _removed(log: str, kept: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"delete from {log} where ctid = any(array(select ctid from {log} where _version <= %s limit {AT_ONCE}))",
            [kept],
        )
        return cursor.rowcount


def _forget(holding: Holding, shape: Shape) -> None:
    """A shape that no kept version has; its table with it, where it was the last one there. A copy that still reads it comes first: the next run tries again."""
    try:
        with transaction.atomic():
            locked = shapes.locked(holding.pk)
            shape.delete()
            others = Shape.objects.filter(holding=locked)
            if shape.table != locked.table and not others.filter(table=shape.table).exists():
                _drop(locked, shape.table)
            epoch.bump()
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise


def _drop(holding: Holding, name: str) -> None:
    """The oldest of the holding's tables, after the view of the next one no longer tells of it."""
    following = Shape.objects.filter(holding=holding).first()
    entry, next_name = (holding.entry, holding.table) if following is None else (following.entry, following.table)
    with connection.cursor() as cursor:
        cursor.execute(f"set local lock_timeout = '{LOCK_MS}ms'")
    shaping.forget_older(shaping.table_of_entry(entry, next_name))
    with connection.cursor() as cursor:
        cursor.execute(f'drop view {SCHEMA}."{name}_changes"')
        cursor.execute(f'drop table {SCHEMA}."{name}_log", {SCHEMA}."{name}"')
