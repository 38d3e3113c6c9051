"""What search engines read: where the public entries are, and what they need not look at (8.2)."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yishu.catalogue.directories.members import listed
from yishu.catalogue.directories.models import Part
from yishu.core.calendar import shanghai_day
from yishu.shell.addresses import public_address

AT_MOST: Final = 50_000
"""Addresses in one file (sitemaps.org, protocol 0.9)."""
_SCHEMA: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML: Final = "application/xml"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All public entries; where they are too many for one file, the files that have them."""
    files = -(-(listed(Part.OPEN).count() + 1) // AT_MOST)
    if files <= 1:
        return HttpResponse(urlset(_addresses(request, 1)), content_type=XML)
    base = public_address(request)
    places = (f"{base}{reverse('sitemap_file', args=[n])}" for n in range(1, files + 1))
    return HttpResponse(sitemap_index(places), content_type=XML)


@require_safe
def sitemap_file(request: HttpRequest, number: int) -> HttpResponse:
    found = list(_addresses(request, number))
    if not found or not number:
        raise Http404
    return HttpResponse(urlset(found), content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Entries and files may be read; every search is another page of the same, and is not."""
    lines = [
        "User-agent: *",
        "Disallow: /catalogue/?",
        "Disallow: /login",
        "Disallow: /api/docs",
        "Allow: /",
        f"Sitemap: {public_address(request)}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap_index(files: Iterable[str]) -> str:
    """The list of sitemaps, by their addresses."""
    places = "".join(f"<sitemap><loc>{at}</loc></sitemap>\n" for at in files)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex xmlns="{_SCHEMA}">\n{places}</sitemapindex>\n'


def urlset(pages: Iterable[tuple[str, str]]) -> str:
    """A sitemap of (address, day of the last change or "")."""
    lines = [f"<url><loc>{at}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n" for at, day in pages]
    return f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_SCHEMA}">\n{"".join(lines)}</urlset>\n'


def _addresses(request: HttpRequest, number: int) -> Iterator[tuple[str, str]]:
    base = public_address(request)
    if number == 1:
        yield f"{base}/catalogue/", ""
    first = (number - 1) * AT_MOST
    rows = listed(Part.OPEN).order_by("code").values_list("code", "current__published_at", "last_updated")
    # The first file has the directory itself as well.
    window = rows[max(0, first - 1) : first + AT_MOST - 1]
    for code, published, updated in window.iterator(2000):
        days = [moment for moment in (published, updated) if moment]
        last = shanghai_day(max(days)).isoformat() if days else ""
        yield f"{base}/catalogue/{code.replace('/', '-')}/", last
