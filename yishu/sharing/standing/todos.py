"""What of standing authorisations waits for a person."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.sharing.standing import queries
from yishu.sharing.standing.models import StandingAuthorisation, State
from yishu.shell.components import Text
from yishu.shell.todos import MOST, Todo


def standing(actor: Actor, now: datetime) -> list[Todo]:
    """To confirm, to put right, to acknowledge, to make ordinary grants of."""
    if not actor.roles & {Role.SIGNER, Role.HANDLER}:
        return []
    given, held = queries.given_by(actor), queries.held_by(actor)
    to_confirm = given.filter(state=State.TO_CONFIRM).exclude(brought_by__in=actor.own_refs).order_by("due", "pk")
    wrong = given.filter(state__in=(State.RETURNED, State.OBJECTED))
    to_acknowledge = held.filter(state=State.TO_ACKNOWLEDGE).order_by("due", "pk")
    return [
        *(_todo(_("复核存量授权"), one, one.consumer.name) for one in to_confirm[:MOST]),
        *(_todo(_("修改存量授权"), one, one.consumer.name) for one in wrong[:MOST]),
        *(_todo(_("确认存量授权"), one, one.provider.name) for one in to_acknowledge[:MOST]),
        *(_to_convert(one) for one in queries.only_near(held, now)[:MOST] if Role.HANDLER in actor.roles),
    ]


def _todo(kind: Text, one: StandingAuthorisation, who: str) -> Todo:
    url = reverse("standing:standing", args=[one.number])
    return Todo(kind, "certificate", one.entry.name, who, url, one.brought_at, one.due, one.due_provisional)


def _to_convert(one: StandingAuthorisation) -> Todo:
    url = reverse("standing:standing", args=[one.number])
    return Todo(_("将存量授权转为普通授权"), "refresh", one.entry.name, one.provider.name, url, due=one.last_day)
