"""Closing an hour: what only a whole hour tells, read from that hour's records alone (30.1)."""

from datetime import datetime, timedelta
from typing import Final, LiteralString

from django.db import connection, transaction

from yishu.audit.queries import first_id, first_unhashed
from yishu.core.calendar import shanghai_day
from yishu.operations.misuse.measuring import Measured, begin, begun
from yishu.operations.misuse.models import Progress

AFTER: Final = timedelta(minutes=2)
_HOUR: Final = timedelta(hours=1)

CLOSE: LiteralString = """
with uses as materialized (
    select r.actor, r.duty, r.resource, r.case_number, substring(r.subjects from 16 * place + 1 for 16) as subject
    from (
        select a.actor, a.resource, a.case_number, a.body::jsonb ->> 'duty' as duty, case when l.record is null then a.subjects else l.hashes end as subjects
        from audit_record a left join audit_subject_list l
            on l.record = a.id and l.record >= %(since)s and l.record < %(until)s and length(a.subjects) = 0
        where a.id >= %(since)s and a.id < %(until)s and a.action in ('data:verified', 'data:queried') and a.outcome = 'allowed'
    ) r cross join lateral generate_series(0, length(r.subjects) / 16 - 1) place
    where r.duty <> ''
), by_subject as (
    select actor, duty, resource, subject, count(*) as n from uses group by actor, duty, resource, subject
), looked as (
    insert into misuse_look as l (day, caller, duty, resource, subject, looks)
    select %(day)s, actor, duty, resource, subject, n from by_subject where n > 1 or starts_with(actor, 'person:')
    on conflict (day, caller, duty, resource, subject) do update set looks = l.looks + excluded.looks
    returning caller, duty, resource, looks
), by_case as (
    select distinct on (actor, duty, resource) actor, duty, resource, case_number, count(distinct subject) as n
    from uses where case_number <> '' group by actor, duty, resource, case_number
    order by actor, duty, resource, n desc, case_number
)
update misuse_hour h set different = coalesce(s.different, 0), in_case = coalesce(c.n, 0), case_number = coalesce(c.case_number, ''),
    looks = case when s.different is null then 0 else greatest(1, coalesce(l.looks, 1)) end
from misuse_hour o
    left join (select actor, duty, resource, count(*) as different from by_subject group by actor, duty, resource) s
        on (o.caller, o.duty, o.resource) = (s.actor, s.duty, s.resource)
    left join (select caller, duty, resource, max(looks) as looks from looked group by caller, duty, resource) l
        on (l.caller, l.duty, l.resource) = (s.actor, s.duty, s.resource)
    left join by_case c on (c.actor, c.duty, c.resource) = (s.actor, s.duty, s.resource)
where o.hour = %(hour)s and h.id = o.id
returning h.id
"""


def close(now: datetime, *, most: int = 24) -> Measured:
    """The hours that are over, measured to their end, with the hashes of all their lists made; at most so many at once."""
    closed = set[int]()
    for _ in range(most):
        with transaction.atomic(), connection.cursor() as cursor:
            if not begin(cursor):
                break
            progress = begun(now)
            hour, until = progress.closed, progress.closed + _HOUR
            if now < until + AFTER or progress.measured < first_id(until) or _is_unhashed(until):
                break
            span = {"since": first_id(hour), "until": first_id(until), "hour": hour, "day": shanghai_day(hour)}
            cursor.execute(CLOSE, span)
            closed |= {number for (number,) in cursor.fetchall()}
            Progress.objects.filter(pk=1).update(closed=until)
    return Measured(frozenset(closed))


def _is_unhashed(until: datetime) -> bool:
    """Whether a list of before that moment cannot be read yet."""
    unhashed = first_unhashed()
    return unhashed is not None and unhashed < first_id(until)
