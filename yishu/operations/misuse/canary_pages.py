"""Pages of canaries, for the provider's data officer and the risk officers alone (30.1)."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.errors import FieldError, Invalid, Problem
from yishu.core.text import MaskKind, mask
from yishu.operations.misuse import canaries, queries
from yishu.operations.misuse.errors import NotYoursToWatch
from yishu.operations.misuse.forms import CanaryForm
from yishu.operations.misuse.models import Canary
from yishu.operations.misuse.presence import with_record
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
    given = {"form": form, "canaries": _listed(actor, request.GET.get("whole", "")), "exact_times": True}
    return render(request, "misuse/canaries.html", given, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """It is watched no more."""
    canaries.end(actor_of(request), number, now=timezone.now())
    messages.success(request, _("已取消监测。"))
    return redirect("misuse:canaries")


@dataclass(frozen=True, slots=True)
class _Listed:
    """`shown`: its key, masked unless it was asked for; `in_data`: None where this node does not host the data."""

    one: Canary
    shown: str
    is_masked: bool
    in_data: bool | None


def _listed(actor: Actor, whole: str) -> list[_Listed]:
    """Those that are watched. One statement for each resource tells which are in the data."""
    found = [(each, canaries.subject_of(each)) for each in queries.list_canaries(actor)[:500]]
    by_resource: dict[Resource, list[str]] = defaultdict(list)
    for one, subject in found:
        by_resource[one.resource].append(subject)
    now = timezone.now()
    known = {resource.pk: with_record(resource, subjects, now) for resource, subjects in by_resource.items()}
    return [_row(one, subject, whole, known[one.resource_id]) for one, subject in found]


def _row(one: Canary, subject: str, whole: str, known: set[str] | None) -> _Listed:
    is_masked = whole != str(one.pk)
    shown = mask(MaskKind.IDENTITY, subject) if is_masked else subject
    return _Listed(one, shown, is_masked, None if known is None else subject in known)


def _declare(actor: Actor, form: CanaryForm) -> Canary:
    asked, now = form.cleaned_data, timezone.now()
    resource = queries.watched_resources(actor).filter(code=asked["resource"].strip()).first()
    if resource is None:
        zh, en = "没有此资源，或不由您监测。", "There is no such resource, or it is not yours to watch."
        raise Invalid(errors=[FieldError("resource", "unknown", zh, en)])
    if asked["how"] == "name":
        if not asked["sure"] and with_record(resource, [asked["subject"].strip()], now):
            form.ask_whether_sure()
            zh = (
                "数据中有此对象的记录，可能是真人：正当的查询也会被列为异常使用，并可能被限量。仍要设置的，请勾选确认。"
            )
            en = (
                "The data has a record of this subject, who may be a real person: rightful queries will be found "
                "unusual, and may be throttled. Tick the box to set it all the same."
            )
            raise Invalid(errors=[FieldError("sure", "in_data", zh, en)])
        return canaries.declare(actor, resource, asked["subject"], note=asked["note"], now=now)
    return canaries.invent(actor, resource, note=asked["note"], plant=asked["how"] == "plant", now=now)
