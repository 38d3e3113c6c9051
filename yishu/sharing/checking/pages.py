"""The coordinator's pages of formal checks, and the applicant's of completing what was sent back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.queries import require_coordinator
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.sharing import queries as sharing
from yishu.sharing.attachments.queries import list_attachments
from yishu.sharing.checking import commands, queries
from yishu.sharing.checking.beginning import is_required
from yishu.sharing.checking.errors import NothingReturned
from yishu.sharing.checking.forms import CheckForm, CompletionForm
from yishu.sharing.checking.models import Check
from yishu.sharing.course import shown_lines
from yishu.sharing.errors import ApplicationNotFound
from yishu.sharing.models import Line
from yishu.sharing.sending import is_restricted
from yishu.shell.fields import add_errors


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check in a list; `days`: working days that an ended one took."""

    check: Check
    remaining: Remaining | None
    days: int | None


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """What waits, the most urgent first; and what was checked lately, with the time it took."""
    require_coordinator(actor_of(request))
    page = Paginator(queries.list_waiting(), 50).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "waiting": [_row(one) for one in page],
        "ended": [_row(one) for one in queries.list_ended()[:20]],
        "today": shanghai_day(timezone.now()),
        "is_required": is_required(),
    }
    return render(request, "checking/checks.html", given)


def check(request: HttpRequest, number: str) -> HttpResponse:
    """GET: the application with what its form has and lacks. POST `act` (pass, return), `missing`, `words`."""
    actor = actor_of(request)
    found = queries.get_check(actor, number)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            if request.POST.get("act") == "return":
                commands.return_it(actor, number, missing=given["missing"], words=given["words"], now=now)
                messages.success(request, _("已退回申请单位补正。"))
            else:
                commands.pass_on(actor, number, words=given["words"], now=now)
                messages.success(request, _("已转送提供单位，审核期限自现在起算。"))
            return redirect("checking:checks")
        except Problem as refused:
            if refused.status != 422:
                raise
            add_errors(form, refused, field="words")
    application = found.application
    lines = [line for line in sharing.list_lines(actor, application) if is_restricted(line)]
    given = {
        "form": form,
        "row": _row(found),
        "application": application,
        "lines": shown_lines(lines, actor),
        "attached": list_attachments(actor, application),
        "earlier": application.checks.exclude(pk=found.pk),
        "is_own": not actor.own_refs.isdisjoint(queries.preparers(application)),
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "checking/check.html", given, status=422 if form.errors else 200)


def complete(request: HttpRequest, number: str) -> HttpResponse:
    """The applicant's handler completes what was sent back, and sends it again."""
    actor = actor_of(request)
    application = sharing.get_application(actor, number)
    if application.consumer_id != actor.agency_id:
        raise ApplicationNotFound(number=number)
    require(actor, Role.HANDLER)
    lines = [line for line in sharing.list_lines(actor, application) if line.state == Line.State.RETURNED]
    if not lines:
        raise NothingReturned
    form = CompletionForm(application, lines, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.complete(actor, number, form.completion(), now=timezone.now())
            messages.success(request, _("已重新提交。"))
            return redirect("sharing:application", number)
        except Problem as refused:
            if refused.status != 422:
                raise
            add_errors(form, refused, field="basis")
    returned = application.checks.filter(state=Check.State.RETURNED).last()
    given = {"application": application, "form": form, "returned": returned, "lines": shown_lines(lines, actor)}
    return render(request, "checking/complete.html", given, status=422 if form.errors else 200)


def _row(one: Check) -> CheckRow:
    days = clocks.calendar()
    if one.state == Check.State.WAITING:
        return CheckRow(one, clocks.remaining(one.due, one.due_provisional, shanghai_day(timezone.now()), days), None)
    ended = shanghai_day(one.ended_at or one.begun_at)
    return CheckRow(one, None, days.working_days_between(shanghai_day(one.begun_at), ended))
