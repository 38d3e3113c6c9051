"""Base databases and professional databases over HTTP (22.1)."""

from django.http import HttpRequest
from django.utils.translation import override
from ninja import Router, Schema

from yishu.agencies.api import anyone
from yishu.catalogue.bases import queries
from yishu.catalogue.bases.queries import Datum
from yishu.catalogue.models import Resource
from yishu.catalogue.vocabulary import BaseDatabase
from yishu.core.errors import preferred_language

router = Router(tags=["catalogue"], auth=anyone)
MOST = 1000


class BaseOut(Schema):
    code: str
    name: str
    resources: int
    providers: int
    items: int


class MemberOut(Schema):
    code: str
    name: str
    provider: str
    category: str
    cycle: str
    records: int | None
    last_updated: str | None


class OriginOut(Schema):
    """`role`: source, verifying or reference of the data element; empty where it names none."""

    resource: str
    provider: str
    item: str
    role: str
    is_key: bool


class DatumOut(Schema):
    """A datum by its data element, else by its name, and where it comes from."""

    name: str
    element: str
    origins: list[OriginOut]


class BaseInFullOut(Schema):
    """`resources` at most 1000; `data` of at most 2000 items, `more` where there are more."""

    code: str
    name: str
    resources: list[MemberOut]
    data: list[DatumOut]
    more: bool


@router.get("/base-databases", response=list[BaseOut])
def list_bases(request: HttpRequest) -> list[BaseOut]:
    """All kinds, with what the caller's directory has of them."""
    viewer = request.actor or None  # type: ignore[attr-defined]
    return [
        BaseOut(
            code=one.code,
            name=_name(request, one.code),
            resources=one.resources,
            providers=one.providers,
            items=one.items,
        )
        for one in queries.list_bases(viewer)
    ]


@router.get("/base-databases/{base}", response=BaseInFullOut)
def get_base(request: HttpRequest, base: str) -> BaseInFullOut:
    """One of them: population, legal_entities, geography, economy, credit, licences or professional."""
    viewer, found = request.actor or None, queries.get_base(base)  # type: ignore[attr-defined]
    data, more = queries.list_data(found, viewer)
    return BaseInFullOut(
        code=found,
        name=_name(request, found),
        resources=[_member(one) for one in queries.list_members(found, viewer)[:MOST]],
        data=[_datum(one) for one in data],
        more=more,
    )


def _name(request: HttpRequest, base: BaseDatabase) -> str:
    language = preferred_language(request.headers.get("Accept-Language"))
    with override("en" if language == "en" else "zh-hans"):
        return str(base.label)


def _member(one: Resource) -> MemberOut:
    entry = one.current
    assert entry is not None  # what a directory holds has one
    return MemberOut(
        code=one.code,
        name=entry.name,
        provider=one.provider_name,
        category=entry.category,
        cycle=entry.cycle,
        records=one.records,
        last_updated=one.last_updated.isoformat() if one.last_updated else None,
    )


def _datum(one: Datum) -> DatumOut:
    origins = [
        OriginOut(
            resource=origin.resource.code,
            provider=origin.resource.provider_name,
            item=origin.item.code,
            role=origin.item.role or ("source" if origin.is_source else ""),
            is_key=origin.item.is_key,
        )
        for origin in one.origins
    ]
    return DatumOut(name=one.name, element=one.element, origins=origins)
