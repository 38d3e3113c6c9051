"""Pages of IT projects: the register, one project, and its sheet to print and sign (12.1)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.collection.line_forms import CitationForm, ReviewForm
from yishu.catalogue.collection.lines import CollectedLine
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.projects import commands, queries
from yishu.catalogue.projects.errors import NotTheProjectsAgency
from yishu.catalogue.projects.forms import OpinionForm, PlanForm, ProjectForm, initial_of
from yishu.catalogue.projects.models import Project, ProjectItem
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.node import clocks
from yishu.node.clocks import Remaining
from yishu.shell.fields import add_errors
from yishu.shell.sheets import xlsx_answer

TONES = {
    Project.State.DRAFT: "grey",
    Project.State.SUBMITTED: "blue",
    Project.State.PASSED: "good",
    Project.State.CONDITIONAL: "warn",
    Project.State.RETURNED: "bad",
    Project.State.ACCEPTED: "good",
}


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """One's own agency's projects; all for the coordinator and inspectors."""
    actor = actor_of(request)
    page = Paginator(queries.list_projects(actor), 30).get_page(request.GET.get("page"))
    given = {
        "page": page,
        "rows": [(one, TONES[Project.State(one.state)], _remaining(one)) for one in page],
        "all": oversees(actor),
        "may_register": Role.CATALOGUER in actor.roles,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "projects/projects.html", given)


def new_project(request: HttpRequest) -> HttpResponse:
    """Register a project; its items are looked up at once."""
    actor = actor_of(request)
    require(actor, Role.CATALOGUER)
    return _edit(request, actor, None)


def change(request: HttpRequest, number: str) -> HttpResponse:
    """Write it anew, before it is submitted or after it was returned."""
    actor = actor_of(request)
    require(actor, Role.CATALOGUER)
    found = queries.get_project(actor, number)
    if found.agency_id != actor.agency_id:
        raise NotTheProjectsAgency
    return _edit(request, actor, found)


def project(request: HttpRequest, number: str) -> HttpResponse:
    """One project: what it reuses, adds and doubles; and whatever this person may do with it."""
    actor = actor_of(request)
    found = queries.get_project(actor, number)
    act, posted = request.POST.get("act", ""), request.POST if request.method == "POST" else None
    items = list(found.items.select_related("resource", "planned"))
    openings = _openings(actor, found, items, act, posted)
    form, problem = openings.get(act), None
    if posted is not None and act in _ACTS and (form is None or form.is_valid()):
        try:
            messages.success(request, _ACTS[act](actor, number, form, act))
            return redirect("projects:project", number)
        except Problem as wrong:
            if wrong.status != 422:
                raise
            problem = wrong
            if form is not None:
                add_errors(form, wrong)
    given = _shown(actor, found, items) | {"forms": openings, "problem": problem if form is None else None}
    return render(request, "projects/project.html", given, status=422 if problem or (form and form.errors) else 200)


@require_GET
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """The result of the check to print and sign; `?as=xlsx` gives its lines."""
    actor = actor_of(request)
    found = queries.get_project(actor, number)
    items = list(found.items.select_related("resource", "planned"))
    if request.GET.get("as") == "xlsx":
        return _as_xlsx(found, items)
    return render(request, "projects/sheet.html", _shown(actor, found, items))


def _edit(request: HttpRequest, actor: Actor, found: Project | None) -> HttpResponse:
    initial = initial_of(found) if found else {"names": request.GET.get("names", "")}
    form = ProjectForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            draft, now = form.draft(), timezone.now()
            made = commands.change_project(actor, found.number, draft, now=now) if found else None
            made = made or commands.register_project(actor, draft, now=now)
            messages.success(request, _("已登记并按目录核对。"))
            return redirect("projects:project", made.number)
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong, field="names")
    return render(request, "projects/edit.html", {"form": form, "project": found}, status=422 if form.errors else 200)


def _openings(
    actor: Actor, found: Project, items: list[ProjectItem], act: str, posted: QueryDict | None
) -> dict[str, forms.Form]:
    """The forms of what may be done now, by act; the one that was sent is bound."""
    opened: dict[str, forms.Form] = {}
    own = found.agency_id == actor.agency_id
    waiting = [item for item in items if item.citation == CollectedLine.Citation.WAITING]
    if own and found.is_open and Role.CATALOGUER in actor.roles:
        added = [item for item in items if not item.is_struck and not item.is_key]
        struck = [item for item in items if item.is_struck and item not in waiting]
        if added:
            preset = {"positions": [str(item.position) for item in added if not item.planned]}
            opened["plan"] = PlanForm(added, posted if act == "plan" else None, auto_id="id_plan_%s", initial=preset)
        if struck:
            opened["cite"] = CitationForm(struck, posted if act == "cite" else None, auto_id="id_cite_%s")
    if is_coordinator(actor):
        if waiting and found.state in (Project.State.DRAFT, Project.State.SUBMITTED):
            sent = posted if act in ("law_pass", "law_refuse") else None
            opened["law_pass"] = opened["law_refuse"] = ReviewForm(waiting, sent, auto_id="id_review_%s")
        if found.state == Project.State.SUBMITTED:
            sent = posted if act in commands.OPINIONS else None
            opinion = OpinionForm(sent, auto_id="id_opinion_%s")
            opened |= dict.fromkeys(commands.OPINIONS, opinion)
    return opened


def _shown(actor: Actor, found: Project, items: list[ProjectItem]) -> dict[str, object]:
    own = found.agency_id == actor.agency_id
    signs = bool(actor.roles & {Role.REVIEWER, Role.SIGNER})
    passed = found.state in (Project.State.PASSED, Project.State.CONDITIONAL)
    return {
        "project": found,
        "tone": TONES[Project.State(found.state)],
        "items": items,
        "reused": [item for item in items if item.is_struck],
        "added": [item for item in items if not item.is_struck and not item.is_key],
        "doubles": queries.list_doubles(found, items),
        "checks": list(found.acceptance_checks.all()),
        "own_agency": actor.agency_id,
        "may_change": own and found.is_open and Role.CATALOGUER in actor.roles,
        "may_submit": own and found.is_open and signs and found.registered_by not in actor.own_refs,
        "may_check": passed and ((own and (signs or Role.CATALOGUER in actor.roles)) or is_coordinator(actor)),
        "may_register": own and Role.CATALOGUER in actor.roles,
        "remaining": _remaining(found),
        "today": shanghai_day(timezone.now()),
    }


def _remaining(found: Project) -> Remaining | None:
    if found.state != Project.State.SUBMITTED or found.due is None:
        return None
    return clocks.remaining(found.due, found.due_provisional, shanghai_day(timezone.now()), clocks.calendar())


def _plan(actor: Actor, number: str, form: forms.Form | None, _act: str) -> str:
    assert isinstance(form, PlanForm)
    commands.plan_entry(actor, number, form.cleaned_data["name"], form.chosen)
    return _("已写明拟编条目。")


def _cite(actor: Actor, number: str, form: forms.Form | None, _act: str) -> str:
    assert isinstance(form, CitationForm)
    law = {name: form.cleaned_data[name] for name in ("law", "article", "reason")}
    commands.cite_law(actor, number, form.chosen, **law, now=timezone.now())
    return _("已引用依据，由平台主管部门审核。")


def _review(actor: Actor, number: str, form: forms.Form | None, act: str) -> str:
    assert isinstance(form, ReviewForm)
    passes, opinion = act == "law_pass", form.cleaned_data["opinion"]
    commands.review_citation(actor, number, form.chosen, passes=passes, opinion=opinion, now=timezone.now())
    return _("依据成立，可以采集。") if passes else _("依据不成立，仍应共享取得。")


def _submit(actor: Actor, number: str, _form: forms.Form | None, _act: str) -> str:
    commands.submit_project(actor, number, now=timezone.now())
    return _("已送平台主管部门。")


def _opine(actor: Actor, number: str, form: forms.Form | None, act: str) -> str:
    assert form is not None
    commands.give_opinion(actor, number, act, opinion=form.cleaned_data["opinion"], now=timezone.now())
    return _("意见已发出。")


def _check(actor: Actor, number: str, _form: forms.Form | None, _act: str) -> str:
    made = commands.check_acceptance(actor, number, now=timezone.now())
    return _("验收核对通过。") if made.is_met else _("验收核对有未完成的事项，见下表。")


_ACTS: dict[str, Callable[[Actor, str, forms.Form | None, str], str]] = {
    "plan": _plan,
    "cite": _cite,
    "law_pass": _review,
    "law_refuse": _review,
    "submit": _submit,
    **dict.fromkeys(commands.OPINIONS, _opine),
    "check": _check,
}
"""What the buttons of the page do; who may do it, the commands know."""


def _as_xlsx(found: Project, items: list[ProjectItem]) -> HttpResponse:
    head = (
        _("项目编号"), _("信息项"), _("核对结果"), _("可用的信息资源"), _("资源代码"), _("提供单位"), _("拟编条目"), _("采集依据"),
    )  # fmt: skip
    rows = [
        (
            found.number,
            item.name,
            _("标识项") if item.is_key else _("复用") if item.is_struck else _("新增"),
            item.resource_name,
            item.resource.code if item.resource else "",
            item.provider_name,
            item.planned or "",
            item.cited,
        )
        for item in items
    ]
    return xlsx_answer(f"project-{found.number}", head, rows)
