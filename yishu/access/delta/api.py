"""The profile file of a grant (contract: `GET /api/v1/grants/{id}/profile`)."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from yishu.access.delta.profiles import Issued, profile_of
from yishu.agencies.api import known
from yishu.core.calendar import SHANGHAI

router = Router(tags=["data"], auth=known)


@router.get("/grants/{grant_id}/profile")
def get_profile(request: HttpRequest, grant_id: str, system: str = "") -> HttpResponse:
    """The Delta Sharing profile of a grant with bulk, the same each time until it is renewed: for the application system itself, or for an agency
    administrator of the consumer, who names the `system` where the grant is for several. It opens this grant only, and ends with it."""
    actor = request.actor  # type: ignore[attr-defined]
    return as_file(request, profile_of(actor, grant_id, system, now=timezone.now()))


@router.post("/grants/{grant_id}/profile")
def renew_profile(request: HttpRequest, grant_id: str, system: str = "") -> HttpResponse:
    """A new profile; the one of before is void from the next request on. For a token that may have become known."""
    actor = request.actor  # type: ignore[attr-defined]
    return as_file(request, profile_of(actor, grant_id, system, renew=True, now=timezone.now()))


def as_file(request: HttpRequest, issued: Issued) -> HttpResponse:
    here = settings.YISHU_URL or f"{request.scheme}://{request.get_host()}"
    said = {
        "shareCredentialsVersion": 1,
        "endpoint": f"{here}/delta-sharing",
        "bearerToken": issued.text,
        "expirationTime": issued.expires.astimezone(SHANGHAI).isoformat(timespec="seconds"),
    }
    answer = HttpResponse(json.dumps(said, indent=1), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="grant-{issued.profile.grant_id}.share"'
    answer["Cache-Control"] = "no-store"
    return answer
