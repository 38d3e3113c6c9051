"""Downloading on pages: choose, acknowledge, watch, fetch (27.3)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.access.downloads import commands, queries
from yishu.access.downloads.answering import answer_with_file
from yishu.access.downloads.forms import DownloadForm
from yishu.access.downloads.models import Download
from yishu.access.downloads.obligations import obligations_of
from yishu.agencies.middleware import actor_of
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.hosting.queries import find_holding
from yishu.sharing import queries as sharing
from yishu.sharing.errors import GrantNotFound
from yishu.sharing.models import Grant
from yishu.shell.fields import add_errors

PAGE = 30


@never_cache
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """One grant: what may be downloaded by it, and what one has asked for. With htmx only the files, while they are being prepared."""
    actor, now = actor_of(request), timezone.now()
    held = _held(actor, grant_id)
    if request.headers.get("HX-Target") == "files":
        return render(request, "downloads/files.html", _files(actor, held))
    offered = queries.offered_by(actor, held)
    obligations = obligations_of(held.read_terms())
    form = DownloadForm(obligations, offered, request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        try:
            commands.ask(actor, held.resource.path_code, form.asked(str(held.pk)), now=now)
            messages.success(request, _("已开始准备。可以离开本页，备好后会通知您。"))
            return redirect("downloads:grant", held.pk)
        except Problem as refusal:
            if refusal.status in (403, 404):  # of the grant, and on record as such
                raise
            problem = refusal
            add_errors(form, refusal, field="format")
    given = {
        "grant": held,
        "terms": held.read_terms(),
        "form": form,
        "last": offered.last,
        "holding": find_holding(held.resource),
        "found": queries.controls_in(held),
        "may_take": queries.may_take(actor, held, now),
        **_files(actor, held),
    }
    return render(request, "downloads/grant.html", given, status=_status(form, problem))


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """All that one has asked for."""
    page = Paginator(queries.list_own(actor_of(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "downloads/own.html", {"page": page})


@require_http_methods(["GET", "HEAD"])
def file(request: HttpRequest, number: UUID) -> HttpResponseBase:
    return answer_with_file(request, actor_of(request), number)


@require_POST
def remove(request: HttpRequest, number: UUID) -> HttpResponse:
    actor = actor_of(request)
    made = queries.get_own(actor, number)
    commands.remove(actor, made, now=timezone.now())
    messages.success(request, _("已清除。"))
    return redirect("downloads:grant", made.grant_id)


def _held(actor: Actor, grant_id: UUID) -> Grant:
    found = sharing.get_grant(actor, str(grant_id))
    if found.consumer_id != actor.agency_id:
        raise GrantNotFound(grant=str(grant_id))
    return found


def _files(actor: Actor, held: Grant) -> dict[str, object]:
    files: list[Download] = list(queries.list_own(actor).filter(grant=held)[: queries.SHOWN])
    return {"grant": held, "files": files, "under_way": any(made.is_under_way for made in files)}


def _status(form: DownloadForm, problem: Problem | None) -> int:
    if problem is not None:
        return problem.status
    return 422 if form.errors else 200
