"""What a finding brings about by itself, where the rules say so: its grants are throttled, or suspended (30.1)."""

from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Sum

from yishu.core.actor import PLATFORM
from yishu.core.calendar import SHANGHAI, shanghai_day
from yishu.operations.misuse import thresholds
from yishu.operations.misuse.models import Finding, Follows, Hour
from yishu.sharing.models import Grant
from yishu.sharing.restraints import commands
from yishu.sharing.restraints.models import Restraint
from yishu.sharing.restraints.queries import list_standing

SECOND: Final = 1
"""Subjects a second of what is throttled by a rule."""


def follow(finding: Finding, now: datetime) -> None:
    """Each active grant once: one that a rule holds back as strongly already stays as it is."""
    _hold(finding, set(finding.grants), now)


def hold_on(grants: set[UUID], now: datetime) -> None:
    """What was lifted with one finding is laid for others that are unsettled and name these grants; what somebody lifted of theirs stays lifted."""
    unsettled = Finding.objects.filter(
        grants__overlap=list(grants), state__in=(Finding.State.OPEN, Finding.State.EXPLAINED)
    )
    for finding in unsettled.order_by("pk"):
        before = Restraint.objects.filter(finding=finding.number).values_list("grant_id", flat=True)
        _hold(finding, (grants & set(finding.grants)) - set(before), now)


def _hold(finding: Finding, wanted: set[UUID], now: datetime) -> None:
    follows, limits = thresholds.get_threshold(finding.kind).follows, _limits(finding.found_at)
    if follows == Follows.NOTHING or (follows == Follows.THROTTLE and limits.until <= now):
        return
    grants = Grant.objects.select_related("consumer", "resource").filter(
        pk__in=wanted - _held(follows, now), state=Grant.State.ACTIVE
    )
    reason = f"异常使用 {finding.number}，按规则自动处理"
    for grant in grants:
        if follows == Follows.SUSPEND:
            commands.suspend(PLATFORM, grant, reason=reason, finding=finding.number, now=now)
        else:
            used = used_today(grant, now)
            commands.throttle(PLATFORM, grant, limits, reason=reason, finding=finding.number, used=used, now=now)


def _held(follows: str | None, now: datetime) -> set[UUID | None]:
    """The grants that rules hold back as strongly as that, or more."""
    standing = list_standing(now).filter(laid_by=PLATFORM.ref)
    if follows == Follows.SUSPEND:
        standing = standing.filter(kind=Restraint.Kind.SUSPENDED)
    return set(standing.values_list("grant_id", flat=True))


def used_today(grant: Grant, now: datetime) -> int:
    """Subjects that its callers have asked this resource about since the day began, as far as they are measured."""
    midnight = datetime.combine(shanghai_day(now), time(), SHANGHAI)
    today = Hour.objects.filter(hour__gte=midnight, resource=grant.resource.code, caller__in=grant.read_terms().callers)
    return today.aggregate(n=Sum("subjects"))["n"] or 0


def _limits(found_at: datetime) -> commands.Throttle:
    said = thresholds.get_threshold(thresholds.THROTTLE)
    return commands.Throttle(SECOND, said.amount, found_at + timedelta(days=said.ratio))
