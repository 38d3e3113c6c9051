"""The page of what is still to be digitised (19.1)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from yishu.agencies import queries as agencies
from yishu.agencies.middleware import actor_of
from yishu.agencies.models import Role
from yishu.catalogue.digitising import queries
from yishu.catalogue.errors import NotTheCoordinator
from yishu.catalogue.queries import is_coordinator

TONES = {"electronic": "blue", "partly": "warn", "paper": "grey"}


@require_GET
def digitisation(request: HttpRequest) -> HttpResponse:
    """One's own agency's; for the coordinator any agency's, and the counts of all."""
    actor, today = actor_of(request), timezone.localdate()
    code = request.GET.get("agency", actor.agency_code)
    if code != actor.agency_code and not is_coordinator(actor):
        raise NotTheCoordinator
    agency = agencies.get_agency(code)
    is_own = agency.pk == actor.agency_id
    late = request.GET.get("show") == "late"
    page = Paginator(queries.list_undigitised(today, agency_id=agency.pk, late=late), 100).get_page(
        request.GET.get("page")
    )
    given = {
        "agency": agency,
        "is_own": is_own,
        "of": "" if is_own else f"&agency={agency.code}",
        "late": late,
        "counts": queries.count(today, agency_id=agency.pk),
        "page": page,
        "rows": [(one, TONES.get(one.current.digitisation, "grey")) for one in page if one.current],
        "today": today,
        "may_amend": is_own and Role.CATALOGUER in actor.roles,
        "agencies": queries.count_by_agency(actor, today) if is_own else [],
    }
    return render(request, "catalogue/digitisation.html", given)
