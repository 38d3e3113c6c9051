"""Pages of thresholds: whoever sees findings sees them, the coordinator and the security administrator change them (38.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.roles import require
from yishu.core.errors import Problem
from yishu.operations.misuse import setting, thresholds
from yishu.operations.misuse.errors import ThresholdNotFound
from yishu.operations.misuse.forms import ThresholdForm
from yishu.operations.misuse.models import Follows
from yishu.operations.misuse.pages import require_office
from yishu.shell.fields import add_errors

FOLLOWS = dict(Follows.choices)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is in force, and by what basis."""
    actor = actor_of(request)
    require_office(actor)
    rows = [(one, FOLLOWS.get(one.follows or "", "")) for one in thresholds.list_thresholds()]
    given = {"rows": rows, "may_change": bool(actor.roles & set(setting.MAY_CHANGE))}
    return render(request, "misuse/thresholds.html", given)


def change(request: HttpRequest, code: str) -> HttpResponse:
    """One threshold."""
    actor = actor_of(request)
    require(actor, *setting.MAY_CHANGE)
    if code not in thresholds.COMMON:
        raise ThresholdNotFound(code=code)
    if request.method == "POST" and request.POST.get("act") == "reset":
        setting.reset(actor, code)
        messages.success(request, _("已恢复平台约定。"))
        return redirect("misuse:thresholds")
    one = thresholds.get_threshold(code)
    form = ThresholdForm(one, request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        said = {"follows": asked.get("follows", ""), "basis": asked["basis"]}
        amount, ratio = asked["amount"] or one.amount, asked["ratio"] or one.ratio
        try:
            setting.change(actor, code, amount=amount, ratio=ratio, **said, now=timezone.now())
        except Problem as problem:
            add_errors(form, problem)
        else:
            messages.success(request, _("已变更并留痕。"))
            return redirect("misuse:thresholds")
    return render(request, "misuse/threshold.html", {"one": one, "form": form}, status=422 if form.errors else 200)
