"""Reminders by the calendar: a review at half time, on its last day and past it (26.3); a grant before it ends. Each is told once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from yishu.agencies.accountability.models import DutyKind
from yishu.agencies.accountability.naming import Answering, who_answers
from yishu.agencies.models import Role
from yishu.core.calendar import shanghai_day
from yishu.node import clocks
from yishu.node.clocks import Stage
from yishu.notices.kinds import Kind
from yishu.notices.telling import COORDINATORS, To, not_told, tell
from yishu.sharing.models import OPEN, Grant, Line
from yishu.sharing.signing.queries import signers_now
from yishu.sharing.told import DECIDERS, ENDING, HALF_TIME, LAST_DAY, OVERDUE, about, review_page, reviewers

BEFORE_END: Final = (30, 7)
"""Days before a grant ends."""
_KINDS: Final = {Stage.HALF_TIME: HALF_TIME, Stage.LAST_DAY: LAST_DAY, Stage.LATE: OVERDUE}


def remind(now: datetime) -> int:
    """Tell what has become due since the last time: how many notices."""
    return _reviews(now) + sum(_endings(now, days) for days in BEFORE_END)


def _reviews(now: datetime) -> int:
    days = clocks.calendar()
    waiting = Line.objects.filter(state=Line.State.IN_REVIEW, due__isnull=False)
    by_kind: dict[str, list[Line]] = {}
    for line in waiting.select_related("application__consumer", "resource__provider", "entry").iterator(2000):
        assert line.due is not None
        begun = line.reached_at or line.application.submitted_at
        if stage := clocks.stage(begun, line.due, shanghai_day(now), days):
            by_kind.setdefault(_KINDS[stage].code, []).append(line)
    return sum(_tell_lines(kind, by_kind.get(kind.code, [])) for kind in (HALF_TIME, LAST_DAY, OVERDUE))


def _tell_lines(kind: Kind, lines: list[Line]) -> int:
    by_once = {str(line.pk): line for line in lines}
    fresh = not_told(kind, by_once)
    providers = {by_once[once].resource.provider_id or 0 for once in fresh}
    persons, named = reviewers(providers), who_answers(providers, DutyKind.REVIEW)
    for once in fresh:
        line = by_once[once]
        provider = line.resource.provider_id or 0
        people = signers_now(line) + _answering(named.get(provider))
        to = COORDINATORS if kind is OVERDUE else To(line.resource.provider_id, DECIDERS, people)
        _tell(kind, to, review_page(line), once, _with_persons(line, persons.get(provider, ())))
    return len(fresh)


def _answering(named: Answering | None) -> tuple[int, ...]:
    return tuple(one.pk for one in named.people) if named else ()


def _with_persons(line: Line, persons: tuple[str, ...]) -> dict[str, object]:
    """The provider by name, and who answers for reviews there: 公安厅（张三）."""
    said = about(line)
    return said | ({"provider": f"{said['provider']}（{'、'.join(persons)}）"} if persons else {})


def _endings(now: datetime, days: int) -> int:
    until = now + timedelta(days=days)
    ending = Grant.objects.filter(state=Grant.State.ACTIVE, valid_until__gt=now, valid_until__lte=until)
    ending = ending.exclude(renewals__state__in=OPEN)  # what runs out will go on, or be refused with a reason
    by_once = {
        f"{grant.pk}:{days}": grant for grant in _not_about_to_be_told(ending.select_related("line__entry"), now, days)
    }
    fresh = not_told(ENDING, by_once)
    for once in fresh:
        grant = by_once[once]
        said = {"name": grant.line.entry.name, "until": grant.last_day}
        _tell(ENDING, To(grant.consumer_id, (Role.HANDLER,)), reverse("sharing:grant", args=[grant.pk]), once, said)
    return len(fresh)


def _not_about_to_be_told(grants: Iterable[Grant], now: datetime, days: int) -> list[Grant]:
    """One warning at a time: within the last week only that of the last week; a grant that was opened for less was known to end."""
    later = [each for each in BEFORE_END if each < days]
    return [
        grant
        for grant in grants
        if grant.valid_until - grant.opened_at > timedelta(days=days)
        and not any(grant.valid_until <= now + timedelta(days=each) for each in later)
    ]


@transaction.atomic
def _tell(kind: Kind, to: To, path: str, once: str, said: dict[str, object]) -> None:
    tell(kind, to, path=path, once=once, said=said)
