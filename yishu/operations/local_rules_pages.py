"""Pages of a node's own rules: everybody sees what is in force and by what basis, the coordinator changes it (38.1)."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.errors import Problem
from yishu.node.models import Clock, LocalStep
from yishu.operations import local_rules as commands
from yishu.shell import fields
from yishu.shell.fields import add_errors


class BasisForm(forms.Form):
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("本地管理办法的名称和条款，如“《杭州市……办法》第十二条”。"),
    )


class ClockForm(BasisForm):
    days = forms.IntegerField(label=gettext_lazy("工作日"), required=False)
    field_order = ("days", "basis")


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that a node's own rules may add, and the rule that added it."""

    code: str
    label: str
    rule: LocalStep | None


@require_GET
def local_rules(request: HttpRequest) -> HttpResponse:
    """What is in force at this node."""
    added = {step.code: step for step in LocalStep.objects.all()}
    given = {
        "clocks": [(clock, clock.name(fields.language())) for clock in Clock.objects.all()],
        "steps": [StepRow(code, str(words), added.get(code)) for code, words in LocalStep.Code.choices],
        "may_change": Role.COORDINATOR in actor_of(request).roles,
    }
    return render(request, "operations/local_rules.html", given)


def clock(request: HttpRequest, code: str) -> HttpResponse:
    """Change one clock, or go back to the common rule."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    found = Clock.objects.filter(pk=code, hours=None).first()
    if found is None:
        raise Http404
    form = ClockForm(request.POST or None, initial={"days": found.in_force, "basis": found.local_basis})
    if request.method == "POST" and form.is_valid():
        days = None if request.POST.get("act") == "reset" else form.cleaned_data["days"] or 0
        try:
            commands.change_clock(actor, code, days=days, basis=form.cleaned_data["basis"], now=timezone.now())
            messages.success(
                request, _("“{name}”已变更，此后开始的时限按新规则计算。").format(name=found.name(fields.language()))
            )
            return redirect("operations:local_rules")
        except Problem as problem:
            add_errors(form, problem, field="basis")
    given = {"clock": found, "label": found.name(fields.language()), "form": form}
    return render(request, "operations/clock.html", given, status=422 if form.errors else 200)


def step(request: HttpRequest, code: str) -> HttpResponse:
    """Add a step of review, or drop it."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    if code not in LocalStep.Code.values:
        raise Http404
    kind, rule = LocalStep.Code(code), LocalStep.objects.filter(pk=code).first()
    form = BasisForm(request.POST or None, initial={"basis": rule.basis if rule else ""})
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("act") == "drop":
                commands.drop_step(actor, kind)
            else:
                commands.add_step(actor, kind, basis=form.cleaned_data["basis"], now=timezone.now())
            messages.success(request, _("“{name}”已变更，此后提交的按新规则办理。").format(name=kind.label))
            return redirect("operations:local_rules")
        except Problem as problem:
            add_errors(form, problem, field="basis")
    given = {"rule": rule, "label": kind.label, "form": form}
    return render(request, "operations/step.html", given, status=422 if form.errors else 200)
