"""Entries from an open directory, brought in as they are: visible, still to be catalogued, not yet to be applied for."""

from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from yishu.agencies.models import Role
from yishu.agencies.roles import require
from yishu.audit import recording
from yishu.audit.record import Action
from yishu.catalogue import codes, portals
from yishu.catalogue.models import Category, Entry, EntryStatus, Item, Provision, Resource, ResourceState
from yishu.catalogue.portals import Found
from yishu.catalogue.scoring.keeping import MEASURED, keep_measures
from yishu.catalogue.search import DESCRIBED, describe
from yishu.core.actor import Actor
from yishu.core.errors import FieldError

PREFIX = "330000open"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import. `dirt` names row and field of what is not as it should be; it was kept as found."""

    created: int
    unchanged: int
    dirt: list[FieldError]


@transaction.atomic
def import_directory(actor: Actor, content: bytes, *, source: str, now: datetime) -> Imported:
    """Bring in a portal's directory. An entry is known again by its page's address, so that a second run changes nothing."""
    require(actor, Role.COORDINATOR)
    found = portals.read(content)
    known = set(Entry.objects.filter(status=EntryStatus.IMPORTED).values_list("source_url", flat=True))
    new = [each for each in found if each.source_url not in known]
    _create(new, actor, source)
    recording.record(actor, Action.CATALOGUE_IMPORTED, target=source, created=len(new), at=now.isoformat())
    return Imported(len(new), len(found) - len(new), [wrong for each in found for wrong in each.dirt])


def _create(new: list[Found], actor: Actor, source: str) -> None:
    """Set-based: resources, entries, items, then what makes them found."""
    resources = Resource.objects.bulk_create(
        Resource(
            code=code,
            provider_name=each.provider,
            state=ResourceState.IMPORTED,
            records=each.rows,
            last_updated=datetime.combine(each.updated, datetime.min.time(), SHANGHAI) if each.updated else None,
        )
        for code, each in zip(codes.allocate_many(PREFIX, len(new)), new, strict=True)
    )
    entries = Entry.objects.bulk_create(
        _entry(resource, each, actor, source) for resource, each in zip(resources, new, strict=True)
    )
    items = [
        [Item(entry=entry, position=n, code=f"item_{n}", name=name) for n, name in enumerate(each.items_guess, 1)]
        for entry, each in zip(entries, new, strict=True)  # the directory gives names only
    ]
    Item.objects.bulk_create(item for those in items for item in those)
    for resource, entry, each, those in zip(resources, entries, new, items, strict=True):
        resource.current = entry
        describe(resource, entry, each.items_guess)
        keep_measures(resource, entry, those)
    Resource.objects.bulk_update(resources, ["current", *DESCRIBED, *MEASURED], batch_size=500)


def _entry(resource: Resource, each: Found, actor: Actor, source: str) -> Entry:
    as_found = asdict(each) | {"dirt": [wrong.as_dict("zh") for wrong in each.dirt], "directory": source}
    for day in ("published", "updated"):
        as_found[day] = as_found[day].isoformat() if as_found[day] else None
    return Entry(
        resource=resource,
        version=1,
        status=EntryStatus.IMPORTED,
        name=each.name,
        summary=each.summary,
        format=each.format,
        # The directory speaks of openness, not of the regulation's sharing category: until it is catalogued, the narrower one.
        category=Category.RESTRICTED,
        cycle=each.cycle,
        cycle_note=each.cycle_note,
        provision=Provision.UNSTATED,
        openness=each.openness,
        open_condition=each.open_condition,
        domain=each.domain,
        tags=each.tags,
        source_url=each.source_url,
        imported_fields=as_found,
        drafted_by=actor.ref,
    )
