"""What base databases and professional databases are made of, as far as the viewer's directory holds it (8.2, 22.1)."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from yishu.catalogue.errors import BaseDatabaseNotFound
from yishu.catalogue.models import Item, Resource
from yishu.catalogue.search import visible
from yishu.catalogue.vocabulary import BaseDatabase, ResourceState
from yishu.core.actor import Actor
from yishu.standards import queries as standards

MOST_ITEMS = 2000


@dataclass(frozen=True, slots=True)
class Base:
    """A base database: how many resources it has, of how many providers, with how many items."""

    code: BaseDatabase
    resources: int
    providers: int
    items: int


@dataclass(frozen=True, slots=True)
class Origin:
    """An item of a resource of the base; `role` is what it is to its data element."""

    resource: Resource
    item: Item

    @property
    def is_source(self) -> bool:
        return (
            bool(self.item.data_element) and self.item.role not in ("verifying", "reference") and not self.item.is_key
        )


@dataclass(frozen=True, slots=True)
class Datum:
    """One datum of the base and where it comes from: by its data element, else by its name."""

    name: str
    element: str
    origins: tuple[Origin, ...]


def list_bases(viewer: Actor | None) -> list[Base]:
    """All kinds of base, in the order of the regulation, also those that have nothing yet."""
    rows = _members(viewer).order_by().values("current__base_database")
    counted = rows.annotate(
        resources=Count("pk", distinct=True),
        providers=Count("provider_name", distinct=True),
        items=Count("current__items", distinct=True),
    )
    found = {row["current__base_database"]: row for row in counted}
    return [
        Base(one, *((found[one][name] if one in found else 0) for name in ("resources", "providers", "items")))
        for one in BaseDatabase
    ]


def get_base(code: str) -> BaseDatabase:
    if code not in BaseDatabase.values:
        raise BaseDatabaseNotFound(base=code[:20])
    return BaseDatabase(code)


def list_members(base: BaseDatabase, viewer: Actor | None) -> QuerySet[Resource]:
    """The resources of a base, by provider."""
    found = _members(viewer).filter(current__base_database=base)
    return found.select_related("current", "provider").order_by("provider_name", "code")


def list_data(base: BaseDatabase, viewer: Actor | None) -> tuple[list[Datum], bool]:
    """Datum by datum where it comes from, what has several origins first; and whether there is more than the first 2000 items."""
    members = {one.current_id: one for one in list_members(base, viewer)[:MOST_ITEMS]}
    items = list(Item.objects.filter(entry__in=members).order_by("entry", "position")[: MOST_ITEMS + 1])
    names = {identifier: one.name for identifier, one in _elements(items).items()}
    grouped: dict[tuple[str, str], list[Origin]] = {}
    for item in items[:MOST_ITEMS]:
        key = (item.data_element, "") if item.data_element else ("", item.folded)
        grouped.setdefault(key, []).append(Origin(members[item.entry_id], item))
    data = [
        Datum(names.get(element, origins[0].item.name), element, tuple(sorted(origins, key=_sources_first)))
        for (element, _name), origins in grouped.items()
    ]
    return sorted(data, key=lambda one: -len(one.origins)), len(items) > MOST_ITEMS


def _members(viewer: Actor | None) -> QuerySet[Resource]:
    return visible(viewer).exclude(current__base_database="").exclude(state=ResourceState.IMPORTED)


def _elements(items: list[Item]) -> dict[str, standards.DataElement]:
    return standards.elements_in_force({item.data_element for item in items} - {""})


def _sources_first(origin: Origin) -> tuple[bool, str]:
    return not origin.is_source, origin.resource.code
