"""The directory in DCAT-AP 3: a catalogue, a dataset for each entry, and how to get at it (8.2).

DCAT-AP 3.0.1, SEMIC; vocabularies of the EU's Publications Office where the profile asks for them. Addresses of
resources begin with the node's own (`https://node/id/resource/…`) and last as long as the resource's code.
"""

from typing import Final

from yishu.agencies.models import Agency
from yishu.catalogue.directories.graph import PREFIXES, Iri, Literal, Thing, Value
from yishu.catalogue.directories.members import Member
from yishu.catalogue.directories.models import Part
from yishu.catalogue.models import Entry, Item, Resource
from yishu.catalogue.vocabulary import Category, Cycle, ItemType, Openness, ResourceState
from yishu.core.calendar import SHANGHAI

_AUTHORITY: Final = "http://publications.europa.eu/resource/authority"
_CHINESE: Final = Thing(f"{_AUTHORITY}/language/ZHO", ("dct:LinguisticSystem",))
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
_ACCESS_RIGHTS: Final[dict[str, str]] = {
    Openness.OPEN: "PUBLIC",
    Openness.CONDITIONAL: "RESTRICTED",
    Openness.CLOSED: "NON_PUBLIC",
}
_DATATYPES: Final[dict[str, str]] = {
    **{
        kind: f"{PREFIXES['xsd']}{name}"
        for kind, name in (
            (ItemType.STRING, "string"),
            (ItemType.INTEGER, "integer"),
            (ItemType.DECIMAL, "decimal"),
            (ItemType.DATE, "date"),
            (ItemType.DATETIME, "dateTime"),
            (ItemType.BOOLEAN, "boolean"),
        )
    },
    ItemType.GEOMETRY: "http://www.opengis.net/ont/geosparql#geoJSONLiteral",  # GeoSPARQL 1.1, in CRS84
}
_DESCRIPTIONS: Final[dict[str, str]] = {
    Part.RESOURCE: "资源目录",
    Part.SHARING: "共享与开放目录",
    Part.OPEN: "共享与开放目录：向社会开放的信息资源",
}

Properties = tuple[tuple[str, Value], ...]


def catalogue(part: Part, base: str, title: str) -> Thing:
    """The directory itself. `base` is the node's address without a slash at its end; `title` is the node's name; its coordinator publishes."""
    return Thing(
        catalogue_address(base),
        ("dcat:Catalog",),
        (
            ("dct:title", _zh(title)),
            ("dct:description", _zh(_DESCRIPTIONS[part])),
            ("dct:publisher", _coordinator(base, title)),
            ("dct:language", _CHINESE),
            ("foaf:homepage", _document(f"{base}/catalogue/")),
        ),
    )


def member(of: Member, base: str) -> Thing:
    """That the directory has this entry, with all that is said of it."""
    return Thing(catalogue_address(base), properties=(("dcat:dataset", dataset(of, base)),))


def dataset(of: Member, base: str) -> Thing:
    """One entry as a dataset."""
    resource, entry = of.resource, of.entry
    return Thing(
        of.address,
        ("dcat:Dataset",),
        (
            ("dct:title", _zh(entry.name)),
            ("dct:description", _zh(entry.summary or entry.name)),
            ("dct:identifier", Literal(resource.code)),
            ("dct:publisher", _provider(of, base)),
            ("dct:language", _CHINESE),
            ("dcat:landingPage", _document(_page(resource, base))),
            ("dct:accrualPeriodicity", _frequency(entry)),
            *_access_rights(entry),
            *_dates(resource, entry),
            *(("dcat:keyword", _zh(tag)) for tag in dict.fromkeys(entry.tags)),
            *_source(entry),
            *_items(of),
            *_distribution(of, base),
        ),
    )


def catalogue_address(base: str) -> str:
    return f"{base}/id/catalogue"


def _page(resource: Resource, base: str) -> str:
    return f"{base}/catalogue/{resource.path_code}/"


def _zh(text: str) -> Literal:
    return Literal(text, language="zh")


def _document(address: str) -> Thing:
    return Thing(address, ("foaf:Document",))


def _coordinator(base: str, node: str) -> Thing:
    """The agency that runs the platform of this tier; the node's own name before there is one."""
    agency = Agency.objects.filter(is_coordinator=True).order_by("code").first()
    return _agency(agency, base) if agency else _named(f"{catalogue_address(base)}#publisher", node)


def _provider(of: Member, base: str) -> Thing:
    """The agency; of an open directory's entry whose provider is not matched to the register, the name that stands there."""
    if of.resource.provider:
        return _agency(of.resource.provider, base)
    return _named(f"{of.address}#publisher", of.resource.provider_name)


def _agency(agency: Agency, base: str) -> Thing:
    return _named(
        f"{catalogue_address(base)}#agency-{agency.code}", agency.name, ("dct:identifier", Literal(agency.code))
    )


def _named(address: str, name: str, *known: tuple[str, Value]) -> Thing:
    return Thing(address, ("foaf:Agent",), (("foaf:name", _zh(name)), *known))


def _frequency(entry: Entry) -> Thing:
    return Thing(f"{_AUTHORITY}/frequency/{_FREQUENCIES[entry.cycle]}", ("dct:Frequency",))


def _access_rights(entry: Entry) -> Properties:
    """Of the public, not of agencies: open, on a condition, or not; nothing where nothing is stated."""
    right = _ACCESS_RIGHTS.get(entry.openness)
    stated = Thing(f"{_AUTHORITY}/access-right/{right}", ("dct:RightsStatement",))
    return (("dct:accessRights", stated),) if right else ()


def _dates(resource: Resource, entry: Entry) -> Properties:
    dates = {"dct:issued": entry.published_at, "dct:modified": resource.last_updated or entry.published_at}
    return tuple(
        (name, Literal(at.astimezone(SHANGHAI).isoformat(timespec="seconds"), datatype="xsd:dateTime"))
        for name, at in dates.items()
        if at is not None
    )


def _source(entry: Entry) -> Properties:
    """The page at which an open directory has it."""
    return (("foaf:page", _document(entry.source_url)),) if entry.source_url else ()


def _items(of: Member) -> Properties:
    """The items as a table's schema (W3C, Metadata Vocabulary for Tabular Data): columns in their order, and the key."""
    if not of.items:
        return ()
    columns = [_column(item, of) for item in of.items]
    keys = " ".join(item.code for item in of.items if item.is_key)
    schema = Thing(
        f"{of.address}#schema",
        ("csvw:Schema", "dct:Standard"),
        (
            ("dct:title", _zh(of.entry.name)),
            *((("csvw:primaryKey", Literal(keys)),) if keys else ()),
            ("csvw:column", _list(columns, f"{of.address}#columns")),
        ),
    )
    return (("dct:conformsTo", schema),)


def _column(item: Item, of: Member) -> Thing:
    return Thing(
        f"{of.address}#item-{item.code}",
        ("csvw:Column",),
        (
            ("csvw:name", Literal(item.code)),
            ("csvw:title", _zh(item.name)),
            *((("dct:description", _zh(item.meaning)),) if item.meaning else ()),
            ("csvw:datatype", Iri(_DATATYPES[item.type])),
            ("csvw:required", Literal("true" if item.required or item.is_key else "false", datatype="xsd:boolean")),
        ),
    )


def _list(members: list[Thing], address: str) -> Value:
    """An RDF list whose nodes have addresses: nothing here is blank."""
    rest: Value = Iri(f"{PREFIXES['rdf']}nil")
    for number in range(len(members), 0, -1):
        rest = Thing(f"{address}-{number}", ("rdf:List",), (("rdf:first", members[number - 1]), ("rdf:rest", rest)))
    return rest


def _distribution(of: Member, base: str) -> Properties:
    """The unified data access interface, where the entry is shared through it (7.1); else none: the landing page says how."""
    resource, entry = of.resource, of.entry
    if resource.state != ResourceState.PUBLISHED or entry.category == Category.NON_SHARED or not entry.modes:
        return ()
    endpoint = f"{base}/api/v1/data/{resource.path_code}"
    service = Thing(
        endpoint,
        ("dcat:DataService",),
        (
            ("dct:title", _zh(entry.name)),
            ("dcat:endpointURL", Iri(endpoint)),
            ("dcat:endpointDescription", Iri(f"{base}/api/openapi.json")),
            ("dcat:servesDataset", Iri(of.address)),
        ),
    )
    access: Properties = (("dcat:accessURL", Iri(_page(resource, base))), ("dcat:accessService", service))
    if of.items:
        schema = Iri(f"{of.address}#schema")
        access = (*access, ("dct:conformsTo", schema), ("csvw:tableSchema", schema))
    return (("dcat:distribution", Thing(f"{of.address}#distribution", ("dcat:Distribution",), access)),)
