"""Pages of incidents: the list, reporting one, and its course with what may be done next (31.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit.words import action_word
from yishu.catalogue.models import Resource
from yishu.core.actor import Actor
from yishu.core.calendar import deadline_words, shanghai_day
from yishu.core.errors import Problem
from yishu.node import clocks
from yishu.operations import concerned, evidence, forms, incidents, queries, severities
from yishu.operations.models import Incident, IncidentTask
from yishu.sharing import commands as sharing
from yishu.sharing.models import Grant
from yishu.shell.components import Step
from yishu.shell.fields import add_errors, language


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Incidents that one may see, newest first; what is late stands out with its person."""
    actor = actor_of(request)
    page = Paginator(queries.list_incidents(actor).prefetch_related("concerned__agency"), 50).get_page(
        request.GET.get("page")
    )
    given = {
        "page": page,
        "rows": [(each, _lateness(each)) for each in page],
        "may_report": bool(actor.roles & set(incidents.REPORTERS)),
        "exact_times": True,
    }
    return render(request, "operations/incidents.html", given)


def report(request: HttpRequest) -> HttpResponse:
    """A new incident of one's own agency."""
    actor = actor_of(request)
    require(actor, *incidents.REPORTERS)
    pointed = {name: request.GET.get(name.removesuffix("s"), "") for name in ("grants", "receipts", "resources")}
    form = forms.ReportForm(request.POST or None, initial=pointed)
    if form.is_valid():
        try:
            made = incidents.report(
                actor, agencies.get_agency(actor.agency_code), **form.cleaned_data, now=timezone.now()
            )
        except Problem as problem:
            add_errors(form, problem)
        else:
            messages.success(request, _("安全事件 {number} 已登记。").format(number=made.number))
            return redirect("operations:incident", made.number)
    given = {"form": form, "rules": _rules()}
    return render(request, "operations/report.html", given, status=422 if form.errors else 200)


def incident(request: HttpRequest, number: str) -> HttpResponse:
    """One incident: its facts, course, grants, tasks, accountable persons; a POST names the act."""
    actor = actor_of(request)
    found = queries.get_incident(actor, number)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    made = _forms(found, request, act)
    if act in made and made[act].is_valid():
        try:
            _ACTS[act](actor, found, made[act].cleaned_data)
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            add_errors(made[act], problem)
        else:
            messages.success(request, _("已登记。"))
            return redirect("operations:incident", number)
    wrong = act in made and bool(made[act].errors)
    given = _shown(actor, found) | {"forms": made, "wrong": made.get(act)}
    return render(request, "operations/incident.html", given, status=422 if wrong else 200)


@dataclass(frozen=True, slots=True)
class GrantShown:
    grant: Grant
    may_end: bool


def _shown(actor: Actor, found: Incident) -> dict[str, Any]:
    """To whom it only concerns, less of it: see `queries.sees_whole`."""
    whole = queries.sees_whole(actor, found)
    accountable = found.accountable.select_related("agency")
    return {
        "incident": found,
        "whole": whole,
        "concerned": found.concerned.select_related("agency"),
        "resources": _resources(found),
        "sees_records": bool(actor.roles & {Role.INSPECTOR, Role.AUDIT_ADMINISTRATOR, Role.COORDINATOR}),
        "late": _lateness(found),
        "report_rule": severities.rule(found.report_clock, language()),
        "close_rule": severities.rule(clocks.INCIDENT_CLOSE, language()),
        "rules": _rules(),
        "is_misuse": found.kind == Incident.Kind.MISUSE,
        "report_late": found.sent_at is None and timezone.now() >= found.report_due,
        "sent_in_time": found.sent_at is not None and found.sent_at < found.report_due,
        "steps": _steps(found, whole),
        "tasks": _tasks(found) if whole else (),
        "accountable": accountable if whole else (),
        "grants": _grants(actor, found, whole),
        "receipts": evidence.hold(found.receipts) if whole else (),
        "may_handle": queries.may_handle(actor, found) and found.state == Incident.State.OPEN,
        "own_tasks": {each.pk for each in found.tasks.all() if actor.ref == f"person:{each.assignee_id}"},
        "severities": Incident.Severity,
        "exact_times": True,
    }


@dataclass(frozen=True, slots=True)
class TaskShown:
    """`rule` bounds its day; None for a task from before there was one."""

    task: IncidentTask
    rule: severities.Rule | None
    is_late: bool
    was_late: bool


def _tasks(found: Incident) -> list[TaskShown]:
    today, tasks = shanghai_day(timezone.now()), found.tasks.select_related("assignee")
    return [
        TaskShown(
            each,
            severities.rule(each.clock, language()),
            each.done_at is None and each.due < today,
            each.done_at is not None and each.due < shanghai_day(each.done_at),
        )
        for each in tasks
    ]


def _rules() -> list[tuple[severities.SeverityRules, str, str]]:
    """The table of severities, with the basis of each clock in the reader's language."""
    lang = language()
    return [(each, each.report.basis(lang), each.task.basis(lang)) for each in severities.list_rules()]


def _grants(actor: Actor, found: Incident, whole: bool) -> list[GrantShown]:
    grants = Grant.objects.filter(pk__in=found.grants).select_related("line__entry", "provider", "consumer")
    may_end = bool(actor.roles & {Role.SIGNER, Role.HANDLER})
    own = [(each, actor.agency_id in (each.provider_id, each.consumer_id)) for each in grants]
    return [
        GrantShown(each, may_end and each.state == Grant.State.ACTIVE and is_own)
        for each, is_own in own
        if whole or is_own
    ]


def _resources(found: Incident) -> list[tuple[str, str, str]]:
    """Their codes, names, and the codes as addresses have them."""
    known = Resource.objects.filter(code__in=found.resources).select_related("current")
    return [(each.code, each.current.name if each.current else each.code, each.path_code) for each in known]


def _forms(found: Incident, request: HttpRequest, act: str) -> dict[str, django_forms.Form]:
    """Every form of the page; the one that was sent is bound."""

    def sent(name: str) -> Any:
        return request.POST if act == name else None

    return {
        "classify": forms.ClassifyForm(sent("classify"), auto_id="classify_%s", initial=_classified(found)),
        "send": forms.SendForm(sent("send"), auto_id="send_%s", initial={"text": found.what}),
        "acknowledge": forms.AcknowledgeForm(sent("acknowledge"), auto_id="acknowledge_%s"),
        "task": forms.TaskForm(found.agency, sent("task"), auto_id="task_%s"),
        "done": forms.DoneForm(sent("done"), auto_id="done_%s"),
        "account": forms.AccountForm(sent("account"), auto_id="account_%s"),
        "close": forms.CloseForm(sent("close"), auto_id="close_%s"),
        "withdraw": forms.WithdrawForm(sent("withdraw"), auto_id="withdraw_%s"),
    }


def _classified(found: Incident) -> dict[str, Any]:
    concern = concerned.of(found)
    return {"severity": found.severity, "sources": concern.sources, "users": concern.users}


Act = Callable[[Actor, Incident, dict[str, Any]], object]
_ACTS: dict[str, Act] = {
    "classify": lambda actor, found, given: incidents.classify(actor, found.number, **given, now=timezone.now()),
    "send": lambda actor, found, given: incidents.send(actor, found.number, **given, now=timezone.now()),
    "acknowledge": lambda actor, found, given: incidents.acknowledge(actor, found.number, **given, now=timezone.now()),
    "task": lambda actor, found, given: incidents.assign(actor, found.number, **given, now=timezone.now()),
    "done": lambda actor, found, given: incidents.finish_task(
        actor, found.number, given["task"], outcome=given["outcome"], now=timezone.now()
    ),
    "account": lambda actor, found, given: incidents.account(actor, found.number, **given, now=timezone.now()),
    "close": lambda actor, found, given: incidents.close(actor, found.number, **given, now=timezone.now()),
    "withdraw": lambda actor, found, given: sharing.withdraw_grant(
        actor, str(given["grant"]), reason=f"安全事件 {found.number}", now=timezone.now()
    ),
}


def _lateness(found: Incident) -> str:
    """What is late, in words; empty where nothing is."""
    now = timezone.now()
    if found.sent_at is None and found.state == Incident.State.OPEN and now >= found.report_due:
        return _("超期未报主管部门")
    if found.sent_at is not None and found.sent_at > found.report_due:
        late = _("迟报")
        return late if found.state == Incident.State.CLOSED or now < found.close_due else _("超期未办结")
    if found.state == Incident.State.OPEN and now >= found.close_due:
        return _("超期未办结")
    return ""


def _steps(found: Incident, whole: bool) -> list[Step]:
    """What has happened, with its words for who sees the whole; then what is waited for, and by whom."""
    steps = [
        Step(action_word(each.act), each.who, each.at, "done", each.note if whole else "") for each in found.steps.all()
    ]
    if found.state == Incident.State.CLOSED:
        return steps
    now, who = timezone.now(), found.responsible.name
    if found.sent_at is None:
        state = "late" if now >= found.report_due else "current"
        steps.append(Step(_("报送主管部门"), who, None, state, until(found.report_due)))
    elif found.acknowledged_at is None:
        steps.append(Step(_("主管部门签收"), found.authority, None, "current"))
    state = "late" if now >= found.close_due else "waiting"
    return [*steps, Step(_("办结"), who, None, state, until(found.close_due))]


def until(moment: datetime) -> str:
    return _("{moment} 前").format(moment=deadline_words(moment))
