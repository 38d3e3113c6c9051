"""Batches that wait for a decision (21.2)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.hosting.uploads import queries
from yishu.shell.todos import MOST, Todo


def held_batches(actor: Actor, _now: datetime) -> list[Todo]:
    """For the provider's data officers: until the day on which the file goes."""
    if Role.DATA_OFFICER not in actor.roles:
        return []
    return [
        Todo(
            _("处理暂存批次"),
            "clock-exclamation",
            one.resource.current.name if one.resource.current else one.resource.code,
            one.actor_name,
            reverse("uploads:upload", args=[one.pk]),
            since=one.held.held_at,
            due=one.held.until,
        )
        for one in queries.list_held(actor)[:MOST]
    ]
