"""What of operations stands in a person's name: incidents they answer for, and tasks they have not done."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from yishu.agencies.handing_over import Kept, Work
from yishu.agencies.models import Person
from yishu.operations.models import Incident, IncidentTask


def _list_open(person: Person) -> Iterator[Work]:
    for incident in Incident.objects.filter(responsible=person, state=Incident.State.OPEN):
        yield Work(_("安全事件"), incident.number)
    for task in IncidentTask.objects.filter(assignee=person, done_at=None).select_related("incident"):
        yield Work(_("处置任务"), f"{task.incident.number} {task.what}")


def _move(person: Person, successor: Person) -> None:
    Incident.objects.filter(responsible=person, state=Incident.State.OPEN).update(responsible=successor)
    IncidentTask.objects.filter(assignee=person, done_at=None).update(assignee=successor)


KEPT = Kept(_list_open, _move)
