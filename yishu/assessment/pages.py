"""Pages of assessments: the periods, one result, an agency's own score, what is published (35.1)."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of, viewer_of
from yishu.agencies.models import Role
from yishu.assessment import charts, computing, proposing, queries, report, settling
from yishu.assessment.forms import PeriodForm, ReasonForm, SuggestionForm
from yishu.assessment.models import Assessment, Figure, Objection, Score
from yishu.assessment.periods import period_of, quarter_of
from yishu.assessment.shown import fraction, name_of, proposal_of, suggestion_of
from yishu.assessment.words import ACTS, UNMEASURED
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.shell.components import Step
from yishu.shell.fields import add_errors, language
from yishu.shell.markup import safe
from yishu.shell.sheets import attached, csv_answer

STATE = Assessment.State
TONES = {
    STATE.COMPUTED: "grey",
    STATE.PROVISIONAL: "warn",
    STATE.SIGNED: "blue",
    STATE.FINAL: "blue",
    STATE.PUBLISHED: "good",
}


def periods(request: HttpRequest) -> HttpResponse:
    """The assessments that there are; the coordinator computes the next one."""
    actor = actor_of(request)
    today = shanghai_day(timezone.now())
    form = PeriodForm(request.POST or None, initial={"period": quarter_of(today)})
    if request.method == "POST" and form.is_valid():
        try:
            made = computing.compute(actor, form.cleaned_data["period"], now=timezone.now())
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong, field="period")
        else:
            return redirect("assessment:one", made.period)
    rows = [(one, TONES[STATE(one.state)]) for one in queries.list_assessments(actor)]
    own = {
        score.assessment_id: score
        for score in Score.objects.filter(agency_id=actor.agency_id, assessment__in=[one for one, _ in rows])
    }
    given = {
        "rows": [(one, tone, own.get(one.pk)) for one, tone in rows],
        "form": form,
        "may_compute": Role.COORDINATOR in actor.roles,
        "sees_all": queries.sees_all(actor),
    }
    return render(request, "assessment/periods.html", given, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, period: str) -> HttpResponse:
    """All agencies for coordinator and inspector; an agency is led to its own score."""
    actor = actor_of(request)
    assessment = queries.get_assessment(actor, period)
    if not queries.sees_all(actor):
        return redirect("assessment:score", assessment.period, actor.agency_code)
    scores = list(queries.list_scores(assessment))
    given = _result(assessment, scores) | {
        "acts": _acts(actor, assessment),
        "open": Objection.objects.filter(figure__score__assessment=assessment, state="open").count(),
        "confirmed": sum(1 for score in scores if score.confirmed_at),
        "steps": _steps(assessment),
        "back": ReasonForm(),
    }
    return render(request, "assessment/one.html", given)


@require_POST
def act(request: HttpRequest, period: str) -> HttpResponse:
    """One step of an assessment: `act` names it. What does not fit now is said on the page."""
    actor = actor_of(request)
    do, told = ACTIONS.get(request.POST.get("act", ""), (None, ""))
    if do is None:
        return redirect("assessment:one", period)
    try:
        do(actor, period, request.POST.get("reason", "").strip()[:2000], timezone.now())
        messages.success(request, str(told))
    except Problem as wrong:
        if wrong.status not in (409, 422):
            raise
        messages.error(request, wrong.detail(language()))
    return redirect("assessment:one", period)


def score(request: HttpRequest, period: str, agency: str) -> HttpResponse:
    """One agency's score, figure by figure, and what would raise it."""
    actor = actor_of(request)
    assessment = queries.get_assessment(actor, period)
    found = queries.get_score(actor, assessment, agency)
    form = SuggestionForm(request.POST or None, initial={"text": found.suggestion_zh})
    if request.method == "POST" and form.is_valid():
        settling.edit_suggestion(actor, period, agency, text=form.cleaned_data["text"], now=timezone.now())
        messages.success(request, _("改进建议已更新。"))
        return redirect("assessment:score", assessment.period, agency)
    figures = list(found.figures.all())
    is_provisional = assessment.state == STATE.PROVISIONAL
    given = {
        "assessment": assessment,
        "tone": TONES[STATE(assessment.state)],
        "score": found,
        "lines": [_line(figure) for figure in figures],
        "chart": safe(charts.bars([(name_of(each.indicator), each.points) for each in figures], _("各项得分"))),
        "suggestions": suggestion_of(found).splitlines(),
        "form": form,
        "may_edit": Role.COORDINATOR in actor.roles and assessment.state in (STATE.COMPUTED, STATE.PROVISIONAL),
        "may_confirm": is_provisional and found.agency_id == actor.agency_id and not found.confirmed_at,
        "is_provisional": is_provisional,
        "sees_all": queries.sees_all(actor),
        "proposals": [(one, proposal_of(one.rule)) for one in queries.list_proposals(actor).filter(score=found)],
    }
    return render(request, "assessment/score.html", given, status=422 if form.errors else 200)


@require_GET
def results_csv(request: HttpRequest, period: str) -> HttpResponse:
    """The table of one result."""
    actor = actor_of(request)
    assessment = queries.get_assessment(actor, period)
    scores = list(queries.list_scores(assessment))
    if not (queries.sees_all(actor) or assessment.state == STATE.PUBLISHED):
        scores = [each for each in scores if each.agency_id == actor.agency_id]
    names = [name_of(figure.indicator) for figure in scores[0].figures.all()] if scores else []
    rows = [
        [each.rank, each.agency.code, each.agency.name, *map(fraction, each.figures.all()), each.total]
        for each in scores
    ]
    return csv_answer(f"assessment-{assessment.period}", [_("名次"), _("代码"), _("单位"), *names, _("总分")], rows)


@require_GET
def report_pdf(request: HttpRequest, period: str) -> HttpResponse:
    """The report, for coordinator and inspector at any stage; for others as published."""
    actor = actor_of(request)
    found = queries.get_assessment(actor, period) if queries.sees_all(actor) else queries.get_published(actor, period)
    return _pdf(found)


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """The results that are published to this reader."""
    return render(request, "assessment/published.html", {"rows": queries.list_published(viewer_of(request))})


@require_GET
def published_one(request: HttpRequest, period: str) -> HttpResponse:
    """One published result: ranking, table, suggestions."""
    assessment = queries.get_published(viewer_of(request), period)
    return render(request, "assessment/published_one.html", _result(assessment, list(queries.list_scores(assessment))))


@require_GET
def published_pdf(request: HttpRequest, period: str) -> HttpResponse:
    return _pdf(queries.get_published(viewer_of(request), period))


def _pdf(assessment: Assessment) -> HttpResponse:
    answer = HttpResponse(report.render(assessment), content_type="application/pdf")
    return attached(answer, f"assessment-{assessment.period}.pdf")


def _result(assessment: Assessment, scores: list[Score]) -> dict[str, object]:
    names = [name_of(figure.indicator) for figure in scores[0].figures.all()] if scores else []
    return {
        "assessment": assessment,
        "tone": TONES[STATE(assessment.state)],
        "scores": [(each, [(figure, fraction(figure)) for figure in each.figures.all()]) for each in scores],
        "names": names,
        "chart": safe(charts.bars([(each.agency.short_name, each.total) for each in scores], _("各单位总分"))),
        "suggestions": [(each, suggestion_of(each).splitlines()) for each in scores],
    }


def _line(figure: Figure) -> dict[str, object]:
    why = UNMEASURED.get(figure.indicator.code, "") if figure.points is None else ""
    return {"figure": figure, "name": name_of(figure.indicator), "value": fraction(figure), "why": why}


def _steps(assessment: Assessment) -> list[Step]:
    return [
        Step(
            ACTS.get(step.act) or step.act,
            step.actor_name,
            step.at,
            "refused" if step.act == "sent_back" else "done",
            step.note,
        )
        for step in assessment.steps.all()
    ]


def _acts(actor: Actor, assessment: Assessment) -> set[str]:
    """The steps that this person may take now; the commands guard them again."""
    is_over = timezone.now() >= period_of(assessment.period).ends
    coordinator = {
        STATE.COMPUTED: {"recompute", "provisional"},
        STATE.PROVISIONAL: {"sign"} if is_over else set(),
        STATE.SIGNED: set(),
        STATE.FINAL: {"publish", "draw_up"},
        STATE.PUBLISHED: {"draw_up"},
    }
    inspector = {STATE.SIGNED: {"cosign", "send_back"}, STATE.FINAL: {"draw_up"}, STATE.PUBLISHED: {"draw_up"}}
    state, found = STATE(assessment.state), set[str]()
    if Role.COORDINATOR in actor.roles:
        found |= coordinator[state]
    if Role.INSPECTOR in actor.roles:
        found |= inspector.get(state, set())
    return found


Act = Callable[[Actor, str, str, datetime], object]


ACTIONS: dict[str, tuple[Act, Promise]] = {
    "recompute": (
        lambda actor, period, _reason, now: computing.compute(actor, period, now=now),
        gettext_lazy("已按现在的记录重新计算。"),
    ),
    "provisional": (
        lambda actor, period, _reason, now: settling.show_provisional(actor, period, now=now),
        gettext_lazy("初步结果已向各单位公布。"),
    ),
    "confirm": (
        lambda actor, period, _reason, now: settling.confirm(actor, period, now=now),
        gettext_lazy("已确认本单位的考核结果。"),
    ),
    "sign": (
        lambda actor, period, _reason, now: settling.sign(actor, period, now=now),
        gettext_lazy("已定稿，等待监督检查机关会签。"),
    ),
    "cosign": (
        lambda actor, period, reason, now: settling.cosign(actor, period, opinion=reason, now=now),
        gettext_lazy("已会签，结果定稿。"),
    ),
    "send_back": (
        lambda actor, period, reason, now: settling.send_back(actor, period, reason=reason, now=now),
        gettext_lazy("已退回平台主管部门。"),
    ),
    "publish": (
        lambda actor, period, _reason, now: settling.publish(actor, period, now=now),
        gettext_lazy("考核结果已公布。"),
    ),
    "draw_up": (
        lambda actor, period, _reason, now: proposing.draw_up(actor, period, now=now),
        gettext_lazy("已按规则形成结果运用建议，等待决定。"),
    ),
}
