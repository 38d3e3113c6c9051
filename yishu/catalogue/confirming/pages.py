"""Pages of the yearly upkeep: what is due, confirming many at once, merging, suspending and withdrawing (10.2)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency, Role
from yishu.agencies.roles import require
from yishu.catalogue import bulk, commands, outcomes
from yishu.catalogue import queries as catalogue
from yishu.catalogue.confirming import commands as upkeep
from yishu.catalogue.confirming import queries
from yishu.catalogue.confirming.forms import MergeForm, ReasonForm
from yishu.catalogue.confirming.holders import Holder, holders_of
from yishu.catalogue.errors import NotTheCoordinator, NotTheProvider
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.core.text import is_plain
from yishu.node.clocks import ENTRY_CONFIRMATION
from yishu.node.models import Clock
from yishu.shell.fields import add_errors


def confirming(request: HttpRequest) -> HttpResponse:
    """What is late or due soon: one's own agency's, to be confirmed; for the coordinator any agency's, to be seen."""
    actor, now = actor_of(request), timezone.now()
    agency = _agency(request, actor)
    state = request.GET.get("state", "")
    counts = queries.count(now, agency_id=agency.pk)
    if state not in queries.STATES:
        state = "overdue" if counts.overdue else "due_soon" if counts.due_soon else "all"
    page = Paginator(queries.listed(state, now, agency_id=agency.pk), bulk.MOST).get_page(request.GET.get("page"))
    is_own = agency.pk == actor.agency_id
    given = {
        "agency": agency,
        "is_own": is_own,
        "of": "" if is_own else f"&agency={agency.code}",
        "state": state,
        "counts": counts,
        "page": page,
        "rows": queries.standings(page, now),
        "today": timezone.localdate(),
        "may_confirm": is_own and bool(actor.roles & set(upkeep.CONFIRMERS)),
        "may_amend": is_own and Role.CATALOGUER in actor.roles,
        "agencies": queries.count_by_agency(actor, now) if is_own else [],
        "clock": Clock.objects.get(pk=ENTRY_CONFIRMATION),
    }
    return render(request, "confirming/confirming.html", given)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm what was ticked, each with its note, and tell of each what came of it."""
    actor = actor_of(request)
    require(actor, *upkeep.CONFIRMERS)
    notes = {code: outcomes.plain(request, f"note-{code}") for code in _codes(request)}
    return outcomes.outcomes_page(
        request,
        lambda: upkeep.confirm_entries(actor, notes, now=timezone.now()),
        title=_("确认结果"),
        up="catalogue:confirming",
        up_label=_("年度确认"),
    )


def merge(request: HttpRequest) -> HttpResponse:
    """Merge what was ticked into one resource of the agency; `entry` names each by its code."""
    actor, now = actor_of(request), timezone.now()
    require(actor, *upkeep.CONFIRMERS)
    chosen = _own_listed(actor, _codes(request))
    holders = holders_of((one.pk for one in chosen), now=now)
    everybody = sorted({holder for some in holders.values() for holder in some})
    sent = request.POST if "into" in request.POST else None
    form = MergeForm(_staying(actor, chosen), everybody, sent)
    if sent is not None and form.is_valid():
        try:
            target = upkeep.merge_resources(
                actor,
                [one.code for one in chosen if one.code != form.cleaned_data["into"]],
                form.cleaned_data["into"],
                reason=form.cleaned_data["reason"],
                informed=form.cleaned_data.get("informed", ()),
                now=now,
            )
            messages.success(request, _("已合并，原地址将转到保留的资源。"))
            return redirect("catalogue:entry", target.path_code)
        except Problem as refused:
            if refused.status not in (409, 422):
                raise
            add_errors(form, refused)
    given = {"form": form, "chosen": [(one, _names(holders.get(one.pk, ()))) for one in chosen]}
    return render(request, "confirming/merge.html", given, status=422 if form.errors else 200)


def state(request: HttpRequest, code: str) -> HttpResponse:
    """Suspend, resume or withdraw a resource: its provider, or the coordinator. Whoever holds grants is named first."""
    actor, now = actor_of(request), timezone.now()
    resource = catalogue.get_resource(code, viewer=actor)
    if resource.provider_id != actor.agency_id and not catalogue.is_coordinator(actor):
        raise NotTheProvider
    form = ReasonForm(request.POST or None)
    act = ACTS.get(request.POST.get("act", ""))
    if act and form.is_valid():
        try:
            act(actor, resource, reason=form.cleaned_data["reason"], now=now)
            messages.success(request, _("已变更。"))
            return redirect("catalogue:confirming")
        except Problem as refused:
            if refused.status not in (409, 422):
                raise
            add_errors(form, refused)
    given = {
        "resource": resource,
        "entry": resource.current,
        "form": form,
        "holders": holders_of([resource.pk], now=now).get(resource.pk, []),
        "is_own": resource.provider_id == actor.agency_id,
        "is_open": resource.state in queries.LISTED,
        "is_suspended": resource.state == ResourceState.SUSPENDED,
    }
    return render(request, "confirming/state.html", given, status=422 if form.errors else 200)


ACTS = {
    "suspend": commands.suspend_resource,
    "resume": commands.resume_resource,
    "withdraw": commands.withdraw_resource,
}


def _agency(request: HttpRequest, actor: Actor) -> Agency:
    """Whose entries are looked at: those of another agency only by the coordinator."""
    code = request.GET.get("agency", actor.agency_code)
    if code != actor.agency_code and not catalogue.is_coordinator(actor):
        raise NotTheCoordinator
    return agencies.get_agency(code)


def _codes(request: HttpRequest) -> list[str]:
    sent: list[str] = [*request.POST.getlist("entry"), *request.GET.getlist("entry")]
    return [code for code in dict.fromkeys(sent) if is_plain(code)]


def _own_listed(actor: Actor, wanted: list[str]) -> list[Resource]:
    own = Resource.objects.filter(provider_id=actor.agency_id, state__in=queries.LISTED, current__isnull=False)
    return list(own.filter(code__in=wanted[: upkeep.MOST_MERGED + 1]).select_related("current").order_by("code"))


def _staying(actor: Actor, chosen: list[Resource]) -> list[tuple[str, str]]:
    """One of those ticked where there are several, or another published one of the agency."""
    several = [one for one in chosen if one.state == ResourceState.PUBLISHED] if len(chosen) > 1 else []
    others = Resource.objects.filter(provider_id=actor.agency_id, state=ResourceState.PUBLISHED)
    rest = others.exclude(pk__in=[one.pk for one in chosen]).select_related("current").order_by("current__name")
    return [(one.code, f"{one.current.name}（{one.code}）") for one in [*several, *rest] if one.current]


def _names(holders: "list[Holder] | tuple[()]") -> str:
    return "、".join(one.name for one in holders)
