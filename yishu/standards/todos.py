"""Proposals of others that the coordinator adopts or rejects (5.3)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.shell.todos import MOST, Todo
from yishu.standards import listing
from yishu.standards.models import Kind, State


def proposals(actor: Actor, _now: datetime) -> list[Todo]:
    """Standards first, then code lists, then data elements: the order in which they need each other."""
    if Role.COORDINATOR not in actor.roles:
        return []
    waiting = [
        one
        for kind in (Kind.STANDARD, Kind.CODE_LIST, Kind.ELEMENT)
        for one in listing.visible(kind, actor).filter(state=State.PROPOSED).exclude(proposed_by=actor.ref)[:MOST]
    ]
    return [
        Todo(
            _("审定数据标准的建议"),
            "gavel",
            one.name,
            one.proposed_by_name,
            reverse("standards:decide", args=[one.kept_as, one.pk]),
            one.proposed_at,
        )
        for one in waiting[:MOST]
    ]
