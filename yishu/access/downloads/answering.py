"""The kept file as an answer, for the page and for programs: with ranges, entity tag, digest, and what a copy tells of itself."""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from yishu.access.calls import epoch_now
from yishu.access.downloads.fetching import get_file, note_fetch
from yishu.access.errors import Busy
from yishu.core.actor import Actor
from yishu.shell.sending import file_response

_TRIES: Final = 5


def answer_with_file(request: HttpRequest, actor: Actor, number: UUID, code: str | None = None) -> HttpResponseBase:
    """GET and HEAD. As for every call, the evidence holds only under the epoch by which it was allowed. Raises what `get_file` does, Busy."""
    for _ in range(_TRIES):
        with transaction.atomic():
            epoch = epoch_now()
            answer = _answer(request, actor, number, code)
            if epoch_now() == epoch:
                return answer
            transaction.set_rollback(True)
    raise Busy


def _answer(request: HttpRequest, actor: Actor, number: UUID, code: str | None) -> HttpResponseBase:
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
