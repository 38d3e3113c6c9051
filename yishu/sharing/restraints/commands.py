"""Throttling, suspending, lifting; every write of them. Each moves the epoch: it holds from the very next call on, on every gateway (30.1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from yishu.agencies.models import Agency, ApplicationSystem, Person, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.node import epoch
from yishu.sharing.allowances.taking import take
from yishu.sharing.errors import GrantNotFound
from yishu.sharing.models import Grant
from yishu.sharing.restraints.errors import CallerNotFound, NotYoursToRestrain, RestraintNotFound
from yishu.sharing.restraints.models import Restraint

WARDENS: Final = (Role.RISK_OFFICER, Role.SECURITY_ADMINISTRATOR)
MOST: Final = 1_000_000
LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many subjects a second, a day, at most, until a moment; one of the two at least."""

    second: int | None
    day: int | None
    until: datetime


@transaction.atomic
def suspend(actor: Actor, on: Grant | str, *, reason: str, finding: str = "", now: datetime) -> Restraint:
    """Nothing may be used under this grant, or by this caller, until it is lifted."""
    return _lay(actor, on, None, reason, finding, now)


@transaction.atomic
def throttle(
    actor: Actor, on: Grant | str, limits: Throttle, *, reason: str, finding: str = "", used: int = 0, now: datetime
) -> Restraint:
    """Less may be used, beside what the grant itself limits; `used`: subjects asked about today already, which count. Raises Invalid."""
    _require_sound(limits, now)
    made = _lay(actor, on, limits, reason, finding, now)
    if limits.day is not None and used > 0:
        take(str(made.pk), "day", min(used, limits.day), limits.day)
    return made


@transaction.atomic
def lift(actor: Actor, restraint: UUID, *, reason: str, now: datetime) -> Restraint:
    """Use goes on as the grants say."""
    found = Restraint.objects.select_for_update(of=("self",)).select_related("grant").filter(pk=restraint).first()
    if found is None or not found.stands(now):
        raise RestraintNotFound
    _require_warden(actor, found.grant)
    _require_reason(reason)
    found.lifted_at, found.lifted_by_name, found.lift_reason = now, actor.name, reason.strip()
    found.save(update_fields=["lifted_at", "lifted_by_name", "lift_reason"])
    _record(actor, Action.USE_RESTORED, found, reason)
    epoch.bump()
    return found


def may_restrain(actor: Actor, grant: Grant | None) -> bool:
    """The platform's own wardens anything; a provider's risk officer the grants that it has given."""
    if actor.kind == "platform" or Role.SECURITY_ADMINISTRATOR in actor.roles:
        return True
    if Role.RISK_OFFICER not in actor.roles:
        return False
    is_office = Agency.objects.filter(pk=actor.agency_id, is_coordinator=True).exists()
    return is_office or (grant is not None and grant.provider_id == actor.agency_id)


def _lay(actor: Actor, on: Grant | str, limits: Throttle | None, reason: str, finding: str, now: datetime) -> Restraint:
    grant = on if isinstance(on, Grant) else None
    _require_warden(actor, grant)
    _require_reason(reason)
    if grant is not None and grant.state != Grant.State.ACTIVE:
        raise GrantNotFound(grant=str(grant.pk))
    name, agency = ("", grant.consumer) if grant is not None else _caller(str(on))
    made = Restraint.objects.create(
        kind=Restraint.Kind.SUSPENDED if limits is None else Restraint.Kind.THROTTLED,
        grant=grant,
        caller="" if grant is not None else str(on),
        caller_name=name,
        agency=agency,
        second=limits and limits.second,
        day=limits and limits.day,
        until=limits and limits.until,
        reason=reason.strip(),
        finding=finding,
        whom=_whom(actor),
        laid_at=now,
        laid_by=actor.ref,
        laid_by_name=actor.name,
    )
    _record(actor, Action.USE_SUSPENDED if limits is None else Action.USE_THROTTLED, made, reason)
    epoch.bump()
    return made


def _require_warden(actor: Actor, grant: Grant | None) -> None:
    if actor.kind != "platform":
        require(actor, *WARDENS)
    if not may_restrain(actor, grant):
        raise NotYoursToRestrain


def _require_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST:
        zh, en = "请写明原因，不超过 {most} 字。", "Give the reason in at most {most} characters."
        raise Invalid(errors=[FieldError("reason", "required", zh, en, most=LONGEST)])


def _require_sound(limits: Throttle, now: datetime) -> None:
    wrong = [
        FieldError(name, "range", "应为 1 到 {most}。", "Between 1 and {most}.", most=MOST)
        for name in ("second", "day")
        if (given := getattr(limits, name)) is not None and not 1 <= given <= MOST
    ]
    if limits.second is None and limits.day is None:
        zh, en = "请至少填写每秒或者每天的人次。", "Give the subjects a second or a day, or both."
        wrong.append(FieldError("day", "required", zh, en))
    if limits.until <= now:
        wrong.append(FieldError("until", "past", "截止时间应在现在之后。", "This lies in the past."))
    if wrong:
        raise Invalid(errors=wrong)


def _caller(ref: str) -> tuple[str, Agency]:
    """Name and agency of a system or person. Raises CallerNotFound."""
    kind, _, number = ref.partition(":")
    model = {"system": ApplicationSystem, "person": Person}.get(kind)
    found = None
    if model is not None and number.isascii() and number.isdecimal() and len(number) < 18:
        found = model.objects.select_related("agency").filter(pk=int(number), is_active=True).first()
    if found is None:
        raise CallerNotFound(caller=ref[:60])
    return found.name, found.agency


def _whom(actor: Actor) -> str:
    """Whom a refused caller is to contact: who decided; where a rule did, the office that coordinates this node."""
    if actor.kind == "person":
        return f"{Agency.objects.get(pk=actor.agency_id).name} {actor.name}"
    office = Agency.objects.filter(is_coordinator=True, is_active=True).order_by("pk").first()
    return office.name if office else "平台主管部门"


def _record(actor: Actor, action: Action, made: Restraint, reason: str) -> None:
    grant = made.grant
    recording.record(
        actor,
        action,
        resource=grant.resource.code if grant is not None else "",
        target=str(made.pk),
        grant=str(grant.pk) if grant is not None else "",
        grant_hash=grant.hash if grant is not None else "",
        caller=made.caller or None,
        second=made.second,
        day=made.day,
        until=made.until.isoformat() if made.until else None,
        finding=made.finding or None,
        why=reason.strip()[:200],
    )
