"""Scores as they are now, by SQL: of one resource, of an agency's, of all agencies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from yishu.catalogue.scoring import answers
from yishu.catalogue.scoring.rules import DAYS_ALLOWED, WEIGHTS, Measure
from yishu.core.calendar import shanghai_day


@dataclass(frozen=True, slots=True)
class Score:
    """A resource's measures, None where one does not apply, and their weighted mean."""

    resource_id: int
    code: str
    name: str
    state: str
    completeness: int
    validity: int
    freshness: int | None
    described: int
    answers: int | None
    total: int

    @property
    def path_code(self) -> str:
        return self.code.replace("/", "-")

    def of(self, measure: Measure) -> int | None:
        return getattr(self, measure.value)


@dataclass(frozen=True, slots=True)
class ProviderScore:
    """The means over a provider's entries; `good` and `poor` count entries from 85 and below 60."""

    provider: str
    entries: int
    completeness: int
    validity: int
    freshness: int | None
    described: int
    answers: int | None
    total: int
    good: int
    poor: int


GOOD, POOR = 85, 60


def get_score(resource_id: int, *, now: datetime) -> Score | None:
    """None for what is not in effect."""
    found = _read(f"{_SCORED} select * from scored", "r.id = %(resource)s", resource=resource_id, now=now)
    return Score(*found[0]) if found else None


def list_scores(agency_id: int, *, now: datetime, offset: int = 0, limit: int = 50) -> list[Score]:
    """An agency's entries in effect, the poorest first."""
    ordered = f"{_SCORED} select * from scored order by total, code offset %(offset)s limit %(limit)s"
    found = _read(ordered, "r.provider_id = %(agency)s", agency=agency_id, now=now, offset=offset, limit=limit)
    return [Score(*row) for row in found]


def summarise(agency_id: int, *, now: datetime) -> ProviderScore:
    """The means over an agency's entries, under its name; all zero where it has none in effect."""
    (row,) = _read(f"{_SCORED} {_OF_AGENCY}", "r.provider_id = %(agency)s", agency=agency_id, now=now, **_BOUNDS)
    values: list[Any] = [0 if value is None and n not in _MAY_LACK else value for n, value in enumerate(row)]
    return ProviderScore(*values)


def list_providers(*, now: datetime) -> list[ProviderScore]:
    """Every provider by name, the poorest first."""
    return [ProviderScore(*row) for row in _read(f"{_SCORED} {_BY_PROVIDER}", "true", now=now, **_BOUNDS)]


def _read(statement: str, where: str, *, now: datetime, **given: Any) -> list[Any]:
    given |= {"now": now, "today": shanghai_day(now)}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(where=where, answers=answers.statement()), given)
        return cursor.fetchall()


_WHENS = " ".join(f"when '{cycle}' then {days}" for cycle, days in DAYS_ALLOWED.items())
_ALLOWED = f"(case e.cycle {_WHENS} else {DAYS_ALLOWED['quarterly']} end)"  # a special case on file is owed by quarters
# What owes updates here is as fresh as it is on time: late by as much as is allowed, it is half as good. Of what an open directory has, only its last data is
# known. What is asked for at its provider's own is as fresh as its provider; of what is not shared nothing is hosted.
_FRESHNESS = f"""case
        when e.provision = 'proxied' or e.category = 'non_shared' and r.state <> 'imported' then null
        when r.last_updated is null then 0
        when r.update_due is not null then
            round(100.0 * {_ALLOWED} / ({_ALLOWED} + greatest(%(today)s - r.update_due, 0)))
        when e.cycle in ('irregular', 'never') then 100
        else least(100, round(100.0 * {_ALLOWED} * 86400
            / greatest(extract(epoch from %(now)s - r.last_updated), 1)))
    end::int"""
_WEIGHED = " + ".join(f"{weight} * coalesce({measure}, 0)" for measure, weight in WEIGHTS.items())
_WEIGHTS = " + ".join(f"case when {measure} is null then 0 else {weight} end" for measure, weight in WEIGHTS.items())
_SCORED = f"""
with measured as (
    select r.id, r.code, e.name, r.state, r.provider_name, r.completeness, r.validity, {_FRESHNESS} as freshness,
        r.described, (100.0 * a.in_time / nullif(a.asked, 0))::int as answers
    from catalogue_resource r join catalogue_entry e on e.id = r.current_id
    left join ({{answers}}) a on a.resource_id = r.id
    where r.state in ('imported', 'published', 'suspended') and r.completeness is not null and {{where}}
),
weighed as (select *, floor(({_WEIGHED})::numeric / ({_WEIGHTS}) + 0.5)::int as total from measured),
scored as (
    select id, code, name, state, completeness, validity, freshness, described, answers, total from weighed
)
"""
_MEANS = """count(*), avg(completeness)::int, avg(validity)::int, avg(freshness)::int, avg(described)::int,
    avg(answers)::int, avg(total)::int as mean,
    count(*) filter (where total >= %(good)s), count(*) filter (where total < %(poor)s)
from weighed"""
_OF_AGENCY = f"select (select name from agencies_agency where id = %(agency)s), {_MEANS}"
_BY_PROVIDER = f"select provider_name, {_MEANS} group by provider_name order by mean, provider_name"
_BOUNDS = {"good": GOOD, "poor": POOR}
_MAY_LACK = (4, 6)  # freshness and answers: they do not apply to every entry
