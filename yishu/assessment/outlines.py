"""An assessment as plain values, for the API, the command line and the report."""

from datetime import datetime
from typing import Any, TypedDict

from yishu.assessment import owed, queries
from yishu.assessment.models import Assessment, Figure, Score
from yishu.core.actor import Actor


class FigureOutline(TypedDict):
    """`points` of 100 and `weight` of 100 as they count for this agency; None and "0.00" where nothing was measured."""

    indicator: str
    part: int | None
    whole: int | None
    points: str | None
    weight: str
    corrected: bool


class ScoreOutline(TypedDict):
    agency: str
    name: str
    total: str | None
    rank: int | None
    suggestion: str
    figures: list[FigureOutline]


class Outline(TypedDict):
    period: str
    first: str
    last: str
    state: str
    scheme: int
    cutoff: str
    scores: list[ScoreOutline]


def of_assessment(actor: Actor | None, assessment: Assessment) -> Outline:
    """With the scores that the actor may see: coordinator and inspector all, an agency its own, anybody those of what is published to them."""
    scores = queries.list_scores(assessment)
    if not (queries.sees_all(actor) or assessment.state == Assessment.State.PUBLISHED):
        scores = scores.filter(agency_id=actor.agency_id if actor else None)
    return {
        "period": assessment.period,
        "first": assessment.first.isoformat(),
        "last": assessment.last.isoformat(),
        "state": assessment.state,
        "scheme": assessment.scheme.version,
        "cutoff": assessment.cutoff.isoformat(),
        "scores": [_score(score) for score in scores],
    }


def of_owed(now: datetime) -> list[dict[str, Any]]:
    """What is due and not done, most urgent first, and who answers for it (5.2)."""
    who = owed.coordinators()
    return [
        {
            "kind": one.kind,
            "period": one.period,
            "state": one.state,
            "due": one.due.date.isoformat(),
            "due_provisional": one.due.provisional,
            "late": one.is_late,
            "agency": who.agency.name if who.agency else "",
            "persons": list(who.names),
        }
        for one in owed.list_owed(now)
    ]


def owed_table(rows: list[dict[str, Any]]) -> str:
    """For the terminal: day, whether it is late, what, how far."""
    return "\n".join(
        f"{row['due']}  {'late' if row['late'] else '    '}  {row['kind']:<10}  {row['period']:<6}  {row['state'] or '—'}"
        for row in rows
    )


def table(outline: Outline) -> str:
    """For the terminal: rank, total, agency."""
    head = f"{outline['period']}  {outline['state']}  scheme v{outline['scheme']}"
    lines = [f"{score['rank'] or '—':>4}  {score['total'] or '—':>6}  {score['name']}" for score in outline["scores"]]
    return "\n".join([head, *lines])


def _score(score: Score) -> ScoreOutline:
    return {
        "agency": score.agency.code,
        "name": score.agency.name,
        "total": None if score.total is None else str(score.total),
        "rank": score.rank,
        "suggestion": score.suggestion_zh,
        "figures": [_figure(figure) for figure in score.figures.all()],
    }


def _figure(figure: Figure) -> FigureOutline:
    return {
        "indicator": figure.indicator.code,
        "part": figure.part,
        "whole": figure.whole,
        "points": None if figure.points is None else str(figure.points),
        "weight": str(figure.weight),
        "corrected": figure.corrected,
    }
