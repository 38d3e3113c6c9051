"""Pages of sign-off: what waits, one thing and signing it, and the agency's own setting."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid
from yishu.sharing.signing import commands, queries
from yishu.sharing.signing.forms import SignForm, StepsForm
from yishu.sharing.signing.models import Round, Stage
from yishu.sharing.signing.shown import shown, shown_row
from yishu.sharing.signing.subjects import subject_of
from yishu.shell.fields import add_errors


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What this person is to sign, and what else is under way in their agency."""
    actor = actor_of(request)
    mine = queries.list_mine(actor)
    known = {one.pk for one in mine}
    staff = queries.staff_of({actor.agency_id})
    others = [one for one in queries.list_open(actor) if one.pk not in known]
    given = {
        "mine": [shown_row(one, staff) for one in mine],
        "others": [shown_row(one, staff) for one in others],
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "signing/inbox.html", given)


def sign_off(request: HttpRequest, round_id: int) -> HttpResponse:
    """GET: what is to be signed, and how far it is. POST `act` (sign, send_back), `step`, `seen`, `opinion`."""
    actor = actor_of(request)
    found = queries.get_round(actor, round_id)
    first = {"step": found.at_step, "seen": found.hash}
    form = SignForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return _signed(request, actor, round_id, form)
        except Invalid as wrong:
            add_errors(form, _named(wrong), field="opinion")
    who = queries.who_may_sign(found)
    may_sign = any(person.pk == actor.id for person in who)
    given = {
        "form": form,
        "who": who,
        "may_sign": may_sign,
        "may_take_back": not may_sign and _may_take_back(actor, found),  # a signer sends it back
        "is_own": not actor.own_refs.isdisjoint({found.prepared_by, found.submitted_by}),
        "shown": shown(found, actor),
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "signing/round.html", given, status=422 if form.errors else 200)


@require_POST
def take_back(request: HttpRequest, round_id: int) -> HttpResponse:
    """Stop it in order to change it."""
    actor = actor_of(request)
    found = commands.take_back(actor, round_id, now=timezone.now())
    messages.success(request, _("已撤回，可修改后重新送审。"))
    return redirect(subject_of(actor, found).desk)


@require_GET
def steps(request: HttpRequest) -> HttpResponse:
    """What one's own agency signs off."""
    actor = actor_of(request)
    stages = [(stage, list(queries.list_steps(actor.agency_id, stage))) for stage in Stage]
    given = {"stages": stages, "may_change": Role.AGENCY_ADMINISTRATOR in actor.roles}
    return render(request, "signing/steps.html", given)


def set_steps(request: HttpRequest, stage: str) -> HttpResponse:
    """The administrator of the agency sets the steps of one stage."""
    actor = actor_of(request)
    if stage not in Stage.values:
        raise Http404
    require(actor, Role.AGENCY_ADMINISTRATOR)
    held = list(queries.list_steps(actor.agency_id, stage))
    form = StepsForm(agencies.get_agency(actor.agency_code), held, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.set_steps(actor, Stage(stage), form.drafts(), now=timezone.now())
            messages.success(request, _("已变更，此后送出的按新规则审批；正在审批的不受影响。"))
            return redirect("signing:steps")
        except Invalid as wrong:
            add_errors(form, _placed(wrong, form.kept()), field="name_1")
    given = {"form": form, "stage": Stage(stage)}
    return render(request, "signing/set_steps.html", given, status=422 if form.errors else 200)


def _signed(request: HttpRequest, actor: Actor, round_id: int, form: SignForm) -> HttpResponse:
    given, now = form.cleaned_data, timezone.now()
    if request.POST.get("act") == "send_back":
        commands.send_back(actor, round_id, step=given["step"], reason=given["opinion"], now=now)
        messages.success(request, _("已退回经办人，理由一并送达。"))
    else:
        opinion, seen = given["opinion"], given["seen"]
        found = commands.sign(actor, round_id, step=given["step"], seen=seen, opinion=opinion, now=now)
        messages.success(request, _told(found))
    return redirect("signing:round", round_id)


def _told(found: Round) -> str:
    if found.state == Round.State.OPEN:
        return _("已审批，转下一环节：{step}。").format(step=found.turn.name)
    return _("审批完成，已答复申请单位。") if found.line_id else _("审批完成，申请已发出。")


def _may_take_back(actor: Actor, found: Round) -> bool:
    if found.state != Round.State.OPEN:
        return False
    return actor.ref == found.prepared_by or bool(actor.roles & {Role.HANDLER, Role.SIGNER})


def _named(wrong: Invalid) -> Invalid:
    """The page has one field where the command has two."""
    return Invalid(errors=[FieldError("opinion", one.rule, one.zh, one.en, **one.params) for one in wrong.errors])


def _placed(wrong: Invalid, kept: list[int]) -> Invalid:
    """`steps[0].role` at the field of the step that was filled in first."""
    placed = []
    for one in wrong.errors:
        place, _dot, name = one.field.partition(".")
        number = place.removeprefix("steps[").removesuffix("]")
        field = f"{name}_{kept[int(number)]}" if number.isdigit() else "name_1"
        placed.append(FieldError(field, one.rule, one.zh, one.en, **one.params))
    return Invalid(errors=placed)
