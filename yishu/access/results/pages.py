"""The button that makes a PDF of the answer on the page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from yishu.access import queries
from yishu.access.results import commands
from yishu.agencies.middleware import actor_of
from yishu.shell.addresses import public_address


@sensitive_post_parameters()
@never_cache
@require_POST
def issue(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """The sealed sheet, once: the platform keeps its number and digest, not the file."""
    actor, now = actor_of(request), timezone.now()
    desk = queries.get_desk(actor, str(grant_id), now)
    text, address = request.POST.get("answer", ""), public_address(request) + reverse("seals:verify")
    issued = commands.issue(actor, desk, text, request.session, address=address, now=now)
    answer = HttpResponse(issued.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{issued.number}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer
