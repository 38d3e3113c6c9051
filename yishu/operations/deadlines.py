"""The closing of incidents: its day is counted again when the calendar changes (31.1). Their reporting is counted in hours, through holidays."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.models import Role
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.models import Clock
from yishu.node.workdays.counting import Kept, Moved, Running, register
from yishu.operations.models import Incident


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    roles = (Role.RISK_OFFICER.value,)
    register("operations.incidents", Kept(clocks.INCIDENT_CLOSE, DutyKind.RISK, roles, _list_open, _move))


def _list_open(lock: bool) -> Iterable[Running]:
    if Clock.objects.get(pk=clocks.INCIDENT_CLOSE).unit != "days":
        return
    found = Incident.objects.filter(state=Incident.State.OPEN).order_by("pk")
    for incident in found.select_for_update() if lock else found:
        day = shanghai_day(incident.close_due - timedelta(seconds=1))
        path = reverse("operations:incident", args=[incident.number])
        yield Running(incident.pk, incident.number, shanghai_day(incident.found_at), day, incident.agency_id, path)


def _move(moved: Sequence[Moved]) -> None:
    for each in moved:
        Incident.objects.filter(pk=each.running.key).update(close_due=each.after.ends)
