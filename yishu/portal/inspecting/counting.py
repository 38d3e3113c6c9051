"""Counting the records, each once, by its place in the log: places know no gaps, and the counts and how far they have come are one transaction. Killed anywhere, the next worker goes on (30.1, 32.1)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from yishu.audit.queries import moment_of
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


@dataclass(frozen=True, slots=True)
class Until:
    """The last record that is counted: its place in the log, from 0, and its time."""

    index: int
    at: datetime


def counted_until() -> Until | None:
    """None where nothing is counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select l.index, l.record from inspecting_counted c join audit_leaf l on l.index = c.upto - 1 where c.id = 1"
        )
        found = cursor.fetchone()
    return Until(found[0], moment_of(found[1])) if found else None


def which_counted(records: Sequence[UUID], until: Until | None) -> set[UUID]:
    """Those of the records that stand in the log up to there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select record from audit_leaf where record = any(%s) and index <= %s",
            [list(records), -1 if until is None else until.index],
        )
        return {record for (record,) in cursor.fetchall()}


def behind() -> int:
    """Records in the log that are not counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce((select max(index) + 1 from audit_leaf), 0) - coalesce((select upto from inspecting_counted), 0)"
        )
        return cursor.fetchone()[0]


def list_gauges(_now: datetime) -> list[Gauge]:
    return [Gauge("yishu_counts_behind_records", "Records in the log that are not counted yet.", behind())]
