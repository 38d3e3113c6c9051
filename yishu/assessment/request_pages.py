"""Pages of requests for an inspection (35.2)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.assessment import owed, requesting
from yishu.assessment.forms import DeclineForm, RequestForm


def ask(request: HttpRequest) -> HttpResponse:
    """The inspector asks; a link may name the agency, and what gave rise to it."""
    actor = actor_of(request)
    require(actor, Role.INSPECTOR)
    named = {name: request.GET.get(name, "") for name in ("agency", "about", "path")}
    form = RequestForm(request.POST or None, initial=named)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = requesting.request_inspection(
            actor,
            given["agency"],
            text=given["text"],
            about=given["about"],
            path=given["path"],
            now=timezone.now(),
        )
        messages.success(request, _("已送平台主管，待立项或答复。"))
        return redirect("assessment:inspection_request", made.pk)
    shown = {"form": form, "about": form["about"].value(), "who": owed.coordinators()}
    return render(request, "assessment/request.html", shown, status=422 if form.errors else 200)


def asked(request: HttpRequest, number: int) -> HttpResponse:
    """One request; a POST by the coordinator says that there will be no inspection."""
    actor = actor_of(request)
    found = requesting.get_request(actor, number)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        requesting.decline_request(actor, number, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("已答复请求人。"))
        return redirect("assessment:inspection_request", number)
    given = {
        "asked": found,
        "form": form,
        "may_answer": Role.COORDINATOR in actor.roles and found.state == requesting.STATE.OPEN,
        "who": owed.coordinators(),
    }
    return render(request, "assessment/asked.html", given, status=422 if form.errors else 200)
