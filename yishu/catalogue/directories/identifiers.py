"""Lasting addresses of the catalogue and its resources, which lead to what the caller can read (303, W3C Cool URIs)."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

FORMS: Final = {"text/html": "", "text/turtle": ".ttl", "application/ld+json": ".jsonld"}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    return _see(f"/api/v1/catalogue{form}" if form else reverse("catalogue:search"))


@require_safe
def resource(request: HttpRequest, code: str) -> HttpResponse:
    """Whether there is such a resource, and who may see it, is said where this leads."""
    form = _form(request)
    page = reverse("catalogue:entry", args=[code])
    return _see(reverse("api:get_resource", args=[code]) + form if form else page)


def _form(request: HttpRequest) -> str:
    """What the caller likes best (RFC 9110, 12.5.1); the page for whoever names none of ours."""
    return FORMS[request.get_preferred_type(list(FORMS)) or "text/html"]


def _see(address: str) -> HttpResponse:
    answer = HttpResponse(status=303, headers={"Location": address})
    patch_vary_headers(answer, ["Accept"])
    return answer
