"""Throttling, suspending and lifting by hand: what a page or the API asks for, as commands of `sharing.restraints`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.core.errors import FieldError, Invalid
from yishu.operations.misuse import queries
from yishu.operations.misuse.errors import FindingNotFound
from yishu.operations.misuse.following import used_today
from yishu.sharing.errors import GrantNotFound
from yishu.sharing.models import Grant
from yishu.sharing.restraints import commands
from yishu.sharing.restraints.errors import RestraintNotFound
from yishu.sharing.restraints.models import Restraint


@dataclass(frozen=True, slots=True)
class Wanted:
    """`on`: a grant's id, `system:12` or `person:7`; `second`, `day`, `until` of a throttle; without a zone it is the time of Asia/Shanghai."""

    on: str
    suspends: bool
    second: int | None = None
    day: int | None = None
    until: datetime | None = None
    reason: str = ""
    finding: str = ""

    @classmethod
    def of(cls, given: dict[str, Any], finding: str) -> "Wanted":
        """A throttle, as a form has it."""
        return cls(given["on"], False, given["second"], given["day"], given["until"], given["reason"], finding=finding)


def lay(actor: Actor, wanted: Wanted, *, now: datetime) -> Restraint:
    """Hold use back from the very next call on. Raises GrantNotFound, CallerNotFound, NotYoursToRestrain, Invalid."""
    if wanted.finding and not queries.list_findings(actor).filter(number=wanted.finding).exists():
        raise FindingNotFound(number=wanted.finding[:20])
    on = wanted.on if wanted.on.startswith(("system:", "person:")) else _grant(wanted.on)
    said = {"reason": wanted.reason, "finding": wanted.finding}
    if wanted.suspends:
        return commands.suspend(actor, on, **said, now=now)
    if wanted.until is None:
        zh, en = "请填写截止时间。", "Say until when."
        raise Invalid(errors=[FieldError("until", "required", zh, en)])
    until = wanted.until if timezone.is_aware(wanted.until) else wanted.until.replace(tzinfo=SHANGHAI)
    limits = commands.Throttle(wanted.second, wanted.day, until)
    used = used_today(on, now) if isinstance(on, Grant) else 0
    return commands.throttle(actor, on, limits, **said, used=used, now=now)


def get_liftable(actor: Actor, restraint: str, now: datetime) -> Restraint:
    """One that stands and that this person may lift. Raises RestraintNotFound."""
    number = _uuid(restraint)
    found = Restraint.objects.select_related("agency", "grant__line__entry").filter(pk=number).first()
    if found is None or not found.stands(now) or not commands.may_restrain(actor, found.grant):
        raise RestraintNotFound
    return found


def lift(actor: Actor, restraint: str, *, reason: str, now: datetime) -> Restraint:
    """Use goes on as the grants say."""
    return commands.lift(actor, get_liftable(actor, restraint, now).pk, reason=reason, now=now)


def _grant(text: str) -> Grant:
    found = Grant.objects.select_related("consumer", "resource").filter(pk=_uuid(text)).first()
    if found is None:
        raise GrantNotFound(grant=text[:40])
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
