"""The share from which batches are held, on the page of publishing and beside the resource's rules."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.catalogue.models import Resource
from yishu.hosting.uploads.queries import find_hold_rule


def share_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `hosting.publish` and `declared.rules`, which only the provider's data officers see."""
    assert isinstance(resource, Resource)
    return render_to_string("uploads/panel.html", {"resource": resource, "rule": find_hold_rule(resource)}, request)
