"""Asking and answering, from the pages of an application; each leads back to where the line is shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.sharing.questions import commands


@require_POST
def ask(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The provider asks about a line. POST `text`, `stops_clock`."""
    text, stops_clock = request.POST.get("text", ""), bool(request.POST.get("stops_clock"))
    commands.ask(actor_of(request), number, code, text=text, stops_clock=stops_clock, now=timezone.now())
    messages.success(request, _("询问已送申请单位。"))
    return redirect("sharing:decide", number, code)


@require_POST
def answer(request: HttpRequest, number: str, code: str, n: int) -> HttpResponse:
    """The applicant answers a question. POST `text`."""
    commands.answer(actor_of(request), number, code, n, text=request.POST.get("text", ""), now=timezone.now())
    messages.success(request, _("答复已送提供单位。"))
    return redirect("sharing:application", number)
