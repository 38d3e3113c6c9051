"""The proof of a grant as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of
from yishu.sharing.proof import queries


@require_GET
def file(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """For both sides of the grant."""
    return as_file(queries.proof_of(actor_of(request), str(grant_id)), str(grant_id))


def as_file(content: bytes, grant_id: str) -> HttpResponse:
    """To be saved under the grant's number."""
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="grant-{grant_id}.json"'
    return response
