"""On a grant's page: the way to its copies as files, for whom the grant names for bulk (27.3)."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.access.downloads.queries import may_take
from yishu.agencies.middleware import viewer_of
from yishu.sharing.models import Grant


def download_panel(request: HttpRequest, thing: object) -> str | None:
    """Nothing for whoever may take no copy by it now."""
    actor = viewer_of(request)
    if actor is None or not isinstance(thing, Grant) or thing.consumer_id != actor.agency_id:
        return None
    if not may_take(actor, thing, timezone.now()):
        return None
    return render_to_string("downloads/panel.html", {"grant": thing}, request)
