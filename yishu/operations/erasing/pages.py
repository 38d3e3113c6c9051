"""Pages of erasures: the list, asking for one from a record's page, and deciding one (5.1, 32.1)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
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
from yishu.audit.errors import NothingPersonal
from yishu.audit.queries import get_record
from yishu.audit.words import action_word
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.operations.erasing import commands, queries, shown
from yishu.operations.erasing.forms import AgreeForm, AskForm, RefuseForm
from yishu.operations.erasing.models import Erasure
from yishu.shell.fields import add_errors

MENDABLE: Final = (409, 422, 503)
"""What is said beside the form: another moment, or other words, may do."""


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait, and those that were decided."""
    actor = actor_of(request)
    page = Paginator(queries.list_decided(actor), 50).get_page(request.GET.get("page"))
    given = {
        "waiting": shown.rows_of(actor, queries.list_waiting(actor)),
        "decided": shown.rows_of(actor, page),
        "page": page,
        "may_ask": queries.may_ask(actor),
        "decides": queries.decides(actor),
        "exact_times": True,
    }
    return render(request, "erasing/erasures.html", given)


def ask(request: HttpRequest, number: UUID) -> HttpResponse:
    """To ask that the personal part of this record be erased; where that waits already, its page."""
    actor = actor_of(request)
    require(actor, Role.AUDIT_ADMINISTRATOR)
    seen = get_record(queries.EVERYTHING, number)
    last = queries.find_last(number)
    if last is not None and last.state == Erasure.State.ASKED:
        return redirect("erasing:erasure", last.pk)
    if not queries.can_be_erased(seen):
        raise NothingPersonal
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            made = commands.ask(actor, number, **form.cleaned_data, now=timezone.now())
        except Problem as problem:
            _tell(form, problem)
        else:
            messages.success(request, _("已申请，待另一位审计管理员或安全管理员决定。"))
            return redirect("erasing:erasure", made.pk)
    given = {"form": form, "record": seen.record, "action": action_word(seen.record.action)}
    given |= {"parts": shown.parts_of(seen), "others": queries.count_others(seen), "may_open": True}
    return render(request, "erasing/ask.html", given, status=_status(form))


def erasure(request: HttpRequest, number: int) -> HttpResponse:
    """One erasure; a POST agrees or refuses."""
    actor = actor_of(request)
    found = queries.get_erasure(actor, number)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    made: dict[str, forms.Form] = {
        "agree": AgreeForm(request.POST if act == "agree" else None, auto_id="agree_%s"),
        "refuse": RefuseForm(request.POST if act == "refuse" else None, auto_id="refuse_%s"),
    }
    form = made.get(act)
    if form is not None and form.is_valid():
        try:
            done = _ACTS[act](actor, found, form.cleaned_data, timezone.now())
        except Problem as problem:
            _tell(form, problem)
            found = queries.get_erasure(actor, number)
        else:
            messages.success(request, _SAID[Erasure.State(done.state)]())
            return redirect("erasing:erasure", number)
    given = _shown(actor, found) | {"forms": made, "wrong": form}
    return render(request, "erasing/erasure.html", given, status=_status(form))


def _shown(actor: Actor, found: Erasure) -> dict[str, Any]:
    [row] = shown.rows_of(actor, [found])
    seen, decision = queries.find_record(found), queries.find_decision(actor, found)
    return {
        "row": row,
        "erasure": found,
        "steps": shown.steps_of(row),
        "seen": seen,
        "action": action_word(seen.record.action) if seen else "",
        "parts": shown.parts_of(seen) if seen else [],
        "left": shown.left_of(seen) if seen else [],
        "may_open": seen is not None and queries.may_open(actor, seen),
        "opens_decision": decision is not None,
        "answer": decision.record.detail.get("why") if decision and found.state == Erasure.State.REFUSED else "",
        "is_waiting": found.state == Erasure.State.ASKED,
        "record": seen.record if seen else None,
        "others": queries.count_others(seen) if seen and found.state == Erasure.State.ASKED else None,
        "exact_times": True,
    }


def _tell(form: forms.Form, problem: Problem) -> None:
    if problem.status not in MENDABLE:
        raise problem
    add_errors(form, problem)


def _status(form: forms.Form | None) -> int:
    return 422 if form is not None and form.errors else 200


Act = Callable[[Actor, Erasure, dict[str, Any], datetime], Erasure]
_ACTS: Final[dict[str, Act]] = {
    "agree": lambda actor, found, _given, now: commands.agree(actor, found.pk, now=now),
    "refuse": lambda actor, found, given, now: commands.refuse(actor, found.pk, reason=given["reason"], now=now),
}
_SAID: Final[dict[Erasure.State, Callable[[], str]]] = {
    Erasure.State.DONE: lambda: _("已同意，个人信息部分已抹除。"),
    Erasure.State.REFUSED: lambda: _("已登记不同意，留痕没有变化。"),
}
