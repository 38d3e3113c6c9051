"""Erasures that wait for somebody's decision (5.1)."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yishu.agencies.queries import names_of
from yishu.core.actor import Actor
from yishu.operations.erasing import queries
from yishu.shell.todos import MOST, Todo


def list_todos(actor: Actor, _now: datetime) -> list[Todo]:
    """For who may decide: what others have asked for."""
    if not actor.roles & set(queries.DECIDERS):
        return []
    waiting = list(queries.list_waiting(actor).exclude(asked_by__in=actor.own_refs)[:MOST])
    names = names_of({each.asked_by for each in waiting}) if waiting else {}
    return [
        Todo(
            gettext_lazy("决定抹除个人信息"),
            "trash",
            _("申请 {number}：{basis}").format(number=each.pk, basis=each.basis),
            names.get(each.asked_by) or each.asked_by,
            reverse("erasing:erasure", args=[each.pk]),
            since=each.asked_at,
        )
        for each in waiting
    ]
