"""Pages of timeliness (时效): what is late, “nothing new”, special cases on file (18.1, 25.1)."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.queries import get_resource, is_coordinator
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.hosting.queries import get_publishable
from yishu.quality import queries, updates
from yishu.quality.forms import WordsForm
from yishu.quality.words import rhythm_word
from yishu.shell.fields import add_errors

PAGE = 50


@require_GET
def timeliness(request: HttpRequest) -> HttpResponse:
    """The agency's resources, for the coordinator everybody's: the latest ones first."""
    actor, now = actor_of(request), timezone.now()
    found = queries.list_freshness(actor, now=now)
    late = [one for one in found if one.is_late]
    only_late = request.GET.get("list") == "late"
    page = Paginator(late if only_late else found, PAGE).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "rows": [(one, rhythm_word(one.rhythm)) for one in page],
        "total": len(found),
        "late": len(late),
        "only_late": only_late,
        "filed": sum(one.filing is not None for one in found),
        "coordinates": is_coordinator(actor),
        "own": actor.agency_id,
        "is_officer": Role.DATA_OFFICER in actor.roles,
        "today": shanghai_day(now),
    }
    return render(request, "quality/timeliness.html", given)


@require_POST
def nothing_new(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm that a period brought nothing new."""
    actor = actor_of(request)
    resource = get_resource(code, viewer=actor)
    first, last = _days(request)
    updates.confirm_nothing_new(actor, code, first=first, last=last, now=timezone.now())
    name = resource.current.name if resource.current else resource.code
    messages.success(request, _("已由您确认“{name}”该期无更新。").format(name=name))
    return redirect("quality:timeliness")


@require_http_methods(["GET", "POST"])
def file_special_case(request: HttpRequest, code: str) -> HttpResponse:
    """Put a special case on file."""
    actor = actor_of(request)
    require(actor, Role.DATA_OFFICER)
    resource = get_publishable(actor, code)
    form = WordsForm(request.POST or None, needed=True)
    if request.method == "POST" and form.is_valid():
        try:
            made = updates.file_special_case(actor, code, reason=form.cleaned_data["text"], now=timezone.now())
            messages.success(request, _("已备案，编号 {number}，即时生效。").format(number=made.number))
            return redirect("quality:filing", made.number)
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem, field="text")
    given = {"resource": resource, "form": form}
    return render(request, "quality/file.html", given, status=422 if form.errors else 200)


@require_GET
def filings(request: HttpRequest) -> HttpResponse:
    """The register of filings."""
    actor = actor_of(request)
    page = Paginator(queries.list_filings(actor), PAGE).get_page(request.GET.get("page"))
    return render(request, "quality/filings.html", {"page": page})


@require_http_methods(["GET", "POST"])
def filing(request: HttpRequest, number: str) -> HttpResponse:
    """One filing: its agency may end it, the coordinator may object on record."""
    actor, now = actor_of(request), timezone.now()
    found = queries.get_filing(actor, number)
    act = request.POST.get("act")
    form = WordsForm(request.POST or None, needed=act != "end")
    if request.method == "POST" and form.is_valid():
        try:
            if act == "end":
                updates.end_filing(actor, number, now=now)
            else:
                updates.object_to_filing(actor, number, objection=form.cleaned_data["text"], now=now)
            return redirect("quality:filing", number)
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem, field="text")
    open_still = found.ended_at is None
    given = {
        "filing": found,
        "form": form,
        "may_object": open_still
        and found.objected_at is None
        and is_coordinator(actor)
        and found.filed_by not in actor.own_refs,
        "may_end": open_still and found.resource.provider_id == actor.agency_id and Role.DATA_OFFICER in actor.roles,
    }
    return render(request, "quality/filing.html", given, status=422 if form.errors else 200)


def _days(request: HttpRequest) -> tuple[date, date]:
    try:
        return date.fromisoformat(request.POST.get("first", "")), date.fromisoformat(request.POST.get("last", ""))
    except ValueError:
        zh, en = "日期应为 2026-11-27 的形式。", "Write a day as 2026-11-27."
        raise Invalid(errors=[FieldError("first", "date", zh, en)]) from None
