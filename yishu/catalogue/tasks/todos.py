"""What of collection tasks waits for a person: answering for the lower agency, deciding for the coordinator (16.2)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.tasks import queries
from yishu.catalogue.tasks.models import Bearing
from yishu.core.actor import Actor
from yishu.shell.components import Text
from yishu.shell.todos import MOST, Todo


def answers(actor: Actor, _now: datetime) -> list[Todo]:
    """Tasks laid on one's own agency that it has not answered."""
    if not actor.roles & {Role.REVIEWER, Role.SIGNER}:
        return []
    waiting = queries.list_open_bearings(Bearing.State.WAITING).filter(agency_id=actor.agency_id)
    return [_of(_("答复采集任务"), bearing, bearing.task.imposer.name) for bearing in waiting[:MOST]]


def decisions(actor: Actor, _now: datetime) -> list[Todo]:
    """What the coordinator decides on: objections, and laws cited for collecting what the platform has."""
    if not is_coordinator(actor):
        return []
    objections = queries.list_open_bearings(Bearing.State.OBJECTED)
    reviews = queries.list_waiting_reviews()
    return [
        *(_of(_("核定采集任务的异议"), bearing, bearing.agency.name) for bearing in objections[:MOST]),
        *(
            Todo(
                _("审核采集任务的依据"), "gavel", task.title, task.imposer.name, _url(task.number), due=task.review_due
            )
            for task in reviews[:MOST]
        ),
    ]


def _of(kind: Text, bearing: Bearing, who: str) -> Todo:
    return Todo(kind, "inbox", bearing.task.title, who, _url(bearing.task.number), due=bearing.due)


def _url(number: str) -> str:
    return reverse("collection_tasks:task", args=[number])
