"""The management API of assessment: what was computed, for whoever may see it (35.1)."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from yishu.agencies.api import known
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.assessment import outlines, queries
from yishu.assessment.outlines import Outline

router = Router(tags=["assessment"], auth=known)


class AssessmentOut(Schema):
    period: str
    state: str
    scheme: int


class FigureOut(Schema):
    """`points` and `weight` of 100 as they count for this agency; null and "0.00" where nothing was measured."""

    indicator: str
    part: int | None
    whole: int | None
    points: str | None
    weight: str
    corrected: bool


class ScoreOut(Schema):
    agency: str
    name: str
    total: str | None
    rank: int | None
    suggestion: str
    figures: list[FigureOut]


class AssessmentResultOut(Schema):
    period: str
    first: str
    last: str
    state: str
    scheme: int
    cutoff: str
    scores: list[ScoreOut]


@router.get("/assessments", response=list[AssessmentOut])
def list_assessments(request: HttpRequest) -> list[AssessmentOut]:
    """The assessments that one may see, newest first (200 at most)."""
    found = queries.list_assessments(request.actor).select_related("scheme")[:200]  # type: ignore[attr-defined]
    return [AssessmentOut(period=one.period, state=one.state, scheme=one.scheme.version) for one in found]


class OwedOut(Schema):
    """`kind`: assessment (of a quarter, half-year or year) or inspection (of a year). `state`: how far it is, empty where nobody has begun. `agency` and `persons`: who answers for it."""

    kind: str
    period: str
    state: str
    due: date
    due_provisional: bool
    late: bool
    agency: str
    persons: list[str]


@router.get("/assessments/due", response=list[OwedOut])
def list_due(request: HttpRequest) -> list[dict[str, Any]]:
    """Assessments and inspections that are due and not done (5.2); for coordinator and inspector."""
    require(request.actor, Role.COORDINATOR, Role.INSPECTOR)  # type: ignore[attr-defined]
    return outlines.of_owed(timezone.now())


@router.get("/assessments/{period}", response=AssessmentResultOut)
def get_assessment(request: HttpRequest, period: str) -> Outline:
    """One assessment with the scores that one may see: one's own; coordinator and inspector all; all once published."""
    actor = request.actor  # type: ignore[attr-defined]
    return outlines.of_assessment(actor, queries.get_assessment(actor, period))
