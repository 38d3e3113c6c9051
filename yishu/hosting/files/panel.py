"""On an entry's page: how many documents are provided, how far the holding is digitised, and the way in for its own agency (19.1)."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Provision, ResourceState
from yishu.hosting.files.models import Shelf


def entry_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`, for resources that are given as files; nothing for others where nothing is provided."""
    assert isinstance(resource, Resource)
    entry, viewer = resource.current, viewer_of(request)
    if entry is None or entry.provision != Provision.FILE or resource.state == ResourceState.IMPORTED:
        return None
    is_own = viewer is not None and viewer.agency_id == resource.provider_id
    shelf = Shelf.objects.filter(resource=resource).first()
    if (shelf is None or not shelf.documents) and not is_own:
        return None
    is_officer = viewer is not None and bool(viewer.roles & {Role.DATA_OFFICER, Role.SECRECY_REVIEWER})
    given = {
        "resource": resource,
        "entry": entry,
        "shelf": shelf,
        "known": viewer is not None,
        "may_manage": is_own and is_officer and resource.state == ResourceState.PUBLISHED,
    }
    return render_to_string("files/panel.html", given, request)
