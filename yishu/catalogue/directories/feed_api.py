"""The changes of the directory over HTTP: JSON by cursor, and an Atom feed (8.2)."""

from datetime import datetime
from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from yishu.agencies.api import anyone
from yishu.catalogue.directories.atom import MEDIA_TYPE, as_atom
from yishu.catalogue.directories.dcat import catalogue_address
from yishu.catalogue.directories.feed import Told, changes_since, latest_changes
from yishu.shell.addresses import public_address

router = Router(tags=["catalogue"], auth=anyone)
_PAGE = 50
Number = Annotated[int, Field(ge=0, lt=2**63)]


class DirectoryChangeOut(Schema):
    """`gone`: it is not in the caller's directory any more; then nothing but its code is told."""

    number: int
    at: datetime
    kind: str
    gone: bool
    code: str
    address: str
    name: str | None
    version: int | None


class ChangesOut(Schema):
    """Ask again with `since={next}`; at once where there is `more`."""

    changes: list[DirectoryChangeOut]
    next: int
    more: bool


@router.get("/catalogue/changes", response=ChangesOut)
def list_changes(
    request: HttpRequest, since: Number = 0, limit: Annotated[int, Field(ge=1, le=1000)] = 200
) -> ChangesOut:
    """What changed in the directory after the change `since`, oldest first and without gaps: a copy that applies them in order is the directory."""
    viewer = request.actor or None  # type: ignore[attr-defined]
    batch = changes_since(viewer, since, public_address(request), limit=limit)
    return ChangesOut(changes=[_out(told) for told in batch.changes], next=batch.next, more=batch.more)


_DOCUMENTED = {
    "responses": {200: {"description": "Atom (RFC 4287)", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
}


@router.get("/catalogue.atom", openapi_extra=_DOCUMENTED)
def changes_atom(request: HttpRequest, before: Annotated[int | None, Field(ge=0, lt=2**63)] = None) -> HttpResponse:
    """The changes of the directory as an Atom feed, newest first: for each entry the last; `next` leads to older ones."""
    viewer, base = request.actor or None, public_address(request)  # type: ignore[attr-defined]
    batch = latest_changes(viewer, before, base, limit=_PAGE)
    place = f"{base}/api/v1/catalogue.atom"
    text = as_atom(
        batch,
        base=base,
        address=f"{catalogue_address(base)}#{'changes' if viewer else 'open-changes'}",
        title=f"{settings.YISHU_NODE_NAME} · {_('目录变化')}",
        here=place if before is None else f"{place}?before={before}",
        older=f"{place}?before={batch.next}" if batch.more else "",
    )
    return HttpResponse(text, content_type=f"{MEDIA_TYPE}; charset=utf-8")


def _out(told: Told) -> DirectoryChangeOut:
    return DirectoryChangeOut(
        number=told.number,
        at=told.at,
        kind=told.kind,
        gone=told.is_gone,
        code=told.code,
        address=told.address,
        name=None if told.is_gone else told.name,
        version=None if told.is_gone else told.version,
    )
