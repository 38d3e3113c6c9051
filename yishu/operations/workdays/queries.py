"""Reading the changes of the calendar, and the deadlines that they moved."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from yishu.core.actor import Actor
from yishu.core.calendar import WorkCalendar
from yishu.node.workdays import counting
from yishu.operations.queries import oversees
from yishu.operations.workdays import state
from yishu.operations.workdays.commands import MAY_CHANGE
from yishu.operations.workdays.errors import ChangeNotFound
from yishu.operations.workdays.models import Change, MovedDeadline

PAGE = 50


@dataclass(frozen=True, slots=True)
class DayChanged:
    """A day of a change: what it was and what it became; empty where it is as the week has it. `own`: only this place has it."""

    day: date
    was: str
    becomes: str
    name: str
    own: bool


def may_change(actor: Actor) -> bool:
    return bool(actor.roles & set(MAY_CHANGE))


def sees_all(actor: Actor) -> bool:
    """The deadlines of every agency."""
    return actor.kind == "platform" or oversees(actor)


def list_changes(year: int) -> QuerySet[Change]:
    """Of a year, newest first."""
    return Change.objects.filter(year=year).select_related("undoes", "undone_by")[:50]


def get_change(number: int) -> Change:
    found = Change.objects.filter(pk=number).select_related("undoes").first()
    if found is None:
        raise ChangeNotFound(number=number)
    return found


def list_moved(actor: Actor, change: Change) -> QuerySet[MovedDeadline]:
    """One's own agency's; all for who oversees."""
    found = MovedDeadline.objects.filter(change=change).select_related("agency")
    return found if sees_all(actor) else found.filter(agency_id=actor.agency_id)


def turn(actor: Actor, change: Change, page: str | None) -> "Page[MovedDeadline]":
    return Paginator(list_moved(actor, change), PAGE).get_page(page)


def days_of(change: Change) -> list[DayChanged]:
    before, after = state.read_json(change.before), state.read_json(change.after)
    found = []
    for rows, then, own in ((before.days, after.days, False), (before.local, after.local, True)):
        for key in sorted(rows):
            was, becomes = rows[key], then[key]
            if (was and (was.kind, was.name)) != (becomes and (becomes.kind, becomes.name)):
                name = becomes.name if becomes else was.name if was else ""
                kinds = (was.kind if was else "", becomes.kind if becomes else "")
                found.append(DayChanged(date.fromisoformat(key), *kinds, name, own))
    return found


def count_provisional(days: WorkCalendar) -> int:
    """Open deadlines that reach past the last settled year: what its notice will count again."""
    return sum(each.due > days.confirmed_until for kept in counting.list_kept() for each in kept.list_open(False))
