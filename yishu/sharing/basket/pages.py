"""The list of what one will apply for, and the drafts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.core.actor import Actor
from yishu.core.errors import Problem
from yishu.sharing.basket import commands, queries
from yishu.sharing.basket.models import Chosen
from yishu.sharing.commands import require_applicable


def basket(request: HttpRequest) -> HttpResponse:
    """GET: what was gathered, and the drafts. POST `resource`, `act` (add, drop, clear): change it, and back to where one was."""
    actor = actor_of(request)
    require(actor, Role.HANDLER)
    if request.method == "POST":
        _change(request, actor)
        return redirect(_back(request))
    chosen = list(queries.list_chosen(actor))
    fit = [one for one in chosen if _is_applicable(actor, one)]
    query = urlencode({"resource": [one.resource.path_code for one in fit]}, doseq=True)
    given = {
        "rows": [(one, one in fit) for one in chosen],
        "apply_url": f"{reverse('sharing:apply')}?{query}" if fit else "",
        "count": len(fit),
        "drafts": queries.list_drafts(actor),
    }
    return render(request, "basket/basket.html", given)


@require_POST
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Throw a draft of one's own away."""
    commands.discard_draft(actor_of(request), draft_id)
    messages.success(request, _("草稿已删除。"))
    return redirect("basket:basket")


def _change(request: HttpRequest, actor: Actor) -> None:
    code, act = request.POST.get("resource", "").replace("\0", "").strip(), request.POST.get("act", "add")
    if act == "clear":
        commands.drop(actor)
    elif act == "drop":
        commands.drop(actor, [code])
    else:
        resource = commands.choose(actor, code, now=timezone.now())
        name = resource.current.name if resource.current else resource.code
        messages.success(request, _("“{name}”已加入申请清单。").format(name=name))


def _is_applicable(actor: Actor, one: Chosen) -> bool:
    try:
        require_applicable(actor, one.resource)
    except Problem:
        return False
    return True


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("basket:basket")
