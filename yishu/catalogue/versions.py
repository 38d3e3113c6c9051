"""Any two versions of an entry beside each other (10.1): a page, and what it asks."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yishu.agencies.middleware import actor_of, viewer_of
from yishu.catalogue import course, differences, queries
from yishu.catalogue.errors import ResourceNotFound, VersionNotFound
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.vocabulary import EntryStatus, Openness
from yishu.core.actor import Actor
from yishu.shell.components import Step


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the course of one version."""

    version: int
    step: Step


ISSUED = (EntryStatus.PUBLISHED, EntryStatus.SUPERSEDED)


def list_versions(resource: Resource, viewer: Actor | None) -> QuerySet[Entry]:
    """The versions whose text the viewer may read, the latest first: one's own agency all, others what was published, without login what was open then (8.2).

    What an open directory brought is no version of the catalogue.
    """
    found = resource.entries.exclude(status=EntryStatus.IMPORTED).order_by("-version")
    if viewer is not None and viewer.agency_id == resource.provider_id:
        return found
    issued = found.filter(status__in=ISSUED)
    return issued if viewer else issued.filter(openness=Openness.OPEN)


def get_version(versions: QuerySet[Entry], version: str) -> Entry:
    """By its number, as a query string has it. Raises VersionNotFound."""
    known = version.isascii() and version.isdecimal() and len(version) < 9
    found = versions.filter(version=int(version)).first() if known else None
    if found is None:
        raise VersionNotFound(version=version[:20])
    return found


@require_GET
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """`from` and `to` are numbers of versions; without them the last two."""
    viewer = viewer_of(request)
    try:
        resource = queries.get_resource(code, viewer=viewer)
    except ResourceNotFound:
        actor_of(request)  # as for the entry itself: first the login, whether it exists or not
        raise
    versions = list_versions(resource, viewer).prefetch_related("items", "steps")
    listed = list(versions)
    given: dict[str, object] = {"resource": resource, "versions": listed, "name": listed[0].name if listed else code}
    if len(listed) > 1:
        now = get_version(versions, request.GET.get("to") or str(listed[0].version))
        earlier = next((one for one in listed if one.version < now.version), listed[-1])
        before = get_version(versions, request.GET.get("from") or str(earlier.version))
        given |= {"before": before, "now": now, "changed": differences.between(before, now), "is_known": viewer}
        given["people"] = [Taken(one.version, step) for one in (before, now) for step in course.done(one)]
    return render(request, "catalogue/compare.html", given)
