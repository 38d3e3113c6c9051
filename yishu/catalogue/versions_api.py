"""The versions of an entry, and what differs between two of them, over HTTP (10.1)."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import override
from ninja import Field, Query, Router, Schema

from yishu.agencies.api import PlainText, anyone
from yishu.catalogue import differences, queries
from yishu.catalogue.versions import get_version, list_versions
from yishu.core.errors import preferred_language

router = Router(tags=["catalogue"], auth=anyone)


class EntryVersionOut(Schema):
    version: int
    status: str
    name: str
    submitted_at: datetime | None
    published_at: datetime | None


class EntryDifferenceOut(Schema):
    """A field or an item in the words of its code table; `before` or `now` is empty where it was not there."""

    what: str
    before: str
    now: str


class VersionAsked(Schema):
    """Two versions by their numbers."""

    before: PlainText = Field(alias="from")
    now: PlainText = Field(alias="to")


@router.get("/resources/{code}/versions", response=list[EntryVersionOut])
def get_versions(request: HttpRequest, code: str) -> list[EntryVersionOut]:
    """The latest first: for one's own agency all, else what was published, without login what was open."""
    viewer = request.actor or None  # type: ignore[attr-defined]
    found = list_versions(queries.get_resource(code, viewer=viewer), viewer)
    return [EntryVersionOut(**{name: getattr(one, name) for name in EntryVersionOut.model_fields}) for one in found]


@router.get("/resources/{code}/differences", response=list[EntryDifferenceOut])
def get_differences(request: HttpRequest, code: str, asked: Query[VersionAsked]) -> list[EntryDifferenceOut]:
    """What version `to` says otherwise than version `from`, fields first."""
    viewer = request.actor or None  # type: ignore[attr-defined]
    versions = list_versions(queries.get_resource(code, viewer=viewer), viewer)
    changed = differences.between(get_version(versions, asked.before), get_version(versions, asked.now))
    language = preferred_language(request.headers.get("Accept-Language"))
    with override("en" if language == "en" else "zh-hans"):
        return [EntryDifferenceOut(what=str(one.what), before=str(one.before), now=str(one.now)) for one in changed]
