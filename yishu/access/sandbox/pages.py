"""The console (试一试): a call with its request and its answer as a program sees them, about invented subjects or under a grant of one's own agency (26.5, 27).

As at the desk, nothing of a subject stands in an address, a log or the session: it is posted, and the answer to the post is the result.
"""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from yishu.access.forms import OneForm
from yishu.access.sandbox.desks import Console, facts_of_twin, get_console
from yishu.access.sandbox.forms import TRIAL, SandboxForm, filled_in
from yishu.access.sandbox.trying import made_by, sent
from yishu.access.snippets.programs import programs_of
from yishu.access.words import REMEDIES
from yishu.agencies.middleware import actor_of
from yishu.catalogue.models import Resource
from yishu.catalogue.search import visible
from yishu.catalogue.vocabulary import Category, Provision, ResourceState
from yishu.core.actor import Actor
from yishu.shell.addresses import public_address
from yishu.shell.words import in_english

_PAGE: Final = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can be tried."""
    page = Paginator(_tried(actor_of(request)), _PAGE).get_page(request.GET.get("page"))
    return render(request, "sandbox/index.html", {"page": page})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def console(request: HttpRequest, code: str) -> HttpResponse:
    """`?grant=`: under that grant, else in the sandbox; `?mode=`, `?n=`: the invented subject to begin with. With htmx only the console is exchanged."""
    actor, now = actor_of(request), timezone.now()
    chosen = get_console(actor, code, request.GET.get("grant", ""), now).named_by(_said(request, "by"))
    mode = _said(request, "mode")
    mode = mode if mode in chosen.modes else next(iter(chosen.modes), "verify")
    form = _form(request, chosen, mode)
    given: dict[str, Any] = {"console": chosen, "desk": chosen.desk, "mode": mode, "form": form}
    if form.is_bound and form.is_valid():
        given |= _tried_out(request, actor, chosen, form)
    given |= _programs(request, chosen)
    part = "sandbox/console_part.html" if request.headers.get("HX-Target") == "try" else "sandbox/console.html"
    came = given.get("came")
    return render(request, part, given, status=came.status if came else 422 if form.errors else 200)


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _form(request: HttpRequest, chosen: Console, mode: str) -> OneForm:
    kind = SandboxForm if chosen.twin is not None else OneForm
    if request.method == "POST":
        return kind(chosen.desk, mode, (), request.POST)
    seat = chosen.seat(request.GET.get("n", ""))
    if chosen.twin is None or seat is None:
        return kind(chosen.desk, mode, ())
    return kind(chosen.desk, mode, (), initial=filled_in(chosen.twin, chosen.desk, mode, seat))


def _tried_out(request: HttpRequest, actor: Actor, chosen: Console, form: OneForm) -> dict[str, Any]:
    """The request, and what came of it, unless only the request is wanted or this person may not make it themselves."""
    asked = form.request()
    given: dict[str, Any] = {"sent": sent(chosen, asked, public_address(request))}
    if "only" in request.POST or chosen.desk.standing != "open":
        return given
    came = made_by(actor, chosen, asked, "en" if in_english() else "zh", now=timezone.now())
    if came.problem is not None:
        form.take(came.problem)
        given["refusal"] = came.problem.detail("en" if in_english() else "zh")
        given["remedy"] = REMEDIES.get(came.problem.code, "")
    verdicts = getattr(came.made, "result", {})
    names = {item.code: item.name for item in chosen.desk.items}
    return given | {"came": came, "verdicts": [(names[code], verdict) for code, verdict in verdicts.items()]}


def _programs(request: HttpRequest, chosen: Console) -> dict[str, Any]:
    """The sandbox in three languages; those of a grant stand on its page."""
    if chosen.twin is None:
        return {}
    facts = facts_of_twin(chosen.twin, public_address(request), str(TRIAL), _("办件编号"))
    return {"shown": programs_of(facts)}


def _tried(actor: Actor) -> QuerySet[Resource]:
    """Published, shared by verify or query, and hosted or reached."""
    mounted = Q(mounts__isnull=False, mounts__ended_at=None, current__provision=Provision.PROXIED)
    shared = visible(actor).filter(state=ResourceState.PUBLISHED, current__modes__overlap=["verify", "query"])
    shared = shared.exclude(current__category=Category.NON_SHARED).exclude(current__provision=Provision.FILE)
    return shared.filter(Q(holding__isnull=False) | mounted).distinct().select_related("current").order_by("code")
