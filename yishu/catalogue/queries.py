"""Reading the catalogue."""

from django.db.models import Q, QuerySet

from yishu.agencies.models import Agency, Role
from yishu.catalogue import codes
from yishu.catalogue.errors import NotTheCoordinator, ResourceNotFound
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.search import visible
from yishu.catalogue.vocabulary import EntryStatus, Openness
from yishu.core.actor import Actor

MOST_RELATED = 50


def get_resource(code: str, *, viewer: Actor | None) -> Resource:
    """A resource that the viewer may see; the code as it is or as in a path. One's own drafts are seen too."""
    allowed = visible(viewer)
    if viewer:
        allowed = allowed | Resource.objects.filter(provider_id=viewer.agency_id)
    return _by_code(allowed, code)


def get_listed(code: str, *, viewer: Actor | None) -> Resource:
    """A resource that stands in the viewer's directory: `current` is there, and neither drafts nor what was withdrawn."""
    return _by_code(visible(viewer), code)


def _by_code(among: QuerySet[Resource], code: str) -> Resource:
    found = among.select_related("current__sign_off", "provider__division").filter(code=codes.from_path(code)).first()
    if found is None:
        raise ResourceNotFound(code=codes.from_path(code))
    return found


def get_entry(entry_id: int, *, lock: bool = False) -> Entry:
    entries = Entry.objects.select_for_update(of=("self",)) if lock else Entry.objects.all()
    found = entries.select_related("resource").filter(pk=entry_id).first()
    if found is None:
        raise ResourceNotFound(code=str(entry_id))
    return found


def get_entry_for(actor: Actor, entry_id: int) -> Entry:
    """An entry of one's own agency in any state, or one that waits for the coordinator."""
    entry = get_entry(entry_id)
    if entry.resource.provider_id == actor.agency_id or (
        is_coordinator(actor)
        and entry.status in (EntryStatus.IN_COORDINATOR_REVIEW, EntryStatus.PUBLISHED, EntryStatus.SUPERSEDED)
    ):
        return entry
    raise ResourceNotFound(code=str(entry_id))


def is_coordinator(actor: Actor) -> bool:
    return Role.COORDINATOR in actor.roles and Agency.objects.filter(pk=actor.agency_id, is_coordinator=True).exists()


def require_coordinator(actor: Actor) -> None:
    """For pages that are the coordinator's alone."""
    if not is_coordinator(actor):
        raise NotTheCoordinator


def list_own_entries(actor: Actor) -> QuerySet[Entry]:
    """The entries of one's own agency, what is under way first."""
    return (
        Entry.objects.filter(resource__provider_id=actor.agency_id)
        .exclude(status=EntryStatus.SUPERSEDED)
        .select_related("resource")
        .order_by("-pk")
    )


def list_waiting_for(actor: Actor) -> QuerySet[Entry]:
    """The submissions that this person may pass on now: never their own (5.1)."""
    waiting = Q(pk__in=[])
    if Role.REVIEWER in actor.roles:
        waiting |= Q(status=EntryStatus.IN_AGENCY_REVIEW, resource__provider_id=actor.agency_id)
    if Role.SECRECY_REVIEWER in actor.roles:
        waiting |= Q(status=EntryStatus.IN_SECRECY_REVIEW, resource__provider_id=actor.agency_id)
    if is_coordinator(actor):
        waiting |= Q(status=EntryStatus.IN_COORDINATOR_REVIEW)
    return (
        Entry.objects.filter(waiting)
        .exclude(submitted_by__in=actor.own_refs)
        .select_related("resource__provider")
        .prefetch_related("items")
        .order_by("submitted_at")
    )


def list_related(entry: Entry, viewer: Actor | None) -> list[Resource]:
    """The resources that an entry names as related, and those in force that name it (8.1), as far as the viewer may see them: related codes hold both ways."""
    naming = list(Entry.objects.filter(related__contains=[entry.resource.code]).values_list("pk", flat=True))
    if not naming and not entry.related:
        return []
    found = visible(viewer).filter(Q(current__in=naming) | Q(code__in=entry.related))
    return list(found.select_related("current").order_by("code")[:MOST_RELATED])


def shown_items(entry: Entry, viewer: Actor | None) -> list[Item]:
    """The items of an entry that this reader may know of, in their order (8.2): the public none that is closed to it."""
    return [item for item in entry.items.all() if is_shown(item, viewer)]


def is_shown(item: Item, viewer: Actor | None) -> bool:
    # An item without an openness of its own is as open as its entry.
    return viewer is not None or item.openness != Openness.CLOSED


def list_item_names(entry_ids: list[int | None], viewer: Actor | None) -> list[tuple[int, str]]:
    """(entry id, item name) of several entries, in the items' order: those that the viewer may know of."""
    items = Item.objects.filter(entry__in=entry_ids).order_by("entry", "position")
    return [(item.entry_id, item.name) for item in items if is_shown(item, viewer)]
