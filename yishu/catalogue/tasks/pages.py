"""Pages of collection tasks: the register, registering and changing one, the numbers of each agency (16.2)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.catalogue.overseeing import oversees
from yishu.catalogue.tasks import laying, queries
from yishu.catalogue.tasks.errors import NotTheImposer
from yishu.catalogue.tasks.forms import TaskForm, initial_of
from yishu.catalogue.tasks.models import Task
from yishu.catalogue.tasks.shown import TaskShown, shown_tasks
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.shell.fields import add_errors
from yishu.shell.sheets import xlsx_answer

MOST_ROWS = 5000
"""Of a register as a spreadsheet."""


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """What is laid on one's own agency, what it lays on others, and for the coordinator and inspectors all; the same as XLSX."""
    actor = actor_of(request)
    lists = {"borne": queries.list_borne(actor), "imposed": queries.list_imposed(actor)}
    if oversees(actor):
        lists["all"] = queries.list_all(actor)
    side = request.GET.get("side", "")
    side = side if side in lists else "borne"
    own = actor.agency_id if side == "borne" else None
    if request.GET.get("as") == "xlsx":
        return _register(side, shown_tasks(lists[side][:MOST_ROWS], agency=own))
    page = Paginator(lists[side], 30).get_page(request.GET.get("page"))
    given = {
        "side": side,
        "counts": {name: found.count() for name, found in lists.items()},
        "page": page,
        "rows": shown_tasks(page, agency=own),
        "today": shanghai_day(timezone.now()),
        "may_register": Role.CATALOGUER in actor.roles,
    }
    return render(request, "collection_tasks/tasks.html", given)


def new_task(request: HttpRequest) -> HttpResponse:
    """Register a task; its items are looked up at once."""
    actor = actor_of(request)
    require(actor, Role.CATALOGUER)
    return _edit(request, actor, None)


def change(request: HttpRequest, number: str) -> HttpResponse:
    """Write a draft anew, or the next version of what was laid."""
    actor = actor_of(request)
    require(actor, Role.CATALOGUER)
    task = queries.get_latest(actor, number)
    if task.imposer_id != actor.agency_id:
        raise NotTheImposer
    return _edit(request, actor, task)


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """Tasks imposed and borne, agency by agency; the same as XLSX."""
    actor = actor_of(request)
    rows = queries.count_by_agency(actor, timezone.now())
    if request.GET.get("as") == "xlsx":
        head = (
            _("单位代码"), _("单位"), _("布置的任务"), _("承担的任务"), _("核对的信息项"), _("划除"),
            _("同意"), _("有异议"), _("核定保留"), _("核定取消"), _("未答复"),
        )  # fmt: skip
        table = [
            (
                one.code,
                one.name,
                one.imposed,
                one.borne,
                one.items,
                one.struck,
                one.agreed,
                one.objected,
                one.kept,
                one.dropped,
                one.unanswered,
            )
            for one in rows
        ]
        return xlsx_answer("collection-task-counts", head, table)
    return render(request, "collection_tasks/counts.html", {"rows": rows, "all": oversees(actor)})


def _edit(request: HttpRequest, actor: Actor, task: Task | None) -> HttpResponse:
    lower = queries.list_lower(actor.agency_id)
    counterparts = queries.list_counterparts(actor.agency_id)
    initial = initial_of(task) if task else {}
    form = TaskForm(lower, counterparts, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            draft, now = form.draft(), timezone.now()
            made = laying.change_task(actor, task.number, draft, now=now) if task else None
            made = made or laying.register_task(actor, draft, now=now)
            messages.success(request, _("已登记并核对。由本单位另一人审签后下达。"))
            return redirect("collection_tasks:task", made.number)
        except Problem as wrong:
            if wrong.status != 422:
                raise
            add_errors(form, wrong, field="names")
    given = {"form": form, "task": task, "has_lower": bool(lower), "has_counterparts": bool(counterparts)}
    return render(request, "collection_tasks/edit.html", given, status=422 if form.errors else 200)


def _register(side: str, rows: list[TaskShown]) -> HttpResponse:
    head = (
        _("任务编号"), _("版本"), _("任务名称"), _("布置单位"), _("采集依据"), _("采集频度"), _("截止日期"), _("状态"),
        _("下级单位数"), _("信息项数"), _("划除"), _("同意"), _("有异议"), _("核定保留"), _("核定取消"), _("未答复"),
    )  # fmt: skip
    table = [
        (
            one.task.number,
            one.task.version,
            one.task.title,
            one.task.imposer.name,
            one.task.basis,
            one.task.get_cycle_display(),
            one.task.until,
            one.word,
            one.count.bearers,
            one.count.items,
            one.count.struck,
            one.count.agreed,
            one.count.objected,
            one.count.kept,
            one.count.dropped,
            one.count.unanswered,
        )
        for one in rows
    ]
    return xlsx_answer(f"collection-tasks-{side}", head, table)
