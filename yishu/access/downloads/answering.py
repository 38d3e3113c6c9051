"""The kept file as an answer, for the page and for programs: with ranges, entity tag, digest, and what a copy tells of itself."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from yishu.access.downloads.fetching import get_file, note_fetch
from yishu.core.actor import Actor
from yishu.shell.sending import file_response


@transaction.atomic
def answer_with_file(request: HttpRequest, actor: Actor, number: UUID, code: str | None = None) -> HttpResponseBase:
    """GET and HEAD."""
    now = timezone.now()
    made = get_file(actor, number, code=code, now=now)
    answer = file_response(
        request, made.path, made.media_type, etag=made.digest, filename=made.filename, digest=made.digest
    )
    answer.headers["Yishu-Receipt"], answer.headers["Yishu-Version"] = made.receipt, str(made.version)
    if made.controls:
        answer.headers["Yishu-Control-Records"] = made.controls
    answer.headers["Cache-Control"] = "private, no-store"
    if request.method == "GET" and answer.status_code in (200, 206):
        note_fetch(actor, made, answer.headers.get("Content-Range", ""), now=now)
    return answer
