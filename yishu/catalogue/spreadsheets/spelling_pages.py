"""The page on which the coordinator says which agency a portal's spelling of a provider means."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Agency
from yishu.catalogue.portals import portal_named
from yishu.catalogue.spreadsheets import matching
from yishu.catalogue.spreadsheets.commands import require_coordinator
from yishu.catalogue.spreadsheets.models import Spelling

PAGE = 50


def spellings(request: HttpRequest) -> HttpResponse:
    """Those that no agency is sure for, with suggestions; `?show=matched`: the others."""
    require_coordinator(actor_of(request))
    is_matched = request.GET.get("show") == "matched"
    listed = Spelling.objects.filter(agency__isnull=not is_matched).select_related("agency")
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    suggested = matching.suggestions(list(page))
    rows = [(each, suggested.get(each.pk, []), _portal(each.portal)) for each in page]
    given = {
        "page": page,
        "rows": rows,
        "is_matched": is_matched,
        "matched": Spelling.objects.filter(agency__isnull=False).count(),
        "unmatched": Spelling.objects.filter(agency__isnull=True).count(),
        "agencies": Agency.objects.filter(is_active=True).order_by("name"),
    }
    return render(request, "spreadsheets/spellings.html", given)


def _portal(key: str) -> str:
    portal = portal_named(key)
    return portal.name if portal else key


@require_POST
def choose(request: HttpRequest, spelling_id: int) -> HttpResponse:
    """The agency whose name was pressed, or typed; none where that is left empty."""
    actor = actor_of(request)
    require_coordinator(actor)
    name = (request.POST.get("agency") or request.POST.get("typed", "")).strip()
    agency = get_object_or_404(Agency, name=name, is_active=True) if name else None
    spelling = matching.choose(actor, get_object_or_404(Spelling, pk=spelling_id).pk, agency)
    if agency:
        messages.success(
            request, _("“{spelling}”已对应到{agency}。").format(spelling=spelling.spelling, agency=agency.name)
        )
    else:
        messages.success(request, _("“{spelling}”不对应任何登记单位。").format(spelling=spelling.spelling))
    return redirect("spreadsheets:spellings")
