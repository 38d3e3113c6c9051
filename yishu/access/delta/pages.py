"""The profile as a file, from the page of its grant."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from yishu.access.delta.api import as_file
from yishu.access.delta.profiles import profile_of
from yishu.agencies.middleware import actor_of


@require_POST
def profile(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """POST, since it hands out a credential; with `renew` the one of before is void."""
    system, renew = request.POST.get("system", "")[:120], "renew" in request.POST
    return as_file(request, profile_of(actor_of(request), str(grant_id), system, renew=renew, now=timezone.now()))
