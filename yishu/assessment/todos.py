"""Requests for an inspection that wait for the coordinator (35.2)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.agencies.models import Role
from yishu.assessment.requesting import STATE, list_requests
from yishu.core.actor import Actor
from yishu.shell.todos import MOST, Todo


def list_todos(actor: Actor, _now: datetime) -> list[Todo]:
    """The oldest first."""
    if Role.COORDINATOR not in actor.roles:
        return []
    return [
        Todo(
            gettext_lazy("检查立项"),
            "shield-check",
            _("检查{agency}：{about}").format(agency=each.agency.name, about=each.about or each.text[:40]),
            each.asked_by_name,
            reverse("assessment:inspection_request", args=[each.pk]),
            since=each.asked_at,
        )
        for each in list_requests(actor).filter(state=STATE.OPEN).order_by("pk")[:MOST]
    ]
