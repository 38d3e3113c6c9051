"""Which entries each part of the directories holds, read from one snapshot, one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from yishu.catalogue.directories.models import Change, Part
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.queries import shown_items
from yishu.catalogue.search import visible
from yishu.catalogue.vocabulary import Category, ResourceState
from yishu.core.actor import PLATFORM, Actor

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Member:
    """An entry as a part's readers see it; `address` is its lasting one."""

    resource: Resource
    entry: Entry
    items: list[Item]
    address: str


def reader_of(part: Part) -> Actor | None:
    """Whom it is made for: somebody who has logged in, or anybody."""
    return None if part == Part.OPEN else PLATFORM


def part_for(viewer: Actor | None) -> Part:
    """The widest part that the viewer may read."""
    return Part.RESOURCE if viewer else Part.OPEN


def listed(part: Part) -> QuerySet[Resource]:
    """The entries of a part, with `current` and `provider`."""
    found = visible(reader_of(part)).select_related("current", "provider")
    if part == Part.SHARING:
        # What came from an open directory is open, but has no sharing category of its own yet.
        found = found.filter(~Q(current__category=Category.NON_SHARED) | Q(state=ResourceState.IMPORTED))
    return found


def members(part: Part, base: str) -> Iterator[Member]:
    """The entries of a part by code; the memory does not grow with their number. `base` is the node's address, without a slash at its end."""
    reader = reader_of(part)
    found = listed(part).order_by("code").prefetch_related("current__items")
    for resource in found.iterator(_AT_ONCE):
        yield member(resource, reader, base)


def member(resource: Resource, reader: Actor | None, base: str) -> Member:
    """An entry as this reader sees it."""
    entry = resource.current
    assert entry is not None  # what a directory holds has one
    return Member(resource, entry, shown_items(entry, reader), identifier(resource, base))


def identifier(resource: Resource, base: str) -> str:
    """The lasting address of a resource."""
    return f"{base}/id/resource/{resource.path_code}"


def last_change() -> int:
    """The number of the last change of the directories; 0 before the first."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything read inside belongs to one moment."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("set transaction isolation level repeatable read, read only")
        yield
