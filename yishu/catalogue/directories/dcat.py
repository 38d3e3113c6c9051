"""The directory in DCAT-AP 3: a catalogue, a dataset for each entry, and how to get at it (8.2).

DCAT-AP 3.0.1, SEMIC; vocabularies of the EU's Publications Office where the profile asks for them. Addresses of
resources begin with the node's own (`https://node/id/resource/…`) and last as long as the resource's code.
"""

from collections.abc import Iterator
from typing import Final

from yishu.agencies.models import Agency
from yishu.catalogue.directories.graph import Iri, Literal, Thing, Value
from yishu.catalogue.models import Category, Cycle, Entry, Openness, Resource, ResourceState
from yishu.catalogue.search import visible
from yishu.core.actor import Actor
from yishu.core.calendar import SHANGHAI

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_CHINESE: Final = Thing(("dct:LinguisticSystem",), (), f"{_AUTHORITY}/language/ZHO")
_FREQUENCIES: Final[dict[str, str]] = {
    Cycle.REALTIME: "CONT",
    Cycle.DAILY: "DAILY",
    Cycle.WEEKLY: "WEEKLY",
    Cycle.MONTHLY: "MONTHLY",
    Cycle.QUARTERLY: "QUARTERLY",
    Cycle.HALF_YEARLY: "ANNUAL_2",
    Cycle.YEARLY: "ANNUAL",
    Cycle.IRREGULAR: "IRREG",
    Cycle.NEVER: "NEVER",
}
_AT_ONCE: Final = 500

Properties = tuple[tuple[str, Value], ...]


def directory(viewer: Actor | None, base: str, title: str) -> Iterator[Thing]:
    """The directory that the viewer may see: the catalogue, then its entries in the order of their codes.

    `base` is the node's address without a slash at its end; `title` is the node's name; its coordinator publishes.
    """
    address = f"{base}/id/catalogue"
    yield Thing(
        ("dcat:Catalog",),
        (
            ("dct:title", _zh(title)),
            ("dct:description", _zh("资源目录" if viewer else "共享与开放目录：向社会开放的信息资源")),
            ("dct:publisher", _coordinator(title)),
            ("dct:language", _CHINESE),
            ("foaf:homepage", Thing(("foaf:Document",), (), f"{base}/catalogue/")),
        ),
        address,
    )
    shown = visible(viewer).select_related("current", "provider").order_by("code")
    for resource in shown.iterator(_AT_ONCE):
        yield Thing((), (("dcat:dataset", dataset(resource, base)),), address)


def dataset(resource: Resource, base: str) -> Thing:
    """One entry as a dataset."""
    entry = resource.current
    assert entry is not None  # what a directory shows has one
    page = f"{base}/catalogue/{resource.path_code}/"
    return Thing(
        ("dcat:Dataset",),
        (
            ("dct:title", _zh(entry.name)),
            ("dct:description", _zh(entry.summary or entry.name)),
            ("dct:identifier", Literal(resource.code)),
            ("dct:publisher", _agent(resource.provider_name, resource.provider.code if resource.provider else "")),
            ("dct:language", _CHINESE),
            ("dcat:landingPage", Thing(("foaf:Document",), (), page)),
            *_frequency(entry),
            *_access_rights(resource, entry),
            *_dates(resource, entry),
            *(("dcat:keyword", _zh(tag)) for tag in dict.fromkeys(entry.tags)),
            *_source(entry),
            *_distribution(resource, entry, base, page),
        ),
        identifier(resource, base),
    )


def identifier(resource: Resource, base: str) -> str:
    """The lasting address of a resource."""
    return f"{base}/id/resource/{resource.path_code}"


def _zh(text: str) -> Literal:
    return Literal(text, language="zh")


def _agent(name: str, code: str = "") -> Thing:
    known: Properties = (("dct:identifier", Literal(code)),) if code else ()
    return Thing(("foaf:Agent",), (("foaf:name", _zh(name)), *known))


def _coordinator(node: str) -> Thing:
    """The agency that runs the platform of this tier; the node's own name before there is one."""
    agency = Agency.objects.filter(is_coordinator=True).order_by("code").first()
    return _agent(agency.name, agency.code) if agency else _agent(node)


def _frequency(entry: Entry) -> Properties:
    frequency = Thing(("dct:Frequency",), (), f"{_AUTHORITY}/frequency/{_FREQUENCIES[entry.cycle]}")
    return (("dct:accrualPeriodicity", frequency),)


def _access_rights(resource: Resource, entry: Entry) -> Properties:
    """Of the public, not of agencies: open, on a condition, or not. An open directory that says nothing of it gives nothing."""
    if resource.state == ResourceState.IMPORTED and entry.openness == Openness.UNSTATED:
        return ()
    right = {Openness.OPEN: "PUBLIC", Openness.CONDITIONAL: "RESTRICTED"}.get(Openness(entry.openness), "NON_PUBLIC")
    return (("dct:accessRights", Thing(("dct:RightsStatement",), (), f"{_AUTHORITY}/access-right/{right}")),)


def _dates(resource: Resource, entry: Entry) -> Properties:
    dates = {"dct:issued": entry.published_at, "dct:modified": resource.last_updated or entry.published_at}
    return tuple(
        (name, Literal(at.astimezone(SHANGHAI).isoformat(timespec="seconds"), datatype="xsd:dateTime"))
        for name, at in dates.items()
        if at is not None
    )


def _source(entry: Entry) -> Properties:
    """Where an open directory has it; the page is the other site's."""
    return (("foaf:page", Thing(("foaf:Document",), (), entry.source_url)),) if entry.source_url else ()


def _distribution(resource: Resource, entry: Entry, base: str, page: str) -> Properties:
    """The unified data access interface, where the entry is shared through it (7.1); else none: the landing page says how."""
    if resource.state != ResourceState.PUBLISHED or entry.category == Category.NON_SHARED or not entry.modes:
        return ()
    service = Thing(
        ("dcat:DataService",),
        (
            ("dct:title", _zh(entry.name)),
            ("dcat:endpointURL", Iri(f"{base}/api/v1/data/{resource.path_code}")),
            ("dcat:endpointDescription", Iri(f"{base}/api/openapi.json")),
            ("dcat:servesDataset", Iri(identifier(resource, base))),
        ),
        f"{base}/api/v1/data/{resource.path_code}",
    )
    offered = Thing(("dcat:Distribution",), (("dcat:accessURL", Iri(page)), ("dcat:accessService", service)))
    return (("dcat:distribution", offered),)
