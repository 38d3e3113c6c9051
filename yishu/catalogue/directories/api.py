"""The directory and its entries in DCAT-AP (8.2): without login what is open, else the resource directory."""

from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from yishu.agencies.api import anyone
from yishu.catalogue import queries
from yishu.catalogue.directories import dcat
from yishu.catalogue.directories.graph import Thing, as_json_ld, as_turtle
from yishu.shell.addresses import public_address

router = Router(tags=["catalogue"], auth=anyone)
TURTLE: Final = "text/turtle; charset=utf-8"
JSON_LD: Final = "application/ld+json"


def _documented(media_type: str) -> dict[str, Any]:
    """What OpenAPI says of an answer that is not JSON."""
    content = {media_type.partition(";")[0]: {"schema": {"type": "string"}}}
    return {"responses": {200: {"description": "DCAT-AP 3", "content": content}}}


@router.get("/catalogue.jsonld", openapi_extra=_documented(JSON_LD))
def directory_json_ld(request: HttpRequest) -> StreamingHttpResponse:
    """The directory as DCAT-AP 3 in JSON-LD."""
    return StreamingHttpResponse(as_json_ld(_directory(request)), content_type=JSON_LD)


@router.get("/catalogue.ttl", openapi_extra=_documented(TURTLE))
def directory_turtle(request: HttpRequest) -> StreamingHttpResponse:
    """The directory as DCAT-AP 3 in Turtle."""
    return StreamingHttpResponse(as_turtle(_directory(request)), content_type=TURTLE)


@router.get("/catalogue/resources/{code}.jsonld", openapi_extra=_documented(JSON_LD))
def entry_json_ld(request: HttpRequest, code: str) -> HttpResponse:
    """One entry as a DCAT-AP dataset in JSON-LD."""
    return HttpResponse(as_json_ld([_dataset(request, code)]), content_type=JSON_LD)


@router.get("/catalogue/resources/{code}.ttl", openapi_extra=_documented(TURTLE))
def entry_turtle(request: HttpRequest, code: str) -> HttpResponse:
    """One entry as a DCAT-AP dataset in Turtle."""
    return HttpResponse(as_turtle([_dataset(request, code)]), content_type=TURTLE)


def _directory(request: HttpRequest) -> Iterable[Thing]:
    viewer = request.actor or None  # type: ignore[attr-defined]
    return dcat.directory(viewer, public_address(request), settings.YISHU_NODE_NAME)


def _dataset(request: HttpRequest, code: str) -> Thing:
    resource = queries.get_listed(code, viewer=request.actor or None)  # type: ignore[attr-defined]
    return dcat.dataset(resource, public_address(request))
