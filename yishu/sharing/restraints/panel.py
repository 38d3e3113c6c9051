"""On a grant's page: that its use is held back, why, and whom to contact."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from yishu.sharing.models import Grant
from yishu.sharing.restraints.queries import on_grant


def grant_panel(request: HttpRequest, grant: object) -> str | None:
    """Hung on `sharing.grant`, for whoever sees the grant."""
    assert isinstance(grant, Grant)
    standing = on_grant(grant, timezone.now()) if grant.state == Grant.State.ACTIVE else []
    return render_to_string("restraints/panel.html", {"standing": standing}, request) if standing else None
