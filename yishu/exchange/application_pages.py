"""Pages of applications to other nodes: what was asked, how far it is, completing, withdrawing, printing (26.1, 26.2, 37.1)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Problem
from yishu.exchange import applying, proving, signing
from yishu.exchange.course import TONES, asked_of, course_of, granted_of, rows_of
from yishu.exchange.errors import NotReturned
from yishu.exchange.forms import ApplyForm
from yishu.exchange.models import ForeignApplication
from yishu.sharing.proof.pages import as_file
from yishu.sharing.signing import rounds
from yishu.sharing.signing.models import Round, Stage
from yishu.sharing.signing.panel import printed_rounds, shown_round
from yishu.shell.fields import add_errors

State = ForeignApplication.State


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """What one's own agency asked of other nodes."""
    page = Paginator(applying.list_applications(actor_of(request)), 30).get_page(request.GET.get("page"))
    rows = [(one, TONES[one.state], rows_of(one)) for one in page]
    return render(request, "exchange/applications.html", {"page": page, "rows": rows})


@require_GET
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One of them, for its own agency's people."""
    actor = actor_of(request)
    found = applying.get_application(actor, str(application_id))
    held = list(signing.list_rounds(found))
    last = held[-1] if held else None
    given = {
        **_back(found, held),
        "asked": asked_of(found),
        "granted": granted_of(found),
        "tone": TONES[found.state],
        "steps": course_of(found, held),
        "sign_off": shown_round(request, last) if last and last.state == Round.State.OPEN else None,
        "may_change": Role.HANDLER in actor.roles,
    }
    return render(request, "exchange/application.html", given)


def complete(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What came back before it left is put right, and goes the whole way again."""
    actor = actor_of(request)
    found = applying.get_application(actor, str(application_id))
    require(actor, Role.HANDLER)
    if found.state != State.RETURNED:
        raise NotReturned
    today, agency = shanghai_day(timezone.now()), agencies.get_agency(actor.agency_code)
    form = ApplyForm(found.entry, agency, request.POST or None, today=today, held=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = applying.complete(actor, str(application_id), form.wanted(), now=timezone.now())
        except Problem as problem:
            if problem.status != 422:
                raise
            add_errors(form, problem)
        else:
            messages.success(request, told_of(made))
            return redirect("exchange:application", application_id)
    turns = rounds.turns_in_force(actor.agency_id, Stage.APPLICATION)
    given = {**_back(found, list(signing.list_rounds(found))), "form": form, "turns": turns}
    return render(request, "exchange/complete.html", given, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """It is not wanted any more, and has not left. POST `reason`."""
    reason = request.POST.get("reason", "")
    applying.cancel(actor_of(request), str(application_id), reason=reason, now=timezone.now())
    messages.success(request, _("申请已撤回。"))
    return redirect("exchange:application", application_id)


@require_GET
def printed(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """共享申请表, to print, sign and file."""
    found = applying.get_application(actor_of(request), str(application_id))
    signed = printed_rounds(request, signing.list_rounds(found))
    return render(request, "exchange/printed.html", {"asked": asked_of(found), "signed": signed})


@require_GET
def proof(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """What both nodes have signed of one of them."""
    return as_file(*proving.proof_of(actor_of(request), str(application_id)))


def told_of(made: ForeignApplication) -> str:
    """What whoever handed it in is told."""
    name = made.entry.link.name
    if made.state == State.SIGNING:
        return _("申请已送本单位审批，审批完成后自动送达{name}。").format(name=name)
    return _("申请已登记，将自动送达{name}，审核结果会在这里显示。").format(name=name)


def _back(found: ForeignApplication, held: list[Round]) -> dict[str, object]:
    """The round from which it came back, and what was said then; nothing of either where it did not."""
    last = held[-1] if held and found.state == State.RETURNED else None
    said = last.signatures.last() if last and last.state == Round.State.SENT_BACK else None  # type: ignore[attr-defined]
    return {"application": found, "back": last, "said": said}
