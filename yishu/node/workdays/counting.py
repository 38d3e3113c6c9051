"""Deadlines that run: each slice says which of its own are open, and puts another day in their place when the calendar has changed (26.3).

How many working days a deadline was given is not stored: it is what lies between its start and its day in the calendar that it was counted by. So a clock whose
rule was changed meanwhile keeps the length that it began with.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from yishu.core.calendar import Deadline, WorkCalendar, shanghai_day

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Running:
    """One open deadline. `thing` is what people call it by; `agency` has to act by `due` (None: whoever coordinates); `path` leads to it."""

    key: Any
    thing: str
    start: date
    due: date
    agency: int | None
    path: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The deadlines of one clock. `duty` is the kind of duty (34.1), `roles` who in the agency acts.

    `list_open(lock)` gives them, their rows locked until the caller's transaction ends where asked; `move(found)` puts each at its new day, also where only
    `provisional` has changed. Without `move` nothing is stored: the day is counted at every look.
    """

    clock: str
    duty: str
    roles: tuple[str, ...]
    list_open: Callable[[bool], Iterable[Running]]
    move: Callable[[Sequence["Moved"]], None] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline before and after. `was_provisional`: it was counted over days that no notice had settled."""

    kept: Kept
    running: Running
    after: Deadline
    was_provisional: bool

    @property
    def has_moved(self) -> bool:
        return self.running.due != self.after.date


_kept: dict[str, Kept] = {}


def register(name: str, kept: Kept) -> None:
    """Again under the same name replaces it. In `AppConfig.ready()`."""
    _kept[name] = kept


def list_kept() -> list[Kept]:
    return list(_kept.values())


def list_open(agency: int | None, duty: str) -> list[tuple[Kept, Running]]:
    """What runs for an agency (None: for whoever coordinates), of one kind of duty, the most urgent first."""
    found = [(kept, each) for kept in _kept.values() if kept.duty == duty for each in kept.list_open(False)]
    return sorted((pair for pair in found if pair[1].agency == agency), key=lambda pair: pair[1].due)


def take_running() -> list[tuple[Kept, Running]]:
    """Every deadline that runs, as it is counted now; its row is locked until the caller's transaction ends."""
    return [(kept, each) for kept in _kept.values() for each in kept.list_open(True)]


def count_again(
    running: Sequence[tuple[Kept, Running]], before: WorkCalendar, after: WorkCalendar, today: date
) -> list[Moved]:
    """Move deadlines that were taken under the calendar before to where their working days end in the one after: what moved, or became final or provisional.

    A deadline that had not passed is never put on a day that has.
    """
    count = _Count(before, after, today)
    changed = [moved for kept, each in running if (moved := count.again(kept, each))]
    for kept in {id(each.kept): each.kept for each in changed}.values():
        if kept.move is not None:
            kept.move([each for each in changed if each.kept is kept])
    return changed


class _Count:
    """Deadlines of one start and day are counted once: thousands share a few."""

    def __init__(self, before: WorkCalendar, after: WorkCalendar, today: date) -> None:
        self._before, self._after, self._today = before, after, today
        self._known: dict[tuple[date, date], Deadline] = {}

    def again(self, kept: Kept, running: Running) -> Moved | None:
        pair = (running.start, running.due)
        if pair not in self._known:
            self._known[pair] = self._count(*pair)
        after, was = self._known[pair], running.due > self._before.confirmed_until
        return None if (after.date, after.provisional) == (running.due, was) else Moved(kept, running, after, was)

    def _count(self, start: date, due: date) -> Deadline:
        if due <= start:
            return Deadline(due, due > self._after.confirmed_until)
        found = self._after.add_working_days(start, self._before.working_days_between(start, due))
        if found.date < self._today <= due:
            return Deadline(self._today, provisional=self._today > self._after.confirmed_until)
        return found


def stored(
    clock: str,
    rows: Callable[[], QuerySet[Row]],
    *,
    duty: str,
    roles: tuple[str, ...],
    start: Callable[[Row], datetime | date | None],
    thing: Callable[[Row], str],
    agency: Callable[[Row], int | None],
    path: Callable[[Row], str],
    due: str = "due",
    provisional: str | None = "due_provisional",
) -> Kept:
    """Deadlines that stand in a column of their rows, of those that `rows()` finds open."""

    def list_open(lock: bool) -> Iterable[Running]:
        found = rows().select_for_update(of=("self",)) if lock else rows()
        for row in found.filter(**{f"{due}__isnull": False}).order_by("pk"):
            began = start(row)
            if began is not None:
                day = shanghai_day(began) if isinstance(began, datetime) else began
                yield Running(row.pk, thing(row), day, getattr(row, due), agency(row), path(row))

    def move(moved: Sequence[Moved]) -> None:
        by_day: dict[Deadline, list[Any]] = {}
        for each in moved:
            by_day.setdefault(each.after, []).append(each.running.key)
        for day, keys in by_day.items():
            columns = {due: day.date} | ({provisional: day.provisional} if provisional else {})
            rows().model._default_manager.filter(pk__in=keys).update(**columns)

    return Kept(clock, duty, roles, list_open, move)
