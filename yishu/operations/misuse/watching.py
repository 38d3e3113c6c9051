"""Canaries: whoever asks about one is found within seconds, by the keyed hash that evidence has of every subject (30.1).

Gateways know nothing of canaries, so nothing is slower for them and nothing there can tell. Only records of resources that have canaries are looked at, and of these the newest.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, LiteralString
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from yishu.audit.queries import first_id, first_unhashed, moment_of
from yishu.audit.record import receipt_of
from yishu.core.calendar import shanghai_day
from yishu.operations.misuse.finding import SAMPLE, Seen, Shown, once, put_on_record
from yishu.operations.misuse.models import Canary, Finding, FindingKind, Hour, Watch
from yishu.operations.misuse.rules import Found

AGAIN: Final = timedelta(minutes=1)
"""So far back is looked again: for records that were long in the writing."""

TOUCHED: LiteralString = """
with watched as (
    select r.code as resource, c.hash, c.declared_at from misuse_canary c join catalogue_resource r on r.id = c.resource_id where c.ended_at is null
), read as (
    select a.id, a.at, a.leaf, a.actor, a.agency, a.resource, a.grant_id, a.body, a.subjects, w.hash
    from watched w join audit_record a on a.resource = w.resource and a.id >= %(since)s and a.id < %(until)s and a.at >= w.declared_at
    where a.action in ('data:verified', 'data:queried') and a.outcome = 'allowed'
)
select id, leaf, at, actor, agency, resource, grant_id, body::jsonb ->> 'duty' from read where position(hash in subjects) %% 16 = 1
union
select read.id, leaf, at, actor, agency, resource, grant_id, body::jsonb ->> 'duty'
from read join audit_subject_list l on l.record = read.id where length(read.subjects) = 0 and position(hash in l.hashes) %% 16 = 1
order by id
"""


@dataclass(frozen=True, slots=True)
class Touch:
    """One record that names a canary."""

    record: UUID
    at: datetime
    caller: str
    agency: str
    resource: str
    duty: str
    shown: Shown


def watch(now: datetime) -> int:
    """Who asked about a canary since the last time, or since the oldest list whose hashes are yet to be made. Returns how many findings there are new."""
    if not Canary.objects.filter(ended_at=None).exists():
        Watch.objects.filter(pk=1).delete()
        return 0
    with transaction.atomic():
        watched, _ = Watch.objects.select_for_update().get_or_create(pk=1, defaults={"until": now - AGAIN})
        # Asked before the touches: a list whose hashes are made meanwhile is looked at again.
        unhashed = first_unhashed()
        touches = _touches(watched.until - AGAIN, now)
        Watch.objects.filter(pk=1).update(until=min(now, moment_of(unhashed)) if unhashed else now)
        by_place: dict[tuple[str, str, str], list[Touch]] = defaultdict(list)
        for touch in touches:
            by_place[touch.caller, touch.resource, touch.duty].append(touch)
        return sum(_found(several, now) for several in by_place.values())


def _found(touches: list[Touch], now: datetime) -> bool:
    """A new finding; those of the same day are one."""
    first = touches[0]
    hour = Hour(
        hour=first.at.replace(minute=0, second=0, microsecond=0),
        caller=first.caller,
        duty=first.duty,
        resource=first.resource,
        subjects=len(touches),
    )
    open_ = Finding.objects.select_for_update().filter(once=once(FindingKind.CANARY, hour, shanghai_day(hour.hour)))
    known = open_.first()
    told = _told(first, now) if known is None else set(known.receipts)
    new = [touch.shown for touch in touches if touch.shown.receipt not in told]
    if not new:
        return False
    if known is not None:
        kept = [*known.receipts, *(each.receipt for each in new)][:SAMPLE]
        open_.update(measured=F("measured") + len(new), receipts=kept)
        return False
    return put_on_record(Seen(hour, Found(FindingKind.CANARY, len(new), 0)), now, new) is not None


def _told(touch: Touch, now: datetime) -> set[str]:
    """The records of findings that are settled: looked at again, they are no new ones."""
    settled = Finding.objects.filter(
        kind=FindingKind.CANARY,
        caller=touch.caller,
        resource__code=touch.resource,
        found_at__gt=now - timedelta(days=2),
    )
    return {receipt for several in settled.values_list("receipts", flat=True) for receipt in several}


def _touches(since: datetime, until: datetime) -> list[Touch]:
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, {"since": first_id(since), "until": first_id(until)})
        rows = cursor.fetchall()
    return [
        Touch(number, at, actor, agency, resource, duty or "", Shown(receipt_of(str(number), bytes(leaf)), grant))
        for number, leaf, at, actor, agency, resource, grant, duty in rows
    ]
