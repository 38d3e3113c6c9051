"""Reading assemblies: the one in force, how its values are spread, about what its sources disagree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from yishu.access.assembling.errors import AssemblyNotFound
from yishu.access.assembling.models import Assembly, Source
from yishu.access.assembling.rules import Candidate, Draft, ItemDraft, SourceDraft
from yishu.access.assembling.statements import Shape, differences_sql
from yishu.access.assembling.taking import is_given
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.catalogue.queries import get_resource
from yishu.core.actor import Actor
from yishu.hosting.errors import NotHosted, ResourceNotPublished
from yishu.hosting.models import Holding
from yishu.hosting.queries import find_holding
from yishu.hosting.shaping import table_of_entry
from yishu.hosting.tables import Table, table_name

MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Share:
    """One candidate of an item: whose, which item, and how many values come from it."""

    source: Source
    item: str
    values: int


@dataclass(frozen=True, slots=True)
class ItemState:
    """A base item as it is assembled: its candidates in order, and about how many subjects its sources disagree."""

    position: int
    code: str
    name: str
    shares: list[Share]
    differing: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A subject about which sources disagree: its key, and the value of each source, empty where it has none, None where its grant does not give it any more."""

    key: str
    values: list[tuple[Source, str | None]]


def find_assembly(resource: Resource) -> Assembly | None:
    """The one in force, with its sources."""
    found = Assembly.objects.filter(resource=resource, ended_at=None).select_related("resource__current")
    return found.prefetch_related("sources__resource__current", "sources__resource__provider").first()


def get_assembly(resource: Resource) -> Assembly:
    """Raises AssemblyNotFound."""
    found = find_assembly(resource)
    if found is None:
        raise AssemblyNotFound(code=resource.code)
    return found


def get_seen(actor: Actor, code: str) -> Assembly:
    """Of a resource that the actor may see. Raises ResourceNotFound, AssemblyNotFound."""
    return get_assembly(get_resource(code, viewer=actor))


def list_past(resource: Resource) -> QuerySet[Assembly]:
    """Those that ended, the last first."""
    return Assembly.objects.filter(resource=resource, ended_at__isnull=False).order_by("-ended_at")


def list_stopped(actor: Actor) -> list[Assembly]:
    """Those of the actor's agency that cannot go on, or of which a source cannot: for its data officers."""
    if Role.DATA_OFFICER not in actor.roles:
        return []
    own = Assembly.objects.filter(resource__provider_id=actor.agency_id, ended_at=None)
    found = own.select_related("resource__current").prefetch_related("sources__resource__current")
    return [one for one in found if stopped(one)]


def stopped(assembly: Assembly) -> list[Source | Assembly]:
    """What of it cannot go on."""
    parts: list[Source | Assembly] = [assembly, *assembly.sources.all()]
    return [part for part in parts if part.failed_at is not None]


def base_of(resource: Resource) -> Table:
    """The shape in which a batch of the base database would be taken now. Raises ResourceNotPublished, NotHosted, KeyItemMissing."""
    entry = resource.current
    if entry is None:
        raise ResourceNotPublished(code=resource.code)
    if entry.provision != "hosted":
        raise NotHosted(code=resource.code)
    holding = find_holding(resource)
    return table_of_entry(entry, holding.table if holding else table_name(resource.code, entry.version))


def base_table(assembly: Assembly) -> Table:
    return base_of(assembly.resource)


def shape_of(assembly: Assembly, sources: list[Source]) -> Shape:
    by_place = {source.place: source for source in sources}
    items = tuple(
        (code, tuple((place, by_place[place].items.index(item) + 1) for place, item in chosen))
        for code, chosen in assembly.items
    )
    return Shape(
        assembly.pk,
        tuple(assembly.keys),
        items,
        assembly.origins,
        tuple((source.pk, source.resource.code) for source in sources),
        assembly.subjects == Assembly.Subjects.FIRST,
    )


def draft_of(assembly: Assembly) -> Draft:
    """As it was declared."""
    sources = {source.place: source for source in assembly.sources.all()}
    return Draft(
        tuple(
            SourceDraft(
                source.resource.code,
                source.caller_name if source.caller.startswith("system:") else "",
                source.grant,
                dict(zip(assembly.keys, source.keys, strict=True)),
            )
            for source in sources.values()
        ),
        tuple(
            ItemDraft(code, tuple(Candidate(sources[place].resource.code, item) for place, item in chosen))
            for code, chosen in assembly.items
        ),
        assembly.origins,
        assembly.subjects,
    )


def item_states(assembly: Assembly) -> list[ItemState]:
    names = (
        {item.code: item.name for item in assembly.resource.current.items.all()} if assembly.resource.current else {}
    )
    sources, figures = {source.place: source for source in assembly.sources.all()}, assembly.figures
    return [
        ItemState(
            n,
            code,
            names.get(code, code),
            [Share(sources[place], item, figures.get(f"won:{n}:{place}", 0)) for place, item in chosen],
            figures.get(f"differs:{n}", 0),
        )
        for n, (code, chosen) in enumerate(assembly.items, 1)
    ]


def hosted_versions(assembly: Assembly) -> dict[int, int]:
    """What each source has published by now, by its resource's number."""
    resources = [source.resource_id for source in assembly.sources.all()]
    return dict(Holding.objects.filter(resource__in=resources).values_list("resource_id", "version"))


def list_differences(assembly: Assembly, position: int, now: datetime) -> list[Difference]:
    """The first few subjects about whose item the sources disagree, as far as their grants give it at this moment."""
    sources = list(assembly.sources.all())
    given = {source.place for source in sources if is_given(source, now=now)}
    with connection.cursor() as cursor:
        cursor.execute(differences_sql(shape_of(assembly, sources), position), [MOST_SHOWN])
        rows = cursor.fetchall()
    return [
        Difference(
            " · ".join(keys),
            [(sources[int(n)], (value or "") if int(n) in given else None) for n, value in values.items()],
        )
        for keys, values in rows
    ]
