"""Computing an assessment from the record, and weighing its figures anew (35.1)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.assessment import measuring, queries, rules, words
from yishu.assessment.errors import PeriodNotBegun
from yishu.assessment.measuring import Counted, Found, Scope
from yishu.assessment.models import Assessment, Figure, FigureRow, Indicator, Score, Step
from yishu.assessment.periods import Period, period_of
from yishu.assessment.rules import Measured
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor

STATE = Assessment.State


@transaction.atomic
def compute(actor: Actor, code: str, *, now: datetime) -> Assessment:
    """The assessment of a period, with every figure frozen beside its rows. Again before anybody was shown it: computed anew; afterwards it stays as it is."""
    require(actor, Role.COORDINATOR)
    period = period_of(code)
    if now < period.begins:
        raise PeriodNotBegun(period=period.code)
    assessment = _locked(period, now)
    if assessment.state != STATE.COMPUTED:
        return assessment
    scheme = queries.current_scheme()
    assessment.scheme, assessment.audience = scheme, scheme.audience
    assessment.computed_at, assessment.cutoff = now, min(now, period.ends)
    assessment.save(update_fields=["scheme", "audience", "computed_at", "cutoff"])
    assessment.scores.all().delete()
    agencies = tuple(queries.list_assessed())
    found = measuring.measure(Scope(agencies, period, assessment.cutoff))
    _freeze(assessment, agencies, list(scheme.indicators.all()), found)
    weigh(assessment)
    suggest(assessment)
    note(assessment, actor, "computed", now=now)
    recording.record(
        actor, Action.ASSESSMENT_COMPUTED, target=assessment.period, created=len(agencies), version=scheme.version
    )
    return assessment


def weigh(assessment: Assessment) -> None:
    """Points, weights, totals and ranks by the figures as they stand."""
    scores = list(queries.list_scores(assessment))
    figures: list[Figure] = []
    for score in scores:
        own = list(score.figures.all())
        measured = [measured_of(figure) for figure in own]
        for figure, weighed in zip(own, rules.weigh(measured), strict=True):
            figure.points, figure.weight = weighed.points, weighed.weight
        score.total = rules.total_of(measured)
        figures += own
    ranks = rules.ranks_of({score.pk: score.total for score in scores})
    for score in scores:
        score.rank = ranks.get(score.pk)
    Figure.objects.bulk_update(figures, ["points", "weight"], batch_size=1000)
    Score.objects.bulk_update(scores, ["total", "rank"], batch_size=1000)


def suggest(assessment: Assessment, only: Iterable[int] = ()) -> None:
    """The suggestions that the figures give by rule, for all or `only` these scores; what a person has edited stays."""
    scores = queries.list_scores(assessment).filter(suggestion_edited_by="")
    chosen = list(scores.filter(pk__in=only) if only else scores)
    for score in chosen:
        score.suggestion_zh, score.suggestion_en = suggestion_of([measured_of(each) for each in score.figures.all()])
    Score.objects.bulk_update(chosen, ["suggestion_zh", "suggestion_en"], batch_size=1000)


def suggestion_of(measured: list[Measured]) -> tuple[str, str]:
    """In Chinese and English, a sentence a line, what would raise the total most first."""
    told = [words.both(words.SUGGESTIONS[code], **numbers) for code, numbers in rules.suggestions(measured)]
    if not told:
        told = [words.both(words.NOTHING_TO_RAISE)]
    return "\n".join(zh for zh, _ in told), "\n".join(en for _, en in told)


def measured_of(figure: Figure) -> Measured:
    rule = figure.indicator
    return Measured(rule.code, rule.formula, rule.weight, rule.target, figure.part, figure.whole)


def scope_of(assessment: Assessment, *agencies: Agency) -> Scope:
    """What an assessment counted, for counting it again or listing it."""
    return Scope(agencies, period_of(assessment.period), assessment.cutoff)


def rows_of(figure: Figure, counted: Counted) -> list[FigureRow]:
    return [
        FigureRow(
            figure=figure,
            ref=row.ref,
            name=row.name,
            other=row.other,
            due=row.due,
            day=row.day,
            number=row.number,
            counted=row.counted,
        )
        for row in counted.rows
    ]


def note(assessment: Assessment, actor: Actor, act: str, text: str = "", *, now: datetime) -> None:
    """One step of the course of an assessment."""
    Step.objects.create(assessment=assessment, at=now, act=act, actor_name=actor.name, note=text.strip())


def _locked(period: Period, now: datetime) -> Assessment:
    """The period's row, made where it is missing, locked against others who compute."""
    scheme = queries.current_scheme()
    given = {"first": period.first, "last": period.last, "scheme": scheme, "computed_at": now, "cutoff": now}
    made, _ = Assessment.objects.get_or_create(period=period.code, defaults=given)
    return Assessment.objects.select_for_update(of=("self",)).get(pk=made.pk)


def _freeze(assessment: Assessment, agencies: tuple[Agency, ...], indicators: list[Indicator], found: Found) -> None:
    scores = Score.objects.bulk_create(Score(assessment=assessment, agency=agency) for agency in agencies)
    pairs = [
        (Figure(score=score, indicator=indicator), found.get(indicator.code, {}).get(score.agency_id))
        for score in scores
        for indicator in indicators
    ]
    for figure, counted in pairs:
        if counted is not None:
            figure.part, figure.whole = counted.part, counted.whole
    Figure.objects.bulk_create((figure for figure, _ in pairs), batch_size=1000)
    rows = (row for figure, counted in pairs if counted is not None for row in rows_of(figure, counted))
    FigureRow.objects.bulk_create(rows, batch_size=1000)
