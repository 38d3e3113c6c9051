"""Pages of inspections (35.2)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.assessment import inspecting, owed, queries, requesting
from yishu.assessment.forms import FindingForm, NoticeForm, PlanForm, RecheckForm, ReplyForm, default_last
from yishu.assessment.inspecting import Plan
from yishu.assessment.models import Assessment, Finding, FindingStep, Inspection, InspectionRequest
from yishu.assessment.owed import Owed
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.shell.components import Step
from yishu.shell.fields import add_errors, language

MOST_ASKED = 10
TONES = {"planned": "grey", "under_way": "warn", "closed": "good"}
FINDING_TONES = {"noted": "grey", "rectifying": "warn", "replied": "blue", "passed": "good"}


@dataclass(frozen=True, slots=True)
class FindingShown:
    finding: Finding
    tone: str
    remaining: Remaining | None
    steps: list[Step]
    form: Form | None
    act: str


@require_GET
def owed_list(request: HttpRequest) -> HttpResponse:
    """Assessments and inspections that are due and not done, for those who oversee (5.2)."""
    require(actor_of(request), Role.COORDINATOR, Role.INSPECTOR)
    today, days = shanghai_day(timezone.now()), clocks.calendar()
    given = {
        "rows": [
            (one, owed.words(one), clocks.remaining(one.due.date, one.due.provisional, today, days), _far(one))
            for one in owed.list_owed(timezone.now())
        ],
        "who": owed.coordinators(),
        "today": today,
    }
    return render(request, "assessment/owed.html", given)


def _far(one: Owed) -> str:
    """How far it is, for people."""
    states = Assessment.State if one.kind == "assessment" else Inspection.State
    return str(states(one.state).label) if one.state else _("尚未开始")


@require_GET
def inspections(request: HttpRequest) -> HttpResponse:
    """The inspections, and what is late with whom."""
    actor = actor_of(request)
    today = shanghai_day(timezone.now())
    page = Paginator(queries.list_inspections(actor), 30).get_page(request.GET.get("page"))
    days = clocks.calendar()
    late = [(one, clocks.remaining(one.due, False, today, days)) for one in queries.list_late(actor, today) if one.due]
    given = {
        "page": page,
        "rows": [(one, TONES[one.state]) for one in page],
        "late": late,
        "today": today,
        "may_plan": Role.COORDINATOR in actor.roles,
        "may_ask": Role.INSPECTOR in actor.roles,
        "asked": list(requesting.list_requests(actor)[:MOST_ASKED]),
    }
    return render(request, "assessment/inspections.html", given)


def plan(request: HttpRequest) -> HttpResponse:
    """Planning an inspection."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    asked = _asked(actor, request.GET.get("request", ""))
    form = PlanForm(request.POST or None, initial=_proposed(asked), asked=[asked.agency.code] if asked else [])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = Plan(given["title"], given["topics"], tuple(given["agencies"]), given["first"], given["last"])
        number = asked.pk if asked else None
        made = inspecting.plan_inspection(actor, wanted, request=number, now=timezone.now())
        messages.success(request, _("检查计划已提交监督检查机关确认。"))
        return redirect("assessment:inspection", made.number)
    return render(request, "assessment/plan.html", {"form": form, "asked": asked}, status=422 if form.errors else 200)


def _asked(actor: Actor, number: str) -> InspectionRequest | None:
    """The request of which a plan is made. Raises InspectionRequestNotFound."""
    return requesting.get_request(actor, int(number)) if number.isdecimal() and len(number) < 10 else None


def _proposed(asked: InspectionRequest | None) -> dict[str, Any]:
    """What a plan begins with."""
    today = shanghai_day(timezone.now())
    days = {"first": today, "last": default_last(today)}
    if asked is None:
        return days
    title = _("{agency}使用情况检查").format(agency=asked.agency.name)
    topics = "\n".join(filter(None, (asked.about, asked.text)))
    return days | {"title": title, "topics": topics, "agencies": [asked.agency.code]}


def inspection(request: HttpRequest, number: str) -> HttpResponse:
    """One inspection: its plan, and each finding with its course and the next step of whoever may take it."""
    actor = actor_of(request)
    found = queries.get_inspection(actor, number)
    form = FindingForm(found, request.POST or None, prefix="new")
    may_find = Role.INSPECTOR in actor.roles and found.state == Inspection.State.UNDER_WAY
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "agree":
            inspecting.agree_inspection(actor, number, now=timezone.now())
            return redirect("assessment:inspection", number)
        if act == "close":
            return _closed(request, actor, number)
        if form.is_valid():
            given = form.cleaned_data
            inspecting.note_finding(
                actor, number, given["agency"], text=given["text"], basis=given["basis"], now=timezone.now()
            )
            messages.success(request, _("检查发现已记录。"))
            return redirect("assessment:inspection", number)
    return _shown(request, actor, found, form if may_find else None)


@require_POST
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """The next step of one finding: notice, report, re-check."""
    actor = actor_of(request)
    found = queries.get_finding(actor, finding_id)
    form = _form(actor, found, request.POST)
    if form is None or not form.is_valid():
        return _shown(request, actor, found.inspection, None, {found.pk: form} if form else {})
    try:
        said = _step(actor, found, form.cleaned_data, request.POST.get("outcome", ""))
    except Problem as wrong:
        if wrong.status != 422:
            raise
        add_errors(form, wrong, field="due" if "due" in form.fields else "text")
        return _shown(request, actor, found.inspection, None, {found.pk: form})
    messages.success(request, said)
    return redirect("assessment:inspection", found.inspection.number)


def _step(actor: Actor, found: Finding, given: dict[str, Any], outcome: str) -> str:
    """Take it; what to tell whoever took it."""
    now = timezone.now()
    if found.state == Finding.State.NOTED:
        demand, responsible, due = given["demand"], given["responsible"], given["due"]
        inspecting.notify_rectification(
            actor,
            found.pk,
            demand=demand,
            responsible=responsible,
            due=due,
            now=now,
        )
        return _("整改通知已发出，被检查单位现在可以看到。")
    if found.state == Finding.State.RECTIFYING:
        inspecting.report_rectification(actor, found.pk, text=given["text"], now=now)
        return _("整改情况已报告，等待复查。")
    passes, due = outcome == "pass", given["due"]
    inspecting.recheck(actor, found.pk, passes=passes, text=given["text"], due=due, now=now)
    return _("复查结论已记录。")


def _shown(
    request: HttpRequest,
    actor: Actor,
    found: Inspection,
    form: FindingForm | None,
    bound: dict[int, Form] | None = None,
) -> HttpResponse:
    today, days = shanghai_day(timezone.now()), clocks.calendar()
    lines: list[FindingShown] = []
    for one in queries.list_findings(actor, found):
        waits = one.state == Finding.State.RECTIFYING and one.due
        left = clocks.remaining(one.due, False, today, days) if waits and one.due else None
        own = (bound or {}).get(one.pk) or _form(actor, one)
        lines.append(FindingShown(one, FINDING_TONES[one.state], left, _steps(one, today), own, str(one.state)))
    if form is None and Role.INSPECTOR in actor.roles and found.state == Inspection.State.UNDER_WAY:
        form = FindingForm(found, prefix="new")
    is_inspector = Role.INSPECTOR in actor.roles
    given = {
        "inspection": found,
        "tone": TONES[found.state],
        "exact_times": True,
        "lines": lines,
        "form": form,
        "today": today,
        "may_agree": is_inspector and found.state == Inspection.State.PLANNED,
        "may_close": is_inspector
        and found.state == Inspection.State.UNDER_WAY
        and all(line.finding.state == Finding.State.PASSED for line in lines),
    }
    is_wrong = bool((form is not None and form.is_bound and form.errors) or bound)
    return render(request, "assessment/inspection.html", given, status=422 if is_wrong else 200)


def _form(actor: Actor, one: Finding, sent: object = None) -> Form | None:
    """The form of the next step, for whoever may take it."""
    prefix = f"f{one.pk}"
    inspects = Role.INSPECTOR in actor.roles
    if one.state == Finding.State.NOTED and (inspects or Role.COORDINATOR in actor.roles):
        return NoticeForm(one, sent, prefix=prefix)
    if one.state == Finding.State.RECTIFYING and one.agency_id == actor.agency_id:
        return ReplyForm(sent, prefix=prefix) if actor.roles & set(inspecting.REPLIERS) else None  # type: ignore[arg-type]
    if one.state == Finding.State.REPLIED and inspects:
        return RecheckForm(sent, prefix=prefix)  # type: ignore[arg-type]
    return None


def _steps(one: Finding, today: date) -> list[Step]:
    """What has happened, then what is waited for, and by whom."""
    states = {FindingStep.Act.AGAIN.value: "refused"}
    steps = [
        Step(
            step.get_act_display(),  # type: ignore[attr-defined]
            f"{step.agency_name} {step.actor_name}",
            step.at,
            states.get(step.act, "done"),  # type: ignore[arg-type]
            step.text + (_("（期限 {due}）").format(due=step.due) if step.due else ""),
        )
        for step in one.steps.all()
    ]
    if one.state == Finding.State.RECTIFYING:
        state = "late" if one.due and one.due < today else "current"
        steps.append(Step(FindingStep.Act.REPLIED.label, f"{one.agency} {one.responsible}", None, state))
    elif one.state == Finding.State.REPLIED:
        steps.append(Step(_("复查"), _("监督检查机关"), None, "current"))
    return steps


def _closed(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    try:
        inspecting.close_inspection(actor, number, now=timezone.now())
    except Problem as wrong:
        if wrong.status != 409:
            raise
        messages.error(request, wrong.detail(language()))
    return redirect("assessment:inspection", number)
