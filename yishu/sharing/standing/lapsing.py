"""The end of what is standing: it becomes an ordinary grant, is ended, or lapses on the last day that its terms name; both sides are reminded (38.1).

That it lapses is in the terms: the first call after that day is refused, whether this has run or not. What is written here is for people.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from yishu.audit import recording
from yishu.audit.record import Action, Record
from yishu.core.actor import PLATFORM, Actor
from yishu.notices.telling import To, not_told, tell
from yishu.sharing.models import Grant
from yishu.sharing.standing.models import StandingAuthorisation, State
from yishu.sharing.standing.steps import add_step
from yishu.sharing.standing.told import REVIEW_NEAR, about
from yishu.sharing.told import DECIDERS

BEFORE: Final = (60, 14)
"""Days before the last one."""
MOST_AT_ONCE: Final = 500


def tend(now: datetime) -> int:
    """Remind, and settle what has lapsed; how many. Safe to do again at any time."""
    return sum(_remind(now, days) for days in BEFORE) + _lapse(now)


def settle(_actor: Actor, made: Record) -> None:
    """Heard from the record: its grant gave way to an ordinary one, or was ended."""
    state = State.CONVERTED if made.action == Action.GRANT_REPLACED else State.ENDED
    held = StandingAuthorisation.objects.filter(line__grant=made.target, state__in=[State.ACTIVE, State.LAPSED])
    held.update(state=state)


def _remind(now: datetime, days: int) -> int:
    near = StandingAuthorisation.objects.filter(
        state=State.ACTIVE,
        line__grant__state=Grant.State.ACTIVE,
        line__grant__valid_until__gt=now,
        line__grant__valid_until__lte=now + timedelta(days=days),
    )
    sides = [
        (one, side)
        for one in near.select_related("provider", "consumer", "entry", "line__grant")
        for side in (one.provider_id, one.consumer_id)
    ]
    by_once = {f"{one.pk}:{side}:{days}": (one, side) for one, side in sides}
    fresh = not_told(REVIEW_NEAR, by_once)
    for once in fresh:
        one, side = by_once[once]
        _tell(one, side, once)
    return len(fresh)


@transaction.atomic
def _tell(one: StandingAuthorisation, side: int, once: str) -> None:
    path = reverse("standing:standing", args=[one.number])
    tell(REVIEW_NEAR, To(side, DECIDERS), said=about(one), path=path, once=once)


def _lapse(now: datetime) -> int:
    over = StandingAuthorisation.objects.filter(state=State.ACTIVE, line__grant__valid_until__lte=now)
    return sum(_lapse_one(pk, now) for pk in over.values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _lapse_one(pk: int, now: datetime) -> bool:
    """False where another worker, or somebody's act, was first."""
    found = StandingAuthorisation.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.ACTIVE)
    one = found.select_related("resource", "line__grant").first()
    if one is None or one.grant is None or one.grant.valid_until > now:
        return False
    one.state = State.LAPSED
    one.save(update_fields=["state"])
    add_step(PLATFORM, one, "lapsed", now=now)
    recording.record(
        PLATFORM,
        Action.STANDING_LAPSED,
        resource=one.resource.code,
        target=one.number,
        grant=str(one.grant.pk),
        grant_hash=one.grant.hash,
    )
    return True
