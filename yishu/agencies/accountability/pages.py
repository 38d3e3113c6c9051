"""Pages of who answers for what: an agency's own people see it, those who oversee see every agency's; administrators name (34.1)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.accountability import commands, queries
from yishu.agencies.accountability.forms import NamingForm
from yishu.agencies.accountability.models import DutyKind, Responsibility
from yishu.agencies.commands import require_administration
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency
from yishu.core.errors import Problem
from yishu.shell import duties
from yishu.shell.fields import add_errors


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind of duty: who answers for it, whether that person is still there, and how much of it is overdue."""

    kind: DutyKind
    held: Responsibility | None
    overdue: int


@require_GET
def responsible(request: HttpRequest) -> HttpResponse:
    """One agency's responsible persons and its handovers."""
    actor = actor_of(request)
    agency = queries.get_visible(actor, request.GET.get("agency", ""))
    held, now = queries.list_responsible(agency), timezone.now()
    late = [one.duty for one in duties.list_overdue(now) if one.agency_code == agency.code]
    sees_all = bool(actor.roles & queries.OVERSEERS)
    given = {
        "agency": agency,
        "rows": [KindShown(kind, held.get(kind), late.count(kind)) for kind in queries.kinds_of(agency)],
        "handovers": queries.list_handovers(agency),
        "agencies": Agency.objects.filter(is_active=True).order_by("name")[:2000] if sees_all else None,
        "may_name": queries.may_name(actor, agency),
    }
    return render(request, "accountability/responsible.html", given)


def name(request: HttpRequest, kind: str) -> HttpResponse:
    """Name the person of one kind, or another one: then what is open is shown first, and kept in the handover."""
    actor = actor_of(request)
    agency = queries.get_visible(actor, request.GET.get("agency", ""))
    require_administration(actor, agency)
    if kind not in queries.kinds_of(agency):
        raise Http404
    chosen, status = DutyKind(kind), 200
    held = queries.list_responsible(agency).get(kind)
    initial = {"was": held.person_id, "person": held.person_id, "deputy": held.deputy_id} if held else {}
    form = NamingForm(agency, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            commands.name_responsible(actor, agency, chosen, form.naming, now=timezone.now())
            messages.success(request, _("“{kind}”的责任人已指定。").format(kind=chosen.label))
            return redirect(_home(agency))
        except Problem as problem:
            status = problem.status
            add_errors(form, problem)
    given = {
        "agency": agency,
        "kind": chosen,
        "held": held,
        "form": form,
        "open": queries.list_open(agency, chosen, timezone.now()),
        "named": queries.list_named(held.person) if held else [],
        "up": _home(agency),
    }
    return render(request, "accountability/name.html", given, status=422 if form.errors and status == 200 else status)


@require_GET
def handover(request: HttpRequest, number: int) -> HttpResponse:
    """One handover, to be read and printed."""
    found = queries.get_handover(actor_of(request), number)
    duty = getattr(found, "duty", None)
    given = {
        "one": found,
        "what": duty.get_kind_display() if duty else _("离岗，名下全部工作"),
        "at": date_format(timezone.localtime(found.at), "Y-m-d H:i"),
        "successor": found.successor.name if found.successor else "",
        "up": _home(found.leaver.agency),
    }
    return render(request, "accountability/handover.html", given)


def _home(agency: Agency) -> str:
    return f"{reverse('accountability:responsible')}?agency={agency.code}"
