"""Who is told of a sign-off: whose turn it is, and whoever prepared it, once it is signed or sent back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yishu.agencies.models import Role
from yishu.audit.record import Action, Record
from yishu.audit.recording import listen
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.notices.kinds import Kind, register
from yishu.notices.telling import To, not_told, person_of, tell
from yishu.sharing.signing.models import Round
from yishu.sharing.signing.queries import who_may_sign

WAITING: Final = Kind(
    "sign_off.waiting", _("内部审批待办"), _("“{name}”（{number}）待您审批：{step}。"), to_systems=False
)
REMINDER: Final = Kind(
    "sign_off.reminder",
    _("内部审批催办"),
    _("“{name}”（{number}）的“{step}”已等待 {days} 个工作日，请尽快审批。"),
    to_systems=False,
)
SENT_BACK: Final = Kind(
    "sign_off.sent_back",
    _("内部审批退回"),
    _("“{name}”（{number}）在“{step}”被退回，理由见办理过程。"),
    to_systems=False,
)
SIGNED: Final = Kind(
    "sign_off.signed", _("内部审批完成"), _("“{name}”（{number}）已完成本单位审批并发出。"), to_systems=False
)
REMINDED_AFTER: Final = 2
"""Working days that a step waits before its signers are reminded."""


def register_notices() -> None:
    """In `AppConfig.ready()`."""
    register(WAITING, REMINDER, SENT_BACK, SIGNED)
    for action in (Action.APPLICATION_PREPARED, Action.DECISION_PREPARED):
        listen(action, _on(_begun))
    for action in (Action.APPLICATION_SIGNED, Action.DECISION_SIGNED):
        listen(action, _on(_signed))
    for action in (Action.APPLICATION_SENT_BACK, Action.DECISION_SENT_BACK):
        listen(action, _on(_sent_back))


def remind(now: datetime) -> int:
    """Remind those whose step has waited, once each; how many."""
    days = clocks.calendar()
    waiting = Round.objects.filter(state=Round.State.OPEN, moved_at__lt=now - timedelta(days=REMINDED_AFTER))
    by_once = {
        f"{one.pk}:{one.at_step}": one
        for one in waiting.prefetch_related("signatures")
        if days.working_days_between(shanghai_day(one.moved_at), shanghai_day(now)) >= REMINDED_AFTER
    }
    fresh = sorted(not_told(REMINDER, by_once))
    for once in fresh:
        one = by_once[once]
        waited = days.working_days_between(shanghai_day(one.moved_at), shanghai_day(now))
        with transaction.atomic():
            tell(REMINDER, _signers(one), path=page_of(one), once=once, said={**about(one), "days": waited})
    return len(fresh)


def page_of(one: Round) -> str:
    return reverse("signing:round", args=[one.pk])


def about(one: Round) -> dict[str, object]:
    """What a notice says of a round."""
    return {"name": one.name, "number": one.number, "step": one.turn.name}


def _on(heard: Callable[[Actor, Round], None]) -> Callable[[Actor, Record], None]:
    return lambda actor, made: heard(actor, Round.objects.get(pk=made.detail["sign_off"]))


def _begun(actor: Actor, one: Round) -> None:
    tell(WAITING, _signers(one), path=page_of(one), by=actor, said=about(one))


def _signed(actor: Actor, one: Round) -> None:
    if one.state == Round.State.OPEN:
        tell(WAITING, _signers(one), path=page_of(one), by=actor, said=about(one))
    else:
        tell(SIGNED, _preparer(one), path=page_of(one), by=actor, said=about(one))


def _sent_back(actor: Actor, one: Round) -> None:
    tell(SENT_BACK, _preparer(one), path=page_of(one), by=actor, said=about(one))


def _preparer(one: Round) -> To:
    """The person who prepared it; where a system did, the handlers of its agency."""
    person = person_of(one.prepared_by)
    return To(people=person) if person else To(one.agency_id, (Role.HANDLER,))


def _signers(one: Round) -> To:
    return To(people=tuple(person.pk for person in who_may_sign(one)))
