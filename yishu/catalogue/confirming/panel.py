"""What the yearly upkeep shows elsewhere: on an entry's page when it was confirmed last, on a grant's page where its resource has gone."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.agencies.middleware import viewer_of
from yishu.catalogue.confirming import queries
from yishu.catalogue.confirming.commands import CONFIRMERS
from yishu.catalogue.models import Resource


def confirmation_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`, for whoever has logged in."""
    assert isinstance(resource, Resource)
    viewer, now = viewer_of(request), timezone.now()
    if viewer is None or resource.state not in queries.LISTED:
        return None
    standing = queries.find_standing(resource, now)
    if standing is None:
        return None
    is_own = viewer.agency_id == resource.provider_id
    given = {
        "standing": standing,
        "today": timezone.localdate(),
        "may_act": is_own and bool(viewer.roles & set(CONFIRMERS)),
    }
    return render_to_string("confirming/panel.html", given, request)


def merged_panel(request: HttpRequest, grant: object) -> str | None:
    """Hung on `sharing.grant`: whoever held a grant of what was merged is led to what has its data now."""
    merger = queries.find_merger(getattr(grant, "resource_id", 0))
    if merger is None:
        return None
    return render_to_string("confirming/merged.html", {"merger": merger}, request)
