"""What a person is to do about applications to other nodes."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.exchange.applying import list_applications
from yishu.exchange.models import ForeignApplication
from yishu.shell.todos import MOST, Todo


def returned(actor: Actor, _now: datetime) -> list[Todo]:
    """What came back to one's own agency before it left, to be completed or withdrawn."""
    if Role.HANDLER not in actor.roles:
        return []
    found = list_applications(actor).filter(state=ForeignApplication.State.RETURNED).order_by("submitted_at")
    return [
        Todo(
            _("补正跨平台申请"),
            "arrow-back-up",
            one.duty,
            one.called,
            reverse("exchange:application", args=[one.pk]),
            one.submitted_at,
        )
        for one in found[:MOST]
    ]
