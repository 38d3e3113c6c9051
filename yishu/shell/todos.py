"""What waits for a person: each slice registers what of its own does; the workbench lists it all by urgency."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from yishu.core.actor import Actor
from yishu.shell.components import Text


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: `kind` names the act, `what` the thing, `who` on whose behalf; `due` is its last day, `provisional` until the year's working days are known."""

    kind: Text
    icon: str
    what: str
    who: str
    url: str
    since: datetime | None = None
    due: date | None = None
    provisional: bool = False


List = Callable[[Actor, datetime], list[Todo]]

MOST = 8
"""So many of one kind, the most urgent: the page that an entry leads to has them all."""

_lists: dict[str, List] = {}


def register(name: str, waiting: List) -> None:
    """`waiting(actor, now)` gives what this person may do now, at most MOST of a kind; again under the same name replaces it. In `AppConfig.ready()`."""
    _lists[name] = waiting


def list_for(actor: Actor, now: datetime) -> list[Todo]:
    """All of them, what is due first at the top, what has no day last."""
    found = [each for waiting in _lists.values() for each in waiting(actor, now)]
    return sorted(found, key=lambda each: each.due or date.max)
