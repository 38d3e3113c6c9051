"""On the entry: whoever applies is told beforehand that copies have control records, and the provider's data officer is shown the way to declare them (20.2)."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Mode, Provision
from yishu.hosting.controls.queries import find_declaration
from yishu.hosting.queries import find_holding


def entry_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`."""
    assert isinstance(resource, Resource)
    viewer, entry = viewer_of(request), resource.current
    if viewer is None or entry is None or entry.provision != Provision.HOSTED or Mode.BULK not in entry.modes:
        return None
    is_officer = viewer.agency_id == resource.provider_id and Role.DATA_OFFICER in viewer.roles
    may_declare = is_officer and find_holding(resource) is not None
    found = find_declaration(resource)
    if found is None and not may_declare:
        return None
    given = {"resource": resource, "found": found, "may_declare": may_declare}
    return render_to_string("controls/panel.html", given, request)
