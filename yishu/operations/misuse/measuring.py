"""Measuring use from the evidence, by the hour: each record is read once, by its place among the ids, and never again (30.1).

Ids are ordered by time, and a record is written within moments of getting its id. So what lies before the margin is whole: a record that took longer (a page's transaction that
hung) is on record and not in these figures.

A blind call is about one subject of whom nothing is known here: it counts as one without a record, as it does where guesses are counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString

from django.db import connection, transaction

from yishu.audit.queries import first_id
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.operations.misuse.models import Progress

MARGIN: Final = timedelta(seconds=15)
_KEPT: Final = timedelta(days=200)
_LOCK: Final = 6_201  # one worker at a time

MEASURE: LiteralString = """
insert into misuse_hour as h (hour, caller, agency, duty, resource, calls, refused, subjects, absent, wrong, caseless, run, case_number)
select hour, actor, min(agency), duty, resource, count(*), count(*) filter (where outcome <> 'allowed'),
    sum(n), sum(n - found), 0, coalesce(sum(n) filter (where case_number = ''), 0), 0, ''
from (
    select date_trunc('hour', at, 'Asia/Shanghai') as hour, actor, agency, resource, outcome, case_number, body ->> 'duty' as duty,
        case when outcome = 'allowed' then greatest(coalesce((body -> 'detail' ->> 'listed_subjects')::bigint, named), (body ->> 'found')::bigint,
            (body -> 'detail' ? 'blind')::int) else 0 end as n,
        case when outcome = 'allowed' then coalesce((body ->> 'found')::bigint, 0) else 0 end as found
    from (
        select at, actor, agency, resource, outcome, case_number, grant_id, length(subjects) / 16 as named, body::jsonb as body
        from audit_record where id >= %(since)s and id < %(until)s and action in ('data:verified', 'data:queried')
            and (outcome = 'allowed' or grant_id <> '')
    ) read
    where body ->> 'reason' is distinct from 'purpose_not_granted'
) counted
where duty <> '' group by hour, actor, duty, resource
on conflict (hour, caller, duty, resource) do update set calls = h.calls + excluded.calls, refused = h.refused + excluded.refused,
    subjects = h.subjects + excluded.subjects, absent = h.absent + excluded.absent, caseless = h.caseless + excluded.caseless
returning id
"""

_WRONG: LiteralString = """
with today as (
    select caller, resource, sum(absent) + sum(wrong) as known, max(hour) as hour
    from misuse_hour where hour >= %(midnight)s group by caller, resource
), more as (
    select t.caller, t.resource, t.hour, m.count - t.known as n from access_miss m join today t using (caller, resource)
    where m.day = %(today)s and m.count <> t.known
)
update misuse_hour h set wrong = greatest(0, h.wrong + more.n)
from more where h.id = (
    select id from misuse_hour x where x.caller = more.caller and x.resource = more.resource and x.hour = more.hour
    order by x.subjects desc, x.id limit 1
)
"""
"""Wrong claims are on no record, but on the count of guesses: a day's misses without the absent ones. Told of the duty that asks most."""

_RUNS: LiteralString = """
update misuse_hour h set run = r.longest from access_run r
where r.hour >= %(since)s and h.hour = r.hour and h.caller = r.caller and h.resource = r.resource and h.duty = r.duty and h.run < r.longest
returning h.id
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Which rows of `misuse_hour` have changed."""

    rows: frozenset[int]


def measure(now: datetime, *, margin: timedelta = MARGIN) -> Measured:
    """All that came on record since the last time, but for what is newer than the margin."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not begin(cursor):
            return Measured(frozenset())
        progress = begun(now)
        until = first_id(now - margin)
        if until <= progress.measured:
            return Measured(frozenset())
        cursor.execute(MEASURE, {"since": progress.measured, "until": until})
        changed = {number for (number,) in cursor.fetchall()}
        today = shanghai_day(now)
        cursor.execute(_WRONG, {"midnight": datetime.combine(today, datetime.min.time(), SHANGHAI), "today": today})
        cursor.execute(_RUNS, {"since": now - timedelta(hours=2)})
        changed |= {number for (number,) in cursor.fetchall()}
        Progress.objects.filter(pk=1).update(measured=until)
    return Measured(frozenset(changed))


def begun(now: datetime) -> Progress:
    """How far it has come; a node that begins to measure begins now, not with all its history."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    found, _ = Progress.objects.get_or_create(pk=1, defaults={"measured": first_id(now - MARGIN), "closed": hour})
    return found


def begin(cursor: Any) -> bool:
    """Whether nobody else measures just now."""
    cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
    return cursor.fetchone()[0]


def sweep(now: datetime) -> int:
    """Forget what nothing is compared with any more. Returns how many rows went."""
    with connection.cursor() as cursor:
        cursor.execute("delete from misuse_hour where hour < %s", [now - _KEPT])
        hours = cursor.rowcount
        cursor.execute("delete from misuse_look where day < %s", [shanghai_day(now) - timedelta(days=1)])
        return hours + cursor.rowcount
