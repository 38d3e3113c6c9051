"""The system administrator's page: which channels there are, what waits, what was given up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from yishu.agencies.middleware import actor_of
from yishu.notices import channels as ways
from yishu.notices import commands, queries
from yishu.notices.kinds import words
from yishu.notices.models import Delivery
from yishu.notices.telling import WEBHOOK
from yishu.shell import fields


@dataclass(frozen=True, slots=True)
class ChannelRow:
    label: str
    code: str
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A delivery that was given up. `to` names a person or a system, never an address."""

    delivery: Delivery
    text: str
    channel: str
    to: str


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Channels with their counts and faults; the dead letters, newest first."""
    actor = actor_of(request)
    page = Paginator(queries.list_dead(actor), 50).get_page(request.GET.get("page"))
    given = {"rows": _rows(), "faults": ways.faults(), "page": page, "dead": shown_dead(page)}
    return render(request, "notices/channels.html", given)


@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Send again what was given up."""
    numbers = queries.delivery_ids(request.POST.getlist("delivery"))
    n = commands.resend(actor_of(request), numbers, now=timezone.now())
    messages.success(request, ngettext("{n} 条通知将重新发送。", "{n} 条通知将重新发送。", n).format(n=n))
    return redirect("notices:channels")


def shown_dead(dead: Iterable[Delivery]) -> list[DeadRow]:
    return [DeadRow(one, words(one.message.kind, one.message.params), _label(one.channel), _to(one)) for one in dead]


def _rows() -> list[ChannelRow]:
    counts = queries.counts_by_channel()
    codes = dict.fromkeys([WEBHOOK, *ways.usable(), *counts])
    return [
        ChannelRow(_label(code), code, counts.get(code, {}).get("waiting", 0), counts.get(code, {}).get("dead", 0))
        for code in codes
    ]


def _label(code: str) -> str:
    if code == WEBHOOK:
        return "Webhook"
    channel = ways.usable().get(code)
    return channel.label(fields.language()) if channel else _("{code}（已停用）").format(code=code)


def _to(one: Delivery) -> str:
    if one.webhook is not None:
        return f"{one.webhook.system.agency.short_name} · {one.webhook.system.name}"
    return f"{one.person.agency.short_name} · {one.person.name}" if one.person else ""
