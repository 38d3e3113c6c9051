"""The directory and its entries in DCAT-AP (8.2): without login what is open, else the resource directory."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from yishu.agencies.api import anyone
from yishu.catalogue import queries
from yishu.catalogue.directories import dcat
from yishu.catalogue.directories.graph import Thing, as_json_ld, as_turtle
from yishu.shell.addresses import own_address

router = Router(tags=["catalogue"], auth=anyone)
WRITERS: Final = {"jsonld": (as_json_ld, "application/ld+json"), "ttl": (as_turtle, "text/turtle; charset=utf-8")}


@router.get("/catalogue.jsonld", response={200: None})
def directory_json_ld(request: HttpRequest) -> StreamingHttpResponse:
    """The directory as DCAT-AP 3 in JSON-LD."""
    return StreamingHttpResponse(*_written(_directory(request), "jsonld"))


@router.get("/catalogue.ttl", response={200: None})
def directory_turtle(request: HttpRequest) -> StreamingHttpResponse:
    """The directory as DCAT-AP 3 in Turtle."""
    return StreamingHttpResponse(*_written(_directory(request), "ttl"))


@router.get("/catalogue/resources/{code}.jsonld", response={200: None})
def entry_json_ld(request: HttpRequest, code: str) -> HttpResponse:
    """One entry as a DCAT-AP dataset in JSON-LD."""
    return HttpResponse(*_written([_dataset(request, code)], "jsonld"))


@router.get("/catalogue/resources/{code}.ttl", response={200: None})
def entry_turtle(request: HttpRequest, code: str) -> HttpResponse:
    """One entry as a DCAT-AP dataset in Turtle."""
    return HttpResponse(*_written([_dataset(request, code)], "ttl"))


def _directory(request: HttpRequest) -> Iterable[Thing]:
    viewer = request.actor or None  # type: ignore[attr-defined]
    return dcat.directory(viewer, own_address(request), settings.YISHU_NODE_NAME)


def _dataset(request: HttpRequest, code: str) -> Thing:
    resource = queries.get_resource(code, viewer=request.actor or None)  # type: ignore[attr-defined]
    if resource.current is None:
        raise queries.ResourceNotFound(code=resource.code)  # a draft has no place in a directory yet
    return dcat.dataset(resource, own_address(request))


def _written(things: Iterable[Thing], form: str) -> tuple[Iterable[bytes], str]:
    writer, media_type = WRITERS[form]
    return (piece.encode() for piece in writer(things)), media_type
