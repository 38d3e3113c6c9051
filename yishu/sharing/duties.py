"""Applications whose provider has let the time pass (26.3), each with who should have decided (34.1)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Appointment, Role
from yishu.core.calendar import shanghai_day
from yishu.sharing.models import Line
from yishu.shell.duties import Overdue

MOST = 500


def overdue_lines(now: datetime) -> list[Overdue]:
    """The oldest that wait for a decision past their day; the person is the provider's signer, else its handler."""
    late = Line.objects.filter(state=Line.State.IN_REVIEW, due__lt=shanghai_day(now)).order_by("due")
    lines = list(late.select_related("application__consumer", "resource__provider", "entry")[:MOST])
    signers = _deciders({line.resource.provider_id for line in lines if line.resource.provider_id})
    return [
        Overdue(
            what=f"{line.entry.name}（{line.application.number}，{line.application.consumer.short_name}）",
            agency=line.resource.provider.name if line.resource.provider else "",
            agency_code=line.resource.provider.code if line.resource.provider else "",
            person=signers.get(line.resource.provider_id or 0) or _("未指定审签人"),
            due=line.due,
            url=reverse("sharing:decide", args=[line.application.number, line.resource.path_code]),
        )
        for line in lines
        if line.due
    ]


def _deciders(agencies: set[int]) -> dict[int, str]:
    """Who decides in each agency: its signers, else its handlers."""
    rows = Appointment.objects.filter(
        person__agency_id__in=agencies, person__is_active=True, role__in=(Role.SIGNER, Role.HANDLER)
    ).values_list("person__agency_id", "role", "person__name")
    found: dict[int, dict[str, list[str]]] = {}
    for agency, role, name in rows.order_by("pk"):
        found.setdefault(agency, {}).setdefault(role, []).append(name)
    return {agency: "、".join(held.get(Role.SIGNER) or held.get(Role.HANDLER, [])) for agency, held in found.items()}
