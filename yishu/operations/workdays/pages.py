"""Pages of the working days: everybody may look, the coordinator and the system administrator change (26.3)."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.roles import require
from yishu.core.calendar import DayKind, shanghai_day
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.node import clocks
from yishu.node.models import Clock
from yishu.node.workdays.models import WorkYear
from yishu.node.workdays.notice import is_in_years
from yishu.operations.workdays import commands, proposal, queries, shown
from yishu.operations.workdays.errors import CalendarMoved, LocalDayNotFound
from yishu.operations.workdays.forms import LocalForm, NoticeForm, ReasonForm
from yishu.operations.workdays.models import Change
from yishu.shell import fields
from yishu.shell.fields import add_errors


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """One year, the running one unless another is asked for."""
    actor, today = actor_of(request), shanghai_day(timezone.now())
    asked = request.GET.get("year", "")
    wanted = int(asked) if asked.isdecimal() and is_in_years(int(asked[:5])) else today.year
    settled = list(WorkYear.objects.values_list("year", flat=True))
    days, may_change = clocks.calendar(), queries.may_change(actor)
    given = {
        "shown": shown.show(wanted, days, today),
        "years": sorted({*settled, today.year, today.year + 1, wanted}),
        "settled": set(settled),
        "until": days.confirmed_until,
        "changes": queries.list_changes(wanted),
        "waiting": queries.count_provisional(days) if may_change and wanted > days.confirmed_until.year else 0,
        "may_change": may_change,
        "weekdays": _("一 二 三 四 五 六 日").split(),
        "today": today,
    }
    return render(request, "workdays/year.html", given)


def take(request: HttpRequest) -> HttpResponse:
    """A year's notice: read, shown beside what stands there, then confirmed."""
    actor = actor_of(request)
    require(actor, *commands.MAY_CHANGE)
    form = NoticeForm(request.POST or None, request.FILES or None)
    found, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            found = _proposed(form)
            if request.POST.get("act") == "confirm":
                seen = request.POST.get("seen", "")
                made = commands.take_notice(actor, found.notice, seen=seen, now=timezone.now())
                return _done(request, made)
        except Problem as problem:
            # Moved since: the differences are shown anew. Anything else is shown beside what was given.
            found, status = (found if isinstance(problem, CalendarMoved) else None), problem.status
            add_errors(form, problem)
    given = {"form": form, "found": found, "table": proposal.as_table(found.notice.days) if found else ""}
    return render(request, "workdays/take.html", given, status=_status(form, status))


def _proposed(form: NoticeForm) -> proposal.Proposal:
    asked = form.cleaned_data
    file = asked.get("file")
    if file is None and not asked["text"].strip():
        zh, en = "请粘贴通知全文，或上传表格。", "Paste the text of the notice, or choose a table."
        raise Invalid(errors=[FieldError("text", "required", zh, en)])
    # A confirmation carries the days back as the table that was read.
    content = file.read() if file else None
    if content is None and asked["text"].startswith("date,kind,name"):
        content = asked["text"].encode()
    return proposal.read(
        text=asked["text"], content=content, year=asked["year"], number=asked["number"], issued_on=asked["issued_on"]
    )


def local(request: HttpRequest) -> HttpResponse:
    """Days that only this place has."""
    actor = actor_of(request)
    require(actor, *commands.MAY_CHANGE)
    form, status = LocalForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            made = commands.add_local_days(
                actor,
                asked["first"],
                asked["last"],
                kind=DayKind(asked["kind"]),
                name=asked["name"],
                basis=asked["basis"],
                now=timezone.now(),
            )
            return _done(request, made)
        except Problem as problem:
            status = problem.status
            add_errors(form, problem)
    return render(request, "workdays/local.html", {"form": form}, status=_status(form, status))


def _status(form: forms.Form, status: int) -> int:
    return 422 if form.errors and status == 200 else status


@require_POST
def remove(request: HttpRequest, day: str) -> HttpResponse:
    """The special day is as the notice has it again."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        require(actor_of(request), *commands.MAY_CHANGE)
        raise LocalDayNotFound(day=day[:10]) from None
    reason = request.POST.get("reason", "")
    return _done(request, commands.remove_local_day(actor_of(request), wanted, reason=reason, now=timezone.now()))


@require_GET
def change(request: HttpRequest, number: int) -> HttpResponse:
    """What was changed, and which deadlines moved: one's own agency's, all for who oversees."""
    actor = actor_of(request)
    found = queries.get_change(number)
    names = {clock.code: clock.name(fields.language()) for clock in Clock.objects.all()}
    page = queries.turn(actor, found, request.GET.get("page"))
    given = {
        "change": found,
        "days": queries.days_of(found),
        "page": page,
        "rows": [(one, names.get(one.clock, one.clock)) for one in page],
        "sees_all": queries.sees_all(actor),
        "may_undo": queries.may_change(actor) and not Change.objects.filter(undoes=found).exists(),
        "form": ReasonForm(),
    }
    return render(request, "workdays/change.html", given)


@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Put back what it replaced."""
    reason = request.POST.get("reason", "")
    return _done(request, commands.undo(actor_of(request), number, reason=reason, now=timezone.now()))


def _done(request: HttpRequest, made: Change) -> HttpResponse:
    text = _("已变更并留痕，{n} 件事项的期限随之调整。").format(n=made.moved)
    messages.success(request, text)
    return redirect(reverse("workdays:change", args=[made.pk]))
