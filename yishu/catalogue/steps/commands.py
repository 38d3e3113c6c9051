"""An agency's own steps of review: its administrator, or the coordinator, adds and drops them, with their basis, on record (38.1)."""

from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.steps.errors import SetByCoordinator
from yishu.catalogue.steps.models import AgencyStep
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid
from yishu.core.text import is_plain
from yishu.node.models import LocalStep

LONGEST_BASIS = 200


@transaction.atomic
def add_step(actor: Actor, agency: Agency, code: LocalStep.Code, *, basis: str, now: datetime) -> AgencyStep:
    """What this agency submits from now on takes the step too. Raises Invalid."""
    by_coordinator = _require_power(actor, agency)
    basis = basis.strip()
    if not basis or len(basis) > LONGEST_BASIS or not is_plain(basis):
        zh, en = "请写明依据，不超过 {most} 字。", "Name the basis, in at most {most} characters."
        raise Invalid(errors=[FieldError("basis", "text", zh, en, most=LONGEST_BASIS)])
    held = _locked(agency, code)
    step, _made = AgencyStep.objects.update_or_create(
        agency=agency,
        code=code,
        defaults={
            "basis": basis,
            "by_coordinator": by_coordinator or (held is not None and held.by_coordinator),
            "changed_by_name": actor.name,
            "changed_at": now,
        },
    )
    recording.record(actor, Action.RULE_CHANGED, target=f"step:{code}/{agency.code}", active=True, basis=basis)
    return step


@transaction.atomic
def drop_step(actor: Actor, agency: Agency, code: LocalStep.Code) -> None:
    """What this agency submits from now on goes without it; what waits for it is passed on as it is."""
    by_coordinator = _require_power(actor, agency)
    step = _locked(agency, code)
    if step is None:
        return
    if step.by_coordinator and not by_coordinator:
        raise SetByCoordinator
    step.delete()
    recording.record(actor, Action.RULE_CHANGED, target=f"step:{code}/{agency.code}", active=False)


def _require_power(actor: Actor, agency: Agency) -> bool:
    """The agency's administrator, or the coordinator; true for the latter."""
    require(actor, Role.AGENCY_ADMINISTRATOR, Role.COORDINATOR)
    if is_coordinator(actor):
        return True
    if actor.agency_id != agency.pk:
        raise NotTheCoordinator
    require(actor, Role.AGENCY_ADMINISTRATOR)
    return False


def _locked(agency: Agency, code: LocalStep.Code) -> AgencyStep | None:
    return AgencyStep.objects.select_for_update().filter(agency=agency, code=code).first()
