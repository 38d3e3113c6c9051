"""Pages of the archive (24.2)."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.node import clocks
from yishu.node.models import Clock
from yishu.seals import commands, queries
from yishu.seals.archiving import examine_bag
from yishu.seals.errors import NothingToArchive
from yishu.seals.forms import PeriodForm
from yishu.shell.fields import add_errors, language

SHOWN = 100


def archive(request: HttpRequest) -> HttpResponse:
    """What waits, what is late, whose paper is missing, which packages there are."""
    actor = actor_of(request)
    today = shanghai_day(timezone.now())
    form = PeriodForm(request.POST or None, initial={"since": today - timedelta(days=30), "until": today})
    if request.method == "POST" and form.is_valid():
        try:
            bag = commands.archive(actor, **form.cleaned_data, now=timezone.now())
        except Problem as problem:
            if problem.status != 422 and not isinstance(problem, NothingToArchive):
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已归档 {n} 件。").format(n=bag.documents_count))
            return redirect("seals:package", bag.number)
    days, waiting = clocks.calendar(), queries.list_unarchived(actor)
    rows = [
        (one, clocks.remaining(one.archive_due, one.archive_due_provisional, today, days))
        for one in waiting[:SHOWN]
        if one.archive_due is not None
    ]
    rule = Clock.objects.get(code=clocks.ARCHIVE)
    given = {
        "form": form,
        "rows": rows,
        "waiting": waiting.count(),
        "late": queries.count_late(actor, today),
        "without_paper": queries.list_without_paper(actor)[:SHOWN],
        "page": Paginator(queries.list_bags(actor), 30).get_page(request.GET.get("page")),
        "today": today,
        "rule": rule.basis_zh if language() == "zh" else rule.basis_en,
        "may_archive": bool(actor.roles & {Role.HANDLER, Role.SIGNER}),
    }
    return render(request, "seals/archive.html", given, status=422 if form.errors else 200)


@require_GET
def package(request: HttpRequest, number: str) -> HttpResponse:
    """One package, checked as it is looked at."""
    actor = actor_of(request)
    bag = queries.get_bag(actor, number)
    given = {
        "bag": bag,
        "problems": examine_bag(actor, number),
        "documents": bag.documents.select_related("kind").order_by("number"),
    }
    return render(request, "seals/package.html", given)
