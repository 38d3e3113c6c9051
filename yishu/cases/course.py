"""The course of a case, for all its agencies: who did what, when; whom it waits for (29.1)."""

from collections.abc import Callable

from yishu.cases.models import Case, CaseStep, Event
from yishu.shell import components


def course(
    case: Case, current: CaseStep | None, *, url_of: Callable[[Event], str] | None = None
) -> list[components.Step]:
    """`url_of`: where the record of an event is read, or nothing; given to whoever inspects, who is told the exact times."""
    steps = [
        components.Step(
            f"{event.step_name} · {event.get_act_display()}",
            f"{event.agency_name} {event.actor_name}",
            event.at,
            "refused" if event.act in (Event.Act.RETURNED, Event.Act.REFUSED) else "done",
            event.note,
            exact=url_of is not None,
            url=url_of(event) if url_of else "",
        )
        for event in case.events.all()
    ]
    if current is None:
        return steps
    following = case.steps.filter(state=CaseStep.State.WAITING, step__position__gt=current.step.position)
    return [
        *steps,
        components.Step(current.step.name, current.step.agency.name, state="current"),
        *(
            components.Step(each.step.name, each.step.agency.name, state="waiting")
            for each in following.select_related("step__agency")
        ),
    ]
