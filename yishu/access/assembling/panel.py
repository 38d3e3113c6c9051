"""On the entry: from which sources a base database is assembled, item by item; its data officer is shown the way to declare it (22.1)."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.access.assembling import queries
from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Provision, Resource


def entry_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`."""
    assert isinstance(resource, Resource)
    viewer, entry = viewer_of(request), resource.current
    if viewer is None or entry is None or not entry.base_database or entry.provision != Provision.HOSTED:
        return None
    may_declare = viewer.agency_id == resource.provider_id and Role.DATA_OFFICER in viewer.roles
    found = queries.find_assembly(resource)
    if found is None and not may_declare:
        return None
    given = {
        "resource": resource,
        "found": found,
        "items": queries.item_states(found) if found else [],
        "stopped": queries.stopped(found) if found else [],
        "may_declare": may_declare,
    }
    return render_to_string("assembling/panel.html", given, request)
