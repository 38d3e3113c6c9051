"""Keys that wait for a second person's agreement (21.2, 5.1)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.hosting.quarantine import queries
from yishu.shell.todos import MOST, Todo


def agreements(actor: Actor, _now: datetime) -> list[Todo]:
    """For a reviewer: what others of the agency have asked for."""
    if Role.REVIEWER not in actor.roles:
        return []
    waiting = queries.list_overrides(actor).filter(agreed_at=None, ended_at=None).exclude(asked_by__in=actor.own_refs)
    return [
        Todo(
            _("审核主键例外"),
            "key",
            one.resource.current.name if one.resource.current else one.resource.code,
            one.asked_by_name,
            reverse("quarantine:overrides"),
            since=one.asked_at,
        )
        for one in waiting.order_by("asked_at")[:MOST]
    ]
