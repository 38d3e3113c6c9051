"""Pages of the keys that pass although they are wrong: asked for on a record, decided and revoked in their list (21.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.hosting.models import Override
from yishu.hosting.quarantine import overriding, queries
from yishu.hosting.quarantine.errors import OverrideAsked
from yishu.hosting.quarantine.forms import BasisForm, ReasonForm
from yishu.hosting.quarantine.pages import shown_page
from yishu.hosting.quarantine.words import rule_word
from yishu.shell.fields import language

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """An override as this person sees it: its rule and state in words, and what they may do."""

    override: Override
    rule: str
    state: str
    tone: str
    may_decide: bool
    may_revoke: bool


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Those of the agency: what waits first, then the newest."""
    return _list(request, actor_of(request))


@require_POST
def ask(request: HttpRequest, number: int) -> HttpResponse:
    actor, form = actor_of(request), BasisForm(request.POST)
    if form.is_valid():
        try:
            overriding.ask(actor, number, basis=form.cleaned_data["basis"], now=timezone.now())
        except OverrideAsked as problem:
            form.add_error(None, problem.detail(language()))
        else:
            messages.success(request, _("已提交，待审核员同意；同意后再改正发布本条即可入库。"))
            return redirect("quarantine:overrides")
    return shown_page(request, queries.get_record(actor, number), basis=form)


@require_POST
def agree(request: HttpRequest, number: int) -> HttpResponse:
    overriding.agree(actor_of(request), number, now=timezone.now())
    messages.success(request, _("已同意，即时放行。"))
    return redirect("quarantine:overrides")


@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    return _ended(request, number, overriding.refuse, _("已退回申请。"))


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    return _ended(request, number, overriding.revoke, _("已撤销，即时不再放行。"))


def _ended(request: HttpRequest, number: int, act: Callable[..., Override], said: str) -> HttpResponse:
    """Either way of ending one, with its reason."""
    actor, form = actor_of(request), ReasonForm(request.POST)
    if not form.is_valid():
        return _list(request, actor, form)
    act(actor, number, reason=form.cleaned_data["reason"], now=timezone.now())
    messages.success(request, said)
    return redirect("quarantine:overrides")


def _list(request: HttpRequest, actor: Actor, wrong: ReasonForm | None = None) -> HttpResponse:
    require(actor, Role.DATA_OFFICER, Role.REVIEWER)
    found = sorted(queries.list_overrides(actor)[:MOST], key=lambda each: not each.is_waiting)
    given = {"rows": [_row(actor, each) for each in found], "wrong": wrong}
    return render(request, "quarantine/overrides.html", given, status=422 if wrong else 200)


def _row(actor: Actor, override: Override) -> Row:
    is_other = override.asked_by not in actor.own_refs
    may_decide = override.is_waiting and is_other and Role.REVIEWER in actor.roles
    state, tone = _state(override)
    return Row(override, rule_word(override.rule), state, tone, may_decide, may_revoke=override.ended_at is None)


def _state(override: Override) -> tuple[str, str]:
    if override.is_in_force:
        return _("有效"), "good"
    if override.is_waiting:
        return _("待同意"), "warn"
    if override.agreed_at is not None:
        return _("已撤销"), "grey"
    return (_("已撤回") if override.ended_by == override.asked_by else _("未同意")), "grey"
