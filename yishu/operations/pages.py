"""Pages of operations: how the duties are carried out, risk, backups and drills (Art. 31–34)."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import commands as people
from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.operations import commands, queries, risk_shown
from yishu.operations.evidence import SEES_RECORDS
from yishu.operations.forms import DrillForm, OfficerForm, OutcomeForm, ProcedureForm
from yishu.operations.models import Backup, Drill, Procedure
from yishu.shell import duties
from yishu.shell.fields import add_errors

MAY_ASSESS = {Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.INSPECTOR}
MAY_SEE_RISK = MAY_ASSESS | {Role.AUDIT_ADMINISTRATOR, Role.COORDINATOR}
MAY_PLAN = {Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.COORDINATOR}
MAY_NAME = {Role.AGENCY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR}
MAY_RECORD = {Role.AGENCY_ADMINISTRATOR, Role.RISK_OFFICER, Role.SYSTEM_ADMINISTRATOR}


def implementation(request: HttpRequest) -> HttpResponse:
    """落实情况: what is late and whose it is, named persons, procedures; of one's own agency, or of all for who oversees."""
    actor = actor_of(request)
    agency = agencies.get_agency(actor.agency_code)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    officer = OfficerForm(agency, request.POST if act == "officer" else None, auto_id="officer_%s")
    procedure = ProcedureForm(request.POST if act == "procedure" else None, auto_id="procedure_%s")
    form = {"officer": officer, "procedure": procedure}.get(act)
    if form is not None and form.is_valid():
        try:
            _carry_out(actor, form)
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已登记。"))
            return redirect("operations:implementation")
    sees_all = queries.oversees(actor)
    procedures = Procedure.objects.select_related("agency")
    given = {
        "agency": agency,
        "sees_all": sees_all,
        "overdue": [
            one for one in duties.list_overdue(timezone.now()) if sees_all or one.agency_code == actor.agency_code
        ],
        "officers": [_shown(each) for each in queries.list_officers(None if sees_all else agency.pk)],
        "roles": queries.OFFICERS,
        "procedures": (procedures if sees_all else procedures.filter(agency=agency))[:200],
        "officer_form": officer if actor.roles & MAY_NAME else None,
        "procedure_form": procedure if actor.roles & MAY_RECORD else None,
        "wrong": form,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "operations/implementation.html", given, status=422 if form and form.errors else 200)


@require_GET
def risks(request: HttpRequest) -> HttpResponse:
    """An assessment beside an earlier one, the last before it unless another is named; of all who answer, or of one."""
    actor = actor_of(request)
    require(actor, *MAY_SEE_RISK)
    seen = risk_shown.seen(request.GET, sees_records=bool(actor.roles & SEES_RECORDS))
    given = {"seen": seen, "may_assess": bool(actor.roles & MAY_ASSESS), "may_inspect": Role.INSPECTOR in actor.roles}
    return render(request, "operations/risk.html", given)


@require_POST
def assess(request: HttpRequest) -> HttpResponse:
    """Run the checks now."""
    made = commands.assess_risk(actor_of(request), now=timezone.now())
    messages.success(request, _("评估完成，发现 {n} 项。").format(n=len(made.findings)))
    return redirect("operations:risk")


def drills(request: HttpRequest) -> HttpResponse:
    """Backups, drills held with what they measured, drills planned."""
    actor = actor_of(request)
    require(actor, *MAY_SEE_RISK)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    plan = DrillForm(request.POST if act == "plan" else None, initial={"leader": actor.name})
    outcome = OutcomeForm(request.POST if act == "outcome" else None, auto_id="outcome_%s")
    form = {"plan": plan, "outcome": outcome}.get(act)
    if form is not None and form.is_valid():
        try:
            _rehearse(actor, form, request.POST.get("drill", ""))
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem)
        else:
            messages.success(request, _("已登记。"))
            return redirect("operations:drills")
    latest, recovery = queries.find_latest_backup(), queries.find_latest_recovery()
    given = {
        "backups": Backup.objects.all()[:20],
        "latest": latest,
        "is_stale": latest is None or latest.made_at < timezone.now() - timedelta(hours=26),
        "recovery": recovery,
        "planned": Drill.objects.filter(outcome=Drill.Outcome.PLANNED).order_by("planned_for"),
        "held": Drill.objects.exclude(outcome=Drill.Outcome.PLANNED).order_by("-held_at")[:50],
        "plan_form": plan if actor.roles & MAY_PLAN else None,
        "outcome_form": outcome,
        "wrong": form,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "operations/drills.html", given, status=422 if form and form.errors else 200)


@dataclass(frozen=True, slots=True)
class OfficersShown:
    """An agency's row: the names of each of the three, in the order of OFFICERS."""

    agency: str
    names: list[tuple[str, str]]


def _shown(each: queries.Officers) -> OfficersShown:
    names = [(str(role.label), "、".join(each.names.get(role, []))) for role in queries.OFFICERS]
    return OfficersShown(each.agency.name, names)


def _carry_out(actor: Actor, form: OfficerForm | ProcedureForm) -> None:
    if isinstance(form, OfficerForm):
        person, role = form.chosen
        people.appoint(actor, person, role)
    else:
        own = agencies.get_agency(actor.agency_code)
        commands.record_procedure(actor, own, **form.cleaned_data, now=timezone.now())


def _rehearse(actor: Actor, form: DrillForm | OutcomeForm, drill: str) -> None:
    if isinstance(form, DrillForm):
        commands.plan_drill(actor, **form.cleaned_data)
    else:
        passed, findings = form.cleaned_data["passed"] == "1", form.cleaned_data["findings"]
        number = int(drill) if drill.isdecimal() else 0
        commands.record_outcome(actor, number, passed=passed, findings=findings, now=timezone.now())
