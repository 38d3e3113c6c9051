"""What the catalogue shows on the pages of data standards: the sources of a data element (4.3), and the entries that follow what is on the page (5.3, 12.1)."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.catalogue import sourcing
from yishu.catalogue.models import Item, Resource
from yishu.catalogue.search import visible
from yishu.core.actor import Actor
from yishu.node.models import Division
from yishu.standards.models import CodeList, DataElement, Standard

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with its place by name."""

    claim: sourcing.Claim
    place: str

    @property
    def path_code(self) -> str:
        return self.claim.source.resource.replace("/", "-")


def element_panel(request: HttpRequest, element: object) -> str | None:
    """Hung on `standards.element`: its sources by scope for whoever has logged in, and who uses it."""
    assert isinstance(element, DataElement)
    viewer = viewer_of(request)
    users = _with_items(viewer, data_element=element.identifier)
    given = {"users": users, "sources": _sources(element) if viewer and not element.is_reference else None}
    return _rendered(request, given) if users or viewer else None


def code_list_panel(request: HttpRequest, code_list: object) -> str | None:
    """Hung on `standards.code_list`: the entries whose items take their codes from it."""
    assert isinstance(code_list, CodeList)
    users = _with_items(viewer_of(request), code_list=code_list.identifier)
    return _rendered(request, {"users": users}) if users else None


def standard_panel(request: HttpRequest, standard: object) -> str | None:
    """Hung on `standards.standard`: the entries that say they follow it."""
    assert isinstance(standard, Standard)
    users = _shown(visible(viewer_of(request)).filter(current__standards__contains=[standard.code]))
    return _rendered(request, {"users": users}) if users else None


def _with_items(viewer: Actor | None, **of_item: str) -> list[Resource]:
    items = Item.objects.filter(**of_item)
    if viewer is None:
        items = items.exclude(openness="closed")
    return _shown(visible(viewer).filter(current__in=items.values("entry")))


def _shown(found: QuerySet[Resource]) -> list[Resource]:
    return list(found.select_related("current").order_by("-popularity", "code")[:MOST_SHOWN])


def _sources(element: DataElement) -> list[SourceRow]:
    claims = [one for one in sourcing.list_claims([element.identifier]) if one.in_force]
    places = dict(Division.objects.filter(pk__in={one.scope.territory for one in claims}).values_list("code", "name"))
    return [SourceRow(one, places.get(one.scope.territory, one.scope.territory)) for one in claims]


def _rendered(request: HttpRequest, given: dict[str, object]) -> str:
    return render_to_string("catalogue/standards_panel.html", given | {"most": MOST_SHOWN}, request)
