"""On an entry's page: what the data looks like, before one applies for it (10)."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.catalogue.models import Resource
from yishu.hosting.invented.queries import sample_of


def sample_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`, for whoever sees the entry."""
    assert isinstance(resource, Resource)
    sample = sample_of(resource, viewer_of(request))
    if sample is None:
        return None
    return render_to_string("invented/panel.html", {"resource": resource, "sample": sample}, request)
