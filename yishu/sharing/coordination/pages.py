"""Pages of coordination: taking a refusal or what was not granted there, the list of all three sides, one coordination (26.4)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Item
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.sharing.coordination import commands, queries
from yishu.sharing.coordination.course import course_of, rest_in_words, shown_coordinations
from yishu.sharing.coordination.forms import (
    EscalationForm,
    GovernmentDecisionForm,
    GroundForm,
    OpinionForm,
    StatementForm,
)
from yishu.sharing.coordination.rest import opined, rest_of
from yishu.sharing.errors import LineNotFound
from yishu.sharing.models import Coordination, Line
from yishu.sharing.queries import get_line
from yishu.sharing.signing import rounds
from yishu.shell.fields import add_errors

State = Coordination.State


@require_GET
def coordinations(request: HttpRequest) -> HttpResponse:
    """Those of one's own agency on either side; all for the coordinator."""
    actor = actor_of(request)
    page = Paginator(queries.list_coordinations(actor), 30).get_page(request.GET.get("page"))
    given = {"page": page, "rows": shown_coordinations(page), "today": shanghai_day(timezone.now())}
    return render(request, "sharing/coordinations.html", given)


def take_to_coordinator(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The form by which a side of a line that was refused, or granted in part, asks the coordinator."""
    actor = actor_of(request)
    line = get_line(number, code)
    if actor.agency_id not in (line.application.consumer_id, line.resource.provider_id):
        raise LineNotFound(number=number, resource=line.resource.code)
    if known := queries.find_of_line(line):
        return redirect("sharing:coordination", known.number)
    form = GroundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = commands.take_to_coordinator(actor, number, code, ground=form.cleaned_data["words"], now=timezone.now())
        messages.success(request, _("已提请平台主管部门协调，双方均可陈述意见。"))
        return redirect("sharing:coordination", made.number)
    missing = rest_in_words(line, rest_of(line, shanghai_day(timezone.now())))
    given = {"line": line, "application": line.application, "form": form, "missing": missing}
    return render(request, "sharing/coordination_new.html", given, status=422 if form.errors else 200)


def coordination(request: HttpRequest, number: str) -> HttpResponse:
    """One coordination: its course, and what this person may do next."""
    actor = actor_of(request)
    found = queries.get_coordination(actor, number)
    act = request.POST.get("act", "")
    forms = _forms(found, request, act)
    form = forms.get({"uphold": "opine", "decide_against": "decide"}.get(act, act))
    if act == "execute" or (form is not None and form.is_valid()):
        try:
            messages.success(request, _do(actor, number, act, form))
            return redirect("sharing:coordination", number)
        except Problem as wrong:
            if form is None or wrong.code not in ("invalid", "both_sides_first", "not_yet_overdue"):
                raise
            add_errors(form, wrong, field="hearing" if wrong.code == "both_sides_first" else None)
    (shown,) = shown_coordinations([found])
    held = rounds.find_open(found.line)
    given = {
        "shown": shown,
        "coordination": found,
        "line": found.line,
        "application": found.line.application,
        "course": course_of(found),
        "forms": forms,
        "opined": rest_in_words(found.line, opined(found)),
        "missing": rest_in_words(found.line, rest_of(found.line, shanghai_day(timezone.now()))),
        "asked": _named(found.line, found.line.items),
        "today": shanghai_day(timezone.now()),
        "is_late": shown.remaining is not None and shown.remaining.days < 0,
        "held": held if held and held.agency_id == actor.agency_id else None,
        **_may(actor, found),
    }
    return render(request, "sharing/coordination.html", given, status=422 if form and form.errors else 200)


def _may(actor: Actor, found: Coordination) -> dict[str, bool]:
    agency, line = actor.agency_id, found.line
    acts = bool(actor.roles & {Role.HANDLER, Role.SIGNER})
    is_side = agency in (line.application.consumer_id, line.resource.provider_id)
    own = not actor.own_refs.isdisjoint((found.raised_by, line.application.submitted_by, line.decided_by))
    return {
        "is_side": is_side,
        "may_state": acts and is_side and found.state == State.HEARING,
        "may_opine": is_coordinator(actor) and not own and found.state == State.HEARING,
        "may_execute": acts
        and line.resource.provider_id == agency
        and found.state in (State.TO_EXECUTE, State.ESCALATED),
        "may_escalate": is_coordinator(actor) and not own and found.state == State.TO_EXECUTE,
        "may_record": is_coordinator(actor) and not own and found.state == State.ESCALATED,
    }


def _forms(found: Coordination, request: HttpRequest, act: str) -> dict[str, BaseForm]:
    def sent(*acts: str) -> QueryDict | None:
        return request.POST if act in acts else None

    return {
        "state": StatementForm(sent("state")),
        "opine": OpinionForm(found, sent("opine", "uphold")),
        "escalate": EscalationForm(sent("escalate")),
        "decide": GovernmentDecisionForm(sent("decide", "decide_against")),
    }


def _do(actor: Actor, number: str, act: str, form: BaseForm | None) -> str:
    """Carry it out and say in words what came of it."""
    now = timezone.now()
    if form is None:
        if commands.carry_out(actor, number, now=now) is None:
            return _("执行协调意见已送本单位审批，审批完成后开通授权；执行期限照常计算。")
        return _("已执行协调意见，授权即刻可用。")
    given = form.cleaned_data
    if act == "state":
        commands.state_position(actor, number, statement=given["words"], now=now)
        return _("陈述已记录。")
    if isinstance(form, OpinionForm):
        made = commands.issue_opinion(actor, number, form.opinion(grants=act == "opine"), now=now)
        return _("协调意见 {number} 已出具，送达双方。").format(number=made.opinion_number)
    if act == "escalate":
        commands.escalate(actor, number, to=given["to"], reason=given["reason"], now=now)
        return _("已记录报请本级政府。")
    grants = act == "decide"
    commands.record_decision(
        actor, number, decision_number=given["decision_number"], grants=grants, text=given["text"], now=now
    )
    return _("政府决定已登记，授权即刻可用。") if grants else _("政府决定已登记。")


def _named(line: Line, codes: list[str]) -> list[Item]:
    return [item for item in line.entry.items.all() if item.code in codes]
