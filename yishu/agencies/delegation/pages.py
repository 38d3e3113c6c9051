"""Delegations of one's own: those one made, those one stands in by; the administrator's agency whole."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies.delegation import commands, queries
from yishu.agencies.delegation.forms import DelegationForm
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Delegation, Role
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid, Problem
from yishu.shell import fields

MOST = 100


def list_page(request: HttpRequest) -> HttpResponse:
    """What there is; and lending anew, by a form in the same page."""
    actor, now = actor_of(request), timezone.now()
    today = shanghai_day(now)
    away = queries.list_away(actor)
    deputies = queries.list_deputies(actor)
    form = DelegationForm(request.POST or None, away=away, deputies=deputies, initial={"first_day": today})
    if form.is_valid():
        given = form.cleaned_data
        by_number = {str(one.pk): one for one in [*away, *deputies]}
        try:
            made = commands.delegate(
                actor,
                by_number[given["person"]],
                by_number[given["deputy"]],
                roles=frozenset(Role(role) for role in given["roles"]),
                first_day=given["first_day"],
                last_day=given["last_day"],
                reason=given["reason"],
                now=now,
            )
        except Invalid as wrong:
            fields.add_errors(form, wrong)
        except Problem as problem:
            fields.add_errors(form, problem, field="roles")
        else:
            messages.success(
                request, _("已登记：{deputy}代理{person}。").format(deputy=made.deputy, person=made.person)
            )
            return redirect("delegation:list")
    given = {
        "form": form if away and deputies else None,
        "rows": [
            (one, state_of(one, today), [Role(role).label for role in one.roles])
            for one in queries.list_delegations(actor)[:MOST]
        ],
    }
    return render(request, "delegation/list.html", given, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Back again, or no longer wanted."""
    ended = commands.end(actor_of(request), number, now=timezone.now())
    messages.success(
        request, _("{deputy}代理{person}已结束，即刻生效。").format(deputy=ended.deputy, person=ended.person)
    )
    return redirect("delegation:list")


def state_of(one: Delegation, today: date) -> str:
    """`coming`, `in_force`, `ended` early, or `over`; `void` where one of the two has left."""
    if one.ended_at is not None:
        return "ended"
    if one.last_day < today:
        return "over"
    if not (one.person.is_active and one.deputy.is_active):
        return "void"
    return "coming" if one.first_day > today else "in_force"
