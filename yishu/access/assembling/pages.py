"""The pages of an assembly: how it stands, declaring it, asking for it now, ending it, what its sources disagree about (22.1)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.access.assembling import commands, queries
from yishu.access.assembling.forms import AssemblyForm, SourcesForm
from yishu.access.assembling.models import Assembly, Source
from yishu.access.assembling.offers import Offer, Offers
from yishu.access.assembling.rules import Offered
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting.declared.queries import get_own
from yishu.shell.fields import language


@require_GET
def assembly(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever may see the resource; its data officer may act."""
    actor = actor_of(request)
    resource = get_resource(code, viewer=actor)
    found, is_officer = queries.find_assembly(resource), _is_officer(actor, resource)
    if found is None and not is_officer:
        raise Http404
    given = {"resource": resource, "found": found, "is_officer": is_officer, "past": queries.list_past(resource)}
    if found is not None:
        given |= _stands(found)
    return render(request, "assembling/assembly.html", given)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """First which grants (in the address, so that the way back leads to them), then from which item each item comes."""
    actor = actor_of(request)
    resource, _entry = commands.get_base(actor, code)
    offers = Offers(actor, resource, timezone.now())
    first = SourcesForm(offers.all, request.GET if request.GET else None)
    given: dict[str, Any] = {"resource": resource, "offers": offers.all, "sources_form": first}
    if not first.is_valid():
        return render(request, "assembling/sources.html", given, status=422 if first.errors else 200)
    chosen = [one for value in first.chosen() if (one := offers.find(value))]
    sources = _given(first, chosen)
    if first.errors:
        return render(request, "assembling/sources.html", given, status=422)
    form = AssemblyForm(queries.base_of(resource), sources, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.declare(actor, resource.code, form.draft(), now=timezone.now())
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            form.take(problem)
        else:
            messages.success(request, _("已声明。首次汇聚即将开始，完成情况见本页。"))
            return redirect("assembling:assembly", resource.path_code)
    given |= {"form": form, "sources": [offer for offer, _given in sources]}
    return render(request, "assembling/new.html", given, status=422 if form.errors else 200)


@require_POST
def run(request: HttpRequest, code: str) -> HttpResponse:
    everything = request.POST.get("everything") == "1"
    found = commands.ask_run(actor_of(request), code, everything=everything, now=timezone.now())
    messages.success(request, _("已安排，数秒内开始。稍后刷新本页查看。"))
    return redirect("assembling:assembly", found.resource.path_code)


@require_POST
def end(request: HttpRequest, code: str) -> HttpResponse:
    found = commands.end(actor_of(request), code, now=timezone.now())
    messages.success(request, _("已停用。已发布的记录保留，不再随来源更新。"))
    return redirect("assembling:assembly", found.resource.path_code)


@never_cache
@require_GET
def differences(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """A few subjects about whose item the sources disagree: for the data officer, on record."""
    actor = actor_of(request)
    found = queries.get_assembly(get_own(actor, code))
    item = next((one for one in queries.item_states(found) if one.position == position), None)
    if item is None:
        raise Http404
    shown = queries.list_differences(found, position, timezone.now())
    commands.note_differences_read(actor, found, item.code, len(shown))
    given = {"resource": found.resource, "item": item, "shown": shown, "most": queries.MOST_SHOWN}
    return render(request, "assembling/differences.html", given)


def _given(form: SourcesForm, chosen: list[Offer]) -> list[tuple[Offer, Offered]]:
    """What each grant gives; a refusal stands beside its select."""
    found: list[tuple[Offer, Offered]] = []
    for n, offer in enumerate(chosen, 1):
        try:
            found.append((offer, offer.given(timezone.now())))
        except Problem as problem:
            form.add_error(f"source_{n}", problem.detail(language()))
    return found


def _stands(found: Assembly) -> dict[str, Any]:
    published = queries.hosted_versions(found)
    items = queries.item_states(found)
    total = sum(share.values for item in items for share in item.shares)
    by_source: dict[int, int] = {}
    for share in (share for item in items for share in item.shares):
        by_source[share.source.place] = by_source.get(share.source.place, 0) + share.values
    return {
        "items": items,
        "subjects": found.figures.get("subjects", 0),
        "differing": sum(item.differing for item in items),
        "words": _reason(found),
        "sources": [
            {
                "source": source,
                "published": published.get(source.resource_id),
                "reason": _reason(source),
                "values": by_source.get(source.place, 0),
                "share": round(100 * by_source.get(source.place, 0) / total) if total else None,
            }
            for source in found.sources.all()
        ],
    }


def _reason(where: Assembly | Source) -> str:
    return where.refusal.get(language(), "")


def _is_officer(actor: Actor, resource: Resource) -> bool:
    return actor.agency_id == resource.provider_id and Role.DATA_OFFICER in actor.roles
