"""Pages of base databases and professional databases (22.1)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import viewer_of
from yishu.catalogue.bases import queries


@require_GET
def bases(request: HttpRequest) -> HttpResponse:
    """All of them, with what they have."""
    return render(request, "catalogue/bases.html", {"rows": queries.list_bases(viewer_of(request))})


@require_GET
def base(request: HttpRequest, base: str) -> HttpResponse:
    """One of them: its resources, and datum by datum where it comes from."""
    viewer, found = viewer_of(request), queries.get_base(base)
    page = Paginator(queries.list_members(found, viewer), 100).get_page(request.GET.get("page"))
    data, has_more = queries.list_data(found, viewer)
    given = {"base": found, "page": page, "data": data, "has_more": has_more}
    return render(request, "catalogue/base.html", given)
