"""Overdue duties: each slice registers what is late in its own domain; one page lists them, each with the person who answers for it (34.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from yishu.shell.components import Text


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that should have been done by `due` (None: at all times); `agency` and `person` are names, `agency_code` limits who sees it.

    `duty`: of which kind it is (`yishu.agencies.accountability.models.DutyKind`), by which a person answers for it.
    """

    what: Text
    agency: str
    agency_code: str
    person: Text
    due: date | None
    url: str
    duty: str = ""


List = Callable[[datetime], list[Overdue]]

_lists: dict[str, List] = {}


def register(name: str, overdue: List) -> None:
    """`overdue(now)` gives what is late, bounded; again under the same name replaces it. In `AppConfig.ready()`."""
    _lists[name] = overdue


def list_overdue(now: datetime, *, without: str = "") -> list[Overdue]:
    """All that is late, the oldest first, what has no day last; `without` leaves out one list by its name."""
    found = [each for name, one in _lists.items() if name != without for each in one(now)]
    return sorted(found, key=lambda each: each.due or date.max)
