"""Pages of joint matters and cases (联办, 29.1). What is drawn is the answer to a post: it stands in no address, session or log."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from yishu.access.words import REMEDIES, key_hint
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.cases import commands, queries
from yishu.cases.course import course
from yishu.cases.drawn import Drawn
from yishu.cases.forms import MatterForm, OpenForm, StepDoneForm, StepRows, draft_of, duty_choices, take
from yishu.cases.models import Case, CaseStep
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.errors import Invalid, Problem
from yishu.core.identifiers import KeyKind
from yishu.shell.fields import add_errors
from yishu.shell.words import in_english

PAGE = 30


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of one's own agency, those that wait for it first; and what it may open."""
    actor = actor_of(request)
    page = Paginator(queries.list_cases(actor), PAGE).get_page(request.GET.get("page"))
    openable = queries.list_openable(actor) if Role.HANDLER in actor.roles else []
    return render(request, "cases/cases.html", {"page": page, "openable": openable})


@sensitive_post_parameters("subject")
@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, matter_id: int) -> HttpResponse:
    actor = actor_of(request)
    require(actor, Role.HANDLER)
    matter = queries.get_matter(matter_id)
    form = OpenForm(matter, *_subject_words(matter.key_kind), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.open_case(actor, matter_id, form.cleaned_data["subject"], now=timezone.now())
        except Invalid as problem:
            add_errors(form, problem)
        else:
            messages.success(request, _("已受理，办件编号 {number}。").format(number=made.number))
            return redirect("cases:case", made.number)
    return render(request, "cases/open.html", {"matter": matter, "form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case, for the agencies that handle it, and to look at for whoever inspects; what is posted draws, ends or returns the current step."""
    actor = actor_of(request)
    if request.method == "POST":
        found, look = queries.get_case(actor, number), None
    else:
        found, look = queries.read_case(actor, number, now=timezone.now())
    form = StepDoneForm(request.POST if request.POST.get("act") in ("done", "return") else None)
    drawn: Drawn | None = None
    problem: Problem | None = None
    if request.method == "POST":
        try:
            drawn = _act(request, actor, number, form)
        except Problem as refusal:
            problem = refusal
        if drawn is None and problem is None and not form.errors:
            return redirect("cases:case", number)
        found = queries.get_case(actor, number)
    status = problem.status if problem else (422 if form.errors else 200)
    given = _shown(actor, found, form, drawn, problem) | {"look": look}
    return render(request, "cases/case.html", given, status=status)


@require_GET
def matters(request: HttpRequest) -> HttpResponse:
    """What is handled jointly, for everybody who has logged in."""
    actor = actor_of(request)
    return render(request, "cases/matters.html", {"matters": queries.list_matters(), "may": is_coordinator(actor)})


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The coordinator registers a joint matter."""
    actor = actor_of(request)
    require(actor, Role.COORDINATOR)
    form = MatterForm(request.POST or None)
    rows = StepRows(request.POST or None, prefix="steps", form_kwargs={"duties": duty_choices()})
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            made = commands.register_matter(actor, draft_of(form, rows), now=timezone.now())
        except Invalid as problem:
            take(form, rows, problem.errors)
        else:
            messages.success(request, _("已登记联办事项“{name}”。").format(name=made.name))
            return redirect("cases:matters")
    wrong = bool(form.errors or any(row.errors for row in rows)) and request.method == "POST"
    return render(request, "cases/register.html", {"form": form, "rows": rows}, status=422 if wrong else 200)


def _act(request: HttpRequest, actor: Actor, number: str, form: StepDoneForm) -> Drawn | None:
    act, now = request.POST.get("act", ""), timezone.now()
    if act == "draw":
        need = request.POST.get("need", "")
        need_id = int(need) if need.isascii() and need.isdigit() and len(need) < 19 else 0
        return commands.draw(actor, number, need_id, whole="whole" in request.POST, now=now)
    if act == "document":
        commands.use_document(actor, number, request.POST.get("document", "")[:60], now=now)
        messages.success(request, _("已调取电子文书并记录，无须再收纸质材料。"))
    elif act in ("done", "return") and form.is_valid():
        note = form.cleaned_data["note"]
        if act == "done":
            commands.complete_step(actor, number, note=note, now=now)
            messages.success(request, _("本步骤已办结。"))
        else:
            commands.return_step(actor, number, reason=note, now=now)
            messages.success(request, _("已退回。"))
    return None


def _shown(
    actor: Actor, found: Case, form: StepDoneForm, drawn: Drawn | None, problem: Problem | None
) -> dict[str, Any]:
    steps = queries.list_steps(found)
    current = next((step for step in steps if step.state == CaseStep.State.CURRENT), None)
    is_ours = current is not None and current.step.agency_id == actor.agency_id
    return {
        "case": found,
        "steps": steps,
        "course": course(found, current),
        "current": current,
        "acts": is_ours and Role.HANDLER in actor.roles,
        "is_ours": is_ours,
        "exact_times": True,
        "form": form,
        "drawn": drawn,
        "problem": problem,
        "refusal": problem.detail("en" if in_english() else "zh") if problem else "",
        "remedy": REMEDIES.get(problem.code, "") if problem else "",
    }


def _subject_words(key_kind: str) -> tuple[str, str]:
    kind = KeyKind(key_kind)
    label = _("公民身份号码") if kind is KeyKind.RESIDENT_ID else _("办理对象")
    return label, str(key_hint(kind))
