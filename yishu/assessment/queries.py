"""Reading assessments, and who may see what of them.

Before its provisional result an assessment is the coordinator's and the inspector's only; then each agency sees its own; once published, what its audience sees.
"""

from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet

from yishu.agencies.models import Agency, Role
from yishu.assessment.errors import (
    AssessmentNotFound,
    FigureNotFound,
    FindingNotFound,
    InspectionNotFound,
    ObjectionNotFound,
    ProposalNotFound,
)
from yishu.assessment.models import (
    Assessment,
    Audience,
    Figure,
    Finding,
    Inspection,
    Objection,
    Proposal,
    Scheme,
    Score,
)
from yishu.assessment.periods import period_of
from yishu.core.actor import Actor

SHOWN = (Assessment.State.PROVISIONAL, Assessment.State.SIGNED, Assessment.State.FINAL, Assessment.State.PUBLISHED)


def sees_all(actor: Actor | None) -> bool:
    """Coordinator and inspector see every agency's."""
    return actor is not None and (actor.kind == "platform" or bool(actor.roles & {Role.COORDINATOR, Role.INSPECTOR}))


def current_scheme() -> Scheme:
    """The newest version; there always is one (see the migrations)."""
    return Scheme.objects.prefetch_related("indicators", "consequences").latest("version")


def list_assessed() -> QuerySet[Agency]:
    """The agencies that are assessed: the active ones with a registered duty or a resource."""
    has_something = Q(duties__isnull=False) | Q(resources__isnull=False)
    return Agency.objects.filter(has_something, is_active=True).distinct().order_by("code")


def list_inspectable(*codes: str) -> QuerySet[Agency]:
    """Those, and the active ones of these codes."""
    has_something = Q(duties__isnull=False) | Q(resources__isnull=False) | Q(code__in=codes)
    return Agency.objects.filter(has_something, is_active=True).distinct().order_by("code")


def list_assessments(actor: Actor) -> QuerySet[Assessment]:
    """Those that the actor may see, newest first."""
    return Assessment.objects.all() if sees_all(actor) else Assessment.objects.filter(state__in=SHOWN)


def get_assessment(actor: Actor | None, period: str, *, lock: bool = False) -> Assessment:
    """Raises AssessmentNotFound, also for one that is not shown yet."""
    rows = Assessment.objects.select_for_update(of=("self",)) if lock else Assessment.objects.all()
    found = rows.select_related("scheme").filter(period=period_of(period).code).first()
    if found is None or not (sees_all(actor) or found.state in SHOWN):
        raise AssessmentNotFound(period=period)
    return found


def list_published(actor: Actor | None) -> QuerySet[Assessment]:
    """What is published to this reader: without login what is for the public."""
    published = Assessment.objects.filter(state=Assessment.State.PUBLISHED)
    return published if actor else published.filter(audience=Audience.PUBLIC)


def get_published(actor: Actor | None, period: str) -> Assessment:
    found = list_published(actor).select_related("scheme").filter(period=period_of(period).code).first()
    if found is None:
        raise AssessmentNotFound(period=period)
    return found


def list_scores(assessment: Assessment) -> QuerySet[Score]:
    """Every agency's, best first, with its figures."""
    figures = Prefetch("figures", Figure.objects.select_related("indicator"))
    return assessment.scores.select_related("agency").prefetch_related(figures)


def get_score(actor: Actor, assessment: Assessment, agency_code: str) -> Score:
    """One's own; coordinator and inspector any."""
    found = list_scores(assessment).filter(agency__code=agency_code).first()
    if found is None or not (sees_all(actor) or found.agency_id == actor.agency_id):
        raise FigureNotFound
    return found


def get_figure(actor: Actor, assessment: Assessment, agency_code: str, indicator: str) -> Figure:
    """A figure of one's own; coordinator and inspector any."""
    rows = Figure.objects.filter(
        score__assessment=assessment, score__agency__code=agency_code, indicator__code=indicator
    )
    found = rows.select_related("indicator", "score__agency", "score__assessment").first()
    if found is None or not (sees_all(actor) or found.score.agency_id == actor.agency_id):
        raise FigureNotFound
    return found


def list_objections(actor: Actor) -> QuerySet[Objection]:
    """One's own agency's; coordinator and inspector all. Open ones first."""
    rows = Objection.objects.select_related("figure__indicator", "figure__score__agency", "figure__score__assessment")
    own = rows if sees_all(actor) else rows.filter(figure__score__agency_id=actor.agency_id)
    return own.order_by(F("answered_at").desc(nulls_first=True), "due", "number")


def get_objection(actor: Actor, number: str, *, lock: bool = False) -> Objection:
    rows = list_objections(actor)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(number=number).first()
    if found is None:
        raise ObjectionNotFound(number=number)
    return found


def list_inspections(actor: Actor) -> QuerySet[Inspection]:
    """Coordinator and inspector all; an inspected agency those that look at it and have begun."""
    rows = Inspection.objects.prefetch_related("agencies", "findings")
    if sees_all(actor):
        return rows
    return rows.filter(agencies=actor.agency_id).exclude(state=Inspection.State.PLANNED)


def get_inspection(actor: Actor, number: str, *, lock: bool = False) -> Inspection:
    rows = list_inspections(actor).filter(number=number)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise InspectionNotFound(number=number)
    return found


def list_findings(actor: Actor, inspection: Inspection) -> QuerySet[Finding]:
    """An agency sees its own, once it has been told of them."""
    rows = inspection.findings.select_related("agency", "responsible").prefetch_related("steps")
    if sees_all(actor):
        return rows
    return rows.filter(agency_id=actor.agency_id).exclude(state=Finding.State.NOTED)


def get_finding(actor: Actor, finding_id: int, *, lock: bool = False) -> Finding:
    rows = Finding.objects.select_related("inspection", "agency")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=finding_id).first()
    if found is None or not (
        sees_all(actor) or (found.agency_id == actor.agency_id and found.state != Finding.State.NOTED)
    ):
        raise FindingNotFound
    return found


def list_late(actor: Actor, today: date) -> QuerySet[Finding]:
    """Rectifications past their deadline, longest first, with the person responsible (34.1, 35.2)."""
    rows = Finding.objects.filter(state=Finding.State.RECTIFYING, due__lt=today)
    rows = rows.select_related("inspection", "agency", "responsible").order_by("due")
    return rows if sees_all(actor) else rows.filter(agency_id=actor.agency_id)


def list_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Coordinator and inspector all; an agency what concerns it."""
    rows = Proposal.objects.select_related("score__agency", "score__assessment", "rule")
    return rows if sees_all(actor) else rows.filter(score__agency_id=actor.agency_id)


def get_proposal(actor: Actor, number: str, *, lock: bool = False) -> Proposal:
    rows = list_proposals(actor).filter(number=number)
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise ProposalNotFound(number=number)
    return found
