"""On a grant's page: narrowing it, for its provider; and what became of its terms, for both sides."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.sharing.changes.queries import list_changes
from yishu.sharing.models import Grant


def history_panel(request: HttpRequest, grant: object) -> str | None:
    """Hung on `sharing.grant`."""
    assert isinstance(grant, Grant)
    viewer = viewer_of(request)
    if viewer is None:
        return None
    in_force = grant.state == Grant.State.ACTIVE and not grant.has_expired(timezone.now())
    may_narrow = in_force and viewer.agency_id == grant.provider_id and bool(viewer.roles & {Role.SIGNER, Role.HANDLER})
    changes = list_changes(grant)
    if not changes and not may_narrow:
        return None
    given = {"grant": grant, "changes": changes, "may_narrow": may_narrow}
    return render_to_string("changes/panel.html", given, request)
