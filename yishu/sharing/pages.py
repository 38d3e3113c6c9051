"""Pages of the consumer: applying, following an application, using and ending grants (26.1, 26.2, 26.5)."""

from dataclasses import dataclass
from datetime import date

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
from yishu.catalogue.models import Item
from yishu.core.calendar import shanghai_day
from yishu.core.text import MaskKind
from yishu.hosting.masking import masks_of, stricter
from yishu.sharing import commands, overseeing, queries
from yishu.sharing.attachments import queries as attachments
from yishu.sharing.bounds import limit_words
from yishu.sharing.course import listed_lines, shown_lines
from yishu.sharing.forms import WithdrawalForm
from yishu.sharing.models import NEAR_DAYS, Grant, Line
from yishu.sharing.rows import words_of


@require_GET
def applications(request: HttpRequest) -> HttpResponse:
    """What one's own agency applied for."""
    actor = actor_of(request)
    page = Paginator(queries.list_applications(actor), 30).get_page(request.GET.get("page"))
    rows = [(one, listed_lines(one.lines.all())) for one in page]
    return render(request, "sharing/applications.html", {"page": page, "rows": rows, "today": _today()})


@require_GET
def application(request: HttpRequest, number: str) -> HttpResponse:
    """One application, line by line, for both sides and whoever inspects."""
    actor = actor_of(request)
    found, look = overseeing.read_application(actor, number, now=timezone.now())
    overseen = look is not None
    lines = shown_lines(queries.list_lines(actor, found, overseen=overseen), actor)
    given = {
        "application": found,
        "overseen": overseen,
        "look": look,
        "lines": lines,
        "today": _today(),
        "is_ours": found.consumer_id == actor.agency_id,
        "is_returned": any(shown.line.state == Line.State.RETURNED for shown in lines),
        "may_withdraw": found.consumer_id == actor.agency_id and Role.HANDLER in actor.roles,
        "may_coordinate": not overseen and bool(actor.roles & {Role.SIGNER, Role.HANDLER}),
        "may_decide": not overseen
        and bool(actor.roles & {Role.SIGNER, Role.HANDLER})
        and found.consumer_id != actor.agency_id,
    }
    return render(request, "sharing/application.html", given)


@require_POST
def withdraw(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The applicant takes back a line that waits. POST `reason`."""
    commands.withdraw_line(actor_of(request), number, code, reason=request.POST.get("reason", ""), now=timezone.now())
    messages.success(request, _("申请已撤回。"))
    return redirect("sharing:application", number)


@require_GET
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """The forms to print, sign and file: 共享申请表, and a 审核意见表 for each line that its provider decided."""
    actor = actor_of(request)
    found = queries.get_application(actor, number)
    lines = shown_lines(queries.list_lines(actor, found), actor)
    decided = [shown for shown in lines if shown.line.decided_at is not None and shown.line.reached_at is not None]
    attached = attachments.list_attachments(actor, found)
    given = {"application": found, "lines": lines, "decided": decided, "attached": attached, "now": timezone.now()}
    return render(request, "sharing/printed.html", given)


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A grant in a list, with its state of today."""

    grant: Grant
    state: str  # active, near (30 days or less), expired, withdrawn
    items: int
    modes: tuple[str, ...]
    rows: str  # in words; nothing where all are open


@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """The grants that one's own agency holds, and those that it gave."""
    actor = actor_of(request)
    side = request.GET.get("side", "")
    side = side if side in ("given", "near") else "held"
    both = queries.list_grants(actor)
    lists = {"held": both.filter(consumer_id=actor.agency_id), "given": both.filter(provider_id=actor.agency_id)}
    lists["near"] = queries.only_expiring(lists["held"], timezone.now())
    page = Paginator(lists[side], 50).get_page(request.GET.get("page"))
    counts = {name: found.count() for name, found in lists.items()}
    given = {"side": side, "counts": counts, "page": page, "rows": [_row(one) for one in page]}
    return render(request, "sharing/grants.html", given)


def grant(request: HttpRequest, grant_id: str) -> HttpResponse:
    """The terms of a grant in words, and its end; for whoever inspects, the terms."""
    actor = actor_of(request)
    found, look = overseeing.read_grant(actor, grant_id, now=timezone.now())
    overseen = look is not None
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        commands.withdraw_grant(actor, grant_id, reason=form.cleaned_data["reason"], now=timezone.now())
        messages.success(request, _("授权已终止，即刻起的调用均被拒绝。"))
        return redirect("sharing:grant", grant_id)
    terms = found.read_terms()
    is_ours = found.consumer_id == actor.agency_id
    given = {
        "grant": found,
        "overseen": overseen,
        "look": look,
        "terms": terms,
        "row": _row(found),
        "limits": limit_words(terms),
        "successor": getattr(found, "successor", None),
        "items": _items(found),
        "systems": found.line.systems.all(),
        "users": found.line.users.all(),
        "is_ours": is_ours,
        "form": form,
        "may_renew": is_ours and found.state == Grant.State.ACTIVE and Role.HANDLER in actor.roles,
        "may_end": not overseen
        and found.state == Grant.State.ACTIVE
        and bool(actor.roles & {Role.SIGNER, Role.HANDLER}),
        "ended_by": agencies.names_of({found.withdrawn_by}).get(found.withdrawn_by, ""),
    }
    return render(request, "sharing/grant.html", given, status=422 if form.errors else 200)


def _row(one: Grant) -> GrantRow:
    terms, left = one.read_terms(), one.valid_until - timezone.now()
    state = "near" if left.days < NEAR_DAYS else "active"
    if one.state != Grant.State.ACTIVE:
        state = "withdrawn"
    elif left.total_seconds() <= 0:
        state = "expired"
    return GrantRow(one, state, len(terms.items), terms.modes, words_of(terms.rows, one.line.entry))


def _items(one: Grant) -> list[Item]:
    """The items granted, masked as the entry in force and the grant say now."""
    terms, entry = one.read_terms(), one.resource.current
    masks = stricter(masks_of(entry), {item: MaskKind.of(kind) for item, kind in terms.masks.items()})
    items = [item for item in one.line.entry.items.all() if item.code in terms.items]
    for item in items:
        item.mask = masks.get(item.code, "")
    return items


def _today() -> date:
    return shanghai_day(timezone.now())
