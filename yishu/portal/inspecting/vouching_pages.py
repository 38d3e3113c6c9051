"""The page that says who vouches for the evidence log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.audit.log import program
from yishu.portal.inspecting.pages import require_overseer
from yishu.portal.inspecting.vouching import vouched
from yishu.shell.addresses import public_address


@require_GET
def vouching(request: HttpRequest) -> HttpResponse:
    """Who besides the node vouches for the log, since when, and how an outsider checks it."""
    actor = actor_of(request)
    require_overseer(actor)
    given = {
        "log": vouched(timezone.now()),
        "program": program.made(),
        "address": public_address(request),
        "may_export": Role.AUDIT_ADMINISTRATOR in actor.roles,
    }
    return render(request, "inspecting/vouching.html", given)
