"""Laws cited for collected items: the coordinator's day is counted at every look, and so follows the calendar by itself; a change tells it as any other (15.2)."""

from collections.abc import Iterable

from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.catalogue.collected.queries import list_cited, review_day
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.workdays.counting import Kept, Running, register


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    roles = (Role.COORDINATOR.value,)
    register("collected.review", Kept(clocks.COLLECTION_REVIEW, DutyKind.COORDINATION, roles, _list_open))


def _list_open(_lock: bool) -> Iterable[Running]:
    """One for each form, of what was cited first."""
    day = review_day()
    first = {item.form.number: item for item in reversed(list_cited())}
    for number, item in first.items():
        if item.cited_at is not None:
            path = reverse("collected:form", args=[number])
            yield Running(
                None, f"{number} {item.form.name}", shanghai_day(item.cited_at), day(item.cited_at).date, None, path
            )
