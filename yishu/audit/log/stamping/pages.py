"""Stamps as outsiders fetch them, beside the log, and this node as an authority. Open to anybody."""

from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from yishu.audit.log import own as own_log
from yishu.audit.log.notes import Checkpoint
from yishu.audit.log.stamping import keeping, own, responding
from yishu.audit.log.stamping.tokens import stamped_part

FOREVER: Final = "public, max-age=31536000, immutable"
QUERY: Final = "application/timestamp-query"
REPLY: Final = "application/timestamp-reply"


@never_cache
@require_safe
def newest(_: HttpRequest) -> HttpResponse:
    return _described(None)


@never_cache
@require_safe
def at(_: HttpRequest, size: int) -> HttpResponse:
    return _described(size)


@require_safe
def checkpoint(_: HttpRequest, size: int) -> HttpResponse:
    """The bytes that were stamped."""
    return _lasting(stamped_part(_find(size)), "text/plain; charset=utf-8")


@require_safe
def answer(_: HttpRequest, size: int, number: int) -> HttpResponse:
    """An authority's answer as it came."""
    with own_log.reading() as connection:
        found = keeping.answer_of(connection, size, number)
    if found is None:
        raise Http404
    return _lasting(found, REPLY)


@csrf_exempt
@require_POST
def stamp(request: HttpRequest) -> HttpResponse:
    """A stamp by this node, where it is an authority. Nothing is kept of it."""
    if not settings.YISHU_TSA:
        raise Http404
    if request.content_type != QUERY:
        return HttpResponse(f"{QUERY} is expected\n", status=415, content_type="text/plain")
    asked = request.read(responding.MOST + 1)
    if len(asked) > responding.MOST:
        return HttpResponse("no query is as long as that\n", status=413, content_type="text/plain")
    response = HttpResponse(responding.answer(asked, own_signer(), datetime.now(UTC)), content_type=REPLY)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_safe
def certificate(_: HttpRequest) -> HttpResponse:
    """By which the stamps of this node are trusted; to be compared with what its operator says."""
    if not settings.YISHU_TSA:
        raise Http404
    return HttpResponse(own.certificates(own_signer()), content_type="application/x-pem-file")


def own_signer() -> responding.Signer:
    """Raises OSError, ValueError."""
    return own.load(
        settings.YISHU_DIR,
        node=settings.YISHU_NODE_CODE,
        name=settings.YISHU_NODE_NAME,
        policy=settings.YISHU_TSA_POLICY,
    )


def _described(size: int | None) -> HttpResponse:
    found = _find(size)
    with own_log.reading() as connection:
        stamps = keeping.list_at(connection, found.size)
    told = {
        "size": found.size,
        "checkpoint": reverse("log:stamped", args=[found.size]),
        "stamps": [
            {
                "authority": each.authority,
                "not_later": each.not_later.astimezone(UTC).isoformat(),
                "serial": each.serial,
                "answer": reverse("log:stamp_answer", args=[found.size, each.number]),
            }
            for each in stamps
        ],
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _find(size: int | None) -> Checkpoint:
    with own_log.reading() as connection:
        found = keeping.stamped_checkpoint(connection, size)
    if found is None:
        raise Http404
    return found


def _lasting(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = FOREVER
    return response
