"""What quality shows on an entry's page: how fresh the data is by its declared rhythm, and reporting a discrepancy."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import ResourceState
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.quality import queries
from yishu.quality.words import rhythm_word


def quality_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`; nothing where no update is owed on this platform."""
    assert isinstance(resource, Resource)
    if resource.state != ResourceState.PUBLISHED:
        return None
    viewer, now = viewer_of(request), timezone.now()
    fresh = queries.freshness(resource, now=now)
    if fresh is None:
        return None
    is_own = viewer is not None and viewer.agency_id == resource.provider_id
    is_officer = viewer is not None and bool(viewer.roles & {Role.DATA_OFFICER, Role.HANDLER})
    given = {
        "resource": resource,
        "fresh": fresh,
        "rhythm": rhythm_word(fresh.rhythm),
        "today": shanghai_day(now),
        "may_report": is_officer and resource.records is not None and (is_own or _uses(viewer, resource)),
        "is_own": is_own,
    }
    return render_to_string("quality/panel.html", given, request)


def _uses(viewer: Actor | None, resource: Resource) -> bool:
    return viewer is not None and resource.grants.filter(consumer_id=viewer.agency_id).exists()  # type: ignore[attr-defined]
