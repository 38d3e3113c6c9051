"""The catalogue over HTTP: the resource directory for whoever has logged in, what is open for everyone (8.2, 26.1)."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from yishu.agencies.api import anyone, known
from yishu.catalogue import codes, drafting_api, queries, sourcing, versions_api
from yishu.catalogue.bases import api as bases
from yishu.catalogue.collected import api as collected
from yishu.catalogue.collection import api as collection
from yishu.catalogue.confirming import api as confirming
from yishu.catalogue.confirming import queries as upkeep
from yishu.catalogue.digitising import api as digitising
from yishu.catalogue.errors import ResourceNotFound
from yishu.catalogue.holdings import api as holdings
from yishu.catalogue.models import Entry, Resource
from yishu.catalogue.projects import api as projects
from yishu.catalogue.search import FACETS, Found, Search, search
from yishu.catalogue.steps import api as steps
from yishu.catalogue.tasks import api as tasks
from yishu.core.actor import Actor
from yishu.core.calendar import shanghai_day
from yishu.core.errors import FieldError, Invalid

router = Router(tags=["catalogue"], auth=anyone)
router.add_router("", collection.router)
router.add_router("", holdings.router)
router.add_router("", drafting_api.router)
router.add_router("", tasks.router)
router.add_router("", projects.router)
router.add_router("", collected.router)
router.add_router("", confirming.router)
router.add_router("", versions_api.router)
router.add_router("", digitising.router)
router.add_router("", bases.router)
router.add_router("", steps.router)


class EntryItemOut(Schema):
    code: str
    name: str
    type: str
    length: int | None
    meaning: str
    sensitivity: str
    codes: dict[str, str]
    is_key: bool
    required: bool
    sharing: str
    openness: str
    mask: str
    comparison: str
    alternative: str
    data_element: str
    code_list: str
    role: str


class ResourceOut(Schema):
    """An entry as results show it. `update_due`: the last day for the next update that it owes here, `on_time` whether that is still to come; null: it owes none."""

    code: str
    name: str
    summary: str
    state: str
    category: str
    modes: list[str]
    provider: str
    kind: str
    format: str
    cycle: str
    openness: str
    domain: str
    records: int | None
    last_updated: str | None
    update_due: date | None
    on_time: bool | None


class EntryOut(ResourceOut):
    """One entry with its items: the fields of 8.1."""

    version: int
    condition: str
    legal_basis: str
    scope: str
    timeliness: str
    provision: str
    open_condition: str
    key_kind: str
    case_required: bool
    collection_rule: str
    cycle_note: str
    base_database: str
    digitisation: str
    digitisation_plan: str
    digitisation_due: date | None
    territory: str
    subject_scope: str
    second_source_law: str
    matters: list[str]
    related: list[str]
    standards: list[str]
    source_url: str
    items: list[EntryItemOut]


class FacetOut(Schema):
    value: str
    count: int


class Page(Schema):
    """`more`: there are more than `total`, and every count of a facet is a lower bound."""

    total: int
    more: bool
    facets: dict[str, list[FacetOut]]
    items: list[ResourceOut]
    next: str | None


class Filters(Schema):
    q: str = ""
    category: str = ""
    provider: str = ""
    mode: str = ""
    kind: str = ""
    cycle: str = ""
    openness: str = ""
    state: str = ""
    limit: int = 20
    cursor: str = ""


@router.get("/resources", response=Page)
def list_resources(request: HttpRequest, filters: Query[Filters]) -> Page:
    """Search the directory. `facets` count the hits under the other filters; `next` is the cursor of the next page."""
    chosen = {name: value for name in FACETS if (value := getattr(filters, name))}
    what = Search(filters.q, chosen, _offset(filters.cursor), max(1, min(filters.limit, 100)))
    return _page(search(request.actor or None, what))  # type: ignore[attr-defined]


@router.get("/resources/{code}", response=EntryOut)
def get_resource(request: HttpRequest, code: str) -> EntryOut:
    """One entry; the slash of its code written `-`. What was merged into another answers 410 and names it."""
    viewer = request.actor or None  # type: ignore[attr-defined]
    try:
        return entry_out(queries.get_resource(code, viewer=viewer), viewer)
    except ResourceNotFound:
        upkeep.raise_if_merged(codes.from_path(code), viewer)
        raise


class ClaimOut(Schema):
    """A resource that is a source of a data element. `role` is `source`, `verifying`, or `second`: beside the first by `law`; not `in_force` while it is in review."""

    element: str
    role: str
    resource: str
    name: str
    provider: str
    territory: str
    subject: str
    law: str
    in_force: bool


@router.get("/sources", response=list[ClaimOut], auth=known)
def list_sources(request: HttpRequest, element: str) -> list[ClaimOut]:  # noqa: ARG001
    """The sources of a data element by scope (4.3); for whoever has logged in."""
    return [
        ClaimOut(
            element=one.element,
            role=one.role,
            resource=one.source.resource,
            name=one.source.name,
            provider=one.source.provider,
            territory=one.scope.territory,
            subject=one.scope.subject,
            law=one.law,
            in_force=one.in_force,
        )
        for one in sourcing.list_claims([element])
    ]


def _offset(cursor: str) -> int:
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 8):
        wrong = FieldError(
            "cursor", "as_given", "cursor 须为上一页返回的 next。", "Send the `next` of the page before."
        )
        raise Invalid(errors=[wrong])
    return int(cursor or 0)


def _page(found: Found) -> Page:
    return Page(
        total=found.total,
        more=found.more,
        facets={
            name: [FacetOut(value=value.value, count=value.count) for value in values]
            for name, values in found.facets.items()
        },
        items=[ResourceOut(**_shown(resource, _current(resource))) for resource in found.resources],
        next=str(found.next_offset) if found.next_offset is not None else None,
    )


def entry_out(resource: Resource, viewer: Actor | None) -> EntryOut:
    entry = resource.current or resource.entries.latest("version")
    fields = [
        "version",
        "condition",
        "legal_basis",
        "scope",
        "timeliness",
        "provision",
        "open_condition",
        "key_kind",
        "case_required",
        "collection_rule",
        "cycle_note",
        "base_database",
        "digitisation",
        "digitisation_plan",
        "digitisation_due",
        "territory",
        "subject_scope",
        "second_source_law",
        "matters",
        "related",
        "standards",
        "source_url",
    ]
    shown = queries.shown_items(entry, viewer)
    items = [EntryItemOut(**{name: getattr(item, name) for name in EntryItemOut.model_fields}) for item in shown]
    return EntryOut(**_shown(resource, entry), **{name: getattr(entry, name) for name in fields}, items=items)


def _current(resource: Resource) -> Entry:
    assert resource.current is not None  # what a search finds has one
    return resource.current


def _shown(resource: Resource, entry: Entry) -> dict[str, Any]:
    of_entry = ("name", "summary", "category", "modes", "kind", "format", "cycle", "openness", "domain")
    return {
        "code": resource.code,
        "state": resource.state,
        "provider": resource.provider_name,
        "records": resource.records,
        "last_updated": resource.last_updated.isoformat() if resource.last_updated else None,
        "update_due": resource.update_due,
        "on_time": None if resource.update_due is None else resource.update_due >= shanghai_day(timezone.now()),
        **{name: getattr(entry, name) for name in of_entry},
    }
