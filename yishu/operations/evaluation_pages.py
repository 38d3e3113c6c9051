"""The page of evaluations from outside (外部测评): which stand, which are overdue, and putting one on record (32.2)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.operations import evaluations as commands
from yishu.operations import queries
from yishu.operations.forms import EvaluationForm
from yishu.operations.models import Evaluation
from yishu.operations.pages import MAY_SEE_RISK
from yishu.shell.fields import add_errors


@require_http_methods(["GET", "POST"])
def evaluations(request: HttpRequest) -> HttpResponse:
    """Of each kind the one that stands; then all."""
    actor = actor_of(request)
    require(actor, *MAY_SEE_RISK)
    form = EvaluationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record(actor, form)
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已登记。"))
            return redirect("operations:evaluations")
    latest = queries.list_latest_evaluations()
    given = {
        "standing": [(kind.label, latest.get(kind)) for kind in Evaluation.Kind],
        "all": Evaluation.objects.all()[:200],
        "form": form if actor.roles & set(commands.MAY_RECORD) else None,
        "wrong": form,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "operations/evaluations.html", given, status=422 if form.errors else 200)


def _record(actor: Actor, form: EvaluationForm) -> None:
    fields = dict(form.cleaned_data)
    report = fields.pop("report")
    digest = commands.digest_of(report.file) if report else ""
    commands.record(actor, commands.Draft(**fields, report_digest=digest), now=timezone.now())
