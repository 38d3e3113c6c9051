"""The page for verifying and querying (核验查询): a person named in a grant makes the same governed call as a system (27.1, 27.2).

Nothing of a subject stands in an address or a log, and in the session only enciphered (`recent`): it is posted, and the answer to the post is the result.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from yishu.access import queries, recent, sheets
from yishu.access.forms import OneForm, SubjectsForm
from yishu.access.many_form import ManyForm
from yishu.access.results import contents
from yishu.access.words import REMEDIES
from yishu.agencies.middleware import actor_of
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI
from yishu.core.errors import Problem
from yishu.shell.words import in_english

_PARTS: Final = {"desk": "access/desk_part.html", "access-recent": "access/recent.html"}
"""What htmx exchanges, by the id of its place."""


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
    sent = request.POST or request.GET
    if sent.get("many") != "1":
        laid_out = laid_out.named_by(sent.get("by", ""))
    form, problem, given = _form(request, laid_out), None, {}
    if form.is_bound and form.is_valid():
        try:
            given = _answered(request, actor, laid_out, form, now)
            form = _form(request, laid_out)  # which offers whom was asked about just now as well
        except Problem as refusal:
            problem = form.take(refusal)
    given |= {
        "desk": laid_out,
        "mode": form.mode,
        "form": form,
        "problem": problem,
        "refusal": problem.detail("en" if in_english() else "zh") if problem else "",
        "remedy": REMEDIES.get(problem.code, "") if problem else "",
        "may_recall": recent.knows_any(request.session, laid_out),
    }
    part = _PARTS.get(request.headers.get("HX-Target", ""), "access/desk.html")
    return render(request, part, given, status=_status(form, problem))


def _form(request: HttpRequest, laid_out: queries.Desk) -> SubjectsForm:
    """Bound where a call is made; where only those asked about in the case are looked for, it holds what was filled in."""
    sent = request.POST or request.GET
    kind = ManyForm if sent.get("many") == "1" else OneForm
    known = recent.list_of_case(request.session, laid_out, request.POST.get("case", ""))
    mode = _mode(request, laid_out)
    if request.method == "POST" and "recall" not in request.POST:
        return kind(laid_out, mode, known, request.POST)
    filled = {name: request.POST.getlist(name) if name == "items" else value for name, value in request.POST.items()}
    return kind(laid_out, mode, known, initial=filled)


def _answered(
    request: HttpRequest, actor: Actor, laid_out: queries.Desk, form: SubjectsForm, now: datetime
) -> dict[str, Any]:
    """The call, made; its sheet, and the same enciphered for the button that makes a PDF of it. Raises the refusal."""
    whole = "whole" in request.POST
    called = sheets.made_by(actor, laid_out, form, whole=whole, now=now)
    sheet = sheets.sheet_of(laid_out, form, called, whole=whole)
    at = f"{sheet.at.astimezone(SHANGHAI):%H:%M}"
    recent.remember(request.session, laid_out, sheet.case, form.asked(), at)
    with override("zh-hans"):
        in_chinese = sheets.sheet_of(laid_out, form, called, whole=whole)
    return {
        "sheet": sheet,
        "answers": [(answered, (laid_out, answered)) for answered in sheet.answers],
        "sheet_by": f"{actor.name} · {laid_out.grant.consumer.name}",
        "watermark": f"{laid_out.grant.consumer.name} {actor.name} {sheet.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "sealed": contents.sealed(actor, laid_out, in_chinese, request.session),
        "again": _again(request),
        "node_name": settings.YISHU_NODE_NAME,
    }


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


def _status(form: SubjectsForm, problem: Problem | None) -> int:
    if problem is not None:
        return problem.status
    return 422 if form.errors else 200
