"""Whoever has to act is told once of each change that moved deadlines of theirs, not once of each deadline."""

from collections import defaultdict
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.accountability.naming import who_answers
from yishu.agencies.models import Role
from yishu.node.workdays.counting import Moved
from yishu.notices.kinds import Kind
from yishu.notices.telling import To, tell
from yishu.operations.workdays.models import Change

MOVED: Final = Kind(
    "deadline.moved",
    _("期限随工作日安排调整"),
    _("工作日安排有变更（{reference}），贵单位 {n} 件事项的期限随之调整；最早的“{thing}”由 {before} 改为 {after}。"),
)


def tell_moved(change: Change, moved: list[Moved]) -> None:
    """By agency and kind of duty: those who act, the person who answers for it and who stands in for them."""
    parties: dict[tuple[int | None, str, tuple[str, ...]], list[Moved]] = defaultdict(list)
    for each in moved:
        parties[each.running.agency, each.kept.duty, each.kept.roles].append(each)
    for (agency, duty, roles), theirs in parties.items():
        first = min(theirs, key=lambda one: one.after.date)
        said = {
            "reference": change.reference[:60],
            "n": len(theirs),
            "thing": first.running.thing,
            "before": first.running.due,
            "after": first.after.date,
        }
        tell(MOVED, _party(agency, duty, roles), said=said, path=reverse("workdays:change", args=[change.pk]))


def _party(agency: int | None, duty: str, roles: tuple[str, ...]) -> To:
    if agency is None:
        return To(coordinators=True)
    named = who_answers([agency], duty).get(agency)
    return To(agency, tuple(Role(role) for role in roles), tuple(one.pk for one in named.people) if named else ())
