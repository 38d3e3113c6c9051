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
select {kind}, span, begins, {named}, outcome, count(*)
from (
    select (r.at at time zone 'Asia/Shanghai')::date as day, r.agency, r.resource, r.action, r.outcome
    from audit_leaf l join audit_record r on r.id = l.record
    where l.index >= %(first)s and l.index < %(until)s
) r cross join lateral (values ('day', r.day), ('month', date_trunc('month', r.day)::date)) s (span, begins)
group by grouping sets ({sets})
on conflict (kind, span, begins, agency, resource, action, outcome) do update set records = c.records + excluded.records
"""
_APART: Final = _COUNT.format(
    kind="case grouping(agency, resource) when 0 then 'all' when 1 then 'agency' else 'resource' end",
    named="coalesce(agency, ''), coalesce(resource, ''), action",
    sets="(span, begins, agency, resource, action, outcome), (span, begins, agency, action, outcome), (span, begins, resource, action, outcome)",
)
_IN_SUM: Final = _COUNT.format(
    kind="case grouping(resource) when 0 then 'whole' else 'action' end",
    named="'', coalesce(resource, ''), coalesce(action, '')",
    sets="(span, begins, resource, outcome), (span, begins, action, outcome)",
)


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
        cursor.execute("select upto, summed from inspecting_counted where id = 1 for update")
        upto, summed = cursor.fetchone()
        first = min(upto, summed)
        cursor.execute("select least(max(index) + 1, %s) from audit_leaf", [first + MOST])
        until = cursor.fetchone()[0] or 0
        if summed < upto:  # of before there were sums
            until = min(until, upto)
        if until <= first:
            return 0
        told = {"first": first, "until": until}
        if first == upto:
            cursor.execute(_APART, told)
        if first == summed:
            cursor.execute(_IN_SUM, told)
        cursor.execute(
            "update inspecting_counted set upto = greatest(upto, %(until)s), summed = greatest(summed, %(until)s) where id = 1",
            told,
        )
    return until - first


def are_summed() -> bool:
    """Whether the sums have come as far as the other counts."""
    with connection.cursor() as cursor:
        cursor.execute("select summed >= upto from inspecting_counted")
        found = cursor.fetchone()
    return found is None or found[0]


def behind() -> int:
    """Records in the log that are not counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce((select max(index) + 1 from audit_leaf), 0) - coalesce((select upto from inspecting_counted), 0)"
        )
        return cursor.fetchone()[0]


def list_gauges(_now: datetime) -> list[Gauge]:
    return [Gauge("yishu_counts_behind_records", "Records in the log that are not counted yet.", behind())]
