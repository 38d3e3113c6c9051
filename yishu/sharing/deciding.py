"""Pages of the provider: what waits for its decision, and deciding it (26.3)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.sharing import commands, queries
from yishu.sharing.course import listed_lines, shown_lines
from yishu.sharing.forms import DecisionForm
from yishu.sharing.models import Line
from yishu.sharing.refusing.queries import reason_of
from yishu.sharing.signing import rounds
from yishu.sharing.signing.models import Stage
from yishu.shell.fields import add_errors


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for one's own agency, most urgent first; and what it decided lately."""
    actor = actor_of(request)
    page, found = queries.page_of(queries.list_inbox(actor), request.GET.get("page"), 50)
    waiting = listed_lines(found)
    held = rounds.held_by_line(row.line for row in waiting)
    given = {
        "page": page,
        "waiting": [(row, held.get(row.line.pk)) for row in waiting],
        "decided": listed_lines(queries.list_decided(actor)[:20]),
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "sharing/inbox.html", given)


def decide(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """One line: what is asked, by whom, for what; allow a part of it, or refuse with the reason."""
    actor = actor_of(request)
    line = queries.get_line_for(actor, number, code)
    form = DecisionForm(line, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _decided(request, commands.decide(actor, number, code, _decision(request, form), now=timezone.now()))
        except Problem as refused:
            if refused.status != 422:
                raise
            add_errors(form, refused, field="reason")
    (shown,) = shown_lines([line], actor)
    held = rounds.find_open(line)
    given = {
        "shown": shown,
        "line": line,
        "application": line.application,
        "form": form,
        "today": shanghai_day(timezone.now()),
        "may_decide": held is None and _may_decide(actor, line),
        "held": held,
        "turns": rounds.turns_in_force(actor.agency_id, Stage.DECISION),
        "others": queries.list_grants(actor).filter(resource=line.resource, consumer=line.application.consumer)[:5],
    }
    return render(request, "sharing/decide.html", given, status=422 if form.errors else 200)


def _decision(request: HttpRequest, form: DecisionForm) -> commands.Decision:
    given = form.cleaned_data
    approves = request.POST.get("outcome") == "approve"
    reason = given["reason"] if approves else reason_of(given["template"], given["reason"])
    return commands.Decision(
        approves,
        tuple(given["items"]),
        tuple(given["modes"]),
        given["until"],
        reason,
        form.row_rule,
        start=given["start"],
        limits=form.limits,
        networks=form.networks,
        masks=form.masks if approves else {},
    )


def _decided(request: HttpRequest, line: Line) -> HttpResponse:
    consumer, name = line.application.consumer.name, line.entry.name
    if line.state == Line.State.IN_REVIEW:
        told = _("拟办意见已送本单位审批，审批完成后答复{consumer}；审核期限照常计算。").format(consumer=consumer)
    elif line.state == Line.State.GRANTED:
        told = _("已向{consumer}开通“{name}”，即刻可用。").format(consumer=consumer, name=name)
    else:
        told = _("对{consumer}申请“{name}”已答复不予授权，理由一并送达。").format(consumer=consumer, name=name)
    messages.success(request, told)
    return redirect("sharing:inbox")


def _may_decide(actor: Actor, line: Line) -> bool:
    may = bool(actor.roles & {Role.SIGNER, Role.HANDLER})
    return may and line.state == Line.State.IN_REVIEW and line.application.submitted_by not in actor.own_refs
