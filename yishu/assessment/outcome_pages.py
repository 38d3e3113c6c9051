"""Pages of what follows from results: proposals and their decision (36.1); and the scheme by which results are computed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.assessment import proposing, queries, revising
from yishu.assessment.forms import DecisionForm, SchemeForm
from yishu.assessment.models import Proposal
from yishu.assessment.revising import Revision
from yishu.assessment.shown import basis_of, name_of, proposal_of, reason_of
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors
from yishu.shell.sheets import csv_answer, xlsx_answer

TONES = {"proposed": "warn", "adopted": "good", "altered": "blue", "rejected": "grey"}


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals; an agency sees those that concern it."""
    actor = actor_of(request)
    page = Paginator(queries.list_proposals(actor), 50).get_page(request.GET.get("page"))
    rows = [(one, proposal_of(one.rule), TONES[one.state]) for one in page]
    return render(request, "assessment/proposals.html", {"page": page, "rows": rows})


def proposal(request: HttpRequest, number: str) -> HttpResponse:
    """One proposal with its reason; a person decides."""
    actor = actor_of(request)
    found = queries.get_proposal(actor, number)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            proposing.decide(
                actor,
                number,
                given["state"],
                reason=given["reason"],
                altered_to=given["altered_to"],
                now=timezone.now(),
            )
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong, field="reason")
        else:
            messages.success(request, _("决定已记录。"))
            return redirect("assessment:proposal", number)
    given = {
        "proposal": found,
        "words": proposal_of(found.rule),
        "why": reason_of(found),
        "tone": TONES[found.state],
        "form": form,
        "is_own": found.drawn_by in actor.own_refs,
        "may_decide": Role.COORDINATOR in actor.roles
        and found.state == Proposal.State.PROPOSED
        and found.drawn_by not in actor.own_refs,
    }
    return render(request, "assessment/proposal.html", given, status=422 if form.errors else 200)


@require_GET
def proposals_csv(request: HttpRequest) -> HttpResponse:
    """For the finance side."""
    return csv_answer("proposals", *_table(actor_of(request)))


@require_GET
def proposals_xlsx(request: HttpRequest) -> HttpResponse:
    """For the finance side."""
    return xlsx_answer("proposals", *_table(actor_of(request)))


def scheme(request: HttpRequest) -> HttpResponse:
    """The scheme of now with its basis; the coordinator makes the next version."""
    actor = actor_of(request)
    current = queries.current_scheme()
    form = SchemeForm(current, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            revising.revise_scheme(actor, _revision(form), reason=form.cleaned_data["reason"], now=timezone.now())
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong)
        else:
            messages.success(request, _("考核方案已更新，今后的计算按新版进行。"))
            return redirect("assessment:scheme")
    given = {
        "scheme": current,
        "lines": [(one, name_of(one), basis_of(one)) for one in current.indicators.all()],
        "consequences": [(one, proposal_of(one)) for one in current.consequences.all()],
        "form": form,
        "may_revise": Role.COORDINATOR in actor.roles,
    }
    return render(request, "assessment/scheme.html", given, status=422 if form.errors else 200)


def _revision(form: SchemeForm) -> Revision:
    given = form.cleaned_data
    return Revision(
        weights={name.removeprefix("weight-"): value for name, value in given.items() if name.startswith("weight-")},
        targets={name.removeprefix("target-"): value for name, value in given.items() if name.startswith("target-")},
        thresholds={
            int(name.removeprefix("below-")): value for name, value in given.items() if name.startswith("below-")
        },
        audience=given["audience"],
    )


def _table(actor: Actor) -> tuple[list[str], list[list[object]]]:
    head = [
        _("编号"), _("考核周期"), _("单位代码"), _("单位"), _("建议"), _("理由"), _("决定"), _("变更为"), _("决定理由"), _("决定人"), _("决定日期"),
    ]  # fmt: skip
    rows: list[list[object]] = [
        [
            one.number,
            one.score.assessment.period,
            one.score.agency.code,
            one.score.agency.name,
            proposal_of(one.rule),
            reason_of(one),
            one.get_state_display(),  # type: ignore[attr-defined]
            one.altered_to,
            one.decision_reason,
            one.decided_by_name,
            timezone.localdate(one.decided_at).isoformat() if one.decided_at else "",
        ]
        for one in queries.list_proposals(actor)
    ]
    return head, rows
