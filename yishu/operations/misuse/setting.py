"""Changing thresholds: this node's own rules, with their basis, on record (38.1)."""

from datetime import datetime
from typing import Final

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.operations.misuse.errors import ThresholdNotFound
from yishu.operations.misuse.models import Follows, Rule
from yishu.operations.misuse.thresholds import COMMON

MAY_CHANGE: Final = (Role.COORDINATOR, Role.SECURITY_ADMINISTRATOR)
MOST: Final = 1_000_000
LONGEST_BASIS: Final = 200


@transaction.atomic
def change(actor: Actor, code: str, *, amount: int, ratio: int, follows: str = "", basis: str, now: datetime) -> Rule:
    """From now on it is found, and followed up, by these numbers. Raises Invalid."""
    require(actor, *MAY_CHANGE)
    if code not in COMMON:
        raise ThresholdNotFound(code=code[:20])
    wrong = [
        FieldError(name, "range", "应为 1 到 {most}。", "Between 1 and {most}.", most=MOST)
        for name, value in (("amount", amount), ("ratio", ratio))
        if not 1 <= value <= MOST
    ]
    if follows not in Follows.values and COMMON[code].follows is not None:
        wrong.append(FieldError("follows", "unknown", "请选择自动措施。", "Choose what follows by itself."))
    if not basis.strip() or len(basis) > LONGEST_BASIS:
        zh, en = "请写明依据，不超过 {most} 字。", "Name the basis, in at most {most} characters."
        wrong.append(FieldError("basis", "required", zh, en, most=LONGEST_BASIS))
    if wrong:
        raise Invalid(errors=wrong)
    said = {"amount": amount, "ratio": ratio, "basis": basis.strip(), "changed_by_name": actor.name, "changed_at": now}
    said["follows"] = follows if COMMON[code].follows is not None else Follows.NOTHING
    rule, _ = Rule.objects.update_or_create(pk=code, defaults=said)
    recording.record(
        actor,
        Action.RULE_CHANGED,
        target=f"misuse:{code}",
        amount=amount,
        ratio=ratio,
        follows=rule.follows,
        basis=rule.basis,
    )
    return rule


@transaction.atomic
def reset(actor: Actor, code: str) -> None:
    """The platform rule holds again."""
    require(actor, *MAY_CHANGE)
    if Rule.objects.filter(pk=code).delete()[0]:
        recording.record(actor, Action.RULE_CHANGED, target=f"misuse:{code}", active=False)
