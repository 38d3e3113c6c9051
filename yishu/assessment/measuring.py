"""The figures of all agencies, read from the record: one statement a measure, whatever the number of agencies (35.1).

Every figure is a count with the rows that were counted. An agency that a source does not name was not measured by it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from yishu.agencies.models import Agency
from yishu.assessment.periods import Period
from yishu.audit.queries import first_id
from yishu.catalogue.models import Resource
from yishu.core.calendar import shanghai_day
from yishu.quality import queries as quality
from yishu.quality.models import Discrepancy
from yishu.quality.rules import Owed


@dataclass(frozen=True, slots=True)
class Row:
    """One fact that was counted; see COLUMNS in words.py for what each source fills."""

    ref: str
    name: str = ""
    other: str = ""
    due: date | None = None
    day: date | None = None
    number: int | None = None
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """`whole` is None where the figure is no share."""

    part: int
    whole: int | None = None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures, and of when: from the period's begin up to `cutoff`, which is no later than its end."""

    agencies: tuple[Agency, ...]
    period: Period
    cutoff: datetime

    @property
    def ids(self) -> list[int]:
        return [agency.pk for agency in self.agencies]

    @property
    def last_over(self) -> date:
        """The last day that is over: what was due later is not late yet."""
        return shanghai_day(self.cutoff) - timedelta(days=1)


Found = dict[str, dict[int, Counted]]


def measure(scope: Scope) -> Found:
    """By the code of a source and the agency's id."""
    found: Found = {}
    for source in SOURCES:
        found |= source(scope)
    published = found["entries"]
    for code in ("calls", "consumers", "cases"):  # what has nothing to offer cannot be used: not measured, not zero
        found[code] = {key: found[code].get(key, Counted(0)) for key, counted in published.items() if counted.part}
    return found


def _from_entries(scope: Scope) -> Found:
    """Entries that stand published at the cutoff, with the records hosted by then and the day of their first data; a proxied one is mounted by its provider's interface (7.2).

    What is not shared, or whose provision an imported directory does not state, need not be mounted.
    """
    statement = """
        select r.provider_id, r.code, e.name, (e.published_at at time zone 'Asia/Shanghai')::date,
            e.category <> 'non_shared' and e.provision <> 'unstated',
            (coalesce(b.first, m.first) at time zone 'Asia/Shanghai')::date, coalesce(b.records, 0), m.first is not null
        from catalogue_resource r
        cross join lateral (
            select name, category, provision, min(published_at) over () as published_at
            from catalogue_entry where resource_id = r.id and published_at < %(cutoff)s
            order by version desc limit 1
        ) e
        left join hosting_holding h on h.resource_id = r.id
        left join lateral (
            select min(published_at) as first, sum(inserted - deleted) as records
            from hosting_batch where holding_id = h.id and published_at < %(cutoff)s
        ) b on true
        left join lateral (
            select min(mounted_at) as first from hosting_mount
            where resource_id = r.id and mounted_at < %(cutoff)s and (ended_at is null or ended_at >= %(cutoff)s)
        ) m on true
        where r.provider_id = any(%(agencies)s) and r.state in ('published', 'suspended')
        order by r.code
    """
    entries: dict[int, list[Row]] = defaultdict(list)
    hosted: dict[int, list[Row]] = defaultdict(list)
    mounted: dict[int, list[Row]] = defaultdict(list)
    for agency, code, name, published, mountable, first, records, is_proxied in _fetch(statement, scope):
        entries[agency].append(Row(code, name, day=published))
        if records:
            hosted[agency].append(Row(code, name, number=int(records)))
        if mountable:
            mounted[agency].append(Row(code, name, due=published, day=first, counted=bool(records) or is_proxied))
    return {
        "entries": {key: Counted(len(entries[key]), None, entries[key]) for key in scope.ids},
        "records": {key: Counted(sum(row.number or 0 for row in hosted[key]), None, hosted[key]) for key in scope.ids},
        "mounted": {key: _shared(rows) for key, rows in mounted.items()},
    }


def _from_calls(scope: Scope) -> Found:
    """Allowed calls and copies of an agency's resources by others, from the evidence, each resource by its index; how many cases they served."""
    statement = """
        select r.provider_id, coalesce(r.code, ''), coalesce(max(e.name), ''), a.agency, coalesce(max(c.name), a.agency), count(*),
            count(distinct a.case_number) filter (where a.case_number <> ''), grouping(r.code)
        from catalogue_resource r
        join agencies_agency p on p.id = r.provider_id
        join audit_record a on a.resource = r.code and a.id >= %(since)s and a.id < %(until)s
        left join agencies_agency c on c.code = a.agency
        left join catalogue_entry e on e.id = r.current_id
        where r.provider_id = any(%(agencies)s) and a.outcome = 'allowed' and a.agency <> p.code
            and a.action in ('data:verified', 'data:queried', 'data:copied')
        group by grouping sets ((r.provider_id, r.code, a.agency), (r.provider_id, a.agency))
        order by r.provider_id, count(*) desc, a.agency, r.code
    """
    calls: dict[int, list[Row]] = defaultdict(list)
    consumers: dict[int, list[Row]] = defaultdict(list)
    cases: dict[int, list[Row]] = defaultdict(list)
    for provider, code, name, agency, consumer, times, served, is_sum in _fetch(statement, scope):
        if not is_sum:
            calls[provider].append(Row(code, name, consumer, number=times))
            continue
        consumers[provider].append(Row(agency, "", consumer, number=times))
        if served:
            cases[provider].append(Row(agency, "", consumer, number=served))
    return {
        "calls": {key: Counted(sum(row.number or 0 for row in rows), None, rows) for key, rows in calls.items()},
        "consumers": {key: Counted(len(rows), None, rows) for key, rows in consumers.items()},
        "cases": {key: Counted(sum(row.number or 0 for row in rows), None, rows) for key, rows in cases.items()},
    }


def _from_applications(scope: Scope) -> Found:
    """Applications whose time to be decided (26.3) ran out in the period, or that were decided before; in time by the day that the clock gave."""
    statement = """
        select r.provider_id, a.number, e.name, c.name, l.due, d.day, coalesce(d.day <= l.due, false)
        from sharing_line l
        join catalogue_resource r on r.id = l.resource_id
        join catalogue_entry e on e.id = l.entry_id
        join sharing_application a on a.id = l.application_id
        join agencies_agency c on c.id = a.consumer_id
        left join lateral (
            select (l.decided_at at time zone 'Asia/Shanghai')::date as day where l.decided_at < %(cutoff)s
        ) d on true
        where r.provider_id = any(%(agencies)s) and l.due between %(first)s and %(last)s
            and (l.due <= %(last_over)s or d.day is not null)
            and (l.state <> 'withdrawn' or l.due < (l.decided_at at time zone 'Asia/Shanghai')::date)
        order by l.due, l.id
    """
    return {"applications": _answered_by_day(statement, scope)}


def _answered_by_day(statement: str, scope: Scope) -> dict[int, Counted]:
    """Rows of (agency, number, name, who asked, due, answered, in time), counted by agency."""
    rows: dict[int, list[Row]] = defaultdict(list)
    for agency, number, name, asked_by, due, day, in_time in _fetch(statement, scope):
        rows[agency].append(Row(number, name, asked_by, due=due, day=day, counted=in_time))
    return {agency: _shared(each) for agency, each in rows.items()}


def _from_quality(scope: Scope) -> Found:
    """Updates and answers that fell due (18.1, 25.1, 28.1), as the slice of quality tells them of each agency."""
    first, last = scope.period.first, scope.last_over
    updates = {agency: _updates(quality.list_owed_updates(agency, first, last)) for agency in scope.ids}
    answers = {agency: _answers(quality.list_owed_answers(agency, first, last)) for agency in scope.ids}
    return {
        "timeliness": {agency: counted for agency, counted in updates.items() if counted.whole},
        "discrepancies": {agency: counted for agency, counted in answers.items() if counted.whole},
    }


def _updates(owed: list[tuple[Resource, Owed]]) -> Counted:
    """A row for what each resource updated in time, with how often, and one for each update that it missed: a daily one owes sixty a quarter."""
    in_time, rows = Counter(resource for resource, one in owed if one.is_on_time), list[Row]()
    for resource in dict.fromkeys(resource for resource, _ in owed):
        code, name = resource.code, resource.current.name if resource.current else ""
        if in_time[resource]:
            rows.append(Row(code, name, number=in_time[resource]))
        missed = (one.period.due for its, one in owed if its == resource and not one.is_on_time)
        rows += [Row(code, name, due=due, number=1, counted=False) for due in missed]
    return Counted(in_time.total(), len(owed), rows)


def _answers(owed: Iterable[Discrepancy]) -> Counted:
    return _shared(
        [
            Row(
                each.number,
                each.resource.current.name if each.resource.current else each.resource.code,
                each.finder.name,
                due=each.answer_due,
                day=shanghai_day(each.answered_at) if each.answered_at else None,
                counted=quality.is_answered_in_time(each),
            )
            for each in owed
        ]
    )


def _from_demands(scope: Scope) -> Found:
    """Demands (4.2) whose time to be answered ran out in the period, or that were answered before; by whom they were addressed to last."""
    statement = """
        select d.holder_id, d.number, d.name, c.name, d.due, s.day, coalesce(s.day <= d.due, false)
        from sharing_demand d
        join agencies_agency c on c.id = d.consumer_id
        left join lateral (
            select (max(at) at time zone 'Asia/Shanghai')::date as day
            from sharing_coursestep where demand_id = d.id and act in ('accepted', 'refused') and at < %(cutoff)s
        ) s on true
        where d.holder_id = any(%(agencies)s) and d.due between %(first)s and %(last)s
            and (d.due <= %(last_over)s or s.day is not null)
        order by d.due, d.id
    """
    return {"demands": _answered_by_day(statement, scope)}


SET_BASED: Final[tuple[Callable[[Scope], Found], ...]] = (_from_entries, _from_calls, _from_applications, _from_demands)
SOURCES: Final = (*SET_BASED, _from_quality)
CALLS_BEHIND = """
    select a.id, a.at, a.resource, a.agency, a.action, a.case_number
    from catalogue_resource r
    join agencies_agency p on p.id = r.provider_id
    join audit_record a on a.resource = r.code and a.id >= %(since)s and a.id < %(until)s
    where r.provider_id = any(%(agencies)s) and a.outcome = 'allowed' and a.agency <> p.code
        and a.action in ('data:verified', 'data:queried', 'data:copied')
    order by a.id limit %(most)s
"""


def list_calls(scope: Scope, *, most: int) -> list[tuple[Any, ...]]:
    """Every single call behind the figures of use, oldest first: (id, at, resource, agency, action, case)."""
    return _fetch(CALLS_BEHIND, scope, most=most)


def _shared(rows: list[Row]) -> Counted:
    return Counted(sum(row.counted for row in rows), len(rows), rows)


def _fetch(statement: str, scope: Scope, **more: int) -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {
        "agencies": scope.ids,
        "cutoff": scope.cutoff,
        "since": first_id(scope.period.begins),
        "until": first_id(scope.cutoff),
        "first": scope.period.first,
        "last": scope.period.last,
        "last_over": scope.last_over,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given | more)
        return cursor.fetchall()
