"""Pages of demands: both lists, filing with suggestions, answering (4.2)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.holdings.queries import list_linkable
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import is_coordinator
from yishu.catalogue.search import Search, search
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.sharing.demands import commands, queries
from yishu.sharing.demands.course import course_of, shown_demands
from yishu.sharing.demands.forms import AcceptForm, DemandForm, PassOnForm, RefuseForm
from yishu.sharing.models import Demand
from yishu.shell.fields import add_errors


@require_GET
def demands(request: HttpRequest) -> HttpResponse:
    """What others ask of one's own agency, what it asks of others, and for the coordinator all."""
    actor = actor_of(request)
    lists = {"received": queries.list_received(actor), "filed": queries.list_filed(actor)}
    if is_coordinator(actor):
        lists["all"] = queries.list_for_coordinator(actor)
    side = request.GET.get("side", "")
    side = side if side in lists else "received"
    page = Paginator(lists[side], 30).get_page(request.GET.get("page"))
    given = {
        "side": side,
        "counts": {name: found.count() for name, found in lists.items()},
        "page": page,
        "rows": shown_demands(page),
        "today": shanghai_day(timezone.now()),
        "may_file": Role.HANDLER in actor.roles,
    }
    return render(request, "sharing/demands.html", given)


def file_demand(request: HttpRequest) -> HttpResponse:
    """First what is needed; then, with whom the platform suggests and what the catalogue has already, whom to ask."""
    actor = actor_of(request)
    require(actor, Role.HANDLER)
    agency = agencies.get_agency(actor.agency_code)
    if request.method != "POST":
        first = {name: request.GET.get(name, "")[:2000] for name in ("name", "items") if request.GET.get(name)}
        return render(request, "sharing/demand_new.html", {"form": DemandForm(agency, initial=first)})
    probe = DemandForm(agency, request.POST)
    if not probe.is_valid():
        return render(request, "sharing/demand_new.html", {"form": probe}, status=422)
    suggested = tuple(queries.suggest(actor, probe.cleaned_data["name"], probe.item_names))
    if request.POST.get("step") == "send" and probe.cleaned_data["provider"]:
        try:
            made = commands.file_demand(actor, probe.need(), holder=probe.cleaned_data["provider"], now=timezone.now())
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(probe, wrong)
            return render(request, "sharing/demand_new.html", {"form": probe}, status=422)
        messages.success(request, _("需求 {number} 已送{agency}。").format(number=made.number, agency=made.holder.name))
        return redirect("sharing:demand", made.number)
    form = DemandForm(agency, initial={**probe.data.dict(), "provider": None}, suggested=suggested)
    form.initial["provider"] = probe.cleaned_data["provider"] or (suggested[0].agency.code if suggested else "")
    form.fields["provider"].required = True
    missing = request.POST.get("step") == "send"
    given = {
        "form": form,
        "asking": True,
        "suggested": suggested,
        "known": search(actor, Search(probe.cleaned_data["name"], limit=5)).resources,
        "missing": missing,
    }
    return render(request, "sharing/demand_new.html", given, status=422 if missing else 200)


def demand(request: HttpRequest, number: str) -> HttpResponse:
    """One demand and its course; for the agency asked, the three ways of answering."""
    actor = actor_of(request)
    found = queries.get_demand(actor, number)
    act = request.POST.get("act", "")
    forms = _forms(actor, found, request, act)
    form = forms.get(act)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            messages.success(request, _answer(actor, number, act, form))
            return redirect("sharing:demand", number) if act != "pass_on" else redirect("sharing:demands")
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong)
    (shown,) = shown_demands([found])
    is_holder = found.holder_id == actor.agency_id and bool(actor.roles & {Role.HANDLER, Role.SIGNER})
    given = {
        "shown": shown,
        "demand": found,
        "course": course_of(found),
        "forms": forms,
        "may_answer": is_holder and found.state == Demand.State.WAITING,
        "may_link": is_holder and found.state == Demand.State.ACCEPTED and not found.is_fulfilled,
        "is_holder": found.holder_id == actor.agency_id,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "sharing/demand.html", given, status=422 if form and form.errors else 200)


def _forms(actor: Actor, found: Demand, request: HttpRequest, act: str) -> dict[str, BaseForm]:
    if found.holder_id != actor.agency_id:
        return {}
    choices = [(one.path_code, _label(one)) for one in list_linkable(actor.agency_id)]
    but = (found.holder_id, found.consumer_id)
    return {
        "accept": AcceptForm(choices, request.POST if act == "accept" else None),
        "link": AcceptForm(choices, request.POST if act == "link" else None),
        "pass_on": PassOnForm(but, request.POST if act == "pass_on" else None, auto_id="id_pass_%s"),
        "refuse": RefuseForm(request.POST if act == "refuse" else None),
    }


def _answer(actor: Actor, number: str, act: str, form: BaseForm) -> str:
    """Carry it out and say in words what came of it."""
    given, now = form.cleaned_data, timezone.now()
    if act == "accept":
        made = commands.accept(actor, number, resource=given["resource"], opinion=given["opinion"], now=now)
        return (
            _("已受理，所指资源已发布，需求即时满足。")
            if made.is_fulfilled
            else _("已受理。资源发布后，需求即为满足。")
        )
    if act == "link":
        commands.link(actor, number, resource=given["resource"], now=now)
        return _("已指定答复该需求的资源。")
    if act == "pass_on":
        made = commands.pass_on(actor, number, to=given["to"], reason=given["reason"], now=now)
        return _("已转送{agency}，期限重新计算。").format(agency=made.holder.name)
    commands.refuse(actor, number, legal_basis=given["legal_basis"], reason=given["reason"], now=now)
    return _("已答复不予提供，依据同时报平台主管部门。")


def _label(resource: Resource) -> str:
    entry = resource.current or resource.entries.all()[0]
    return f"{entry.name}（{resource.code}，{resource.get_state_display()}）"
