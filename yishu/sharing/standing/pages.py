"""Pages of standing authorisations: the list, bringing one in, and its course for both sides (26.3)."""

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue import queries as catalogue
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Category, ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import Invalid, Problem
from yishu.sharing.commands import require_usable
from yishu.sharing.standing import commands, queries, store
from yishu.sharing.standing.course import shown
from yishu.sharing.standing.forms import AgreementForm, FilterForm, by_form_fields
from yishu.sharing.standing.models import OPEN, StandingAuthorisation
from yishu.shell.fields import add_errors

SIDES = ("given", "held", "all")


@require_GET
def standings(request: HttpRequest) -> HttpResponse:
    """Those that one's own agency gave, those that it holds; all for the coordinator."""
    actor, now = actor_of(request), timezone.now()
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    is_coordinator = catalogue.is_coordinator(actor)
    lists = {"given": queries.given_by(actor), "held": queries.held_by(actor)}
    lists |= {"all": queries.visible_to(actor)} if is_coordinator else {}
    side = chosen.get("side") or next((name for name in lists if lists[name].exists()), "given")
    side = side if side in lists else "given"
    found = _of_state(queries.matching(lists[side], chosen.get("q", "")), chosen.get("state", ""))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    given = {
        "form": form,
        "side": side,
        "counts": {name: each.count() for name, each in lists.items()},
        "page": page,
        "rows": shown(page, now),
        "today": shanghai_day(now),
        "is_filtered": bool(chosen.get("q") or chosen.get("state")),
        "may_bring_in": is_coordinator or bool(actor.roles & {Role.HANDLER, Role.SIGNER}),
    }
    return render(request, "standing/standings.html", given)


def bring_in(request: HttpRequest) -> HttpResponse:
    """Of which resource, then the agreement itself."""
    actor = actor_of(request)
    code = (request.POST or request.GET).get("resource", "").replace("\0", "").strip()
    if not code:
        return render(request, "standing/choose.html", {"resources": _offered(actor)})
    resource = catalogue.get_resource(code, viewer=actor)
    commands.require_bringer(actor, resource.provider)
    require_usable(resource)
    form = AgreementForm(resource, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.bring_in(actor, form.agreement, now=timezone.now())
        except Problem as refused:
            _say(form, refused)
        else:
            messages.success(
                request, _("存量授权 {number} 已登记，请上传依据文件，由另一人复核。").format(number=made.number)
            )
            return redirect("standing:standing", made.number)
    given = {"form": form, "resource": resource}
    return render(request, "standing/agreement.html", given, status=422 if form.errors else 200)


def amend(request: HttpRequest, number: str) -> HttpResponse:
    """The agreement once more, as it was told."""
    actor = actor_of(request)
    one = queries.get_standing(actor, number)
    commands.require_bringer(actor, one.provider)
    commands.require_state(one, *OPEN)
    require_usable(one.resource)
    form = AgreementForm(one.resource, request.POST or None, told=commands.told_of(one))
    form.fields["consumer"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            commands.amend(actor, number, form.agreement, now=timezone.now())
        except Problem as refused:
            _say(form, refused)
        else:
            messages.success(request, _("已重新提交，由另一人复核。"))
            return redirect("standing:standing", number)
    given = {"form": form, "resource": one.resource, "one": one}
    return render(request, "standing/agreement.html", given, status=422 if form.errors else 200)


@require_GET
def basis_file(request: HttpRequest, number: str) -> HttpResponse:
    """The basis document, for saving."""
    return served(actor_of(request), number)


def served(actor: Actor, number: str) -> HttpResponse:
    """Raises StandingNotFound, StandingFileNotFound, StandingFileDamaged."""
    one = queries.get_standing(actor, number)
    response = HttpResponse(store.read(one), content_type=one.file_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(one.file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _of_state(found: QuerySet[StandingAuthorisation], state: str) -> QuerySet[StandingAuthorisation]:
    now = timezone.now()
    if state == "open":
        return found.filter(state__in=OPEN)
    if state == "late":
        return queries.only_late(found, now)
    if state == "near":
        return queries.only_near(found, now)
    return found.filter(state=state) if state else found


def _offered(actor: Actor) -> list[Resource]:
    """What one's own agency shares on request."""
    own = Resource.objects.filter(provider_id=actor.agency_id, state=ResourceState.PUBLISHED)
    shared = own.exclude(current__category=Category.NON_SHARED)
    return list(shared.select_related("current").order_by("current__name")[:500])


def _say(form: AgreementForm, refused: Problem) -> None:
    if isinstance(refused, Invalid):
        add_errors(form, by_form_fields(refused))
    elif refused.status in (409, 422):
        add_errors(form, refused)
    else:
        raise refused
