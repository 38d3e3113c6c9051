"""Consequences (36.1): proposals with reasons, drawn from a final result by the scheme's rules. A person decides each; the software never does."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from yishu.agencies.models import Role
from yishu.agencies.roles import require, require_other
from yishu.assessment import queries, rules
from yishu.assessment.computing import measured_of
from yishu.assessment.errors import DecisionReasonRequired, ProposalDecided, WrongStage
from yishu.assessment.models import Assessment, Consequence, Proposal, Score
from yishu.assessment.words import state_words
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.core.actor import Actor

FINAL = (Assessment.State.FINAL, Assessment.State.PUBLISHED)
STATE = Proposal.State
WHY = _("{period} 考核“{measure}”得 {points} 分，低于 {below} 分：{figures}。")


@transaction.atomic
def draw_up(actor: Actor, period: str, *, now: datetime) -> list[Proposal]:
    """What the rules propose from this result and is not yet proposed; drawing up twice adds nothing."""
    require(actor, Role.COORDINATOR, Role.INSPECTOR)
    assessment = queries.get_assessment(actor, period, lock=True)
    if assessment.state not in FINAL:
        raise WrongStage(**state_words(assessment))
    known = set(Proposal.objects.filter(score__assessment=assessment).values_list("score_id", "rule_id"))
    consequences = list(assessment.scheme.consequences.all())
    made: list[Proposal] = []
    for score in queries.list_scores(assessment):
        for rule in consequences:
            points = _points(score, rule.measure)
            if points is None or points >= rule.below or (score.pk, rule.pk) in known:
                continue
            made.append(_proposal(actor, score, rule, points, len(known) + len(made) + 1, now))
    Proposal.objects.bulk_create(made)
    recording.record(actor, Action.PROPOSALS_DRAWN, target=assessment.period, created=len(made))
    return made


@transaction.atomic
def decide(actor: Actor, number: str, state: str, *, reason: str, altered_to: str = "", now: datetime) -> Proposal:
    """A coordinator other than who had it drawn up adopts, alters or rejects a proposal, with the reason."""
    require(actor, Role.COORDINATOR)
    proposal = queries.get_proposal(actor, number, lock=True)
    require_other(actor, proposal.drawn_by)
    if proposal.state != STATE.PROPOSED:
        raise ProposalDecided
    if not reason.strip() or (state == STATE.ALTERED and not altered_to.strip()):
        raise DecisionReasonRequired
    proposal.state = STATE(state)
    proposal.decision_reason = reason.strip()
    proposal.altered_to = altered_to.strip() if state == STATE.ALTERED else ""
    proposal.decided_by_name, proposal.decided_at = actor.name, now
    proposal.save(update_fields=["state", "decision_reason", "altered_to", "decided_by_name", "decided_at"])
    recording.record(actor, Action.PROPOSAL_DECIDED, target=number, result=proposal.state, why=reason)
    return proposal


def _points(score: Score, measure: str) -> Decimal | None:
    figures = [(measured_of(figure), str(figure.indicator.measure)) for figure in score.figures.all()]
    return rules.measure_points(figures, measure)


def _proposal(actor: Actor, score: Score, rule: Consequence, points: Decimal, place: int, now: datetime) -> Proposal:
    zh, en = _why(score, rule, points)
    return Proposal(
        number=f"JY{score.assessment.period}-{place:03d}",
        score=score,
        rule=rule,
        points=points,
        reason_zh=zh,
        reason_en=en,
        drawn_by=actor.ref,
        drawn_by_name=actor.name,
        drawn_at=now,
    )


def _why(score: Score, rule: Consequence, points: Decimal) -> tuple[str, str]:
    told: list[str] = []
    for language, name in (("zh-hans", "name_zh"), ("en", "name_en")):
        with override(language):
            figures = (", " if language == "en" else "，").join(
                f"{getattr(figure.indicator, name)} {figure.part}" + (f"/{figure.whole}" if figure.whole else "")
                for figure in score.figures.all()
                if figure.indicator.measure == rule.measure and figure.part is not None
            )
            measure = str(rule.get_measure_display())  # type: ignore[attr-defined]
            told.append(
                str(WHY).format(
                    period=score.assessment.period, measure=measure, points=points, below=rule.below, figures=figures
                )
            )
    return told[0], told[1]
