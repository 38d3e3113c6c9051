"""One figure with the rows behind it, objecting to it, and the coordinator's answers (35.1)."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.assessment import measuring, queries, settling
from yishu.assessment.computing import scope_of
from yishu.assessment.forms import AnswerForm, ReasonForm
from yishu.assessment.models import Assessment, Figure, Formula, Objection
from yishu.assessment.settling import Answer
from yishu.assessment.shown import basis_of, counted, fraction, name_of
from yishu.assessment.words import COLUMNS, UNMEASURED, Text
from yishu.audit.words import action_word
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.node import clocks
from yishu.shell.fields import add_errors
from yishu.shell.sheets import csv_answer

MOST_CALLS = 100_000
OF_USE = ("calls", "consumers", "cases")
TONES = {"open": "warn", "upheld": "good", "dismissed": "grey"}


def figure(request: HttpRequest, period: str, agency: str, indicator: str) -> HttpResponse:
    """A figure, its formula, exactly the rows that were counted, and objecting to it."""
    actor = actor_of(request)
    assessment = queries.get_assessment(actor, period)
    found = queries.get_figure(actor, assessment, agency, indicator)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            settling.raise_objection(actor, period, indicator, reason=form.cleaned_data["reason"], now=timezone.now())
        except Problem as wrong:
            if wrong.status not in (409, 422):
                raise
            add_errors(form, wrong, field="reason")
        else:
            messages.success(request, _("异议已提出，平台主管部门将在期限内答复。"))
            return redirect("assessment:objections")
    columns = COLUMNS[found.indicator.code]
    page = Paginator(found.rows.all(), 50).get_page(request.GET.get("page"))
    given = {
        "assessment": assessment,
        "figure": found,
        "name": name_of(found.indicator),
        "basis": basis_of(found.indicator),
        "value": fraction(found),
        "why": UNMEASURED.get(found.indicator.code, "") if found.points is None else "",
        "heads": columns.values(),
        "rows": [_cells(row, columns) for row in page],
        "page": page,
        "has_calls": found.indicator.code in OF_USE and found.part,
        "objections": [(one, TONES[one.state]) for one in found.objections.all()],
        "form": form,
        "may_object": _may_object(actor, assessment, found),
    }
    return render(request, "assessment/figure.html", given, status=422 if form.errors else 200)


@require_GET
def rows_csv(request: HttpRequest, period: str, agency: str, indicator: str) -> HttpResponse:
    """The rows behind a figure."""
    actor = actor_of(request)
    found = queries.get_figure(actor, queries.get_assessment(actor, period), agency, indicator)
    columns = COLUMNS[found.indicator.code]
    rows = [[cell for _name, _head, cell in _cells(row, columns)] for row in found.rows.all()]
    return csv_answer(
        f"{found.score.assessment.period}-{agency}-{indicator}", [str(head) for head in columns.values()], rows
    )


@require_GET
def calls_csv(request: HttpRequest, period: str, agency: str) -> HttpResponse:
    """Every single call behind the figures of use, from the evidence, as it was at the cutoff."""
    actor = actor_of(request)
    assessment = queries.get_assessment(actor, period)
    score = queries.get_score(actor, assessment, agency)
    calls = measuring.list_calls(scope_of(assessment, score.agency), most=MOST_CALLS)
    head = [_("留痕编号"), _("时间"), _("资源代码"), _("使用单位代码"), _("方式"), _("办件编号")]
    rows = [
        [
            number,
            at.astimezone(timezone.get_current_timezone()).isoformat(timespec="seconds"),
            resource,
            by,
            action_word(act),
            case,
        ]
        for number, at, resource, by, act, case in calls
    ]
    return csv_answer(f"{assessment.period}-{agency}-calls", head, rows)


@require_GET
def objections(request: HttpRequest) -> HttpResponse:
    """One's own agency's objections; for coordinator and inspector all, open ones first."""
    actor = actor_of(request)
    page = Paginator(queries.list_objections(actor), 50).get_page(request.GET.get("page"))
    today = shanghai_day(timezone.now())
    days = clocks.calendar()
    rows = [
        (
            one,
            name_of(one.figure.indicator),
            TONES[one.state],
            clocks.remaining(one.due, one.due_provisional, today, days) if one.state == "open" else None,
        )
        for one in page
    ]
    return render(request, "assessment/objections.html", {"rows": rows, "page": page, "today": today})


def objection(request: HttpRequest, number: str) -> HttpResponse:
    """One objection, the figure before and after, and the coordinator's answer."""
    actor = actor_of(request)
    found = queries.get_objection(actor, number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = Answer(
            request.POST.get("outcome") == "uphold",
            form.cleaned_data["reason"],
            form.cleaned_data["part"],
            form.cleaned_data["whole"],
        )
        try:
            settling.answer_objection(actor, number, answer, now=timezone.now())
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong, field="part")
        else:
            messages.success(request, _("异议已答复。"))
            return redirect("assessment:objection", number)
    given = {
        "objection": found,
        "figure": found.figure,
        "name": name_of(found.figure.indicator),
        "tone": TONES[found.state],
        "before": counted(found.part_before, found.whole_before),
        "after": counted(found.part_after, found.whole_after),
        "form": form,
        "is_share": found.figure.indicator.formula == Formula.SHARE,
        "may_answer": Role.COORDINATOR in actor.roles and found.state == Objection.State.OPEN,
    }
    return render(request, "assessment/objection.html", given, status=422 if form.errors else 200)


def _cells(row: object, columns: dict[str, Text]) -> list[tuple[str, str, object]]:
    """(attribute, head, value) of each column; whether a row was counted in words."""
    cells: list[tuple[str, str, object]] = []
    for name, head in columns.items():
        value = getattr(row, name)
        if name == "counted":
            value = _("是") if value else _("否")
        elif isinstance(value, date):
            value = value.isoformat()
        cells.append((name, str(head), value))
    return cells


def _may_object(actor: Actor, assessment: Assessment, found: Figure) -> bool:
    until = assessment.objections_until
    return (
        assessment.state == Assessment.State.PROVISIONAL
        and found.score.agency_id == actor.agency_id
        and bool(actor.roles & set(settling.OBJECTORS))
        and until is not None
        and shanghai_day(timezone.now()) <= until
        and not found.objections.filter(state=Objection.State.OPEN).exists()
    )
