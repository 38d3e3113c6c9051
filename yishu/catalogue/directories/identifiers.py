"""Lasting addresses of the catalogue and its resources, which lead to what the caller can read (303, W3C Cool URIs)."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

CATALOGUE: Final = {
    "text/html": "catalogue:search",
    "text/turtle": "api:directory_turtle",
    "application/ld+json": "api:directory_json_ld",
}
RESOURCE: Final = {
    "text/html": "catalogue:entry",
    "text/turtle": "api:entry_turtle",
    "application/ld+json": "api:entry_json_ld",
}


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    return _see(request, CATALOGUE)


@require_safe
def resource(request: HttpRequest, code: str) -> HttpResponse:
    """Whether there is such a resource, and who may see it, is said where this leads."""
    return _see(request, RESOURCE, code)


def _see(request: HttpRequest, forms: dict[str, str], *place: str) -> HttpResponse:
    """To what the caller likes best (RFC 9110, 12.5.1); to the page for whoever names none of ours."""
    liked = request.get_preferred_type(list(forms)) or "text/html"
    answer = HttpResponse(status=303, headers={"Location": reverse(forms[liked], args=place)})
    patch_vary_headers(answer, ["Accept"])
    return answer
