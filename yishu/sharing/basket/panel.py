"""What the list shows on result cards and on an entry's page: put it in, or that it is in."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from yishu.agencies.middleware import viewer_of
from yishu.agencies.models import Role
from yishu.catalogue.models import Resource
from yishu.core.errors import Problem
from yishu.sharing.basket import queries
from yishu.sharing.commands import require_applicable

_KEPT = "_sharing_basket"


def card_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.card`: one query a page, whatever the number of cards."""
    return _panel(request, resource, "basket/card_panel.html")


def entry_panel(request: HttpRequest, resource: object) -> str | None:
    """Hung on `catalogue.entry`."""
    return _panel(request, resource, "basket/entry_panel.html")


def _panel(request: HttpRequest, resource: object, template: str) -> str | None:
    assert isinstance(resource, Resource)
    viewer = viewer_of(request)
    if viewer is None or viewer.kind != "person" or Role.HANDLER not in viewer.roles:
        return None
    try:
        require_applicable(viewer, resource)
    except Problem:
        return None
    chosen: set[int] | None = getattr(request, _KEPT, None)
    if chosen is None:
        chosen = set(queries.list_chosen(viewer).values_list("resource_id", flat=True))
        setattr(request, _KEPT, chosen)
    given = {"resource": resource, "is_chosen": resource.pk in chosen, "count": len(chosen)}
    return render_to_string(template, given, request)
