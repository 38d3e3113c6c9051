"""The steps of a demand's or a coordination's course, written with the act itself."""

from datetime import datetime

from yishu.agencies.models import Agency
from yishu.core.actor import Actor
from yishu.sharing.models import Coordination, CourseStep, Demand


def add_step(
    actor: Actor,
    act: str,
    *,
    now: datetime,
    demand: Demand | None = None,
    coordination: Coordination | None = None,
    words: str = "",
    was_late: bool = False,
) -> CourseStep:
    """One step by the actor; `was_late` where it came after its clock had run out."""
    agency = Agency.objects.get(pk=actor.agency_id)
    return CourseStep.objects.create(
        demand=demand,
        coordination=coordination,
        at=now,
        act=act,
        actor=actor.ref,
        actor_name=actor.name,
        agency=agency,
        agency_name=agency.name,
        words=words.strip(),
        was_late=was_late,
    )
