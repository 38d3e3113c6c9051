"""The scheme of assessment is data: the coordinator makes its next version (35.1, 38.1). Assessments keep the version they were computed by."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.assessment import queries
from yishu.assessment.errors import RevisionReasonRequired, SchemeUnsound
from yishu.assessment.models import Audience, Consequence, Formula, Indicator, Scheme
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Revision:
    """Weights and targets by the indicator's code, thresholds by the place of the consequence, and who may read results."""

    weights: dict[str, int]
    targets: dict[str, int]
    thresholds: dict[int, int]
    audience: str


@transaction.atomic
def revise_scheme(actor: Actor, revision: Revision, *, reason: str, now: datetime) -> Scheme:
    """The next version; the one before stays for what was computed by it."""
    require(actor, Role.COORDINATOR)
    before = Scheme.objects.select_for_update().order_by("-version").first()
    assert before is not None
    if not reason.strip():
        raise RevisionReasonRequired
    indicators = [_revised(one, revision) for one in before.indicators.all()]
    _require_sound(indicators)
    made = Scheme.objects.create(
        version=before.version + 1,
        audience=Audience(revision.audience),
        made_at=now,
        made_by=actor.ref,
        made_by_name=actor.name,
        reason=reason.strip(),
    )
    consequences = [_threshold(one, revision) for one in before.consequences.all()]
    for one in (*indicators, *consequences):
        one.scheme = made
    Indicator.objects.bulk_create(indicators)
    Consequence.objects.bulk_create(consequences)
    recording.record(actor, Action.SCHEME_REVISED, target=f"v{made.version}", why=reason, version=made.version)
    return queries.current_scheme()


def _revised(one: Indicator, revision: Revision) -> Indicator:
    """A copy without its number: a new row."""
    one.pk = None
    one.weight = revision.weights.get(one.code, one.weight)
    if one.formula == Formula.TARGET:
        one.target = revision.targets.get(one.code, one.target or 1)
    return one


def _threshold(one: Consequence, revision: Revision) -> Consequence:
    one.pk = None
    one.below = max(0, min(100, revision.thresholds.get(one.position, one.below or 0)))
    return one


def _require_sound(indicators: list[Indicator]) -> None:
    weights = [int(one.weight or 0) for one in indicators]
    total = sum(weights)
    targets = [int(one.target or 0) for one in indicators if one.formula == Formula.TARGET]
    if total != 100 or min(weights) < 0 or min(targets, default=1) < 1:
        raise SchemeUnsound(total=total)
