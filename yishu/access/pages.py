"""The page for verifying and querying (核验查询): a person named in a grant makes the same governed call as a system (27.1, 27.2).

Nothing of a subject stands in an address, a session or a log: it is posted, and the answer to the post is the result.
"""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from yishu.access import queries, sheets
from yishu.access.forms import DeskForm
from yishu.access.words import REMEDIES
from yishu.agencies.middleware import actor_of
from yishu.core.errors import Problem
from yishu.shell.words import in_english


@require_GET
def console(request: HttpRequest) -> HttpResponse:
    """The grants that name me: the first choice."""
    actor, now = actor_of(request), timezone.now()
    named = queries.list_named(actor)
    given = {
        "usable": [grant for grant in named if grant.valid_until > now],
        "expired": [grant for grant in named if grant.valid_until <= now],
        "held": queries.count_held(actor, now),
    }
    return render(request, "access/console.html", given)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """One grant at work: form and result sheet. With htmx only that part of the page is exchanged."""
    actor, now = actor_of(request), timezone.now()
    laid_out = queries.get_desk(actor, str(grant_id), now)
    if laid_out.is_of_files:
        return redirect("access:documents", grant_id)
    mode = _mode(request, laid_out)
    form = DeskForm(laid_out, mode, request.POST or None)
    sheet = problem = None
    if request.method == "POST" and form.is_valid():
        try:
            sheet = sheets.made_by(actor, laid_out, form, whole="whole" in request.POST, now=now)
        except Problem as refusal:
            problem = form.take(refusal)
    given = {
        "desk": laid_out,
        "mode": mode,
        "form": form,
        "sheet": sheet,
        "shown": (laid_out, sheet),
        "problem": problem,
        "refusal": problem.detail("en" if in_english() else "zh") if problem else "",
        "sheet_by": f"{actor.name} · {laid_out.grant.consumer.name}",
        "remedy": REMEDIES.get(problem.code, "") if problem else "",
        "again": _again(request) if sheet else (),
        "node_name": settings.YISHU_NODE_NAME,
    }
    part = "access/desk_part.html" if request.headers.get("HX-Target") == "desk" else "access/desk.html"
    return render(request, part, given, status=_status(form, problem))


def _mode(request: HttpRequest, laid_out: queries.Desk) -> str:
    """The mode of a call as it was sent, so that a refusal is on record; of a page the one asked for, if the grant allows it, else the first."""
    if request.method == "POST" and request.POST.get("mode") in queries.PAGE_MODES:
        return request.POST["mode"]
    asked = request.GET.get("mode", "")
    return asked if asked in laid_out.modes else next(iter(laid_out.modes or queries.PAGE_MODES))


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    """The same call once more, as hidden fields."""
    left_out = {"csrfmiddlewaretoken", "whole"}
    return [(name, str(value)) for name, values in request.POST.lists() if name not in left_out for value in values]


def _status(form: DeskForm, problem: Problem | None) -> int:
    if problem is not None:
        return problem.status
    return 422 if form.errors else 200
