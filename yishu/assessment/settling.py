"""From the provisional result to the published one: objections, the two signatures, publication (35.1, 5.1)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.assessment import measuring, queries
from yishu.assessment.computing import note, rows_of, scope_of, suggest, weigh
from yishu.assessment.errors import (
    AlreadyObjected,
    AnswerRequired,
    CorrectionMalformed,
    ObjectionAnswered,
    ObjectionReasonRequired,
    ObjectionsOpen,
    ObjectionTooLate,
    PeriodNotOver,
    SendBackReasonRequired,
    StillObjectable,
    WrongStage,
)
from yishu.assessment.models import Assessment, Figure, FigureRow, Formula, Objection, Score
from yishu.assessment.periods import period_of
from yishu.assessment.words import state_words
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.node import clocks

STATE = Assessment.State
OBJECTORS = (Role.HANDLER, Role.REVIEWER, Role.SIGNER)


@dataclass(frozen=True, slots=True)
class Answer:
    """The coordinator's answer. Upheld without numbers: the figure is counted anew from the record; else it is corrected to them."""

    upholds: bool
    reason: str
    part: int | None = None
    whole: int | None = None


@transaction.atomic
def show_provisional(actor: Actor, period: str, *, now: datetime) -> Assessment:
    """Show every assessed agency its result; from now on it may object, for as long as the clock gives."""
    require(actor, Role.COORDINATOR)
    assessment = queries.get_assessment(actor, period, lock=True)
    _require_state(assessment, STATE.COMPUTED)
    assessment.state = STATE.PROVISIONAL
    assessment.objections_until = clocks.deadline(clocks.OBJECTION, now).date
    assessment.save(update_fields=["state", "objections_until"])
    note(assessment, actor, "provisional", now=now)
    recording.record(actor, Action.ASSESSMENT_SHOWN, target=assessment.period)
    return assessment


@transaction.atomic
def confirm(actor: Actor, period: str, *, now: datetime) -> Score:
    """An agency agrees to its result: the others need not wait for its time to object."""
    require(actor, *OBJECTORS)
    assessment = queries.get_assessment(actor, period, lock=True)
    _require_state(assessment, STATE.PROVISIONAL)
    score = queries.get_score(actor, assessment, actor.agency_code)
    if open_ones := Objection.objects.filter(figure__score=score, state=Objection.State.OPEN).count():
        raise ObjectionsOpen(count=open_ones)
    if score.confirmed_at is None:
        score.confirmed_at, score.confirmed_by_name = now, actor.name
        score.save(update_fields=["confirmed_at", "confirmed_by_name"])
        recording.record(actor, Action.ASSESSMENT_CONFIRMED, target=assessment.period)
    return score


@transaction.atomic
def raise_objection(actor: Actor, period: str, indicator: str, *, reason: str, now: datetime) -> Objection:
    """Object to one figure of one's own agency, within the clock."""
    require(actor, *OBJECTORS)
    assessment = queries.get_assessment(actor, period, lock=True)
    figure = queries.get_figure(actor, assessment, actor.agency_code, indicator)
    _require_state(assessment, STATE.PROVISIONAL)
    if not reason.strip():
        raise ObjectionReasonRequired
    if assessment.objections_until is None or shanghai_day(now) > assessment.objections_until:
        raise ObjectionTooLate(until=assessment.objections_until)
    if figure.objections.filter(state=Objection.State.OPEN).exists():
        raise AlreadyObjected
    due = clocks.deadline(clocks.OBJECTION_ANSWER, now)
    made = Objection.objects.create(
        number=_next_number(assessment),
        figure=figure,
        reason=reason.strip(),
        raised_by=actor.ref,
        raised_by_name=actor.name,
        raised_at=now,
        due=due.date,
        due_provisional=due.provisional,
        part_before=figure.part,
        whole_before=figure.whole,
    )
    Score.objects.filter(pk=figure.score_id).update(confirmed_at=None, confirmed_by_name="")
    recording.record(actor, Action.OBJECTION_RAISED, target=made.number, why=made.reason, items=[figure.indicator.code])
    return made


@transaction.atomic
def answer_objection(actor: Actor, number: str, answer: Answer, *, now: datetime) -> Objection:
    """The coordinator upholds an objection, which corrects the figure on record, or dismisses it with the reason."""
    require(actor, Role.COORDINATOR)
    objection = queries.get_objection(actor, number, lock=True)
    require_other(actor, objection.raised_by)
    assessment = queries.get_assessment(actor, objection.figure.score.assessment.period, lock=True)
    if objection.state != Objection.State.OPEN:
        raise ObjectionAnswered
    _require_state(assessment, STATE.PROVISIONAL)
    if not answer.reason.strip():
        raise AnswerRequired
    if answer.upholds:
        _correct(objection, answer)
        weigh(assessment)
        suggest(assessment, [objection.figure.score_id])
        note(assessment, actor, "corrected", f"{number} {answer.reason}", now=now)
    objection.state = Objection.State.UPHELD if answer.upholds else Objection.State.DISMISSED
    objection.answer, objection.answered_by_name, objection.answered_at = answer.reason.strip(), actor.name, now
    objection.save()
    recording.record(actor, Action.OBJECTION_ANSWERED, target=number, why=objection.answer, result=objection.state)
    return objection


@transaction.atomic
def sign(actor: Actor, period: str, *, now: datetime) -> Assessment:
    """The coordinator settles the result: its period is over, every objection answered, and the time to object past or every agency agreed."""
    require(actor, Role.COORDINATOR)
    assessment = queries.get_assessment(actor, period, lock=True)
    _require_state(assessment, STATE.PROVISIONAL)
    if now < period_of(assessment.period).ends:
        raise PeriodNotOver(period=assessment.period)
    if waiting := Objection.objects.filter(figure__score__assessment=assessment, state=Objection.State.OPEN).count():
        raise ObjectionsOpen(count=waiting)
    _require_heard(assessment, shanghai_day(now))
    assessment.state, assessment.signed_by = STATE.SIGNED, actor.ref
    assessment.save(update_fields=["state", "signed_by"])
    note(assessment, actor, "signed", now=now)
    recording.record(actor, Action.ASSESSMENT_SIGNED, target=assessment.period)
    return assessment


@transaction.atomic
def cosign(actor: Actor, period: str, *, opinion: str = "", now: datetime) -> Assessment:
    """The inspector co-signs what the coordinator settled: two people, and the result is final (5.1)."""
    require(actor, Role.INSPECTOR)
    assessment = queries.get_assessment(actor, period, lock=True)
    _require_state(assessment, STATE.SIGNED)
    require_other(actor, assessment.signed_by)
    assessment.state, assessment.cosigned_by = STATE.FINAL, actor.ref
    assessment.save(update_fields=["state", "cosigned_by"])
    note(assessment, actor, "cosigned", opinion, now=now)
    recording.record(actor, Action.ASSESSMENT_COSIGNED, target=assessment.period, why=opinion)
    return assessment


@transaction.atomic
def send_back(actor: Actor, period: str, *, reason: str, now: datetime) -> Assessment:
    """The inspector does not co-sign: the result is provisional again, with the reason."""
    require(actor, Role.INSPECTOR)
    assessment = queries.get_assessment(actor, period, lock=True)
    _require_state(assessment, STATE.SIGNED)
    if not reason.strip():
        raise SendBackReasonRequired
    assessment.state, assessment.signed_by = STATE.PROVISIONAL, ""
    assessment.save(update_fields=["state", "signed_by"])
    note(assessment, actor, "sent_back", reason, now=now)
    recording.record(actor, Action.ASSESSMENT_SENT_BACK, target=assessment.period, why=reason)
    return assessment


@transaction.atomic
def publish(actor: Actor, period: str, *, now: datetime) -> Assessment:
    """Publish a final result to the audience that the scheme names."""
    require(actor, Role.COORDINATOR)
    assessment = queries.get_assessment(actor, period, lock=True)
    _require_state(assessment, STATE.FINAL)
    assessment.state, assessment.published_at = STATE.PUBLISHED, now
    assessment.save(update_fields=["state", "published_at"])
    note(assessment, actor, "published", now=now)
    recording.record(actor, Action.ASSESSMENT_PUBLISHED, target=assessment.period, audience=assessment.audience)
    return assessment


@transaction.atomic
def edit_suggestion(actor: Actor, period: str, agency_code: str, *, text: str, now: datetime) -> Score:
    """The coordinator writes an agency's suggestions in their own words, until the result is settled."""
    require(actor, Role.COORDINATOR)
    assessment = queries.get_assessment(actor, period, lock=True)
    _require_state(assessment, STATE.COMPUTED, STATE.PROVISIONAL)
    score = queries.get_score(actor, assessment, agency_code)
    score.suggestion_zh, score.suggestion_en, score.suggestion_edited_by = text.strip(), "", actor.name
    score.save(update_fields=["suggestion_zh", "suggestion_en", "suggestion_edited_by"])
    recording.record(actor, Action.SUGGESTION_EDITED, target=f"{assessment.period}/{agency_code}", at=now.isoformat())
    return score


def _require_state(assessment: Assessment, *states: str) -> None:
    if assessment.state in states:
        return
    raise WrongStage(**state_words(assessment))


def _require_heard(assessment: Assessment, today: date) -> None:
    """Nobody is cut short: the time to object is past, or whoever could object has agreed or been answered."""
    until = assessment.objections_until
    if until is not None and today > until:
        return
    heard = assessment.scores.filter(figures__objections__answered_at__isnull=False).values("pk")
    if assessment.scores.filter(confirmed_at=None).exclude(pk__in=heard).exists():
        raise StillObjectable(until=until)


def _correct(objection: Objection, answer: Answer) -> None:
    """Bring the figure to what the record says now, or to the numbers that the answer gives; its rows go with the former only."""
    figure = (
        Figure.objects.select_for_update(of=("self",))
        .select_related("indicator", "score__agency")
        .get(pk=objection.figure_id)
    )
    if answer.part is None:
        _recount(figure)
    else:
        figure.part, figure.whole = _checked(figure, answer)
    figure.corrected = True
    figure.save(update_fields=["part", "whole", "corrected"])
    objection.figure = figure
    objection.part_after, objection.whole_after = figure.part, figure.whole


def _recount(figure: Figure) -> None:
    scope = scope_of(figure.score.assessment, figure.score.agency)
    counted = measuring.measure(scope).get(figure.indicator.code, {}).get(figure.score.agency_id)
    figure.part, figure.whole = (counted.part, counted.whole) if counted else (None, None)
    figure.rows.all().delete()
    if counted:
        FigureRow.objects.bulk_create(rows_of(figure, counted), batch_size=1000)


def _checked(figure: Figure, answer: Answer) -> tuple[int, int | None]:
    part, whole = answer.part or 0, answer.whole
    if figure.indicator.formula == Formula.TARGET:
        whole = None
    elif whole is None or whole < part:
        raise CorrectionMalformed
    if part < 0:
        raise CorrectionMalformed
    return part, whole


def _next_number(assessment: Assessment) -> str:
    """Under the assessment's lock, so that no number is given twice."""
    given = Objection.objects.filter(figure__score__assessment=assessment).count()
    return f"YY{assessment.period}-{given + 1:03d}"
