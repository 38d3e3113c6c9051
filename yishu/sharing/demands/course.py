"""The course of a demand: who, when, what next, who is waited for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing.models import CourseStep, Demand
from yishu.shell.components import Step, Text


@dataclass(frozen=True, slots=True)
class DemandShown:
    """A demand with what a page needs beside it."""

    demand: Demand
    word: Text
    tone: str
    remaining: Remaining | None


def shown_demands(demands: Iterable[Demand]) -> list[DemandShown]:
    """All of them, with the deadlines counted once by the calendar of now."""
    found, today = list(demands), shanghai_day(timezone.now())
    days = clocks.calendar() if any(one.is_open for one in found) else None
    return [
        DemandShown(
            one,
            *_look(one, today),
            clocks.remaining(one.next_due, one.next_is_provisional, today, days) if days and one.is_open else None,
        )
        for one in found
    ]


def _look(demand: Demand, today: date) -> tuple[Text, str]:
    if demand.is_fulfilled:
        return _("已满足"), "good"
    is_late = demand.is_open and today > demand.next_due
    if demand.state == Demand.State.WAITING:
        return _("待答复"), "bad" if is_late else "warn"
    return Demand.State(demand.state).label, "bad" if is_late or demand.state == Demand.State.REFUSED else "blue"


def course_of(demand: Demand) -> list[Step]:
    """What was done, then what is waited for."""
    steps = [_step(one) for one in demand.steps.all()]
    state = "late" if shanghai_day(timezone.now()) > demand.next_due else "current"
    if demand.state == Demand.State.WAITING:
        steps.append(Step(_("答复需求"), demand.holder.name, state=state))
    elif demand.is_fulfilled and demand.resource and demand.resource.current:
        entry = demand.resource.current
        steps.append(Step(_("资源已发布，需求满足"), demand.holder.name, entry.published_at, note=entry.name))
    elif demand.state == Demand.State.ACCEPTED:
        steps.append(Step(_("编目并发布资源"), demand.holder.name, state=state))
    return steps


def late_note(step: CourseStep) -> str:
    """The words of a step, and that it came late where it did."""
    return "\n".join(part for part in (step.words, _("逾期办理") if step.was_late else "") if part)


def _step(step: CourseStep) -> Step:
    words = {
        "filed": pgettext("done", "提出共享需求"),
        "accepted": pgettext("done", "受理"),
        "linked": pgettext("done", "指定资源"),
        "passed_on": pgettext("done", "转送"),
        "refused": pgettext("done", "不予提供"),
    }
    state = "refused" if step.act == "refused" else "done"
    return Step(words[step.act], f"{step.agency_name} {step.actor_name}", step.at, state, late_note(step))
