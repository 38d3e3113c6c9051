"""On the entry: from which sources a base database is assembled, item by item; its data officer is shown the way to declare it. On a result sheet: where its values come from (22.1)."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.access.assembling import queries
from yishu.access.assembling.origins import read_origins
from yishu.access.queries import Desk
from yishu.access.sheets import Answered
from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Provision


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


def sheet_panel(_request: HttpRequest, shown: object) -> str | None:
    """Hung on `access.sheet`, for a desk and what a query answered of one subject: the origins that were asked for, in words."""
    assert isinstance(shown, tuple)
    desk, answered = shown
    assert isinstance(desk, Desk)
    if not isinstance(answered, Answered) or not desk.entry.base_database:
        return None
    found = queries.find_assembly(desk.grant.resource)
    told = (
        line.value for line in answered.lines if found and line.item.code == found.origins and not line.comes_masked
    )
    origins = read_origins(next(told, ""))
    if found is None or not origins:
        return None
    names = {item.code: item.name for item in desk.items}
    sources = {source.resource.code: source.resource for source in found.sources.all()}
    rows = [
        (sources.get(origin.resource), origin, [names.get(item, item) for item in origin.items]) for origin in origins
    ]
    return render_to_string("assembling/origins.html", {"rows": rows})
