"""Pages of canaries, for the provider's data officer and the risk officers alone (30.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.operations.misuse import canaries, queries
from yishu.operations.misuse.errors import NotYoursToWatch
from yishu.operations.misuse.forms import CanaryForm
from yishu.operations.misuse.models import Canary
from yishu.shell.fields import add_errors


def index(request: HttpRequest) -> HttpResponse:
    """Those that are watched, with their keys; and a form for another."""
    actor = actor_of(request)
    if not queries.watched_resources(actor).exists():
        raise NotYoursToWatch
    form = CanaryForm(request.POST or None, initial={"resource": request.GET.get("resource", "")})
    if request.method == "POST" and form.is_valid():
        try:
            _declare(actor, form)
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已设置，即刻开始监测。"))
            return redirect("misuse:canaries")
    found = [(each, canaries.subject_of(each)) for each in queries.list_canaries(actor)[:500]]
    given = {"form": form, "canaries": found}
    return render(request, "misuse/canaries.html", given, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """It is watched no more."""
    canaries.end(actor_of(request), number, now=timezone.now())
    messages.success(request, _("已取消监测。"))
    return redirect("misuse:canaries")


def _declare(actor: Actor, form: CanaryForm) -> Canary:
    asked, now = form.cleaned_data, timezone.now()
    resource = queries.watched_resources(actor).filter(code=asked["resource"].strip()).first()
    if resource is None:
        zh, en = "没有此资源，或不由您监测。", "There is no such resource, or it is not yours to watch."
        raise Invalid(errors=[FieldError("resource", "unknown", zh, en)])
    if asked["how"] == "name":
        return canaries.declare(actor, resource, asked["subject"], note=asked["note"], now=now)
    return canaries.invent(actor, resource, note=asked["note"], plant=asked["how"] == "plant", now=now)
