"""What is usual, learnt once a day from the hours measured in the weeks before: never from the evidence (30.1)."""

from datetime import date, datetime, time, timedelta
from typing import Final, LiteralString

from django.db import connection, transaction

from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.node import clocks
from yishu.operations.misuse.measuring import begin, begun
from yishu.operations.misuse.models import Progress

WINDOW: Final = 28
"""Days that are compared with."""

LEARN: LiteralString = """
with seen as (
    select caller, duty, resource, min(hour) as first_used, max(hour) as last_used
    from misuse_hour where hour < %(today)s and subjects > 0 group by caller, duty, resource
), lately as (
    select h.*, extract(hour from h.hour at time zone 'Asia/Shanghai')::int as of_day,
        (h.hour at time zone 'Asia/Shanghai')::date as day, (h.hour at time zone 'Asia/Shanghai')::date = any(%(resting)s) as is_rest
    from misuse_hour h where h.hour >= %(since)s and h.hour < %(today)s
), slots as (
    select caller, duty, resource, is_rest, of_day, sum(subjects) as n from lately group by caller, duty, resource, is_rest, of_day
), whole as (
    select caller, duty, resource, count(distinct day) filter (where subjects > 0) as used_days, max(subjects) as highest,
        coalesce(100.0 * sum(absent + wrong) / nullif(sum(subjects), 0), 0) as missed, coalesce(100.0 * sum(caseless) / nullif(sum(subjects), 0), 0) as caseless,
        coalesce(max(looks), 0) as looks, coalesce(max(in_case), 0) as in_case, max(run) as run
    from lately group by caller, duty, resource
), days as (
    select s.*, (select count(*) from unnest(%(working)s::date[]) d where d >= s.first_used::date) as working_days,
        (select count(*) from unnest(%(resting)s::date[]) d where d >= s.first_used::date) as resting_days
    from seen s
)
insert into misuse_baseline as b (caller, duty, resource, made_on, first_used, last_used, used_days, working, resting, highest,
    missed_percent, caseless_percent, looks, in_case, run)
select d.caller, d.duty, d.resource, %(day)s, d.first_used, d.last_used, coalesce(w.used_days, 0),
    (select array_agg(coalesce(s.n, 0)::float8 / greatest(d.working_days, 1) order by g) from generate_series(0, 23) g
        left join slots s on (s.caller, s.duty, s.resource) = (d.caller, d.duty, d.resource) and not s.is_rest and s.of_day = g),
    (select array_agg(coalesce(s.n, 0)::float8 / greatest(d.resting_days, 1) order by g) from generate_series(0, 23) g
        left join slots s on (s.caller, s.duty, s.resource) = (d.caller, d.duty, d.resource) and s.is_rest and s.of_day = g),
    coalesce(w.highest, 0), coalesce(w.missed, 0), coalesce(w.caseless, 0), coalesce(w.looks, 0), coalesce(w.in_case, 0), coalesce(w.run, 0)
from days d left join whole w on (w.caller, w.duty, w.resource) = (d.caller, d.duty, d.resource)
on conflict (caller, duty, resource) do update set made_on = excluded.made_on, first_used = least(b.first_used, excluded.first_used),
    last_used = excluded.last_used, used_days = greatest(excluded.used_days, case when excluded.used_days = 0 then b.used_days else 0 end),
    working = excluded.working, resting = excluded.resting, highest = excluded.highest, missed_percent = excluded.missed_percent,
    caseless_percent = excluded.caseless_percent, looks = excluded.looks, in_case = excluded.in_case, run = excluded.run
"""


def learn(now: datetime) -> bool:
    """The baselines of today, unless they are made already; after the day's last hour was closed."""
    today = shanghai_day(now)
    with transaction.atomic(), connection.cursor() as cursor:
        if not begin(cursor):
            return False
        progress = begun(now)
        midnight = datetime.combine(today, time(), SHANGHAI)
        if progress.learnt == today or progress.closed < midnight:
            return False
        working, resting = _days(today)
        since = datetime.combine(today - timedelta(days=WINDOW), time(), SHANGHAI)
        span = {"today": midnight, "since": since, "day": today, "working": working, "resting": resting}
        cursor.execute(LEARN, span)
        Progress.objects.filter(pk=1).update(learnt=today)
    return True


def _days(today: date) -> tuple[list[date], list[date]]:
    """The working days of the window, and the others."""
    calendar, working, resting = clocks.calendar(), [], []
    for n in range(1, WINDOW + 1):
        day = today - timedelta(days=n)
        (working if calendar.is_working_day(day) else resting).append(day)
    return working, resting
