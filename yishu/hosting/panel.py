"""What hosting shows on an entry's page: how fresh the data is, and publishing for the provider."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import Provision, ResourceState
from yishu.hosting.measures import DAYS_SHOWN
from yishu.hosting.models import Holding
from yishu.hosting.mounts import find_proxied
from yishu.hosting.quarantine.queries import count_open


def hosting_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`; nothing for others where nothing is hosted."""
    assert isinstance(resource, Resource)
    entry, viewer = resource.current, viewer_of(request)
    if entry is None or entry.provision != Provision.HOSTED or resource.state == ResourceState.IMPORTED:
        return None
    holding = Holding.objects.filter(resource=resource).first()
    is_own = viewer is not None and viewer.agency_id == resource.provider_id
    if holding is None and not is_own:
        return None
    is_officer = viewer is not None and is_own and Role.DATA_OFFICER in viewer.roles
    given = {
        "resource": resource,
        "holding": holding,
        "is_officer": is_officer,
        "may_publish": is_officer and resource.state == ResourceState.PUBLISHED,
        "open": count_open(viewer, resource) if viewer and is_officer else 0,
    }
    return render_to_string("hosting/panel.html", given, request)


def mount_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`: why a resource is not hosted yet, until when, and how its interface answers; for whoever has logged in (7.2)."""
    assert isinstance(resource, Resource)
    entry, viewer = resource.current, viewer_of(request)
    if viewer is None or entry is None or entry.provision != Provision.PROXIED:
        return None
    is_own = viewer.agency_id == resource.provider_id and Role.DATA_OFFICER in viewer.roles
    given = {"proxied": find_proxied(resource, timezone.now()), "may_mount": is_own, "days": DAYS_SHOWN}
    return render_to_string("hosting/mount_panel.html", given, request)
