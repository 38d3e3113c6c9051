"""How often, by day, agency, resource, action and outcome: out of the counts, whole months at once where a period holds them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from yishu.portal.inspecting import counting
from yishu.portal.inspecting.models import Count


class By(StrEnum):
    """What is told apart."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    AGENCY = "agency"
    RESOURCE = "resource"
    ACTION = "action"


BY_TIME: Final = (By.DAY, By.MONTH, By.QUARTER, By.YEAR)


@dataclass(frozen=True, slots=True)
class Asked:
    """Days are included. What is empty does not narrow; an action may be a subject (`data:`). `denied_first`: what was refused most stands first, where it is not told by time; `…_typed`: the names that were typed for them, as the evidence page takes them."""

    by: By
    first: date
    last: date
    agencies: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    action: str = ""
    denied_first: bool = False
    agency_typed: str = ""
    resource_typed: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`name`: the day, month (2026-11), quarter (2026-Q4), year, code or action."""

    name: str
    allowed: int
    denied: int

    @property
    def total(self) -> int:
        return self.allowed + self.denied


_NAMES: Final = {
    By.DAY: "begins::text",
    By.MONTH: "to_char(begins, 'YYYY-MM')",
    By.QUARTER: "to_char(begins, 'YYYY-\"Q\"Q')",
    By.YEAR: "to_char(begins, 'YYYY')",
    By.AGENCY: "agency",
    By.RESOURCE: "resource",
    By.ACTION: "action",
}


_TELLS: Final = {"agency": {Count.BY_AGENCY}, "resource": {Count.BY_RESOURCE, Count.RESOURCE_ALONE}}
"""Which kinds, besides that of all, tell apart by this column; in the others it is empty."""


def count(asked: Asked) -> list[Row]:
    """In the order of time, or the most frequent first. Times without any are left out."""
    if () in (asked.agencies, asked.resources):
        return []
    statement, parameters = _statement(asked)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Row(*row) for row in cursor.fetchall()]


def _statement(asked: Asked) -> tuple[str, dict[str, Any]]:
    name = _NAMES[asked.by]
    order = "1" if asked.by in BY_TIME else "sum(records) desc, 1"
    if asked.denied_first and order != "1":
        order = f"sum(records) filter (where outcome = 'denied') desc nulls last, {order}"
    kind = _kind(asked)
    parameters: dict[str, Any] = {"kind": kind}
    narrowed = ["kind = %(kind)s"]
    for column, values in (("agency", asked.agencies), ("resource", asked.resources)):
        if values is None and kind != Count.BY_ALL and kind not in _TELLS[column]:
            values = ("",)
        if values is not None:
            narrowed.append(f"{column} = any(%({column})s)")
            parameters[column] = list(values)
    if asked.action:
        narrowed.append("starts_with(action, %(action)s)" if asked.action.endswith(":") else "action = %(action)s")
        parameters["action"] = asked.action
    statement = f"""
    select {name}, sum(case when outcome = 'denied' then 0 else records end)::bigint, sum(case when outcome = 'denied' then records else 0 end)::bigint
    from ({_among(asked, " and ".join(narrowed), parameters)}) counted group by 1 order by {order}
    """
    return statement, parameters


def _among(asked: Asked, narrowed: str, parameters: dict[str, Any]) -> str:
    """The rows of the days and of the months apart, each date by name: the primary key is asked for each, and not walked from the first to the last."""
    parts = []
    for n, (span, first, last) in enumerate(_spans(asked)):
        parts.append(
            f"select * from inspecting_count where span = %(span_{n})s and begins = any(%(begins_{n})s) and {narrowed}"
        )
        parameters |= {f"span_{n}": span, f"begins_{n}": _begins(span, first, last)}
    return " union all ".join(parts)


def _begins(span: str, first: date, last: date) -> list[date]:
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return days if span == Count.DAY else [day for day in days if day.day == 1]


def _kind(asked: Asked) -> str:
    """The smallest count that tells apart what is asked; out of the sums once they are whole."""
    needs_agency = asked.by == By.AGENCY or asked.agencies is not None
    needs_resource = asked.by == By.RESOURCE or asked.resources is not None
    if needs_agency and needs_resource:
        return Count.BY_ALL
    needs_action = asked.by == By.ACTION or bool(asked.action)
    if needs_agency or (needs_resource and needs_action) or not counting.are_summed():
        return Count.BY_RESOURCE if needs_resource else Count.BY_AGENCY
    return Count.RESOURCE_ALONE if needs_resource else Count.ACTION_ALONE


def _spans(asked: Asked) -> list[tuple[str, date, date]]:
    """The period as (span, first, last): whole months, and the days before and after them."""
    if asked.by == By.DAY:
        return [(Count.DAY, asked.first, asked.last)]
    begins = _month(asked.first - timedelta(1), 1)  # the first month that is whole
    ends = _month(asked.last + timedelta(1), 0)  # the month behind the last that is whole
    if begins >= ends:
        return [(Count.DAY, asked.first, asked.last)]
    parts = [
        (Count.DAY, asked.first, begins - timedelta(1)),
        (Count.MONTH, begins, ends - timedelta(1)),
        (Count.DAY, ends, asked.last),
    ]
    return [(span, first, last) for span, first, last in parts if first <= last]


def _month(day: date, later: int) -> date:
    """The first of its month, or of the one after."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
