"""Who hears that an incident concerns their agency: its risk officer, once it is named (31.1)."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Agency, Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, tell
from yishu.operations.models import Incident

CONCERNED: Final = Kind(
    "incident.concerned",
    _("安全事件涉及本单位"),
    _("{agency}登记的安全事件 {number} 涉及本单位，请查看并配合处置。"),
    urgent=True,
    to_systems=False,
)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(CONCERNED)
    listen(Action.INCIDENT_REPORTED, _named)
    listen(Action.INCIDENT_CLASSIFIED, _named)


def _named(actor: Actor, made: Record) -> None:
    incident = Incident.objects.select_related("agency").get(number=made.target)
    newly = made.detail.get("concerned") or []
    assert isinstance(newly, list)
    said = {"agency": incident.agency.name, "number": incident.number}
    path = reverse("operations:incident", args=[incident.number])
    for agency in Agency.objects.filter(code__in=newly).exclude(pk=incident.agency_id).order_by("pk"):
        tell(CONCERNED, To(agency.pk, (Role.RISK_OFFICER,)), said=said, path=path, by=actor)
