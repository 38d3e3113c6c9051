"""Pages of onward use: both lists, asking or telling from a grant, answering (20.2)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid
from yishu.sharing.errors import NotTheGrantHolder
from yishu.sharing.models import OnwardUse
from yishu.sharing.onward import commands, queries
from yishu.sharing.onward.course import course_of, shown_uses
from yishu.sharing.onward.forms import ConsentForm, OnwardForm, RefusalForm
from yishu.sharing.queries import get_grant
from yishu.shell.fields import add_errors

State = OnwardUse.State


@require_GET
def onward_uses(request: HttpRequest) -> HttpResponse:
    """What others want to publish of one's own agency's data, and what it asked itself."""
    actor = actor_of(request)
    lists = {"received": queries.list_received(actor), "asked": queries.list_asked(actor)}
    side = "asked" if request.GET.get("side") == "asked" else "received"
    page = Paginator(lists[side], 30).get_page(request.GET.get("page"))
    given = {
        "side": side,
        "counts": {name: found.count() for name, found in lists.items()},
        "page": page,
        "rows": shown_uses(page),
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "sharing/onward_uses.html", given)


def ask(request: HttpRequest, grant_id: str) -> HttpResponse:
    """Ask the provider's consent, or tell it of a disclosure."""
    actor = actor_of(request)
    grant = get_grant(actor, grant_id)
    if grant.consumer_id != actor.agency_id:
        raise NotTheGrantHolder
    form = OnwardForm(grant, request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = commands.tell_disclosure if form.is_disclosure else commands.request_consent
        try:
            made = act(actor, grant_id, form.publication(), now=timezone.now())
        except Invalid as wrong:
            add_errors(form, wrong)
        else:
            told = _("已告知提供单位，等待确认知悉。") if form.is_disclosure else _("已送提供单位。同意之前不得公布。")
            messages.success(request, told)
            return redirect("sharing:onward_use", made.number)
    given = {"form": form, "grant": grant}
    return render(request, "sharing/onward_new.html", given, status=422 if form.errors else 200)


def onward_use(request: HttpRequest, number: str) -> HttpResponse:
    """One request and its course; for the provider, the answer."""
    actor = actor_of(request)
    use = queries.get_onward_use(actor, number)
    act = request.POST.get("act", "")
    consent = ConsentForm(request.POST if act == "consent" else None)
    refusal = RefusalForm(request.POST if act == "refuse" else None)
    form = {"consent": consent, "refuse": refusal}.get(act)
    if act == "acknowledge" or (form is not None and form.is_valid()):
        try:
            messages.success(request, _answer(actor, number, act, form))
            return redirect("sharing:onward_use", number)
        except Invalid as wrong:
            if form is None:
                raise
            add_errors(form, wrong)
    (shown,) = shown_uses([use])
    is_provider = use.grant.provider_id == actor.agency_id and bool(actor.roles & {Role.HANDLER, Role.SIGNER})
    given = {
        "shown": shown,
        "use": use,
        "items": queries.list_items(use),
        "course": course_of(use),
        "consent": consent,
        "refusal": refusal,
        "may_answer": is_provider and use.state == State.WAITING,
        "may_acknowledge": is_provider and use.state == State.TOLD,
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "sharing/onward_use.html", given, status=422 if form and form.errors else 200)


def _answer(actor: Actor, number: str, act: str, form: BaseForm | None) -> str:
    now = timezone.now()
    if form is None:
        commands.acknowledge(actor, number, now=now)
        return _("已确认知悉。")
    if act == "consent":
        commands.consent(actor, number, conditions=form.cleaned_data["conditions"], now=now)
        return _("已答复同意对外使用。")
    commands.refuse(actor, number, reason=form.cleaned_data["reason"], now=now)
    return _("已答复不同意对外使用。")
