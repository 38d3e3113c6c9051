"""What changed in the directories, for whoever keeps a copy: in one order, without gaps, to each what they may see (8.2).

What its reader cannot see any more is told as gone, whatever happened to it: nothing is said of it but its code.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from yishu.catalogue.directories.errors import ChangesAhead
from yishu.catalogue.directories.members import identifier, last_change
from yishu.catalogue.directories.models import Change, Kind
from yishu.catalogue.models import Resource
from yishu.catalogue.search import visible
from yishu.core.actor import Actor

_ALL: Final = Q()
_OF_THE_PUBLIC: Final = Q(was_open=True) | Q(is_open=True)


@dataclass(frozen=True, slots=True)
class Told:
    """A change as one reader is told of it; `resource` only where the reader may see it now."""

    number: int
    at: datetime
    kind: Kind
    code: str
    name: str
    version: int
    address: str
    resource: Resource | None

    @property
    def is_gone(self) -> bool:
        return self.resource is None


@dataclass(frozen=True, slots=True)
class Batch:
    """Some changes in their order; ask again with `next`."""

    changes: list[Told]
    next: int
    more: bool


def changes_since(viewer: Actor | None, since: int, base: str, *, limit: int) -> Batch:
    """The changes after that number, oldest first. Raises ChangesAhead for a number that has not been given yet."""
    horizon = last_change()  # what commits from here on has a higher number
    if since > horizon:
        raise ChangesAhead(since=since, last=horizon)
    found = list(_seen_by(viewer).filter(pk__gt=since, pk__lte=horizon).order_by("pk")[: limit + 1])
    more = len(found) > limit
    batch = found[:limit]
    return Batch(_told(batch, viewer, base), batch[-1].pk if more else horizon, more)


def latest_changes(viewer: Actor | None, before: int | None, base: str, *, limit: int) -> Batch:
    """For each entry its last change, newest first, from below a number on; `next` is that number for the page of older ones."""
    later = _seen_by(viewer).filter(resource=OuterRef("resource"), pk__gt=OuterRef("pk"))
    found = _seen_by(viewer).filter(~Exists(later))
    if before is not None:
        found = found.filter(pk__lt=before)
    batch = list(found.order_by("-pk")[: limit + 1])
    more = len(batch) > limit
    return Batch(_told(batch[:limit], viewer, base), batch[limit - 1].pk if more else 0, more)


def _seen_by(viewer: Actor | None) -> QuerySet[Change]:
    return Change.objects.filter(_ALL if viewer else _OF_THE_PUBLIC).select_related("resource")


def _told(changes: list[Change], viewer: Actor | None, base: str) -> list[Told]:
    ids = {change.resource_id for change in changes}
    there = {each.pk: each for each in visible(viewer).filter(pk__in=ids).select_related("current", "provider")}
    return [_one(change, there.get(change.resource_id), viewer, base) for change in changes]


def _one(change: Change, resource: Resource | None, viewer: Actor | None, base: str) -> Told:
    kind = _kind(change, viewer)
    is_there = resource is not None and kind != Kind.WITHDRAWN
    return Told(
        change.pk,
        change.at,
        kind if is_there else Kind.WITHDRAWN,
        change.resource.code,
        change.name if is_there else "",
        change.version if is_there else 0,
        identifier(change.resource, base),
        resource if is_there else None,
    )


def _kind(change: Change, viewer: Actor | None) -> Kind:
    """For the public an entry that is opened appears, and one that is closed goes, whatever it was for agencies."""
    if viewer:
        return Kind(change.kind)
    if not change.is_open:
        return Kind.WITHDRAWN
    return Kind(change.kind) if change.was_open or change.kind == Kind.IMPORTED else Kind.PUBLISHED
