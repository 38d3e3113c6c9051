"""Pages of discrepancies (疑义数据): what one found, what was fed back to one, and one with its course (17.1, 28.1)."""

from collections.abc import Callable
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.queries import get_resource, is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.hosting.models import Batch
from yishu.hosting.queries import get_holding, list_batches, table_of
from yishu.quality import discrepancies, queries
from yishu.quality.discrepancies import Difference
from yishu.quality.forms import ReportForm, WordsForm
from yishu.quality.models import Discrepancy
from yishu.quality.shown import shown_discrepancies, steps_of
from yishu.shell.fields import add_errors

PAGE = 30
State = Discrepancy.State
OFFICERS = frozenset({Role.DATA_OFFICER, Role.HANDLER})
ANSWERERS = OFFICERS | {Role.SIGNER}


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """In, out, late; for the coordinator what waits for an opinion."""
    actor, today = actor_of(request), shanghai_day(timezone.now())
    tabs = {
        "in": queries.list_received(actor),
        "out": queries.list_found(actor),
        "late": queries.list_late(actor, today),
    }
    if coordinates := is_coordinator(actor):
        tabs["opinion"] = queries.list_escalated(actor)
    asked = request.GET.get("list", "")
    chosen = asked if asked in tabs else next((name for name in ("opinion", "in", "out") if tabs.get(name)), "out")
    page = Paginator(tabs[chosen], PAGE).get_page(request.GET.get("page"))
    given = {
        "tabs": {name: found.count() for name, found in tabs.items()},
        "chosen": chosen,
        "page": page,
        "shown": shown_discrepancies(list(page), today),
        "today": today,
        "coordinates": coordinates,
    }
    return render(request, "quality/discrepancies.html", given)


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """By hand, of a resource that one uses."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER, Role.HANDLER)
    resource = get_resource(request.POST.get("resource") or request.GET.get("resource") or "", viewer=actor)
    form = ReportForm(table_of(get_holding(resource)), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = discrepancies.report(
                actor,
                resource.code,
                subject=form.subject,
                differences=(Difference(given["item"], given["ours"].strip(), given["theirs"].strip()),),
                note=given["note"],
                now=timezone.now(),
            )
            return redirect("quality:discrepancy", made.number)
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem)
    shown = {"form": form, "resource": resource}
    return render(request, "quality/report.html", shown, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def discrepancy(request: HttpRequest, number: str) -> HttpResponse:
    """One with its course, and the step that is open to this person."""
    actor, now = actor_of(request), timezone.now()
    found = queries.get_discrepancy(actor, number)
    step, act = _open_to(actor, found), request.POST.get("act", "")
    needed = step in ("check", "escalate", "settle")
    form = WordsForm(request.POST or None, needed=needed)
    whole = act == "whole"
    if whole:
        discrepancies.read_whole(actor, number)
    elif request.method == "POST" and form.is_valid():
        try:
            _act(request, actor, number, act, form.cleaned_data["text"], now)
            return redirect("quality:discrepancy", number)
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem, field="text")
    (shown,) = shown_discrepancies([found], shanghai_day(now), whole=whole)
    given = {
        "shown": shown,
        "made": found,
        "form": WordsForm(needed=needed) if whole else form,
        "open": step,
        "batches": _batches(actor, found),
        "steps": steps_of(shown),
        "today": shanghai_day(now),
        "whole": whole,
        "may_read": actor.agency_id in (found.finder_id, found.provider_id),
    }
    refused = request.method == "POST" and not whole and form.errors
    return render(request, "quality/discrepancy.html", given, status=422 if refused else 200)


def _act(request: HttpRequest, actor: Actor, number: str, act: str, text: str, now: datetime) -> None:
    acts: dict[str, Callable[[], object]] = {
        "correct_own": lambda: discrepancies.correct_own(actor, number, note=text, now=now),
        "feed_back": lambda: discrepancies.feed_back(actor, number, note=text, now=now),
        "accept": lambda: discrepancies.answer(actor, number, accepts=True, reason=text, now=now),
        "refuse": lambda: discrepancies.answer(actor, number, accepts=False, reason=text, now=now),
        "corrected": lambda: discrepancies.mark_corrected(actor, number, batch=request.POST.get("batch", ""), now=now),
        "escalate": lambda: discrepancies.escalate(actor, number, reason=text, now=now),
        "to_correct": lambda: discrepancies.settle(actor, number, must_correct=True, opinion=text, now=now),
        "uphold": lambda: discrepancies.settle(actor, number, must_correct=False, opinion=text, now=now),
    }
    if act in acts:
        acts[act]()


def _open_to(actor: Actor, found: Discrepancy) -> str:
    """The step that waits for this person; empty if none does."""
    is_finder, is_provider = found.finder_id == actor.agency_id, found.provider_id == actor.agency_id
    steps = {
        State.FOUND: ("check", is_finder and bool(actor.roles & OFFICERS)),
        State.FED_BACK: ("answer", is_provider and bool(actor.roles & ANSWERERS)),
        State.ACCEPTED: ("correct", is_provider and bool(actor.roles & ANSWERERS)),
        State.REFUSED: ("escalate", is_finder and bool(actor.roles & OFFICERS)),
        State.ESCALATED: ("settle", is_coordinator(actor) and actor.ref not in (found.fed_back_by, found.answered_by)),
    }
    step, is_open = steps.get(State(found.state), ("", False))
    return step if is_open else ""


def _batches(actor: Actor, found: Discrepancy) -> list[Batch]:
    """The provider's batches of this resource since the feedback: one of them holds the correction."""
    if found.provider_id != actor.agency_id or found.state != State.ACCEPTED:
        return []
    since = list_batches(actor).filter(holding__resource=found.resource, version__gt=found.version)
    return list(since.filter(published_at__gte=found.fed_back_at)[:50])
