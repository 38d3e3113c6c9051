"""The page of steps of review: an agency's own, and all agencies' for the coordinator (38.1)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency, Role
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.steps import commands, queries
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors, ask_nothing


class BasisForm(forms.Form):
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=commands.LONGEST_BASIS,
        help_text=gettext_lazy("本单位或本地的管理制度及其条款。"),
    )


@require_GET
def steps(request: HttpRequest) -> HttpResponse:
    """What is in force for whom."""
    actor = actor_of(request)
    given = {"rows": queries.list_rules(actor), "may_change": _may_change(actor), "all": is_coordinator(actor)}
    return render(request, "steps/steps.html", given)


def agency_step(request: HttpRequest, agency: str) -> HttpResponse:
    """Add the agency's review to what one agency submits, or drop it."""
    actor, found = actor_of(request), agencies.get_agency(agency)
    _require_sight(actor, found)
    rule = queries.get_rule(found)
    form = BasisForm(request.POST or None, initial={"basis": rule.own.basis if rule.own else ""})
    ask_nothing(form, request, "drop")
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("act") == "drop":
                commands.drop_step(actor, found, queries.AGENCY_REVIEW)
            else:
                basis = form.cleaned_data["basis"]
                commands.add_step(actor, found, queries.AGENCY_REVIEW, basis=basis, now=timezone.now())
            messages.success(request, _("已变更，{agency}此后提交的按新规则办理。").format(agency=found.name))
            return redirect("catalogue:steps")
        except Problem as refused:
            if refused.status not in (409, 422):
                raise
            add_errors(form, refused, field="basis")
    given = {"rule": rule, "form": form, "may_change": _may_change(actor)}
    return render(request, "steps/step.html", given, status=422 if form.errors else 200)


def _may_change(actor: Actor) -> bool:
    return is_coordinator(actor) or Role.AGENCY_ADMINISTRATOR in actor.roles


def _require_sight(actor: Actor, agency: Agency) -> None:
    if actor.agency_id != agency.pk and not is_coordinator(actor):
        raise NotTheCoordinator
