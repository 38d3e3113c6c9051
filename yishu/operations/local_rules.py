"""What a node's own rules change (38.1): the length of clocks and steps of review, each with its basis, on record."""

from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.node.models import Clock, LocalStep

LONGEST: Final = 60


@transaction.atomic
def change_clock(actor: Actor, code: str, *, days: int | None, basis: str, now: datetime) -> Clock:
    """Let a clock run as this node's own rules say; `days=None` goes back to the common rule. What is under way keeps its deadline.

    A local rule may shorten a clock that the provincial measures set, never lengthen it. Raises Invalid.
    """
    require(actor, Role.COORDINATOR)
    clock = Clock.objects.select_for_update().get(pk=code)
    if days is not None:
        _require_sound(clock, days, basis.strip())
    clock.local_days, clock.local_basis = days, "" if days is None else basis.strip()
    clock.changed_by_name, clock.changed_at = actor.name, now
    clock.save()
    recording.record(actor, Action.RULE_CHANGED, target=f"clock:{code}", days=clock.in_force, basis=clock.local_basis)
    return clock


@transaction.atomic
def add_step(actor: Actor, code: LocalStep.Code, *, basis: str, now: datetime) -> LocalStep:
    """From now on submissions take this step too. Raises Invalid."""
    require(actor, Role.COORDINATOR)
    if not basis.strip():
        raise Invalid(errors=[_BASIS])
    step, _ = LocalStep.objects.update_or_create(
        pk=code, defaults={"basis": basis.strip(), "changed_by_name": actor.name, "changed_at": now}
    )
    recording.record(actor, Action.RULE_CHANGED, target=f"step:{code}", active=True, basis=step.basis)
    return step


@transaction.atomic
def drop_step(actor: Actor, code: LocalStep.Code) -> None:
    """Submissions from now on go without it; those that wait for it are passed on as they are."""
    require(actor, Role.COORDINATOR)
    if LocalStep.objects.filter(pk=code).delete()[0]:
        recording.record(actor, Action.RULE_CHANGED, target=f"step:{code}", active=False)


def _require_sound(clock: Clock, days: int, basis: str) -> None:
    wrong = []
    if not 1 <= days <= LONGEST:
        zh, en = "应为 1 到 {most} 个工作日。", "Between 1 and {most} working days."
        wrong.append(FieldError("days", "range", zh, en, most=LONGEST))
    elif clock.by_law and days > clock.working_days:
        zh = "办法规定不超过 {most} 个工作日，本地规则只能更短。"
        en = "The provincial measures allow {most} working days at most; local rules may only be stricter."
        wrong.append(FieldError("days", "longer_than_law", zh, en, most=clock.working_days))
    if not basis:
        wrong.append(_BASIS)
    if wrong:
        raise Invalid(errors=wrong)


_BASIS: Final = FieldError(
    "basis",
    "required",
    "请写明依据：本地管理办法的名称和条款。",
    "Name the basis: the local measures, by title and article.",
)
