"""The log as outsiders read it: checkpoint, tiles and key (C2SP tlog-tiles), the form of its records, and the proof that belongs to a receipt. Open to anybody: hashes are salted, and say nothing of what was recorded."""

from typing import Final
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yishu.audit.log import own, reading
from yishu.audit.log import program as examining
from yishu.audit.log.tiles import SIZE, WIDTH, place_of
from yishu.audit.schema import record_schema

FOREVER: Final = "public, max-age=31536000, immutable"
TEXT: Final = "text/plain; charset=utf-8"


@never_cache
@require_safe
def checkpoint(_: HttpRequest) -> HttpResponse:
    with own.reading() as connection:
        newest = reading.newest_checkpoint(connection)
    if newest is None:
        raise Http404
    return HttpResponse(str(newest), content_type=TEXT)


@never_cache
@require_safe
def key(_: HttpRequest) -> HttpResponse:
    """All keys that the log has had, the one that signs now last."""
    with own.reading() as connection:
        keys = reading.verifier_keys(connection)
    return HttpResponse("".join(f"{each}\n" for each in keys), content_type=TEXT)


@never_cache
@require_safe
def program(_: HttpRequest) -> HttpResponse:
    """The program that examines what was exported, as one file. Open like the rest, so that whoever has it from elsewhere can compare."""
    made = examining.made()
    response = HttpResponse(made.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@require_safe
def schema(_: HttpRequest) -> HttpResponse:
    """The form of the records in the log (JSON Schema). Open like the rest: a form says nothing of what was recorded."""
    response = HttpResponse(msgspec.json.encode(record_schema()), content_type="application/schema+json")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def tile(_: HttpRequest, path: str) -> HttpResponse:
    """The hashes of a tile, as many as its path says."""
    place = place_of(f"tile/{path}")
    if place is None:
        raise Http404
    level, number, width = place
    with own.reading() as connection:
        try:
            hashes = reading.read_tile(connection, level, number)
        except KeyError:
            raise Http404 from None
    if len(hashes) < width * SIZE:
        raise Http404
    response = HttpResponse(hashes[: width * SIZE], content_type="application/octet-stream")
    response["Cache-Control"] = FOREVER if width == WIDTH else "public, max-age=3600"
    return response


@never_cache
@require_safe
def proof(request: HttpRequest, receipt: str) -> HttpResponse:
    """The proof that a receipt's record is in the log (C2SP tlog-proof), without the record: its holder has the hash. `?under=stamp`: by the checkpoint whose time stamp is the earliest. 404 where the record is not there, or not yet."""
    number, leaf = (*receipt.split(".", 1), "")[:2]
    try:
        record = UUID(number)
    except ValueError:
        raise Http404 from None
    stamped = request.GET.get("under") == "stamp"
    with own.reading() as connection:
        found = reading.prove(connection, settings.YISHU_SUITE, record, entry=False, stamped=stamped)
    try:
        if found is None:
            raise Http404
        found.require(settings.YISHU_SUITE, bytes.fromhex(leaf))
    except ValueError:
        raise Http404 from None
    response = HttpResponse(str(found), content_type=TEXT)
    response["Content-Disposition"] = f'attachment; filename="{record}.tlog-proof"'
    return response
