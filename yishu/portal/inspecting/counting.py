"""Counting the records, each once, by its place in the log: places know no gaps, and the counts and how far they have come are one transaction. Killed anywhere, the next worker goes on (30.1, 32.1)."""

import time
from datetime import datetime
from math import inf
from typing import Final

from django.db import connection, transaction

from yishu.shell.gauges import Gauge

MOST: Final = 50_000
"""Places of the log that are counted at once."""

_COUNT: Final = """
insert into inspecting_count as c (kind, span, begins, agency, resource, action, outcome, records)
select case grouping(agency, resource) when 0 then 'all' when 1 then 'agency' else 'resource' end, span, begins,
    coalesce(agency, ''), coalesce(resource, ''), action, outcome, count(*)
from (
    select (r.at at time zone 'Asia/Shanghai')::date as day, r.agency, r.resource, r.action, r.outcome
    from audit_leaf l join audit_record r on r.id = l.record
    where l.index >= %(first)s and l.index < %(until)s
) r cross join lateral (values ('day', r.day), ('month', date_trunc('month', r.day)::date)) s (span, begins)
group by grouping sets ((span, begins, agency, resource, action, outcome), (span, begins, agency, action, outcome), (span, begins, resource, action, outcome))
on conflict (kind, span, begins, agency, resource, action, outcome) do update set records = c.records + excluded.records
"""


def follow(_now: datetime, *, seconds: float = inf) -> int:
    """Count what is new in the log, for so long at most. Returns how many; another worker meanwhile waits for this one."""
    total, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and (taken := _take()):
        total += taken
    return total


@transaction.atomic
def _take() -> int:
    with connection.cursor() as cursor:
        cursor.execute("insert into inspecting_counted (id, upto) values (1, 0) on conflict do nothing")
        cursor.execute("select upto from inspecting_counted where id = 1 for update")
        first = cursor.fetchone()[0]
        cursor.execute("select least(max(index) + 1, %s) from audit_leaf", [first + MOST])
        until = cursor.fetchone()[0] or 0
        if until <= first:
            return 0
        cursor.execute(_COUNT, {"first": first, "until": until})
        cursor.execute("update inspecting_counted set upto = %s where id = 1", [until])
    return until - first


def behind() -> int:
    """Records in the log that are not counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce((select max(index) + 1 from audit_leaf), 0) - coalesce((select upto from inspecting_counted), 0)"
        )
        return cursor.fetchone()[0]


def list_gauges(_now: datetime) -> list[Gauge]:
    return [Gauge("yishu_counts_behind_records", "Records in the log that are not counted yet.", behind())]
