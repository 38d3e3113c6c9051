"""Pages of a node's own rules: everybody sees what is in force and by what basis, the coordinator changes it (38.1)."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.errors import Problem
from yishu.node.models import Clock, LocalField, LocalStep
from yishu.operations import local_rules as commands
from yishu.shell import fields
from yishu.shell.fields import add_errors


class BasisForm(forms.Form):
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("本地管理办法的名称和条款，如“《杭州市……办法》第十二条”。"),
    )


UNITS = {"days": gettext_lazy("工作日"), "hours": gettext_lazy("小时"), "months": gettext_lazy("月数")}


class ClockForm(BasisForm):
    """The length of one clock, in a field named by its unit."""

    def __init__(self, clock: Clock, data: object = None) -> None:
        super().__init__(data, initial={clock.unit: clock.in_force, "basis": clock.local_basis})  # type: ignore[arg-type]
        self.fields[clock.unit] = forms.IntegerField(label=UNITS[clock.unit])
        self.order_fields([clock.unit, "basis"])


class FieldForm(BasisForm):
    label = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    help_text = forms.CharField(label=gettext_lazy("填写说明"), required=False, max_length=200)
    required = forms.BooleanField(label=gettext_lazy("必填"), required=False)
    field_order = ("label", "help_text", "required", "basis")


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
        "fields": LocalField.objects.all(),
        "may_change": Role.COORDINATOR in actor_of(request).roles,
    }
    return render(request, "operations/local_rules.html", given)


def clock(request: HttpRequest, code: str) -> HttpResponse:
    """Change one clock, or go back to the common rule."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    found = Clock.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    form = ClockForm(found, request.POST or None)
    fields.ask_nothing(form, request, "reset")
    if request.method == "POST" and form.is_valid():
        length = None if request.POST.get("act") == "reset" else form.cleaned_data[found.unit] or 0
        try:
            commands.change_clock(actor, code, length=length, basis=form.cleaned_data["basis"], now=timezone.now())
            says = (
                _("“{name}”已变更。") if found.unit == "months" else _("“{name}”已变更，此后开始的时限按新规则计算。")
            )
            messages.success(request, says.format(name=found.name(fields.language())))
            return redirect("operations:local_rules")
        except Problem as problem:
            add_errors(form, problem, field="basis")
    given = {"clock": found, "label": found.name(fields.language()), "form": form}
    return render(request, "operations/clock.html", given, status=422 if form.errors else 200)


def field(request: HttpRequest) -> HttpResponse:
    """Add a field to the form of applications."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    form = FieldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.add_field(actor, LocalField.Form.APPLICATION, **form.cleaned_data, now=timezone.now())
            messages.success(request, _("已增加“{name}”，此后填报的申请均有此项。").format(name=made.label))
            return redirect("operations:local_rules")
        except Problem as problem:
            add_errors(form, problem, field="basis")
    return render(request, "operations/field.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def drop_field(request: HttpRequest, field_id: int) -> HttpResponse:
    """Ask for it no more."""
    commands.drop_field(actor_of(request), field_id)
    messages.success(request, _("已取消该填报项；已填报的仍保留。"))
    return redirect("operations:local_rules")


def step(request: HttpRequest, code: str) -> HttpResponse:
    """Add a step of review, or drop it."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    if code not in LocalStep.Code.values:
        raise Http404
    kind, rule = LocalStep.Code(code), LocalStep.objects.filter(pk=code).first()
    form = BasisForm(request.POST or None, initial={"basis": rule.basis if rule else ""})
    fields.ask_nothing(form, request, "drop")
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
