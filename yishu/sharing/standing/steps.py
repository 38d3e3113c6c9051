"""The steps of its course and its evidence, written with the act itself; and which step may follow."""

from datetime import datetime
from typing import Any

from django.utils.translation import override

from yishu.agencies.models import Agency
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.sharing.standing.errors import StandingWrongMoment
from yishu.sharing.standing.models import StandingAuthorisation, StandingStep, State


def add_step(actor: Actor, one: StandingAuthorisation, act: str, *, words: str = "", now: datetime) -> None:
    agency = Agency.objects.filter(pk=actor.agency_id).first()
    StandingStep.objects.create(
        standing=one,
        at=now,
        act=act,
        actor=actor.ref,
        actor_name=actor.name,
        agency_name=agency.name if agency else "",
        words=words.strip(),
    )


def record(actor: Actor, action: Action, one: StandingAuthorisation, **detail: Any) -> None:
    recording.record(actor, action, resource=one.resource.code, target=one.number, **detail)


def require_state(one: StandingAuthorisation, *allowed: State) -> None:
    """Raises StandingWrongMoment."""
    if one.state in allowed:
        return
    state = State(one.state)
    with override("en"):
        state_en = str(state.label)
    with override("zh-hans"):
        raise StandingWrongMoment(state=str(state.label), state_en=state_en)
