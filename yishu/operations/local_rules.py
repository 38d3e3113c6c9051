"""What a node's own rules change (38.1): the length of clocks, steps of review, fields of forms, each with its basis, on record."""

from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.node.models import Clock, LocalField, LocalStep
from yishu.node.workdays.models import ClockChange

LONGEST: Final = {"days": 60, "hours": 720, "months": 36}
"""Of a clock, by its unit."""
LONGEST_LABEL: Final = 60


@transaction.atomic
def change_clock(actor: Actor, code: str, *, length: int | None, basis: str, now: datetime) -> Clock:
    """Let a clock run as this node's own rules say, in its own unit; `length=None` goes back to the common rule. What is under way keeps its deadline.

    Of what has no deadline of its own stored, the change itself says what began before it (`clocks.lengths`).

    A local rule may shorten a clock that the provincial measures set, never lengthen it. Raises Invalid.
    """
    require(actor, Role.COORDINATOR)
    clock = Clock.objects.select_for_update().get(pk=code)
    if length is not None:
        _require_sound(clock, length, basis.strip())
    before = clock.in_force
    setattr(clock, f"local_{clock.unit}", length)
    clock.local_basis = "" if length is None else basis.strip()
    clock.changed_by_name, clock.changed_at = actor.name, now
    clock.save()
    if clock.in_force != before:
        ClockChange.objects.create(clock=code, since=now, before=before, after=clock.in_force)
    recording.record(
        actor,
        Action.RULE_CHANGED,
        target=f"clock:{code}",
        days=clock.in_force if clock.unit == "days" else None,
        hours=clock.in_force if clock.unit == "hours" else None,
        months=clock.in_force if clock.unit == "months" else None,
        before=before,
        basis=clock.local_basis,
    )
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


@transaction.atomic
def add_field(
    actor: Actor, form: LocalField.Form, *, label: str, help_text: str, required: bool, basis: str, now: datetime
) -> LocalField:
    """From now on this form asks for it too. Raises Invalid."""
    require(actor, Role.COORDINATOR)
    label = label.strip()
    wrong = [] if basis.strip() else [_BASIS]
    if not label or len(label) > LONGEST_LABEL or LocalField.objects.filter(form=form, label=label).exists():
        wrong.append(_LABEL)
    if wrong:
        raise Invalid(errors=wrong)
    made = LocalField.objects.create(
        form=form,
        label=label,
        help=help_text.strip(),
        required=required,
        basis=basis.strip(),
        changed_by_name=actor.name,
        changed_at=now,
    )
    target = f"field:{form}/{label}"
    recording.record(actor, Action.RULE_CHANGED, target=target, active=True, required=required, basis=made.basis)
    return made


@transaction.atomic
def drop_field(actor: Actor, field_id: int) -> None:
    """The form does not ask for it any more; what was answered stays."""
    require(actor, Role.COORDINATOR)
    if found := LocalField.objects.filter(pk=field_id).first():
        found.delete()
        recording.record(actor, Action.RULE_CHANGED, target=f"field:{found.form}/{found.label}", active=False)


def _require_sound(clock: Clock, length: int, basis: str) -> None:
    wrong, most = [], LONGEST[clock.unit]
    if not 1 <= length <= most:
        zh, en = _RANGE[clock.unit]
        wrong.append(FieldError(clock.unit, "range", zh, en, most=most))
    elif clock.by_law and length > clock.common:
        zh, en = _BEYOND_LAW[clock.unit]
        wrong.append(FieldError(clock.unit, "longer_than_law", zh, en, most=clock.common))
    if not basis:
        wrong.append(_BASIS)
    if wrong:
        raise Invalid(errors=wrong)


_RANGE: Final = {
    "days": ("应为 1 到 {most} 个工作日。", "Between 1 and {most} working days."),
    "hours": ("应为 1 到 {most} 小时。", "Between 1 and {most} hours."),
    "months": ("应为 1 到 {most} 个月。", "Between 1 and {most} months."),
}
_BEYOND_LAW: Final = {
    "days": (
        "办法规定不超过 {most} 个工作日，本地规则只能更短。",
        "The provincial measures allow {most} working days at most; local rules may only be stricter.",
    ),
    "hours": (
        "办法规定不超过 {most} 小时，本地规则只能更短。",
        "The provincial measures allow {most} hours at most; local rules may only be stricter.",
    ),
    "months": (
        "办法规定不超过 {most} 个月，本地规则只能更短。",
        "The provincial measures allow {most} months at most; local rules may only be stricter.",
    ),
}
_LABEL: Final = FieldError(
    "label",
    "required",
    "请写明填报项的名称，不超过 60 字，不与已有的重复。",
    "Name the field in at most 60 characters, other than the fields that there are.",
)
_BASIS: Final = FieldError(
    "basis",
    "required",
    "请写明依据：本地管理办法的名称和条款。",
    "Name the basis: the local measures, by title and article.",
)
