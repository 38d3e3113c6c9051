"""Counting the guesses of one call over Django's connection, and forgetting those of days that are over."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import connection

from yishu.access.governed import Permit
from yishu.access.guessing.models import Guess, Miss
from yishu.access.guessing.rules import WRONG, Tries, too_many_misses, too_many_wrong
from yishu.access.guessing.statements import FULL_OF, GUESSED, MISSED, MISSES_OF
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem

_GUESSED: Final = GUESSED.format(most=WRONG, who="%s", caller="%s", resource="%s", item="%s", value="%s")
_MISSED: Final = MISSED.format(caller="%s", resource="%s", count="%s")
_FULL_OF: Final = FULL_OF.format(caller="%s", resource="%s")
_MISSES_OF: Final = MISSES_OF.format(caller="%s", resource="%s")


def stopped(
    caller: str, permit: Permit, missed: bool, tries_of: Callable[[bool], Tries], now: datetime
) -> Problem | None:
    """Count what an answer would let the caller try; why they may not have it, where that is one too many. In the transaction of the call's evidence.

    `missed`: whether something in it is a guess that failed; `tries_of`: what it has tried, the claims that were right as well if so asked.
    """
    place = caller, permit.plan.code
    count = _rows(_MISSES_OF, *place)
    if count and count[0][0] >= permit.misses:
        return too_many_misses(permit.misses, now)
    full = {bytes(who): frozenset(map(bytes, wrong)) for who, wrong in _rows(_FULL_OF, *place)}
    if not full and not missed:
        return None
    tries = tries_of(bool(full))
    return tries.stopped(full, now) or _missed(tries, now) or _guessed(tries, now)


def missed(caller: str, resource: str, most: int, now: datetime) -> Problem | None:
    """Count one subject about which nothing can be told; why no more may be asked about, where that is one too many. In the transaction of the evidence."""
    ((*_, count),) = _rows(_MISSED, [caller], [resource], [1])
    return too_many_misses(most, now) if count > most else None


def _missed(tries: Tries, now: datetime) -> Problem | None:
    if not tries.misses:
        return None
    ((*_, count),) = _rows(_MISSED, [tries.caller], [tries.resource], [tries.misses])
    return too_many_misses(tries.most_misses, now) if count > tries.most_misses else None


def _guessed(tries: Tries, now: datetime) -> Problem | None:
    wrong = tries.wrong
    if not wrong:
        return None
    whom = [[claim.who for claim in wrong], [tries.caller] * len(wrong), [tries.resource] * len(wrong)]
    rows = _rows(_GUESSED, *whom, [claim.item for claim in wrong], [claim.value for claim in wrong])
    kept = {bytes(who): frozenset(map(bytes, values)) for who, values, _ in rows}
    beyond = [claim for claim in wrong if claim.value not in kept[claim.who]]
    return too_many_wrong(beyond, tries.many, now) if beyond else None


def sweep(now: datetime) -> int:
    """Forget what was counted on days that are over. Returns how many rows went."""
    today = shanghai_day(now)
    guesses, _ = Guess.objects.filter(day__lt=today).delete()
    misses, _ = Miss.objects.filter(day__lt=today).delete()
    return guesses + misses


def _rows(statement: str, *parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
