"""The home page: the 工作台 of whoever has logged in, the front page for everybody else."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.audit.queries import Filters, Scope, list_records
from yishu.catalogue.queries import is_coordinator
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.portal import workbench
from yishu.portal.filtering import CALLS
from yishu.portal.rows import own_resources, rows_of, sees_everything

RECENT: Final = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A fixed number of queries, whatever there is to show."""
    actor = viewer_of(request)
    return _workbench(request, actor) if actor else _front(request)


def _front(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/front.html", {"figures": workbench.figures()})


def _workbench(request: HttpRequest, actor: Actor) -> HttpResponse:
    now, resources, oversees = timezone.now(), own_resources(actor), sees_everything(actor)
    inbox, provided, used = (
        workbench.inbox(actor, now),
        workbench.provided(actor, resources, now),
        workbench.used(actor, now),
    )
    # Whose agency shares nothing, and who oversees all, is not told of zeros but of everybody's use.
    shares = not oversees or workbench.shares(inbox, provided, used)
    scope = Scope(actor.agency_code, resources, everything=not shares)
    recent = list_records(scope, Filters(action=CALLS), size=RECENT).records
    given = {
        "now": now,
        "today": shanghai_day(now),
        "inbox": inbox,
        "provided": provided,
        "used": used,
        "shares": shares,
        "yesterday": workbench.yesterday(now) if oversees else None,
        "recent": rows_of(actor, recent),
        "most_calls": workbench.MOST_CALLS,
        "oversees": oversees,
        "may_look": Role.INSPECTOR in actor.roles or is_coordinator(actor),
    }
    return render(request, "portal/workbench.html", given)
