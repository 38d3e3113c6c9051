"""Pages of findings: the list, and one with its reason, figures, records and what follows (30.1)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.errors import RoleMissing
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.operations.misuse import commands, laying, queries, setting, shown
from yishu.operations.misuse.forms import FilterForm, RestraintForm, TextForm
from yishu.operations.misuse.models import Finding
from yishu.shell.fields import add_errors


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The findings that one may see, newest first; what is held back now."""
    actor = actor_of(request)
    form = FilterForm(request.GET or None)
    found = filtered(queries.list_findings(actor), form.cleaned_data if form.is_valid() else {})
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    given = {
        "form": form if form.is_bound else FilterForm(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "page": page,
        "rows": [shown.row_of(each, actor) for each in page],
        "held": [shown.held_of(actor, one) for one in queries.list_restraints(actor, timezone.now())[:50]],
        "may_watch": queries.watched_resources(actor).exists(),
        "may_change": bool(actor.roles & set(setting.MAY_CHANGE)),
        "exact_times": True,
    }
    return render(request, "misuse/findings.html", given, status=422 if form.errors else 200)


def filtered(found: QuerySet[Finding], asked: dict[str, str]) -> QuerySet[Finding]:
    """By state, agency and resource; what is empty does not narrow."""
    if state := asked.get("state"):
        found = found.filter(state=state)
    if agency := asked.get("agency", "").strip():
        found = found.filter(Q(agency__code=agency) | Q(agency__name__icontains=agency))
    if resource := asked.get("resource", "").strip():
        found = found.filter(Q(resource__code=resource) | Q(resource__current__name__icontains=resource))
    return found


def finding(request: HttpRequest, number: str) -> HttpResponse:
    """One finding; a POST names the act."""
    actor = actor_of(request)
    found = queries.get_finding(actor, number)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "remind":
        commands.remind(actor, number, now=timezone.now())
        messages.success(request, _("已催办，使用单位的风险责任人会收到通知。"))
        return redirect("misuse:finding", number)
    made = _forms(found, actor, request, act)
    form = made.get(act)
    if form is not None and form.is_valid():
        try:
            _ACTS[act](actor, found, form.cleaned_data, timezone.now())
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已登记。"))
            return redirect("misuse:finding", number)
    given = _shown(actor, found) | {"forms": made, "wrong": form}
    return render(request, "misuse/finding.html", given, status=422 if form is not None and form.errors else 200)


def lift(request: HttpRequest, restraint: str) -> HttpResponse:
    """Use goes on; the reason is asked for first."""
    actor = actor_of(request)
    found = laying.get_liftable(actor, restraint, timezone.now())
    form = TextForm(_("恢复的原因"), request.POST or None, auto_id="lift_%s")
    if request.method == "POST" and form.is_valid():
        laying.lift(actor, str(found.pk), reason=form.cleaned_data["text"], now=timezone.now())
        messages.success(request, _("已恢复使用，即刻生效。"))
        return redirect("misuse:finding", found.finding) if found.finding else redirect("misuse:findings")
    given = {"form": form, "one": found}
    return render(request, "misuse/lift.html", given, status=422 if form.errors else 200)


def require_office(actor: Actor) -> None:
    """For pages that are no agency's business. Raises RoleMissing."""
    if not queries.sees_all(actor) and not actor.roles & queries.CONCERNED:
        raise RoleMissing(
            role="风险责任人、数据专员、安全管理员", role_en="risk officer, data officer, security administrator"
        )


def _shown(actor: Actor, found: Finding) -> dict[str, Any]:
    return {
        "row": shown.row_of(found, actor),
        "finding": found,
        "records": shown.uses_of(found, actor),
        "search": shown.search_url(found),
        "ask_url": shown.ask_url(found),
        "held": shown.restraints_of(found, actor),
        "steps": shown.steps_of(found),
        "hour": shown.hour_of(found),
        "exact_times": True,
        "inspects": Role.INSPECTOR in actor.roles,
        "may_explain": queries.may_explain(actor, found) and not found.is_settled,
        "may_remind": found.state == Finding.State.OPEN and queries.may_remind(actor, found),
        "is_reminded": queries.is_reminded(found, timezone.now()),
        "may_judge": queries.may_judge(actor, found) and not found.is_settled,
    }


def _forms(found: Finding, actor: Actor, request: HttpRequest, act: str) -> dict[str, Any]:
    """Every form of the page; the one that was sent is bound."""

    def sent(name: str) -> Any:
        return request.POST if act == name else None

    hint = _("写明事项、办件和原因，不要写个人信息的具体内容。")
    forms: dict[str, Any] = {
        "explain": TextForm(_("说明"), sent("explain"), hint=hint, initial=found.explanation, auto_id="explain_%s"),
        "accept": TextForm(_("认可的理由"), sent("accept"), auto_id="accept_%s"),
        "misuse": TextForm(_("认定的理由"), sent("misuse"), auto_id="misuse_%s"),
    }
    if targets := shown.targets_of(found, actor):
        chosen = "suspend" if act == "suspend" else "throttle"
        forms["throttle"] = forms["suspend"] = RestraintForm(targets, sent(chosen))
    return forms


Act = Callable[[Actor, Finding, dict[str, Any], datetime], object]
_ACTS: dict[str, Act] = {
    "explain": lambda actor, found, given, now: commands.explain(actor, found.number, text=given["text"], now=now),
    "accept": lambda actor, found, given, now: commands.accept(actor, found.number, text=given["text"], now=now),
    "misuse": lambda actor, found, given, now: commands.judge_misuse(actor, found.number, text=given["text"], now=now),
    "throttle": lambda actor, found, given, now: laying.lay(actor, laying.Wanted.of(given, found.number), now=now),
    "suspend": lambda actor, found, given, now: laying.lay(
        actor, laying.Wanted(given["on"], True, reason=given["reason"], finding=found.number), now=now
    ),
}
