"""Standing authorisations that wait for one of the two sides: counted again when the calendar changes."""

from django.db.models import QuerySet
from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.node import clocks
from yishu.node.workdays.counting import register, stored
from yishu.sharing.standing.models import StandingAuthorisation, State
from yishu.sharing.told import DECIDERS

_ROLES = tuple(role.value for role in DECIDERS)


def register_deadlines() -> None:
    """In `AppConfig.ready()`."""
    register(
        "standing.answer",
        stored(
            clocks.STANDING_ANSWER,
            _waiting,
            duty=DutyKind.REVIEW,
            roles=_ROLES,
            start=lambda one: one.confirmed_at if one.state == State.TO_ACKNOWLEDGE else one.brought_at,
            thing=lambda one: one.number,
            agency=lambda one: one.consumer_id if one.state == State.TO_ACKNOWLEDGE else one.provider_id,
            path=lambda one: reverse("standing:standing", args=[one.number]),
        ),
    )


def _waiting() -> QuerySet[StandingAuthorisation]:
    return StandingAuthorisation.objects.filter(state__in=[State.TO_CONFIRM, State.TO_ACKNOWLEDGE])
