"""Who hears of requests for an inspection: who coordinates, and then who asked."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.assessment.models import InspectionRequest
from yishu.core.actor import Actor
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import COORDINATORS, To, person_of, tell

ASKED: Final = Kind(
    "inspection.requested", _("请求检查立项"), _("{who}请求对{agency}立项检查，请制定计划或答复。"), to_systems=False
)
ANSWERED: Final = Kind("inspection.answered", _("立项请求有答复"), _("您请求检查{agency}：{state}。"), to_systems=False)


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(ASKED, ANSWERED)


def tell_asked(actor: Actor, asked: InspectionRequest) -> None:
    said = {"who": actor.name, "agency": asked.agency.name}
    tell(ASKED, COORDINATORS, said=said, path=_path(asked), by=actor)


def tell_answered(actor: Actor, asked: InspectionRequest) -> None:
    said = {"agency": asked.agency.name, "state": str(asked.get_state_display())}
    tell(ANSWERED, To(people=person_of(asked.asked_by)), said=said, path=_path(asked), by=actor)


def _path(asked: InspectionRequest) -> str:
    return reverse("assessment:inspection_request", args=[asked.pk])
