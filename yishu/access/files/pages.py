"""The consumer's page of documents: a person named in a grant lists, finds and fetches them by the same governed call as a system (27.2, 27.3).

Numbers of subjects are posted, and never stand in an address.
"""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yishu.access import queries as desks
from yishu.access.files import reading
from yishu.access.files.forms import FilterForm, QueryForm
from yishu.access.files.reading import Purpose
from yishu.access.queries import Desk
from yishu.agencies.middleware import actor_of
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.hosting.files.queries import Page, Wanted
from yishu.hosting.files.rules import Named, read_subject
from yishu.hosting.files.sending import version_response
from yishu.shell.fields import add_errors, language


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, grant_id: UUID) -> HttpResponseBase:
    """The list, where the grant has bulk; a query for a duty and a case, where it has that; and the download of one version."""
    actor, now = actor_of(request), timezone.now()
    desk = desks.get_desk(actor, str(grant_id), now)
    if request.POST.get("act") == "fetch":
        return _fetched(request, actor, desk, now)
    modes = desk.terms.modes if desk.standing == "open" else ()
    query = QueryForm(desk.terms, request.POST or None)
    narrowed = FilterForm(request.GET or None)
    found = listed = None
    if request.method == "POST":
        found = _queried(actor, desk, query, now)
    elif "bulk" in modes:
        listed = _listed(request, actor, desk, narrowed, now)
    given = {
        "desk": desk,
        "query": query if "query" in modes else None,
        "filter": narrowed if "bulk" in modes else None,
        "found": found,
        "listed": listed,
        "purpose": query.cleaned_data if found else None,
        "obligations": _obligations(desk),
    }
    return render(request, "filed/documents.html", given, status=422 if query.errors else 200)


def _queried(actor: Actor, desk: Desk, form: QueryForm, now: datetime) -> tuple[Page, str] | None:
    """None where something is wrong, which the form then says."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        wanted = Wanted(number=given["number"], subject=_hash(given, now))
        purpose = Purpose(given["duty"], given["case"], str(desk.grant.pk))
        return reading.list_documents(actor, desk.grant.resource.path_code, wanted, purpose, now=now)
    except Problem as problem:
        if problem.status >= 500:
            raise
        add_errors(form, problem, field="number")
        return None


def _listed(request: HttpRequest, actor: Actor, desk: Desk, form: FilterForm, now: datetime) -> tuple[Page, str] | None:
    if form.is_bound and not form.is_valid():
        return None
    given = form.cleaned_data if form.is_bound else {}
    wanted = Wanted(None, given.get("number", ""), given.get("dated_from"), given.get("dated_until"))
    after = request.GET.get("after", "")
    try:
        return reading.list_documents(
            actor,
            desk.grant.resource.path_code,
            wanted,
            Purpose(grant=str(desk.grant.pk)),
            after=int(after) if after.isascii() and after.isdigit() and len(after) < 17 else 0,
            now=now,
        )
    except Problem as problem:
        if problem.status >= 500:
            raise
        messages.error(request, problem.detail(language()))
        return None


def _fetched(request: HttpRequest, actor: Actor, desk: Desk, now: datetime) -> HttpResponseBase:
    """By the purpose under which it was found: with a duty as a query, without as a copy."""
    said = {
        name: request.POST.get(name, "").replace("\0", "").strip()[:200] for name in ("duty", "case", "number", "n")
    }
    purpose = Purpose(said["duty"], said["case"], str(desk.grant.pk))
    n = int(said["n"]) if said["n"].isascii() and said["n"].isdigit() and len(said["n"]) < 10 else 0
    try:
        version, receipt = reading.fetch(actor, desk.grant.resource.path_code, said["number"], n, purpose, now=now)
    except Problem as problem:
        if problem.status >= 500:
            raise
        messages.error(request, problem.detail(language()))
        return redirect("access:documents", desk.grant.pk)
    return version_response(request, version, receipt=receipt)


def _hash(given: dict[str, str], now: datetime) -> str:
    if not given["subject"]:
        return ""
    named = Named(given["subject_type"], given["subject"])
    read = read_subject(named, settings.YISHU_SECRETS.subjects, shanghai_day(now), "subject")
    if isinstance(read, FieldError):
        raise Invalid(errors=[FieldError("subject", read.rule, read.zh, read.en, **read.params)])
    return read.hash


def _obligations(desk: Desk) -> list[str]:
    """What the consumer has agreed to, in the provider's words."""
    standing = desk.terms.standing
    said = [desk.grant.line.condition, standing.obligations if standing else ""]
    common = _("只用于授权所列的履职事项；未经提供单位同意，不得向社会公开或转交他人（第二十条）。")
    return [*filter(None, said), common]
