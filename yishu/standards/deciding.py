"""Pages of the coordinator: what waits, adopting one or many by a document, rejecting with an opinion, abolishing (5.3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.errors import Invalid, Problem
from yishu.shell.fields import add_errors, language
from yishu.standards import commands, listing, storing
from yishu.standards.forms import AbolishForm, AdoptForm, RejectForm
from yishu.standards.models import Kind, State
from yishu.standards.pages import address_of, kind_of

MOST_AT_ONCE = 500


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Everything that waits; what is ticked is adopted by one document."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    form = AdoptForm(request.POST or None, use_required_attribute=False)
    refused: list[tuple[Any, str]] = []
    if request.method == "POST" and form.is_valid():
        chosen = _chosen(request)
        if not chosen:
            form.add_error(None, _("请先勾选要发布的建议。"))
        else:
            refused = _adopt_many(request, actor, chosen, form)
            if not form.errors and not refused:
                return redirect("standards:review")
    waiting = [
        (one, f"{one.kept_as}:{one.pk}", address_of(one), one.proposed_by in actor.own_refs)
        for kind in (Kind.STANDARD, Kind.CODE_LIST, Kind.ELEMENT)
        for one in listing.search(kind, actor, "", State.PROPOSED)[:MOST_AT_ONCE]
    ]
    given = {"form": form, "waiting": waiting, "refused": refused}
    return render(request, "standards/review.html", given, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """One proposal beside what it would replace: adopt it, or reject it with an opinion."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    wanted = kind_of(kind)
    found = storing.get_kept(wanted, key)
    act = request.POST.get("act", "")
    adopt = AdoptForm(request.POST if act == "adopt" else None, use_required_attribute=False)
    reject = RejectForm(request.POST if act == "reject" else None, use_required_attribute=False)
    form = {"adopt": adopt, "reject": reject}.get(act)
    if form is not None and form.is_valid():
        command = commands.adopt if act == "adopt" else commands.reject
        try:
            command(actor, wanted, key, **form.cleaned_data, now=timezone.now())
        except Invalid as problem:
            add_errors(form, problem)
        else:
            told = _("已发布 {key}。") if act == "adopt" else _("未采纳 {key}，意见已记在建议上，建议单位可以看到。")
            messages.success(request, told.format(key=found.key))
            return redirect("standards:review")
    before = storing.find_in_force(found)
    given = {
        "kept": found,
        "kind": wanted,
        "address": address_of(found),
        "fields": [(label, said) for name, label in listing.fields_of(found) if (said := listing.said(found, name))],
        "before": before,
        "changes": listing.changes(before, found) if before else [],
        "size": found.values.count() if wanted == Kind.CODE_LIST else 0,  # type: ignore[attr-defined]
        "adopt": adopt,
        "reject": reject,
        "form": form,
        "is_own": found.proposed_by in actor.own_refs,
        "waits": found.state == State.PROPOSED,
    }
    return render(request, "standards/decide.html", given, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "POST"])
def abolish(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """What is in force ends without a successor."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    wanted = kind_of(kind)
    found = storing.get_kept(wanted, key)
    form = AbolishForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            ended = commands.abolish(actor, wanted, key, **form.cleaned_data, now=timezone.now())
        except Problem as problem:
            add_errors(form, problem)
        else:
            messages.success(request, _("已废止 {key}。").format(key=ended.key))
            return redirect(address_of(ended))
    given = {"kept": found, "form": form, "address": address_of(found)}
    return render(request, "standards/abolish.html", given, status=422 if form.errors else 200)


def _chosen(request: HttpRequest) -> list[tuple[Kind, int]]:
    """`kind:row` of each tick, standards before what follows them; what cannot be read is left out."""
    ticked = []
    for text in request.POST.getlist("chosen")[:MOST_AT_ONCE]:
        kind, _mark, key = text.partition(":")
        if kind in Kind.values and key.isascii() and key.isdigit() and len(key) < 19:
            ticked.append((Kind(kind), int(key)))
    order = (Kind.STANDARD, Kind.CODE_LIST, Kind.ELEMENT)
    return sorted(ticked, key=lambda pair: order.index(pair[0]))


def _adopt_many(
    request: HttpRequest, actor: Actor, chosen: list[tuple[Kind, int]], form: AdoptForm
) -> list[tuple[Any, str]]:
    try:
        adopted, refused = commands.adopt_many(actor, chosen, **form.cleaned_data, now=timezone.now())
    except Problem as problem:
        add_errors(form, problem)
        return []
    if adopted:
        told = ngettext("已发布 {n} 项。", "已发布 {n} 项。", len(adopted))
        messages.success(request, told.format(n=len(adopted)))
    return [(one, " ".join(error.message(language()) for error in wrong.errors)) for one, wrong in refused]
